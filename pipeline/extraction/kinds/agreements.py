"""What happened to an agreement: adopted, signed, opened for signature, in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.analysis import Analysis
from pipeline.extraction.frames.event import Event
from pipeline.extraction.kinds.meetings import place_of, time_of
from pipeline.extraction.linking.places import citations_of, places_in
from pipeline.extraction.linking.years import year_in
from pipeline.extraction.marks.dates import UNKNOWN, DateRange

# How far back, in words, the year of a day without one is looked for.
RECALL = 120


def agreement_facts(analysis: Analysis, events: Sequence[Event]) -> Iterator[Fact]:
    """What happened to agreements in a sentence, and the place and year behind a title: "(Ramsar, Iran, 1971)"."""
    yield from citations(analysis)
    for event in events:
        if event.kind == "made" and event.theme is not None and (date := time_of(event)):
            if not date.has_year and (date := in_the_year_of(analysis, event, date)) is None:
                continue
            yield fact_of(analysis, event, date)


def in_the_year_of(analysis: Analysis, event: Event, date: DateRange) -> DateRange | None:
    """A day without a year in that of what was told just before: "adopted in June 1994 and opened on 14 October"."""
    reading, at = analysis.context.reading, event.anchors[0][0]
    made = [mark for mark in reading.within(max(0, at - RECALL), at) if mark.kind == "made"]
    dated = [one for one in reading.dates_within(made[0].first, at) if one.has_year] if made else []
    if not dated:
        return None
    year = dated[-1].end[:4]
    return date._replace(start=date.start.replace(UNKNOWN, year), end=date.end.replace(UNKNOWN, year))


def fact_of(analysis: Analysis, event: Event, date: DateRange) -> Fact:
    kind = event.value
    theme = event.theme
    assert theme is not None
    words = [event.anchors[0], (date.first, date.last)]
    if theme.last > analysis.context.first:
        words.append((max(theme.first, analysis.context.first), theme.last))
    fact = Fact(kind, f"agreement.{kind}", min(a for a, _ in words), max(b for _, b in words))
    fact.say("agreement", theme.value, theme.first, theme.last)
    fact.say("date", date.start, date.first, date.last)
    place = place_of(event)
    if place and kind != "entry_into_force":
        if place.city:
            fact.values["city"] = place.city
            fact.places.append(("city", *place.city))
        if place.country:
            fact.say("country", place.country.value, place.country.first, place.country.last)
        fact.first, fact.last = min(fact.first, place.first), max(fact.last, place.last)
    fact.weight = 2 * date.to_the_day + (analysis.context.block.kind == "prose")
    return fact


def citations(analysis: Analysis) -> Iterator[Fact]:
    """ "Convention on Wetlands (Ramsar, Iran, 1971)": where and when it was adopted stands behind its title."""
    context = analysis.context
    text = context.reading.text
    for first, end in citations_of(context):
        mark = next(mark for mark in context.marks if mark.kind == "agreement" and mark.last == first)
        if mark.value is None:
            continue
        date = next(iter(context.reading.dates_within(mark.last, end)), None) or year_in(context, mark.last, end)
        places = places_in(context, mark.last, end, citation=True)
        if date and date.last == end and places and places[0].city and places[0].first == mark.last:
            fact = Fact("adoption", "agreement.citation", mark.first, end)
            close = text.plain[text.ends[end - 1] :][:3].find(")")
            fact.span = (text.starts[mark.first], text.ends[end - 1] + (close + 1 if close >= 0 else 0))
            fact.say("agreement", mark.value, mark.first, mark.last)
            fact.say("date", date.start, date.first, date.last)
            fact.values["city"] = places[0].city
            fact.places.append(("city", *places[0].city))
            if country := places[0].country:
                fact.say("country", country.value, country.first, country.last)
            yield fact
