"""A sentence with what was recognised in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pipeline.extraction.annotated_text import AnnotatedText
from pipeline.extraction.layout import Block, Sentence
from pipeline.extraction.marks.lexicon import Mark


@dataclass(frozen=True)
class SentenceContext:
    """A sentence with its marks.

    `focus`: the key of what the text is about before the sentence; `heading`: that of the heading above it;
    `focus_near`: the focus was named in the same paragraph. `titles`: kinds of marks that count as one word;
    `themes`: those of things that events happen to;
    `nouns`: words that are nouns of events in this field.
    """

    reading: AnnotatedText
    block: Block
    sentence: Sentence
    marks: Sequence[Mark]
    focus: str | None = None
    heading: str | None = None
    focus_near: bool = False
    titles: ClassVar[frozenset[str]] = frozenset()
    themes: ClassVar[frozenset[str]] = frozenset()
    nouns: ClassVar[frozenset[str]] = frozenset()

    @property
    def first(self) -> int:
        return self.sentence.first

    @property
    def last(self) -> int:
        return self.sentence.last

    @cached_property
    def kinds(self) -> Mapping[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.kind, []).append(mark)
        return found

    def of(self, *kinds: str) -> list[Mark]:
        """The marks of some kinds, in order."""
        known = self.kinds
        if len(kinds) == 1:
            return known.get(kinds[0], [])
        if known.keys().isdisjoint(kinds):
            return []
        return [mark for mark in self.marks if mark.kind in kinds]

    def distance(self, first: int, last: int) -> int:
        """How many words lie from `first` to `last`; a title counts as one, however long it is."""
        titles = sum(
            mark.last - mark.first - 1
            for mark in self.marks
            if mark.kind in self.titles and mark.last - mark.first > 1 and first <= mark.first and mark.last <= last
        )
        return last - first - titles

    def recalled(self, theme: str) -> str | None:
        """The key of the thing of this kind that "it", or nothing at all, stands for in the sentence."""
        del theme
        return self.focus
