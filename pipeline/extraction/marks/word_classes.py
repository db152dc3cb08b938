"""Classes of words, from words.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

WORDS = Path(__file__).with_name("words.yaml")


@cache
def classes(path: Path) -> dict[str, dict[str, str]]:
    """The classes of a file as they are written, by module."""
    found: dict[str, dict[str, str]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return found


def word_class(module: str, name: str) -> frozenset[str]:
    """The words of a class."""
    return frozenset(classes(WORDS)[module][name].split())
