"""The layout of a text: blocks (prose, headings, list items, table rows) and their sentences, as ranges of words.

Lines that a page broke are joined; a heading, a list item and a table row are blocks of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from pipeline.extraction.marks.numbers import SUFFIXES
from pipeline.extraction.marks.tokens import Text
from pipeline.extraction.marks.word_classes import word_class

Kind = Literal["prose", "heading", "item", "row"]

LINE = re.compile(r"[^\n]+")
ITEM = re.compile(r"[ \t]*(?:[-*•·–—+>]+ +(?=\S)|o +(?=\S)|\(?[a-z0-9]{1,2}[.)] +(?=\S)|[ivx]{1,4}[.)] +(?=\S))")
ENDS = re.compile(r"[.!?:;][\"')\]]*[ \r]*$")
CELLS = re.compile(r"\||\t| {4,}(?=\S)")
RULE = re.compile(r"[ \t|:+=_*-]*")
BOUNDARY = re.compile(r"[.!?][\"')\]]*[ \n\r]+")
# Words before a point that does not end a sentence.
ABBREVIATIONS = word_class("layout", "abbreviations")
LONGEST = 250
NARROW, WRAPPED, WIDEST, HEADING = 25, 55, 130, 300
NOT_A_WORD = word_class("layout", "not_a_word")


class Sentence(NamedTuple):
    """Words [first, last) of a sentence, and its characters [start, end) in the folded text."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """A stretch of a text that is laid out as one, with its sentences; `paragraph` counts what blank lines part."""

    kind: Kind
    start: int
    end: int
    paragraph: int
    sentences: tuple[Sentence, ...]


class Line(NamedTuple):
    start: int
    end: int
    paragraph: int
    kind: Kind


def blocks_of(text: Text, within: frozenset[int] = frozenset()) -> list[Block]:
    """The blocks of a text that hold words, in order; `within`: words that stand within a name."""
    found: list[Block] = []
    for kind, start, end, paragraph in joined_lines(text, within):
        sentences = tuple(sentences_of(text, start, end, kind))
        if sentences:
            found.append(Block(kind, start, end, paragraph, sentences))
    return found


def lines_of(text: Text) -> list[Line]:
    plain, lines, paragraph, last = text.plain, [], 0, 0
    for match in LINE.finditer(plain):
        start, end = match.span()
        printed = match.group()
        if not printed.strip():
            continue
        if last and plain.count("\n", last, start) > 1:
            paragraph += 1
        last = end
        if RULE.fullmatch(printed):
            continue
        kind: Kind = "row" if is_row(printed) else "item" if ITEM.match(printed) else "prose"
        lines.append(Line(start, end, paragraph, kind))
    return lines


def is_row(printed: str) -> bool:
    return printed.count("|") > 0 or len(CELLS.findall(printed.strip())) > 1


def joined_lines(text: Text, within: frozenset[int]) -> Iterator[tuple[Kind, int, int, int]]:
    lines = lines_of(text)
    joiner = Joiner(text, wrapped_paragraphs(text, lines), within)
    at = 0
    while at < len(lines):
        line = lines[at]
        last = at
        widest = line.end - line.start
        while last + 1 < len(lines) and line.kind != "row" and joiner.goes_on(lines[last], lines[last + 1], widest):
            last += 1
            widest = max(widest, lines[last].end - lines[last].start)
        kind = line.kind
        start, end = line.start, lines[last].end
        if kind == "prose" and end - start <= HEADING and not ENDS.search(text.plain[start:end]):
            kind = "heading"
        yield kind, start, end, line.paragraph
        at = last + 1


def wrapped_paragraphs(text: Text, lines: list[Line]) -> frozenset[int]:
    """Paragraphs that the page broke into lines: a third of their lines go on with a small letter."""
    turns: Counter[int] = Counter()
    small: Counter[int] = Counter()
    for line, following in pairwise(lines):
        if line.paragraph == following.paragraph and line.kind == following.kind == "prose":
            turns[line.paragraph] += 1
            first = bisect_left(text.starts, following.start)
            if first < len(text.words) and text.starts[first] == following.start:
                small[line.paragraph] += not (text.capital(first) or text.words[first].isdigit())
    return frozenset(paragraph for paragraph, count in turns.items() if count >= 2 and 3 * small[paragraph] >= count)


@dataclass(frozen=True)
class Joiner:
    """Which lines are the rest of the one above. `wrapped`: paragraphs; `within`: words that stand within a name."""

    text: Text
    wrapped: frozenset[int]
    within: frozenset[int]

    def goes_on(self, line: Line, following: Line, widest: int) -> bool:
        text = self.text
        if following.kind != "prose" or line.paragraph != following.paragraph:
            return False
        printed = text.plain[line.start : line.end].rstrip()
        first = bisect_left(text.starts, following.start)
        if ENDS.search(printed) or first >= len(text.words) or text.starts[first] >= following.end:
            return False
        lead = text.plain[following.start : text.starts[first]].strip()
        if first in self.within or lead in ("(", ",", "- "):
            return True
        if not lead and line.paragraph in self.wrapped and len(printed) > NARROW:
            return True
        if not lead and not text.capital(first) and not text.words[first].isdigit():
            return True
        return self.broken_by_page(line, following, printed, widest)

    def broken_by_page(self, line: Line, following: Line, printed: str, widest: int) -> bool:
        """Whether a line ends where a writer would not end it, or is as wide as the others."""
        if self.text.words[bisect_left(self.text.starts, line.end) - 1] in NOT_A_WORD:
            return True
        if printed.endswith(","):
            return len(printed) > WRAPPED
        alike = len(printed) >= 0.7 * widest and following.end - following.start <= 1.25 * len(printed)
        return WRAPPED <= len(printed) <= WIDEST and alike


def sentences_of(text: Text, start: int, end: int, kind: Kind) -> Iterator[Sentence]:
    begin = start
    if kind != "row":
        for match in BOUNDARY.finditer(text.plain, start, end):
            if match.end() < end and ends_sentence(text, match):
                yield from sentence(text, begin, match.end())
                begin = match.end()
    yield from sentence(text, begin, end)


def ends_sentence(text: Text, match: re.Match[str]) -> bool:
    following = bisect_left(text.starts, match.end())
    if following >= len(text.words):
        return True
    if not (text.capital(following) or text.words[following].isdigit()):
        return False
    before = following - 1
    if before < 0:
        return True
    word = text.words[before]
    if word in SUFFIXES and before and text.words[before - 1].isdigit() and text.gap(before) in ("", " "):
        # "8va. Reunión", "4a. edición"
        return False
    return not (match.group().startswith(".") and (word in ABBREVIATIONS or (len(word) == 1 and word.isalpha())))


def sentence(text: Text, start: int, end: int) -> Iterator[Sentence]:
    first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
    while last - first > LONGEST:
        # No sentence is so long: it is a list, a table or no text, and is read piece by piece.
        yield Sentence(first, first + LONGEST, text.starts[first], text.ends[first + LONGEST - 1])
        first += LONGEST
        start = text.starts[first]
    if first < last:
        while end > start and text.plain[end - 1].isspace():
            end -= 1
        while start < end and text.plain[start].isspace():
            start += 1
        yield Sentence(first, last, start, end)
