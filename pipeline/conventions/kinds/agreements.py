"""What happened to an agreement: adopted, signed, opened for signature, in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.conventions.agreement_events import ENTRY
from pipeline.conventions.analysis import Analysis
from pipeline.conventions.years import year_in
from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import EventFields, dated_fact
from pipeline.extraction.frames.places import citations_of, places_in
from pipeline.registry.statement_frames import SaidPlace

PLACED = EventFields("agreement", "date", place=SaidPlace(city="city", country="country"))
UNPLACED = EventFields("agreement", "date")


def agreement_facts(analysis: Analysis, events: Sequence[Event]) -> Iterator[Fact]:
    """What happened to agreements in a sentence, and the place and year behind a title: "(Ramsar, Iran, 1971)"."""
    yield from citations(analysis)
    for event in events:
        if event.kind == "made" and event.theme is not None:
            fields = UNPLACED if event.value == ENTRY else PLACED
            if fact := dated_fact(analysis, event, fields, f"agreement.{event.value}"):
                yield fact


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
            fact.print("city", places[0].city)
            if country := places[0].country:
                fact.say("country", country.value, country.first, country.last)
            yield fact
