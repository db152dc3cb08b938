"""Memoranda and the like: between two sides in one sentence, or a list of partners under a lead sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extracting.facts import Fact
from pipeline.extracting.gazetteer import Mention
from pipeline.extracting.phrases import INSTRUMENTS
from pipeline.extracting.reading import Prepared
from pipeline.extracting.units import Paragraph, Unit


class Lead(NamedTuple):
    """A sentence that a list follows: whose memoranda it lists, and their kind if it names one alone."""

    agreement: str
    instrument: str | None
    at: Unit


def instruments_in(folded: str, unit: Unit) -> list[tuple[str, Unit]]:
    """The kinds of instrument that a stretch of text names, each with its place."""
    found = []
    for kind, pattern in INSTRUMENTS:
        match = pattern.search(folded, unit.start, unit.end)
        if match and kind:
            found.append((kind, Unit(*match.span())))
    return found


def lead_of(prepared: Prepared, paragraph: Paragraph, agreement: str | None) -> Lead | None:
    """The lead that a paragraph gives to a list below it: it ends with a colon and names an instrument."""
    last = paragraph.sentences[-1]
    if agreement is None or not prepared.text[last.start : last.end].rstrip().endswith(":"):
        return None
    kinds = instruments_in(prepared.folded, last)
    if not kinds:
        return None
    return Lead(agreement, kinds[0][0] if len(kinds) == 1 else None, kinds[0][1])


def item_facts(prepared: Prepared, item: Paragraph, lead: Lead) -> Iterator[Fact]:
    """The partner that an item of a list names; its acronym or short name decides, its title is the quotation."""
    partners = [
        one for one in prepared.named(Unit(item.start, item.end), "agreements", "actors") if one.key != lead.agreement
    ]
    if not partners:
        return
    partner = partners[-1]
    start = item.start
    while start < item.end and prepared.text[start] in " \t-•*–—·▪":
        start += 1
    yield cooperation(lead.agreement, partner, lead.instrument, Unit(start, item.end), "cooperation.list")


def cooperation_facts(prepared: Prepared, sentence: Unit, agreement: str | None) -> Iterator[Fact]:
    """The two sides that a sentence names beside an instrument; one side may be what the text is about."""
    kinds = instruments_in(prepared.folded, sentence)
    if not kinds or prepared.text[sentence.start : sentence.end].rstrip().endswith(":"):
        return
    sides: list[Mention] = []
    for one in prepared.named(sentence, "agreements", "actors"):
        if one.key not in [side.key for side in sides]:
            sides.append(one)
    own = sides[0].key if len(sides) > 1 else agreement
    partners = sides[1:] if len(sides) > 1 else [side for side in sides if side.key != agreement]
    kind = kinds[0][0] if len(kinds) == 1 else None
    for partner in partners if own else []:
        fact = cooperation(str(own), partner, kind, sentence, "cooperation.sentence")
        dates = prepared.dates_in(sentence)
        if dates and len(partners) == 1:
            fact.say("date", dates[0].first, dates[0].start, dates[0].end)
        yield fact


def cooperation(agreement: str, partner: Mention, kind: str | None, span: Unit, rule: str) -> Fact:
    fact = Fact("cooperation", rule, span)
    fact.values["agreement"] = agreement
    fact.say("partner", partner.key, partner.start, partner.end)
    fact.values["instrument"] = kind
    return fact
