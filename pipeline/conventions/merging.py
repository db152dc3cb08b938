"""Merges all that a text states about a meeting into one fact."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.extraction.facts import Fact
from pipeline.extraction.marks.dates import UNKNOWN, with_year

GATHERED = "meeting.gathered"


def merged(facts: Sequence[Fact], reading: AnnotatedText) -> list[Fact]:
    """One fact for each meeting: the place that says most of it, with what the others add.

    Tellings that contradict each other stay apart; a meeting of which nothing is told is left out.
    """
    known_cities = frozenset(mark.first for mark in reading.marks if mark.kind == "city")
    words = reading.text.words
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in sorted(facts, key=lambda one: one.rule == GATHERED):
        known = groups.get(key_of(fact)) or gathering(fact, groups)
        if known is None:
            if fact.rule != GATHERED:
                groups[key_of(fact)] = [fact]
            continue
        at = next((at for at, other in enumerate(known) if not contradict(other, fact, words, known_cities)), None)
        if at is None:
            known.append(fact)
        else:
            known[at] = joined(known[at], fact, known_cities)
    return [fact for known in groups.values() for fact in known if fact.asserted]


def key_of(fact: Fact) -> tuple[object, ...]:
    key = tuple(fact.values.get(name) for name in ("agreement", "body", "number", "part"))
    if fact.values.get("number") is None:
        key += (str(fact.values.get("start_date")), str(fact.values.get("city")))
    return key


def gathering(fact: Fact, groups: Mapping[tuple[object, ...], list[Fact]]) -> list[Fact] | None:
    """The one numbered meeting of an agreement with no days, where the text says that its Parties meet."""
    if fact.rule != GATHERED:
        return None
    found = [
        known
        for known in groups.values()
        if known[0].values.get("agreement") == fact.values.get("agreement")
        and known[0].values.get("number") is not None
    ]
    return found[0] if len(found) == 1 and found[0][0].lacks("start_date") else None


def joined(fact: Fact, other: Fact, known_cities: Container[int]) -> Fact:
    """Two tellings as one; a city that the registry has comes before a part of it that it has not."""
    first, second = (fact, other) if fact.weight >= other.weight else (other, fact)
    if other.rule == GATHERED:
        first, second = fact, other
    both = not first.lacks("city") and not second.lacks("city")
    if both and first.values["city"][0] not in known_cities and second.values["city"][0] in known_cities:
        first.values["city"] = None
    asserted = first.asserted or second.asserted
    whole = combine(first, second)
    whole.asserted = asserted
    return whole


def contradict(fact: Fact, other: Fact, words: Sequence[str], known_cities: Container[int]) -> bool:
    """Whether two tellings of a meeting cannot both be true: two cities, or two ranges of days."""
    places = [one.values["city"] for one in (fact, other) if not one.lacks("city")]
    if len(places) == 2 and all(place[0] in known_cities for place in places):
        cities = [set(words[slice(*place)]) for place in places]
        if not (cities[0] <= cities[1] or cities[1] <= cities[0]):
            return True
    ranges = [
        (str(one.values["start_date"]), str(one.values["end_date"]))
        for one in (fact, other)
        if not one.lacks("start_date") and not one.lacks("end_date")
    ]
    if len(ranges) < 2 or any(start == end or UNKNOWN in start + end or len(start) < 10 for start, end in ranges):
        return False
    (start, end), (start2, end2) = ranges
    return start != start2 and end != end2


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
