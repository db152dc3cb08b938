"""Messages of libraries and of the operating system, in the language of the reader.

library_messages.yaml next to this file has the original messages by the keys of our translations in the catalogues
(problem/<key>).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from pipeline.core.i18n import Language, say
from pipeline.core.i18n.catalogue import read_catalogue


@cache
def read_problems() -> Mapping[str, re.Pattern[str]]:
    """Each text that is known, as an expression, by the key of our words for it."""
    text = Path(__file__).with_name("library_messages.yaml").read_text(encoding="utf-8")
    listed = TypeAdapter(dict[str, str]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))
    return {key: re.compile(expression, re.DOTALL) for key, expression in listed.items()}


def known_problem(problem: str, lang: Language) -> str | None:
    """A text of a library in a language; None where there are no words for it."""
    text = problem.strip().rstrip(".")
    for key, pattern in read_problems().items():
        if match := pattern.fullmatch(text):
            words = read_catalogue(lang).text(f"problem/{key}")
            return re.sub(r"\{(\d)\}", lambda part: match[int(part[1]) + 1], words)
    return None


def explained_problem(problem: str, lang: Language) -> str:
    """The message of a library or of the system, translated; without a translation the original, marked as such."""
    known = known_problem(problem, lang)
    if known is not None or not problem:
        return known or problem
    key = "library-said" if " " in problem.strip() else "library-value"
    return say(lang, key, problem=problem.strip().rstrip("."))
