"""What libraries and the operating system say of a mistake, in the reader's language: pipeline/words/problems.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

# What is said of a text that nobody has words for, and of one that is a value.
QUOTED: Mapping[str, str] = {
    "en": "the library says “{}”",
    "fr": "selon la bibliothèque, «\u202f{}\u202f» (en anglais)",
    "es": "según la biblioteca, «{}» (en inglés)",
}
VALUE: Mapping[str, str] = {"en": "“{}”", "fr": "«\u202f{}\u202f»", "es": "«{}»"}


@cache
def read_problems() -> Sequence[tuple[re.Pattern[str], Mapping[str, str]]]:
    """Each text that is known, as an expression, with its words by language."""
    text = Path(__file__).with_name("problems.yaml").read_text(encoding="utf-8")
    listed = TypeAdapter(list[dict[str, str]]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))
    return [(re.compile(one["match"], re.DOTALL), one) for one in listed]


def known_problem(problem: str, lang: str) -> str | None:
    """A text of a library in a language; None where there are no words for it."""
    text = problem.strip().rstrip(".")
    for pattern, words in read_problems():
        if match := pattern.fullmatch(text):
            return re.sub(r"\{(\d)\}", lambda part: match[int(part[1]) + 1], words[lang])
    return None


def explained_problem(problem: str, lang: str) -> str:
    """A text of a library in a language; its own words, marked as such, where there are no others."""
    known = known_problem(problem, lang)
    if known is not None or not problem:
        return known or problem
    template = QUOTED if " " in problem.strip() else VALUE
    return template[lang].format(problem.strip().rstrip("."))
