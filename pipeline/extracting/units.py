"""Paragraphs and sentences of a text, by their places; lines that a page broke are one paragraph again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A line that begins so continues the one above, if that one does not end a sentence.
CONTINUES = re.compile(r"[ \t]*[a-zà-ÿ(,;]")
ENDS = re.compile(r"[.!?:;][\"»”')\]]*\s*$")
ITEM = re.compile(r"\s*(?:[-•*–—·▪o]\s|\(?[a-z0-9]{1,3}[.)]\s)")
# Between sentences: a mark, then white space and a capital or a number; not behind an initial or an abbreviation.
BOUNDARY = re.compile(r"(?<![A-Z])(?<!\bM)(?<!\bno)(?<!\bart)(?<!\bDr)[.!?…][\"»”')\]]*\s+(?=[\"«“(]?\s?[A-ZÀ-Ý0-9])")


class Unit(NamedTuple):
    """A stretch of text: [start, end) in code points."""

    start: int
    end: int


class Paragraph(NamedTuple):
    """A paragraph, its sentences, and whether it is an item of a list."""

    start: int
    end: int
    sentences: tuple[Unit, ...]
    item: bool


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs that hold anything, in order."""
    return [
        Paragraph(one.start, one.end, tuple(sentences(text, one)), ITEM.match(text, one.start, one.end) is not None)
        for one in joined_lines(text)
    ]


def joined_lines(text: str) -> Iterator[Unit]:
    current: Unit | None = None
    for match in re.finditer(r"[^\n]+", text):
        line = Unit(*match.span())
        if not match.group().strip():
            continue
        broken = current and text.count("\n", current.end, line.start) == 1 and CONTINUES.match(match.group())
        if current and broken and not ENDS.search(text[current.start : current.end]):
            current = Unit(current.start, line.end)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def sentences(text: str, paragraph: Unit) -> Iterator[Unit]:
    start = paragraph.start
    for match in BOUNDARY.finditer(text, paragraph.start, paragraph.end):
        yield Unit(start, match.end())
        start = match.end()
    if start < paragraph.end:
        yield Unit(start, paragraph.end)
