"""The position of each value in a JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

Place = tuple[str | int, ...]

# A text (one that does not end goes to the end), a bracket or sign, or whatever else stands between: a number, NaN.
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
NO_BRACKETS = re.compile(r'(?:"(?:[^"\\]|\\.)*+"?|[^\[\]{}"]+)+', re.DOTALL)
LONG_NUMBER = re.compile(r"\d{4301}")
CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


def json_places(text: str) -> Iterator[tuple[Place, int, str]]:
    """Each value by its place, with its 1-based line (in an object that of its key) and its first token.

    The text is one that a parser took: only where it did are the places right.
    """
    return ((place, line, match[0]) for place, line, match in placed_tokens(text))


def json_spans(text: str) -> dict[Place, tuple[int, int]]:
    """The start and end (characters, 0-based) of the first token of each value in a JSON text, by its place."""
    return {place: match.span() for place, _, match in placed_tokens(text)}


def placed_tokens(text: str) -> Iterator[tuple[Place, int, re.Match[str]]]:
    """Each value by its place, with its line and its first token."""
    line, counted = 1, 0
    # Of every level that is open, the key or the number of the item that is read; no key yet in an object: None.
    place: list[str | int | None] = []
    begun = 0
    for match in TOKENS.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        token = match[0]
        if token == ",":
            place[-1] = place[-1] + 1 if isinstance(place[-1], int) else None
        elif token in ("]", "}"):
            place.pop()
        elif token == ":":
            continue
        elif place and place[-1] is None:
            place[-1], begun = json.loads(token), line
        else:
            in_object = bool(place) and isinstance(place[-1], str)
            yield tuple(step for step in place if step is not None), begun if in_object else line, match
            if token in ("[", "{"):
                place.append(0 if token == "[" else None)


def json_lines(text: str) -> dict[Place, int]:
    """The line of each value by its place."""
    return {place: line for place, line, _ in json_places(text)}


def second_line(text: str) -> int:
    """The line of the first key that its object has had before."""
    seen: set[Place] = set()
    for place, line, _ in json_places(text):
        if place in seen:
            return line
        # What stands in a value that comes twice is there twice as well, and comes after its key.
        seen.add(place)
    return 1


def deep_line(text: str, most: int) -> int | None:
    """The line on which a text, JSON or not, opens more than so many levels; None where it never does."""
    level = 0
    # Whatever is no bracket is taken out first, at once: nearly no text goes deep.
    for bracket in NO_BRACKETS.sub("", text):
        level += 1 if bracket in "[{" else -1
        if level > most:
            break
    else:
        return None
    level = 0
    for match in TOKENS.finditer(text):
        level += (match[0] in ("[", "{")) - (match[0] in ("]", "}"))
        if level > most:
            return text.count("\n", 0, match.start()) + 1
    return None


def full_line(text: str, most: int) -> int | None:
    """The line on which a text, JSON or not, has more than so many values; None where it never has.

    Each value follows a bracket, a comma or a colon, or at the beginning.
    """
    if text.count(",") + text.count("[") + text.count("{") < most:
        return None
    values = 1
    for match in TOKENS.finditer(text):
        values += match[0] in (",", "[", "{")
        if values > most:
            return text.count("\n", 0, match.start()) + 1
    return None


def long_number_line(text: str) -> int:
    """The line of the first number of more digits than Python reads."""
    match = LONG_NUMBER.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def constant_line(text: str) -> int:
    """The line of the first constant that JSON does not have."""
    return next((text.count("\n", 0, match.start()) + 1 for match in TOKENS.finditer(text) if match[0] in CONSTANTS), 1)
