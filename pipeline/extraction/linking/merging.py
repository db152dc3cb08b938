"""One fact for each meeting, put together from all that a text says of it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extraction.facts import Fact
from pipeline.extraction.marks.dates import UNKNOWN, with_year


def merged(facts: Sequence[Fact]) -> list[Fact]:
    """One fact for each meeting: the place that says most of it, with what the others add."""
    best: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        key = tuple(fact.values.get(name) for name in ("agreement", "body", "number", "part"))
        if fact.values.get("number") is None:
            key += (str(fact.values.get("start_date")), str(fact.values.get("city")))
        known = best.get(key)
        if known is None:
            best[key] = fact
        else:
            best[key] = combine(known, fact) if known.weight >= fact.weight else combine(fact, known)
    return list(best.values())


def combine(fact: Fact, other: Fact) -> Fact:
    """The first fact, with the days and the place that only the second tells."""
    groups = (("start_date", "end_date"), ("city",), ("country",), ("status",))
    for group in groups:
        if all(fact.lacks(key) for key in group):
            for key in group:
                if not other.lacks(key):
                    fact.values[key] = other.values[key]
                    fact.places += [place for place in other.places if place[0] == key]
    sharpen(fact, other)
    return fact


def sharpen(fact: Fact, other: Fact) -> None:
    """Days that only the other place tells: a beginning to an end, a year, a day to a month."""
    start, end = fact.values.get("start_date"), fact.values.get("end_date")
    start2, end2 = other.values.get("start_date"), other.values.get("end_date")
    if not (isinstance(start, str) and isinstance(end, str) and isinstance(start2, str) and isinstance(end2, str)):
        return
    if (len(start2) > len(start) and start2.startswith(start)) or (
        UNKNOWN in start and start2.endswith(start[4:]) and UNKNOWN not in start2
    ):
        take(fact, other)
    elif start == end and start2 == end2 and len(start) == len(start2) == 10:
        first, last = sorted((start, start2), key=lambda day: day[5:])
        if UNKNOWN in first and UNKNOWN not in last:
            first = with_year(first, last)
        if UNKNOWN in last and UNKNOWN not in first:
            last = last.replace(UNKNOWN, first[:4])
        if first[:7] == last[:7] or first < last:
            fact.values["start_date"], fact.values["end_date"] = first, last
            fact.places += [place for place in other.places if place[0] in ("start_date", "end_date")]


def take(fact: Fact, other: Fact) -> None:
    for key in ("start_date", "end_date"):
        fact.values[key] = other.values[key]
        fact.places = [place for place in fact.places if place[0] != key]
        fact.places += [place for place in other.places if place[0] == key]
