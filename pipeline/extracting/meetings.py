"""Meetings: "COP 11", "la onzième réunion de la Conférence des Parties", with the place and days around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.extracting.facts import Fact
from pipeline.extracting.gazetteer import Mention
from pipeline.extracting.numbers import ordinal
from pipeline.extracting.phrases import BODIES, JOIN, ORDINAL, SESSION, STATUSES
from pipeline.extracting.places import find_place
from pipeline.extracting.reading import Prepared
from pipeline.extracting.units import Unit

# "CP70" is a Standing Committee of CITES: its Conference has not met that often.
LAST_COP = 40
PART = re.compile(
    r"(?:part|partie|parte) (one|two|i{1,2}|1|2|une?|deux|dos|uno)|(first|second|premiere|deuxieme|primera|segunda) (?:part|partie|parte)"
)
PARTS = {
    "one": "1",
    "i": "1",
    "1": "1",
    "un": "1",
    "une": "1",
    "uno": "1",
    "first": "1",
    "premiere": "1",
    "primera": "1",
}


class Named(NamedTuple):
    """A meeting as it is named: its body's kind, its number with its place, and where the name stands."""

    kind: str
    number: int
    at: Unit
    span: Unit


@cache
def naming_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns of a body with its number, in both orders, for each kind."""
    found = []
    for kind, body in BODIES:
        acronym = rf"(?<![a-z])(?:{body}) ?-? ?(?:n[o°] ?)?(?P<n>\d{{1,3}})(?![\d/-]\d|\d)"
        worded = rf"(?<![a-z0-9])(?P<n>{ORDINAL})(?: ?{SESSION})?(?:{JOIN})(?:{body})(?![a-z])"
        found += [(kind, re.compile(acronym)), (kind, re.compile(worded))]
    return tuple(found)


def find_named(folded: str, unit: Unit) -> list[Named]:
    """The meetings named in a stretch of text, in order, each once."""
    found: list[Named] = []
    for kind, pattern in naming_patterns():
        for match in pattern.finditer(folded, unit.start, unit.end):
            number = ordinal(match["n"])
            span = Unit(*match.span())
            if (
                number
                and plausible(kind, number)
                and all(span.end <= o.span.start or span.start >= o.span.end for o in found)
            ):
                found.append(Named(kind, number, Unit(*match.span("n")), span))
    return sorted(found, key=lambda one: one.span)


def plausible(kind: str, number: int) -> bool:
    return kind == "sc" or number <= LAST_COP


def meeting_facts(prepared: Prepared, sentence: Unit, focus: str | None) -> Iterator[Fact]:
    """A fact for each meeting that a sentence names with a place or days."""
    named = find_named(prepared.folded, sentence)
    for number, one in enumerate(named):
        end = named[number + 1].span.start if number + 1 < len(named) else sentence.end
        start = sentence.start if number == 0 else one.span.start
        fact = Fact("meeting", f"meeting.{one.kind}", sentence)
        agreement = agreement_of(prepared, sentence, one, focus)
        if agreement is None:
            continue
        fact.say("agreement", agreement.key, agreement.start, agreement.end)
        fact.say("body", body_of(one, agreement.key, prepared), one.span.start, one.span.end)
        fact.say("number", one.number, one.at.start, one.at.end)
        fact.values["part"] = part_of(prepared.folded, sentence)
        if tell_when_and_where(prepared, Unit(start, end) if len(named) > 1 else sentence, fact):
            tell_status(prepared, sentence, fact)
            yield fact


def body_of(one: Named, agreement: str, prepared: Prepared) -> str:
    """The kind of the body; the Conference of a protocol's Parties is its COP-MOP, where the registry has one."""
    kinds = {kind for owner, kind in prepared.gazetteer.bodies.values() if owner == agreement}
    for kind in ("cop-mop", "mop"):
        if one.kind in ("cop", "mop") and one.kind not in kinds and kind in kinds:
            return kind
    return one.kind


def agreement_of(prepared: Prepared, sentence: Unit, one: Named, focus: str | None) -> Mention | None:
    """The agreement of a meeting: named behind it, else before it in the sentence, else what the text is about."""
    named = prepared.named(sentence, "agreements")
    behind = [mention for mention in named if mention.start >= one.span.end]
    before = [mention for mention in named if mention.end <= one.span.start]
    if before and one.span.start - before[-1].end <= 2:
        return before[-1]
    if behind and behind[0].start - one.span.end <= 40:
        return behind[0]
    if before or behind:
        return (before or behind)[-1 if before else 0]
    return Mention(one.span.start, one.span.end, "agreements", focus) if focus else None


def part_of(folded: str, sentence: Unit) -> str:
    match = PART.search(folded, sentence.start, sentence.end)
    word = (match[1] or match[2]) if match else None
    return "0" if word is None else PARTS.get(word, "2")


def tell_when_and_where(prepared: Prepared, unit: Unit, fact: Fact) -> bool:
    """Adds place and days; whether there was anything to add."""
    place = find_place(prepared, unit)
    if place.city:
        fact.say("city", prepared.text[place.city.start : place.city.end], place.city.start, place.city.end)
    if place.country:
        fact.say("country", place.country.key, place.country.start, place.country.end)
    dates = prepared.dates_in(unit)
    if dates:
        fact.say("start_date", dates[0].first, dates[0].start, dates[0].end)
        fact.say("end_date", dates[0].last, dates[0].start, dates[0].end)
    return bool(place.city or place.country or dates)


def tell_status(prepared: Prepared, sentence: Unit, fact: Fact) -> None:
    for status, pattern in STATUSES:
        match = pattern.search(prepared.folded, sentence.start, sentence.end)
        if match:
            fact.say("status", status, match.start(), match.end())
            return
