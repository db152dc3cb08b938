"""The fact that an event with its theme, day and place says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.analysis import Analysis
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.places import Place
from pipeline.extraction.marks.dates import UNKNOWN, DateRange
from pipeline.registry.statement_frames import SaidPlace

# How far back, in words, the year of a day without one is looked for.
RECALL = 120


class EventFields(NamedTuple):
    """The fields of a kind of statement that an event fills, and whether its place is told by codes or as printed."""

    theme: str
    date: str
    end: str | None = None
    place: SaidPlace = SaidPlace()
    city_is_key: bool = False


def dated_fact(analysis: Analysis, event: Event, fields: EventFields, rule: str) -> Fact | None:
    """The fact that an event says; None where the text does not tell its year."""
    date = time_of(event)
    if date is not None and not date.has_year:
        date = in_the_year_of(analysis, event, date)
    return None if date is None else fact_of(analysis, event, date, fields, rule)


def time_of(event: Event) -> DateRange | None:
    return event.dates[0].date if event.dates else None


def place_of(event: Event) -> Place | None:
    """The place of an event; a country that stands apart from its city is its country."""
    places = [one.place for one in event.places if one.place]
    if event.hosts:
        states = [one for one in event.hosts if one.kind == "country"]
        cities = [one for one in event.hosts if one.kind == "city" and all(one.first != two.first for two in states)]
        places.append(Place((cities[0].first, cities[0].last) if cities else None, states[0] if states else None))
    if not places:
        return None
    city = next((one for one in places if one.city), None)
    country = next((one.country for one in places if one.country), None)
    return Place(city.city, city.country or country) if city else places[0]


def in_the_year_of(analysis: Analysis, event: Event, date: DateRange) -> DateRange | None:
    """A day without a year in that of what was told just before: "adopted in June 1994 and opened on 14 October"."""
    reading, at = analysis.context.reading, event.anchors[0][0]
    made = [mark for mark in reading.within(max(0, at - RECALL), at) if mark.kind == "made"]
    dated = [one for one in reading.dates_within(made[0].first, at) if one.has_year] if made else []
    if not dated:
        return None
    year = dated[-1].end[:4]
    return date._replace(start=date.start.replace(UNKNOWN, year), end=date.end.replace(UNKNOWN, year))


def fact_of(analysis: Analysis, event: Event, date: DateRange, fields: EventFields, rule: str) -> Fact:
    theme = event.theme
    assert theme is not None
    words = [event.anchors[0], (date.first, date.last)]
    if theme.last > analysis.context.first:
        words.append((max(theme.first, analysis.context.first), theme.last))
    fact = Fact(event.value, rule, min(a for a, _ in words), max(b for _, b in words))
    fact.say(fields.theme, theme.value, theme.first, theme.last)
    fact.say(fields.date, date.start, date.first, date.last)
    if fields.end:
        fact.say(fields.end, date.end, date.first, date.last)
    place = place_of(event)
    if place is not None and place_told(analysis, fact, place, fields):
        fact.first, fact.last = min(fact.first, place.first), max(fact.last, place.last)
    fact.weight = 2 * date.to_the_day + (analysis.context.block.kind == "prose")
    return fact


def place_told(analysis: Analysis, fact: Fact, place: Place, fields: EventFields) -> bool:
    """Fills the fields of the place; whether the kind has such."""
    if place.city and fields.place.city:
        if fields.city_is_key:
            marks = [one for one in analysis.context.of("city") if one.first == place.city[0]]
            fact.say(fields.place.city, marks[0].value if marks else None, *place.city)
        else:
            fact.print(fields.place.city, place.city)
    if place.country and fields.place.country:
        fact.say(fields.place.country, place.country.value, place.country.first, place.country.last)
    return bool(fields.place.city or fields.place.country)


def most_precise(found: Iterable[Fact], theme: str, date: str) -> list[Fact]:
    """Of an event told twice with one date inside the other (1973, 3 March 1973) the more precise telling.

    `theme`, `date`: the fields of what it happened to, and when.
    """
    kept: dict[tuple[object, ...], Fact] = {}
    rest: list[Fact] = []
    for fact in found:
        key = (fact.kind, fact.values.get(theme))
        known = kept.get(key)
        if known is None or is_within(fact, known, date):
            kept[key] = fact
        elif not str(known.values[date]).startswith(str(fact.values[date])):
            rest.append(fact)
    return [*kept.values(), *rest]


def is_within(fact: Fact, other: Fact, date: str) -> bool:
    one, two = str(fact.values[date]), str(other.values[date])
    return one != two and one.startswith(two)
