"""Secretariats: where they sit, who hosts them, what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extracting.facts import Fact
from pipeline.extracting.numbers import ORDINAL_OR_NUMBER, ordinal
from pipeline.extracting.phrases import FUNCTIONS, HOSTED, RESPONSIBILITY, SEATED, SECRETARIAT
from pipeline.extracting.places import find_place
from pipeline.extracting.reading import Prepared
from pipeline.extracting.units import Unit
from pipeline.statements import DecidedAt

# A pronoun at the head of a sentence, or an "aspect of its work", goes on about the secretariat of the sentence before.
GOES_ON = re.compile(
    r"\s*(?:il|elle|it|este|esta|ella|el) (?:doit|devra|aide|also|must|shall|helps|assists|tambien|debe)"
)
DECIDING = re.compile(rf"(?P<n>{ORDINAL_OR_NUMBER}) (?:reunion|session|meeting|sesion)")
SEAT_REACH = 60


def secretariat_facts(prepared: Prepared, sentence: Unit, agreement: str | None) -> Iterator[Fact]:
    """The facts of a sentence about a secretariat; `agreement`: whose, where the sentence does not say."""
    folded = prepared.folded
    mention = SECRETARIAT.search(folded, sentence.start, sentence.end)
    if agreement is None or not (mention or GOES_ON.match(folded, sentence.start, sentence.end)):
        return
    if mention:
        yield from seat_facts(prepared, sentence, mention, agreement)
        yield from host_facts(prepared, sentence, agreement)
    yield from function_facts(prepared, sentence, agreement)


def seat_facts(prepared: Prepared, sentence: Unit, mention: re.Match[str], agreement: str) -> Iterator[Fact]:
    seated = SEATED.search(prepared.folded, sentence.start, sentence.end)
    if seated is None:
        return
    place = find_place(prepared, Unit(seated.end(), min(sentence.end, seated.end() + SEAT_REACH)))
    if place.city is None:
        return
    ends = [seated.start(), mention.start(), place.city.start, seated.end(), mention.end(), place.city.end]
    ends += [place.country.start, place.country.end] if place.country else []
    fact = Fact("seat", "secretariat.seat", Unit(min(ends), max(ends)))
    fact.say("agreement", agreement, mention.start(), mention.end())
    fact.say("city", prepared.text[place.city.start : place.city.end], place.city.start, place.city.end)
    if place.country:
        fact.say("country", place.country.key, place.country.start, place.country.end)
    yield fact


def host_facts(prepared: Prepared, sentence: Unit, agreement: str) -> Iterator[Fact]:
    """An actor that provides, administers or was given a secretariat, and the session that decided it."""
    hosted = HOSTED.search(prepared.folded, sentence.start, sentence.end)
    actors = [one for one in prepared.named(sentence, "actors") if one.key not in prepared.gazetteer.secretariats]
    role = RESPONSIBILITY.search(prepared.folded, sentence.start, sentence.end)
    if hosted is None or role is None or not actors:
        return
    actor = min(actors, key=lambda one: abs(one.start - hosted.end()))
    end = max(role.end(), actor.end, hosted.end())
    clause = re.search(r"[,.;]| tout en ", prepared.folded[end : sentence.end])
    fact = Fact("host", "secretariat.host", Unit(sentence.start, end + clause.start() if clause else sentence.end))
    fact.say("agreement", agreement, role.start(), role.end())
    fact.say("host", actor.key, actor.start, actor.end)
    deciding = DECIDING.search(prepared.folded, sentence.start, hosted.start())
    if deciding:
        decided = DecidedAt(body="cop", number=ordinal(deciding["n"]))
        fact.say("decided_at", decided.model_dump(), deciding.start(), deciding.end())
    yield fact


def function_facts(prepared: Prepared, sentence: Unit, agreement: str) -> Iterator[Fact]:
    for code, pattern in FUNCTIONS:
        match = pattern.search(prepared.folded, sentence.start, sentence.end)
        if match:
            fact = Fact("function", f"secretariat.{code}", Unit(*match.span()))
            fact.values["agreement"] = agreement
            fact.say("function", code, match.start(), match.end())
            yield fact
