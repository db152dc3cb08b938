"""Memberships: the number of Parties, and which country joined when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pipeline.extraction.facts import Fact
from pipeline.extraction.kinds.agreements import forces
from pipeline.extraction.linking.sentence_context import AGREEMENTS, SentenceContext
from pipeline.extraction.linking.years import year_in
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

FEWEST, MOST = 3, 250
REACH = 14
DOERS = frozenset({"by", "par", "por", "of", "de", "du", "del", "pour", "for", "para", "in", "en"})
POINTERS = frozenset({"pays", "country", "pais", "il", "elle", "it", "este"})
# One can accept an offer and sign a letter: these acts must name what they are done to.
NEED_OBJECT = frozenset({"acceptance", "approval", "signature"})
COUNTED = word_class("memberships", "counted")
AS_OF = word_class("memberships", "as_of")
BETWEEN = word_class("memberships", "between")


def membership_facts(context: SentenceContext) -> Iterator[Fact]:
    yield from counts(context)
    yield from acts(context)


def counts(context: SentenceContext) -> Iterator[Fact]:
    """ "194 Parties", "ratifiée par 193 pays", "Parties | 184": a count, unless of people in a room or not exact."""
    about = context.about
    if about is None:
        return
    for mark in context.of("parties", "states"):
        number = counted(context, mark)
        if (
            number is not None
            and FEWEST <= int(context.reading.text.words[number]) <= MOST
            and exact(context, mark, number)
        ):
            yield count_fact(context, mark, number, owner_of(context, mark) or about)
            return


def counted(context: SentenceContext, mark: Mark) -> int | None:
    """The word of the number that counts Parties: before them, in the next cell or behind a colon, or "is 196"."""
    text = context.reading.text
    number = number_before(context, mark)
    if number is not None:
        return number
    if mark.last < context.last and text.words[mark.last].isdigit():
        cell = context.block.kind == "row" and mark.first == context.first and "|" in text.gap(mark.last)
        if cell or text.gap(mark.last).strip() in (":", "|"):
            return mark.last
    return number_after(context, mark)


def exact(context: SentenceContext, mark: Mark, number: int) -> bool:
    """Whether a number counts Parties, and not people in a room, states of the world, or so many and more."""
    text = context.reading.text
    if mark.kind == "states":
        near = [
            other
            for other in context.of("ratifying")
            if abs(other.first - mark.last) <= 3 or abs(mark.first - other.last) <= 3
        ]
        if not near:
            return False
    for other in context.of("attending"):
        before = number - 3 <= other.last <= number
        if before and "," not in text.plain[text.ends[other.last - 1] : text.starts[number]]:
            return False
        if mark.last <= other.first <= mark.last + 2:
            return False
    return True


def count_fact(context: SentenceContext, mark: Mark, number: int, owner: str) -> Fact:
    text = context.reading.text
    fact = Fact("membership", "membership.count", min(number, mark.first), max(number + 1, mark.last))
    fact.values["agreement"] = owner
    named = [mark for mark in context.named() if mark.value == owner]
    if named:
        fact.say("agreement", owner, named[0].first, named[0].last)
    fact.say("count", int(text.words[number]), number, number + 1)
    if date := counted_on(context, fact):
        fact.say("date", date.start, date.first, date.last)
    fact.span = (text.starts[context.first], context.sentence.end)
    return fact


def counted_on(context: SentenceContext, fact: Fact) -> DateRange | None:
    """The day of a count: "As of September 2020, there are 131", "au 1er février 2000, 118 Parties"."""
    text = context.reading.text
    for date in context.reading.dates_within(context.first, context.last):
        before = date.first - 1
        if (
            before >= context.first
            and text.words[before] in AS_OF
            and (
                abs(date.last - fact.first) <= 8 or abs(date.first - fact.last) <= 4 or date.first - context.first <= 3
            )
            and not any(date.first - 4 <= mark.last <= fact.first for mark in context.of("made", "join", "occur"))
        ):
            return date if date.has_year else None
    return None


def number_after(context: SentenceContext, mark: Mark) -> int | None:
    """ "el total de Partes Contratantes era de 163", "the number of Parties is 196" """
    text = context.reading.text
    behind = next(
        (other for other in context.marks if other.kind in AGREEMENTS and mark.last <= other.first <= mark.last + 3),
        None,
    )
    at, steps = (behind.last if behind else mark.last), 0
    while more := next(
        (mark for mark in context.marks if mark.kind in AGREEMENTS and at <= mark.first <= at + 3), None
    ):
        at = more.last
    while at < context.last and steps < 4 and text.words[at] in COUNTED:
        at, steps = at + 1, steps + 1
    units = {"nombre", "number", "numero", "total"} & set(text.words[max(context.first, mark.first - 12) : mark.first])
    return (
        at if steps and units and at < context.last and text.words[at].isdigit() and len(text.words[at]) <= 3 else None
    )


def owner_of(context: SentenceContext, mark: Mark) -> str | None:
    """The agreement right behind: "the 194 Parties to the Convention"."""
    behind = next(
        (other for other in context.marks if other.kind in AGREEMENTS and mark.last <= other.first <= mark.last + 4),
        None,
    )
    return behind.value if behind else None


def number_before(context: SentenceContext, mark: Mark) -> int | None:
    text = context.reading.text
    at = mark.first - 1
    while at >= context.first and text.words[at] in ("contracting", "member", "los", "las", "les", "the"):
        at -= 1
    if at < context.first or not text.words[at].isdigit() or text.gap(mark.first).strip() or len(text.words[at]) > 3:
        return None
    split = at > context.first and text.words[at - 1].isdigit() and text.gap(at).strip(" ") in ("", ",", ".")
    return None if split else at


def acts(context: SentenceContext) -> Iterator[Fact]:
    """A country, what it did, and when."""
    countries = context.of("country")
    about = context.about
    if about is None:
        return
    taken: set[int] = set()
    for cue in [*context.of("join"), *forces(context)]:
        date = date_of(context, cue)
        if date is None or date.first in taken:
            continue
        objects = agreements_of(context, cue, date)
        actors = subjects(context, cue, countries) or before(context, cue)
        if not actors or (cue.value in NEED_OBJECT and not objects):
            continue
        taken.add(date.first)
        for country, agreement in product(actors, objects or [about]):
            fact = Fact(
                "membership",
                f"membership.{cue.value}",
                min(first for first in (country.first, cue.first, date.first) if first >= context.first),
                max(country.last, cue.last, date.last),
            )
            fact.values["agreement"] = agreement
            fact.say("party", country.value, country.first, country.last)
            fact.say("action", cue.value, cue.first, cue.last)
            fact.say("date", date.start, date.first, date.last)
            yield fact


def date_of(context: SentenceContext, cue: Mark) -> DateRange | None:
    """The day or year of an act, before the next act begins."""
    stop = next((mark.first for mark in context.of("join") if mark.first >= cue.last), context.last)
    year = year_in(context, cue.last, stop)
    behind = [*context.reading.dates_within(cue.last, stop), *([year] if year else [])]
    near = [date for date in behind if context.distance(cue.last, date.first) <= REACH]
    if near:
        return min(near, key=lambda date: date.first)
    start = max((mark.last for mark in context.of("join") if mark.last <= cue.first), default=context.first)
    before = [date for date in context.reading.dates_within(start, cue.first) if date.first - context.first <= 2]
    return before[0] if before else year_in(context, context.first, min(context.first + 2, cue.first))


def agreements_of(context: SentenceContext, cue: Mark, date: DateRange) -> list[str]:
    """What a country joined: the agreement right behind the verb, and those that "and" or a comma ties to it."""
    words = context.reading.text.words
    behind = [mark for mark in context.marks if mark.kind in AGREEMENTS and mark.first >= cue.last]
    found: list[Mark] = []
    for mark in behind:
        start, reach = (found[-1].last, 3) if found else (cue.last, 6)
        tied = not found or (BETWEEN.issuperset(words[start : mark.first]) and mark.first <= date.first)
        if mark.first - start > reach or not tied:
            break
        found.append(mark)
    return list(dict.fromkeys(str(mark.value) for mark in found if mark.value))


def before(context: SentenceContext, cue: Mark) -> list[Mark]:
    """The country of the sentence before, where this one says "the country", "il", "it" in front of the verb."""
    words = context.reading.text.words[context.first : cue.first]
    points = not POINTERS.isdisjoint(words[:3])
    return [context.country] if points and context.country and not context.of("country") else []


def subjects(context: SentenceContext, cue: Mark, countries: list[Mark]) -> list[Mark]:
    """The countries that did it: those in front of the verb, "and" between them; else "by X" behind it."""
    before = [mark for mark in countries if mark.last <= cue.first]
    if before:
        last = before[-1]
        found = [last]
        for other in reversed(before[:-1]):
            between = context.reading.text.words[other.last : found[0].first]
            if all(word in BETWEEN for word in between):
                found.insert(0, other)
            else:
                break
        return found
    words = context.reading.text.words
    return [
        mark
        for mark in countries
        if cue.last <= mark.first <= cue.last + 4 and not DOERS.isdisjoint(words[cue.last - 1 : mark.first])
    ][:1]
