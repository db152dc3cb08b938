"""The year of a day that is written without one, if the text names exactly one year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.facts import Fact
from pipeline.extraction.marks.dates import UNKNOWN, DateRange

YEAR = re.compile(r"(?:19|20)\d\d")
KEYS = ("start_date", "end_date")
NEAR = 60
# How much nearer the year of a day must stand than another year.
CLEARLY = 2
PERIOD = re.compile(r" ?[-/] ?")


def complete_years(facts: Iterable[Fact], reading: AnnotatedText) -> list[Fact]:
    """The facts with the year that the text names, if it names one alone; periods ("2011-2020") name none."""
    known = list(facts)
    if not any(UNKNOWN in str(fact.values.get(key)) for fact in known for key in KEYS):
        return known
    dated = {
        word
        for fact in known
        for key, first, last in fact.places
        if key in KEYS and UNKNOWN not in str(fact.values.get(key))
        for word in range(first, last)
    }
    # The year of another meeting is its own.
    years = [at for at in single_years(reading) if at not in dated]
    for fact in known:
        if not any(UNKNOWN in str(fact.values.get(key)) for key in KEYS):
            continue
        near = years[bisect_left(years, fact.first - NEAR) : bisect_left(years, fact.last)]
        at = the_year(reading, near or years) or nearest(reading, years, fact)
        if at is not None:
            year = reading.text.words[at]
            for key in KEYS:
                if UNKNOWN in str(fact.values.get(key)):
                    fact.values[key] = str(fact.values[key]).replace(UNKNOWN, year)
                    fact.places.append((key, at, at + 1))
    return known


def the_year(reading: AnnotatedText, years: Sequence[int]) -> int | None:
    """The year, where all are one, or all that stand without a month ("in 2021") are."""
    within = {at for one in reading.dates for at in range(one.first, one.last)}
    for some in (years, [at for at in years if at not in within]):
        if len({reading.text.words[at] for at in some}) == 1:
            return some[0]
    return None


def nearest(reading: AnnotatedText, years: Sequence[int], fact: Fact) -> int | None:
    """The year that stands much nearer to a fact than any other."""
    far = sorted((min(abs(at - fact.first), abs(at - fact.last)), at) for at in years)
    others = [gap for gap, at in far if reading.text.words[at] != reading.text.words[far[0][1]]] if far else []
    return far[0][1] if others and CLEARLY * far[0][0] <= others[0] and far[0][0] <= NEAR else None


def single_years(reading: AnnotatedText) -> list[int]:
    """The words of a text that are years and no part of a period."""
    text, found = reading.text, []
    for at, word in enumerate(text.words):
        if YEAR.fullmatch(word):
            beside = [text.gap(at), text.after(at)]
            period = any(PERIOD.fullmatch(gap) for gap in beside) and any(
                0 <= other < len(text.words) and YEAR.fullmatch(text.words[other]) for other in (at - 1, at + 1)
            )
            if not period:
                found.append(at)
    return found


def year_in(context: SentenceContext, first: int, last: int) -> DateRange | None:
    """A year that stands alone behind "en", "in", "de" or in brackets."""
    text = context.reading.text
    for at in range(first, last):
        word = text.words[at]
        if YEAR.fullmatch(word) and not any(
            date.first <= at < date.last for date in context.reading.dates_within(first, context.last)
        ):
            led = (at > 0 and text.words[at - 1] in YEAR_LEADS) or any(mark in text.gap(at) for mark in ",(|:")
            ranged = "-" in text.after(at)[:3] or "/" in text.after(at)[:2] or (at and text.gap(at) == "-")
            if led and not ranged:
                return DateRange(at, at + 1, word, word)
    return None


YEAR_LEADS = word_class("agreements", "year_leads")
