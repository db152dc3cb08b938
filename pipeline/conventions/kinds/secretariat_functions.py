"""The functions of secretariats in French, English and Spanish; the patterns are in functions.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

PATTERNS = Path(__file__).with_name("functions.yaml")
# A few words of one clause, and the rest of it.
PARTS = {"{sp}": r"[^.;:\n]{0,60}?", "{end}": r"[^.;:\n]*"}


@cache
def functions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The codes of the vocabulary of functions, each with what says it."""
    data: dict[str, list[str]] = yaml.load(PATTERNS.read_text(encoding="utf-8"), yaml.CSafeLoader)
    found = []
    for code, patterns in data.items():
        whole = "|".join(patterns)
        for name, part in PARTS.items():
            whole = whole.replace(f"(?:{name})", part)
        found.append((code, re.compile(rf"(?<![a-z])(?:{whole})(?![a-z])")))
    return tuple(found)
