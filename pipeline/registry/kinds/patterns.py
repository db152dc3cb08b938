"""Patterns of text with placeholders: {date} of a statement, {town.id} of a row, {status|held} with a default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

PLACEHOLDER = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?)(?P<lower>:lower)?(?:\|(?P<default>[^{}|]+))?\}")


class Placeholder(NamedTuple):
    """A place in a pattern: the name of its value, and what stands there where there is none."""

    name: str
    default: str


def placeholders(pattern: str) -> Iterator[Placeholder]:
    """The placeholders of a pattern, in their order."""
    for found in PLACEHOLDER.finditer(pattern):
        yield Placeholder(found["name"], found["default"] or "")


def is_pattern(text: str) -> bool:
    """Whether every brace of a text belongs to a placeholder."""
    rest = PLACEHOLDER.sub("", text)
    return "{" not in rest and "}" not in rest


def fill(pattern: str, value_of: Callable[[str], str]) -> str | None:
    """A pattern with the values in its places; None where a placeholder has no value and no default.

    `value_of`: the value of a name, "" for none. `{name:lower}` puts it in lower case.
    """
    filled: list[str] = []
    end = 0
    for found in PLACEHOLDER.finditer(pattern):
        value = value_of(found["name"]) or found["default"]
        if not value:
            return None
        filled += pattern[end : found.start()], value.lower() if found["lower"] else value
        end = found.end()
    return "".join((*filled, pattern[end:]))
