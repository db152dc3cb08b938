"""Facts about an agreement: adopted, signed, opened for signature, in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extraction.facts import Fact
from pipeline.extraction.linking.places import Place, citations_of, places_in
from pipeline.extraction.linking.sentence_context import AGREEMENTS, SentenceContext
from pipeline.extraction.linking.years import year_in
from pipeline.extraction.marks.dates import UNKNOWN, DateRange
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class
from pipeline.registry.statements import Kind

REACH = 16
# How far back, in words, the year of a day without one is looked for.
RECALL = 120
# In front of a participle these tell that somebody did it to something else: "la COP a adopté une décision".
ACTIVE = word_class("agreements", "active")
PASSIVE = word_class("agreements", "passive")
COPULA = word_class("agreements", "copula")
YEAR = re.compile(r"1[89]\d\d|20\d\d")


def agreement_facts(context: SentenceContext) -> Iterator[Fact]:
    """What happened to agreements in a sentence, and the place and year behind a title: "(Ramsar, Iran, 1971)"."""
    yield from citations(context)
    national = {cue.first for cue in forces(context)}
    for cue in context.of("made"):
        if cue.first in national:
            continue
        subject = subject_of(context, cue)
        if subject is None:
            continue
        date = date_near(context, cue)
        if date is None:
            continue
        if not date.has_year and (date := in_the_year_of(context, cue, date)) is None:
            continue
        yield event(context, cue, subject, date)


def forces(context: SentenceContext) -> list[Mark]:
    """ "Entrée en vigueur pour la Suisse le 16 mai 1976": in force for one country."""
    words = context.reading.text.words
    countries = {country.first for country in context.of("country")}
    return [
        mark._replace(value="entry-into-force")
        for mark in context.of("made")
        if mark.value == "entry_into_force"
        and mark.last < context.last
        and words[mark.last] in ("pour", "for", "para", "en", "in")
        and not countries.isdisjoint(range(mark.last + 1, mark.last + 4))
    ]


def in_the_year_of(context: SentenceContext, cue: Mark, date: DateRange) -> DateRange | None:
    """A day without a year in that of what was told just before: "adopted in June 1994 and opened on 14 October"."""
    made = [mark for mark in context.reading.within(max(0, cue.first - RECALL), cue.first) if mark.kind == "made"]
    dated = [date for date in context.reading.dates_within(made[0].first, cue.first) if date.has_year] if made else []
    if not dated:
        return None
    return date._replace(start=in_year(date.start, dated[-1]), end=in_year(date.end, dated[-1]))


def in_year(day: str, known: DateRange) -> str:
    """A day without a year in the year that was told last."""
    return day.replace(UNKNOWN, known.end[:4])


def event(context: SentenceContext, cue: Mark, subject: tuple[str, Mark | None], date: DateRange) -> Fact:
    kind: Kind = cue.value
    key, mark = subject
    first, last = min(cue.first, date.first), max(cue.last, date.last)
    if mark:
        first, last = min(first, mark.first), max(last, mark.last)
    fact = Fact(kind, f"agreement.{kind}", first, last)
    fact.say("agreement", key, *((mark.first, mark.last) if mark else (cue.first, cue.last)))
    fact.say("date", date.start, date.first, date.last)
    if kind != "entry_into_force" and (place := place_near(context, cue, date)):
        if place.city:
            fact.values["city"] = place.city
            fact.places.append(("city", *place.city))
        if place.country:
            fact.say("country", place.country.value, place.country.first, place.country.last)
        fact.first, fact.last = min(fact.first, place.first), max(fact.last, place.last)
    fact.weight = 2 * (date.to_the_day) + (context.block.kind == "prose")
    return fact


def subject_of(context: SentenceContext, cue: Mark) -> tuple[str, Mark | None] | None:
    """The agreement that was adopted, signed or came into force here; None where it was something else."""
    words = context.reading.text.words
    before = words[cue.first - 1] if cue.first > context.first else ""
    if cue.value in ("adoption", "signature") and (before in ACTIVE or context.of("instrument")):
        return None
    if any(
        mark.last == cue.first and mark.kind in ("country", "actor") and "," not in context.reading.text.gap(cue.first)
        for mark in context.marks
    ):
        # "France signed the Convention": an act of France, not of the Convention.
        return None
    things = [
        mark
        for mark in context.marks
        if (mark.kind in AGREEMENTS or mark.kind in ("document", "instrument", "body")) and mark.last <= cue.first
    ]
    if context.block.kind == "row" or is_field(context, cue):
        named = context.named()
        key = named[0].value if named else context.heading or context.focus
        first_cell = cue.first - context.first <= 2
        return (str(key), named[0] if named else None) if key and first_cell else None
    first = things[0] if things else None
    if (
        first
        and first.kind in AGREEMENTS
        and first.value
        and first.first - context.first <= 2
        and main_clause(context, cue)
    ):
        # "The Convention, the only one that stems from Agenda 21, was adopted": the Agenda is not the subject.
        return str(first.value), first
    nearest = things[-1] if things else None
    if cue.value == "entry_into_force" and nearest and nearest.kind in AGREEMENTS and nearest.value:
        return str(nearest.value), nearest
    if nearest and nearest.kind in AGREEMENTS:
        if nearest.value is None:
            return None
        near = cue.first - nearest.last
        is_a = near <= 8 and not COPULA.isdisjoint(words[nearest.last : cue.first])
        tied = before in PASSIVE or near <= 3 or is_a or cue.value not in ("adoption", "signature")
        owner = [
            mark
            for mark in things[:-1]
            if mark.kind in ("document", "instrument", "body") and nearest.first - mark.last <= 4
        ]
        return (str(nearest.value), nearest) if tied and not owner and near < 40 else None
    if nearest is None:
        return subject_behind(context, cue, before)
    return None


def is_field(context: SentenceContext, cue: Mark) -> bool:
    """A line of an info box: "Signed: 6 November 1979", "Date Effective 1996-12-26"."""
    if context.block.kind not in ("item", "heading") or cue.first - context.first > 1 or cue.last >= context.last:
        return False
    text = context.reading.text
    return text.words[cue.last].isdigit() or ":" in text.gap(cue.last)


def main_clause(context: SentenceContext, cue: Mark) -> bool:
    text = context.reading.text
    at = cue.first
    while at > context.first and text.words[at - 1] in PASSIVE | ACTIVE:
        at -= 1
    return (at < cue.first and "," in text.gap(at)) or (cue.value == "entry_into_force" and "," in text.gap(cue.first))


def subject_behind(context: SentenceContext, cue: Mark, before: str) -> tuple[str, Mark | None] | None:
    """A participle at the head ("Signée en 1973, la Convention..."), or a verb without a subject ("Se adoptó en")."""
    behind = [
        mark
        for mark in context.marks
        if mark.first >= cue.last and (mark.kind in AGREEMENTS or mark.kind in ("document", "instrument"))
    ]
    words = context.reading.text.words
    lead = cue.first - context.first
    passive = words[cue.first] == "se" or before in PASSIVE or cue.value == "entry_into_force"
    if passive and behind and behind[0].kind in AGREEMENTS and behind[0].value and behind[0].first - cue.last <= 2:
        return str(behind[0].value), behind[0]
    if lead == 0 and behind and behind[0].kind in AGREEMENTS and behind[0].value:
        return str(behind[0].value), behind[0]
    others = [mark for mark in behind if mark.first - cue.last < 6 and mark.kind not in AGREEMENTS]
    if others or context.focus is None:
        return None
    if lead == 0 and context.focus_near:
        return context.focus, None
    impersonal = (
        words[cue.first] == "se"
        or words[cue.first] in ("entro", "entra", "entra")
        or before in PASSIVE | {"elle", "il", "it", "y"}
    )
    return (context.focus, None) if impersonal and (lead <= 3 or before in ("y", "et", "and")) else None


def date_near(context: SentenceContext, cue: Mark) -> DateRange | None:
    """The day, month or year of an event: behind its verb, else in front of it."""
    stop = next(
        (mark.first for mark in context.of("made") if mark.first >= cue.last and mark.value != cue.value), context.last
    )
    behind = [
        date for date in context.reading.dates_within(cue.last, stop) if context.distance(cue.last, date.first) <= REACH
    ]
    year = year_in(context, cue.last, stop)
    year = year if year and context.distance(cue.last, year.first) <= REACH else None
    if behind and not (year and year.first < behind[0].first):
        return behind[0]
    if year:
        return year
    before = [
        date
        for date in context.reading.dates_within(context.first, cue.first)
        if context.distance(date.last, cue.first) <= REACH
    ]
    if before and not [mark for mark in context.of("made") if before[-1].last <= mark.first < cue.first]:
        return before[-1] if before[-1].first - context.first <= 3 else None
    return year_in(context, context.first, min(cue.first, context.first + 3))


def place_near(context: SentenceContext, cue: Mark, date: DateRange) -> Place | None:
    stop = next((mark.first for mark in context.of("made") if mark.first >= cue.last), context.last)
    behind = places_in(context, cue.last, min(stop, max(date.last, cue.last) + REACH))
    near = [place for place in behind if place.first - cue.last <= REACH or 0 <= place.first - date.last <= 4]
    return near[0] if near else None


def citations(context: SentenceContext) -> Iterator[Fact]:
    """ "Convention on Wetlands (Ramsar, Iran, 1971)": where and when it was adopted stands behind its title."""
    text = context.reading.text
    for first, end in citations_of(context):
        mark = next(mark for mark in context.marks if mark.kind == "agreement" and mark.last == first)
        if mark.value is None:
            continue
        date = next(iter(context.reading.dates_within(mark.last, end)), None) or year_in(context, mark.last, end)
        places = places_in(context, mark.last, end, citation=True)
        if date and date.last == end and places and places[0].city and places[0].first == mark.last:
            fact = Fact("adoption", "agreement.citation", mark.first, end)
            fact.span = (
                text.starts[mark.first],
                text.plain.index(")", text.ends[end - 1]) + 1
                if ")" in text.plain[text.ends[end - 1] :][:3]
                else text.ends[end - 1],
            )
            fact.say("agreement", mark.value, mark.first, mark.last)
            fact.say("date", date.start, date.first, date.last)
            fact.values["city"] = places[0].city
            fact.places.append(("city", *places[0].city))
            if country := places[0].country:
                fact.say("country", country.value, country.first, country.last)
            yield fact
