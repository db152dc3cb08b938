"""What happened to an agreement (adopted, opened for signature, in force) and who joined it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extracting.facts import Fact
from pipeline.extracting.phrases import ACTIONS, AGREEMENT_EVENTS, JOINED, PARTIES
from pipeline.extracting.places import find_place
from pipeline.extracting.reading import Prepared
from pipeline.extracting.units import Unit
from pipeline.statements import Kind

REACH = 90


def agreement_facts(prepared: Prepared, sentence: Unit, agreement: str | None) -> Iterator[Fact]:
    """A date behind "adopted", "opened for signature", "entered into force": of the agreement named or meant."""
    named = prepared.named(sentence, "agreements")
    about = named[0].key if named else agreement
    if about is None:
        return
    for kind, pattern in AGREEMENT_EVENTS:
        match = pattern.search(prepared.folded, sentence.start, sentence.end)
        dates = prepared.dates_in(Unit(match.end(), min(sentence.end, match.end() + REACH))) if match else []
        if match and dates:
            yield event(prepared, kind, about, match, sentence)  # type: ignore[arg-type]  # the kinds are statements'


def event(prepared: Prepared, kind: Kind, agreement: str, match: re.Match[str], sentence: Unit) -> Fact:
    reach = Unit(match.end(), min(sentence.end, match.end() + REACH))
    date = prepared.dates_in(reach)[0]
    fact = Fact(kind, f"agreement.{kind}", sentence)
    fact.say("agreement", agreement, match.start(), match.end())
    fact.say("date", date.first, date.start, date.end)
    place = find_place(prepared, reach)
    if kind != "entry_into_force" and place.city:
        fact.say("city", prepared.text[place.city.start : place.city.end], place.city.start, place.city.end)
        if place.country:
            fact.say("country", place.country.key, place.country.start, place.country.end)
    return fact


def membership_facts(prepared: Prepared, sentence: Unit, agreement: str | None) -> Iterator[Fact]:
    """How many Parties a sentence counts, or which country joined when."""
    named = prepared.named(sentence, "agreements")
    about = named[0].key if named else agreement
    if about is None:
        return
    count = PARTIES.search(prepared.folded, sentence.start, sentence.end)
    if count:
        fact = Fact("membership", "membership.count", sentence)
        fact.values["agreement"] = about
        fact.say("count", int(count[1]), *count.span(1))
        yield fact
    joined = JOINED.search(prepared.folded, sentence.start, sentence.end)
    countries = prepared.named(sentence, "countries")
    dates = prepared.dates_in(sentence)
    if joined and countries and dates:
        yield act(about, joined, countries[0].key, Unit(countries[0].start, countries[0].end), sentence, prepared)


def act(agreement: str, joined: re.Match[str], country: str, at: Unit, sentence: Unit, prepared: Prepared) -> Fact:
    date = prepared.dates_in(sentence)[0]
    action = next((name for name, pattern in ACTIONS if re.search(pattern, joined.group())), "party")
    fact = Fact("membership", "membership.act", sentence)
    fact.values["agreement"] = agreement
    fact.say("party", country, at.start, at.end)
    fact.say("action", action, joined.start(), joined.end())
    fact.say("date", date.first, date.start, date.end)
    return fact
