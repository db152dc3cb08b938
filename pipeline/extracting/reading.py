"""A text prepared for the rules: folded, cut into paragraphs and sentences, its names and dates found once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.extracting.dates import DateRange, find_dates
from pipeline.extracting.folding import fold
from pipeline.extracting.gazetteer import Gazetteer, Mention, between
from pipeline.extracting.units import Paragraph, Unit, paragraphs


@dataclass(frozen=True)
class Prepared:
    """Everything that the rules ask of a text. Places are code points of the text as it was decoded."""

    text: str
    gazetteer: Gazetteer

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def mentions(self) -> list[Mention]:
        return self.gazetteer.mentions(self.text, self.folded)

    @cached_property
    def dates(self) -> list[DateRange]:
        return find_dates(self.folded)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        return paragraphs(self.text)

    def named(self, unit: Unit, *tables: str) -> list[Mention]:
        """The names of these tables in a stretch of text."""
        return [one for one in between(self.mentions, unit.start, unit.end) if one.table in tables]

    def dates_in(self, unit: Unit) -> list[DateRange]:
        return [one for one in self.dates if unit.start <= one.start and one.end <= unit.end]
