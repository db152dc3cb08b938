"""When and where: the dates, years and places of a sentence, each once, before anything is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.places import Place, citations_of, places_in
from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.word_classes import word_class

YEAR = re.compile(r"(?:1[89]|20)\d\d")
YEAR_LEADS = word_class("arguments", "year_leads")
AND = word_class("clauses", "and")
AS_OF = word_class("arguments", "as_of")
# Place, day, agency, then dashes: "GENEVA, 20 February (UNEP) --", "Tashkent, Uzbekistan (agency) -".
DATELINE = re.compile(r"[^.;:!?\n]{2,60}?(?:\([^)\n]{1,40}\)\s*)?\s(?:--|-)\s+(?=\S)")
LONGEST_DATELINE = 120


@dataclass(eq=False)
class Argument:
    """Words [first, last) that say when (`date`) or where (`place`)."""

    first: int
    last: int
    date: DateRange | None = None
    place: Place | None = None

    @property
    def is_range(self) -> bool:
        """Whether it is several days: what takes one day cannot be at it."""
        return self.date is not None and self.date.start != self.date.end


def arguments_of(context: SentenceContext, mentions: Sequence[Mention]) -> list[Argument]:
    """The dates and places of a sentence in order, without those of a dateline."""
    sessions = [name for one in mentions if one.names for name in one.names]
    dates = [*context.reading.dates_within(context.first, context.last), *years(context)]
    cited = citations_of(context)
    found = [
        Argument(one.first, one.last, date=one)
        for one in dates
        if not any(first <= one.first < last for first, last in cited)
        and not any(name.first <= one.first and one.last <= name.last for name in sessions)
    ]
    found += [
        Argument(one.first, one.last, place=one)
        for one in places_in(context, context.first, context.last)
        if not any(name.first <= one.first and one.last <= name.last for name in sessions)
    ]
    begin = dateline(context)
    return sorted((one for one in found if one.first >= begin), key=lambda one: (one.first, one.last))


def years(context: SentenceContext) -> Iterator[DateRange]:
    """Years that stand alone behind "en", "in", "de", a comma or in brackets, and are no part of a period."""
    text = context.reading.text
    dates = context.reading.dates_within(context.first, context.last)
    for at in range(context.first, context.last):
        word = text.words[at]
        if not YEAR.fullmatch(word) or any(one.first <= at < one.last for one in dates):
            continue
        listed = at - 2 >= context.first and text.words[at - 1] in AND and is_time(text.words[at - 2])
        led = (
            listed
            or (at > context.first and text.words[at - 1] in YEAR_LEADS)
            or any(sign in text.gap(at) for sign in ",(|:")
        )
        if led and not period(context, at):
            yield DateRange(at, at + 1, word, word)


def is_time(word: str) -> bool:
    return YEAR.fullmatch(word) is not None


def period(context: SentenceContext, at: int) -> bool:
    text = context.reading.text
    return "-" in text.after(at)[:3] or "/" in text.after(at)[:2] or bool(at and text.gap(at).strip() in ("-", "/"))


def dateline(context: SentenceContext) -> int:
    """The first word behind a dateline ("GENEVA, 20 February (UNEP) --"), which says where and when of the report."""
    text = context.reading.text
    if context.block.kind == "row" or not text.capital(context.first):
        return context.first
    head = text.plain[text.starts[context.first] : context.sentence.end][:LONGEST_DATELINE]
    found = DATELINE.match(head)
    if found is None:
        return context.first
    end = text.starts[context.first] + found.end()
    first = next((at for at in range(context.first, context.last) if text.starts[at] >= end), context.last)
    marks = [mark for mark in context.marks if mark.last <= first]
    dated = bool(context.reading.dates_within(context.first, first))
    placed = any(mark.kind in ("city", "country") for mark in marks)
    named = any(mark.kind in ("agreement", "body", "session", "ordinal") for mark in marks)
    return first if (dated or placed) and not named else context.first
