"""A text prepared for the rules: its words and their meanings, its dates, blocks and sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pipeline.extraction.layout import Block, blocks_of
from pipeline.extraction.marks.dates import DateRange, find_dates
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text

SYMBOL = re.compile(r"(?<![\w/-])[a-z][a-z-]+(?:/[\w.()-]+){2,}")


@dataclass(frozen=True)
class AnnotatedText:
    """A text and all that was recognised in it, in order. Marks do not overlap but where a form means two things.

    `no_places`: words that are part of no place's name, capital or not.
    """

    text: Text
    marks: tuple[Mark, ...]
    firsts: Sequence[int]
    dates: tuple[DateRange, ...]
    blocks: tuple[Block, ...]
    no_places: ClassVar[frozenset[str]] = frozenset()

    @staticmethod
    def annotated(text: Text, marks: tuple[Mark, ...]) -> AnnotatedText:
        """A text with its dates, blocks and sentences."""
        dates = tuple(find_dates(text, marks))
        blocks = tuple(blocks_of(text, within_names(marks)))
        return AnnotatedText(text, marks, [mark.first for mark in marks], dates, blocks)

    @property
    def may_have_facts(self) -> bool:
        """Whether anything is named that a fact could be about; where nothing is, nothing else was looked for."""
        return bool(self.blocks)

    def within(self, first: int, last: int) -> Sequence[Mark]:
        """The marks that lie in words [first, last)."""
        low = bisect_left(self.firsts, first)
        high = bisect_left(self.firsts, last)
        found = self.marks[low:high]
        return found if not found or found[-1].last <= last else [mark for mark in found if mark.last <= last]

    def dates_within(self, first: int, last: int) -> list[DateRange]:
        low, high = bisect_left(self.date_firsts, first), bisect_left(self.date_firsts, last)
        return [date for date in self.dates[low:high] if date.last <= last]

    @cached_property
    def date_firsts(self) -> list[int]:
        return [date.first for date in self.dates]


def within_names(marks: Sequence[Mark]) -> frozenset[int]:
    """The words that stand within a name, not at its beginning: no line that begins with one begins anew."""
    return frozenset(word for mark in marks for word in range(mark.first + 1, mark.last))


def symbols_of(text: Text) -> frozenset[int]:
    """The words of document symbols (AB/CD/12/1): they name a paper and no meeting."""
    words: set[int] = set()
    if text.plain.count("/") < 2:
        return frozenset()
    for match in SYMBOL.finditer(text.plain):
        first, last = bisect_left(text.starts, match.start()), bisect_left(text.starts, match.end())
        if text.as_printed(first, first + 1).isupper() and match.group().count("/") > 1:
            words.update(range(first, last))
    return frozenset(words)
