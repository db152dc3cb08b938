"""Classes of words that only the rules about agreements ask for, from words.yaml."""

from __future__ import annotations

from pathlib import Path

from pipeline.extraction.marks.word_classes import WORDS, classes

OWN = Path(__file__).with_name("words.yaml")


def word_class(module: str, name: str) -> frozenset[str]:
    """The words of a class, which is one of these rules or one of those for all texts."""
    own = classes(OWN).get(module, {})
    return frozenset((own[name] if name in own else classes(WORDS)[module][name]).split())
