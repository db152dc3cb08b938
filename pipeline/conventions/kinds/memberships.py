"""Who is a Party: how many of them a text counts, and which state joined when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.conventions.agreement_events import by_agents
from pipeline.conventions.analysis import Analysis
from pipeline.conventions.sentence_context import AGREEMENTS, SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.arguments import AS_OF
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import time_of
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.lexicon import Mark

FEWEST, MOST = 3, 250
POINTERS = word_class("memberships", "pointers")
PRONOUNS = word_class("meetings", "pronouns")
# One can accept an offer and sign a letter: these acts must name what they are done to.
NEED_OBJECT = frozenset({"acceptance", "approval", "signature"})
CLITICS = word_class("meetings", "clitics")
BEFORE_PARTIES = word_class("memberships", "before_parties")
TIES = word_class("memberships", "ties")
COUNTED = word_class("memberships", "counted")
PARTITIVE = word_class("memberships", "partitive")
COMMITTEES = word_class("memberships", "committees")


def membership_facts(analysis: Analysis, events: Sequence[Event]) -> Iterator[Fact]:
    yield from counts(analysis)
    for event in events:
        if event.kind == "join" and (date := time_of(event)):
            yield from acts(analysis, event, date)


def acts(analysis: Analysis, event: Event, date: DateRange) -> Iterator[Fact]:
    """What states did, each with each agreement that they did it to."""
    context, predicate = analysis.context, event.predicate
    assert predicate is not None
    states = doers(analysis, event)
    objects = objects_of(analysis, event)
    if not states or (event.value in NEED_OBJECT and not objects and not has_pronoun(analysis, event)):
        return
    agreements: list[str | None] = [str(one.value) for one in objects] or [context.about]
    days = paired(analysis, date, len(states)) or [date] * len(states)
    for state, day in zip(states, days, strict=True):
        for agreement in agreements:
            if agreement is None:
                continue
            words = [(predicate.first, predicate.last), (day.first, day.last)]
            if state.first >= context.first:
                words.append((state.first, state.last))
            fact = Fact("membership", f"membership.{event.value}", min(a for a, _ in words), max(b for _, b in words))
            fact.values["agreement"] = agreement
            fact.say("party", state.value, state.first, state.last)
            fact.say("action", event.value, predicate.first, predicate.last)
            fact.say("date", day.start, day.first, day.last)
            yield fact


def has_pronoun(analysis: Analysis, event: Event) -> bool:
    """Whether a verb has a pronoun for what it is done to ("la firmó", "l'a signée"), or none is needed."""
    context, predicate = analysis.context, event.predicate
    assert predicate is not None
    words = context.reading.text.words
    around = {
        *words[max(context.first, predicate.first - 1) : predicate.last],
        *words[predicate.last : predicate.last + 1],
    }
    others = [
        one for one in analysis.mentions if one.kind in ("document", "instrument") and one.first >= predicate.first
    ]
    return context.focus is not None and not others and (bool(around & CLITICS) or context.focus_near)


def paired(analysis: Analysis, date: DateRange, count: int) -> list[DateRange]:
    """The dates of several states in their order: "ratified it in 1994 and 1996 respectively"."""
    dates = [one.date for one in analysis.arguments if one.date and one.first >= date.first]
    words = analysis.context.reading.text.words
    found: list[DateRange] = []
    for one in dates:
        if found and not TIES.issuperset(words[found[-1].last : one.first]):
            break
        found.append(one)
    return found if len(found) == count > 1 else []


def doers(analysis: Analysis, event: Event) -> list[Mention]:
    """The states that did it: those named with the event, "by X", the subject, the state of the sentence before."""
    predicate, context = event.predicate, analysis.context
    assert predicate is not None
    if event.agents:
        return event.agents
    if by := by_agents(analysis, predicate, "state"):
        return by
    clause = analysis.clauses.of(predicate.first)
    states = analysis.of_kind("state")
    before = [one for one in states if one.last <= predicate.first and analysis.clauses.of(one.first).within(clause)]
    before = before or [
        one for one in states if one.last <= predicate.first and clause.within(analysis.clauses.of(one.first))
    ]
    if before:
        return analysis.coordinated(before[-1])
    of = [one for one in states if one.first >= predicate.last and one.first - predicate.last <= 3]
    if of and predicate.form == "noun":
        return analysis.coordinated(of[0])
    if clause.kind == "participle" and clause.head is None:
        # "Partie depuis 2013, le Bénin": the subject stands behind what is said of it.
        behind = [one for one in states if one.first >= predicate.last]
        return analysis.coordinated(behind[0]) if behind else []
    return recalled(context, predicate.first)


def recalled(context: SentenceContext, at: int) -> list[Mention]:
    """The state of the sentence before, where this one says "the country", "il", "it" in front of the verb."""
    words = context.reading.text.words[context.first : at]
    if POINTERS.isdisjoint(words[:3]) or context.country is None or context.of("country"):
        return []
    mark = context.country
    return [Mention(mark.first, mark.last, "state", mark.value)]


def objects_of(analysis: Analysis, event: Event) -> list[Mention]:
    """What states joined: the agreements behind the verb, else those that are the subject of its passive."""
    predicate = event.predicate
    assert predicate is not None
    if event.theme is not None:
        return [event.theme]
    if event.own:
        return event.own
    clause = analysis.clauses.of(predicate.first)
    subjects = [
        one
        for one in analysis.of_kind("agreement")
        if one.value and one.last <= predicate.first and analysis.clauses.of(one.first) is clause
    ]
    head = clause.head
    if not subjects and head is not None and head.kind == "agreement" and head.value:
        subjects = [head]
    behind = [one for one in analysis.of_kind("agreement") if one.first >= predicate.last and one.value]
    if not subjects and clause.kind == "participle" and clause.head is None and behind:
        return behind[:1]
    return subjects[-1:]


def counts(analysis: Analysis) -> Iterator[Fact]:
    """ "194 Parties", "ratifiée par 193 pays", "Parties | 184": a count, unless of people in a room or not exact."""
    context = analysis.context
    about = context.about
    if about is None:
        return
    for mark in context.of("parties", "states"):
        number = counted(context, mark)
        if number is not None and mark.kind == "states":
            number = partitive(context, number)
        size = int(context.reading.text.words[number]) if number is not None else 0
        if (
            number is not None
            and FEWEST <= size <= MOST
            and exact(context, mark, number)
            and not of_body(analysis, mark, number)
        ):
            yield count_fact(context, mark, number, owner_of(context, mark) or about)
            return


def partitive(context: SentenceContext, number: int) -> int:
    """ "26 des 28 pays": the number of those that did it, not of those that could."""
    words, at = context.reading.text.words, number - 1
    while at > context.first and words[at] in PARTITIVE:
        at -= 1
    return at if at < number - 1 and words[at].isdigit() and len(words[at]) <= 3 and at >= context.first else number


def of_body(analysis: Analysis, mark: Mark, number: int) -> bool:
    """ "Fort de 21 membres, ce Comité": members of a committee are no Parties."""
    if mark.kind != "parties":
        return False
    words = analysis.context.reading.text.words
    members = any(word.startswith(("membre", "member", "miembro")) for word in words[mark.first : mark.last])
    if members and not COMMITTEES.isdisjoint(words[analysis.context.first : analysis.context.last]):
        return True
    near = [
        one
        for one in analysis.of_kind("body", "session", "event")
        if abs(one.first - mark.last) <= 6 or abs(number - one.last) <= 4
    ]
    return members and bool(near)


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
            one
            for one in context.of("ratifying", "join")
            if abs(one.first - mark.last) <= 4 or abs(number - one.last) <= 3
        ]
        if not near:
            return False
    for one in context.of("attending"):
        before = number - 3 <= one.last <= number
        if before and "," not in text.plain[text.ends[one.last - 1] : text.starts[number]]:
            return False
        if mark.last <= one.first <= mark.last + 2:
            return False
    return True


def count_fact(context: SentenceContext, mark: Mark, number: int, owner: str) -> Fact:
    text = context.reading.text
    fact = Fact("membership", "membership.count", min(number, mark.first), max(number + 1, mark.last))
    fact.values["agreement"] = owner
    named = [one for one in context.named() if one.value == owner]
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
        (one for one in context.marks if one.kind in AGREEMENTS and mark.last <= one.first <= mark.last + 3), None
    )
    at, steps = (behind.last if behind else mark.last), 0
    while more := next((one for one in context.marks if one.kind in AGREEMENTS and at <= one.first <= at + 3), None):
        at = more.last
    while at < context.last and steps < 4 and text.words[at] in COUNTED:
        at, steps = at + 1, steps + 1
    units = {"nombre", "number", "numero", "total"} & set(text.words[max(context.first, mark.first - 12) : mark.first])
    found = steps and units and at < context.last and text.words[at].isdigit() and len(text.words[at]) <= 3
    return at if found else None


def owner_of(context: SentenceContext, mark: Mark) -> str | None:
    """The agreement right behind: "the 194 Parties to the Convention"."""
    behind = next(
        (one for one in context.marks if one.kind in AGREEMENTS and mark.last <= one.first <= mark.last + 4), None
    )
    return behind.value if behind else None


def number_before(context: SentenceContext, mark: Mark) -> int | None:
    text = context.reading.text
    at = mark.first - 1
    while at >= context.first and text.words[at] in BEFORE_PARTIES:
        at -= 1
    if at < context.first or not text.words[at].isdigit() or text.gap(mark.first).strip() or len(text.words[at]) > 3:
        return None
    split = at > context.first and text.words[at - 1].isdigit() and text.gap(at).strip(" ") in ("", ",", ".")
    return None if split else at
