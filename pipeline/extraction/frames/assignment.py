"""Which event of a sentence each date and place belongs to: to one, unless several events share it.

Each pair of an argument and an event has a cost: what stands between them, and the clauses that part them. The
cheapest pairs are tied first; an event takes one time, and an argument goes to one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.frames.analysis import AND, Analysis
from pipeline.extraction.frames.arguments import Argument
from pipeline.extraction.frames.clauses import Clause
from pipeline.extraction.frames.event import Event

# More than this keeps an argument from an event; what a word, a mention and a predicate between them cost.
MOST, WORD, MENTION, PREDICATE = 3.0, 0.03, 1.0, 1.5
FRONTED, BEFORE, BRACKET, DAY_OF_SESSION, ASIDE, BARE_YEAR, LINE = 0.4, 1.0, 0.2, 1.6, 1.5, 0.3, 0.1
CONSEQUENCE = 0.8
# How many words a date at the head of a clause has in front of it.
HEAD = 4


def assign(analysis: Analysis, events: Sequence[Event]) -> None:
    """Ties the dates and places of a sentence to its events."""
    if not events:
        return
    for is_time in (True, False):
        found = [one for one in analysis.arguments if (one.date is not None) == is_time]
        pairs = sorted(priced(analysis, found, events), key=lambda pair: (pair[0], pair[1].first, pair[2].anchors))
        taken: set[int] = set()
        for _, argument, event in pairs:
            mine = event.dates if is_time else event.places
            if id(argument) in taken or (mine and not adds(analysis, event, mine, argument)):
                continue
            mine.append(argument)
            taken.add(id(argument))
    share(events)


def adds(analysis: Analysis, event: Event, mine: Sequence[Argument], argument: Argument) -> bool:
    """Whether an event that has an argument takes another one: a country to a city, a second city of a session."""
    if event.kind != "session" or argument.place is None:
        return False
    cities = [one.place.city for one in mine if one.place]
    if argument.place.city is None:
        return len(mine) == 1 and cities[0] is not None
    return cities[0] is not None and tied_by_and(analysis, mine[-1], argument)


def is_period(argument: Argument) -> bool:
    """A period of months: an agreement lies open for signature in it."""
    return argument.date is not None and argument.date.start[:7] != argument.date.end[:7]


def tied_by_and(analysis: Analysis, one: Argument, other: Argument) -> bool:
    """Two places at once: "à Wuhan et à Genève"."""
    words = analysis.context.reading.text.words[one.last : other.first]
    return 0 < len(words) <= 3 and words[0] in AND


def priced(
    analysis: Analysis, arguments: Sequence[Argument], events: Sequence[Event]
) -> Iterator[tuple[float, Argument, Event]]:
    for argument in arguments:
        for event in events:
            if argument.is_range and event.one_day and not (event.value == OPENING and is_period(argument)):
                continue
            price = cost(analysis, argument, event, events)
            if price <= MOST:
                yield price, argument, event


def cost(analysis: Analysis, argument: Argument, event: Event, events: Sequence[Event]) -> float:
    best = min(anchored(analysis, argument, anchor, event) for anchor in event.anchors)
    if event.kind == "session" and argument.date is not None and len(argument.date.start) == 4:
        # A day or a range says more than a year beside it.
        best += BARE_YEAR
    if event.aside and event.predicate is None:
        best += ASIDE
    if event.kind == "session" and argument.date and not argument.is_range and len(argument.date.start) == 10:
        # "adopted by the tenth session on 29 October 2010": the day is that of the adoption.
        makers = [
            one for one in events if one.kind == "made" and one.predicate and one.predicate.last <= event.anchors[0][0]
        ]
        if makers and argument.first >= event.anchors[0][0] and event.theme and event.theme.lead == "refer":
            return best + DAY_OF_SESSION
        if any(one.clause is event.clause for one in makers):
            return best + DAY_OF_SESSION
    return best


def anchored(analysis: Analysis, argument: Argument, anchor: tuple[int, int], event: Event) -> float:
    """What it costs to tie an argument to words of an event."""
    first, last = anchor
    here, there = analysis.clauses.of(argument.first), analysis.clauses.of(first)
    apart = parted(here, there, anchor, consequence=tells_consequence(analysis, here, there, event))
    if apart is None:
        return MOST + 1
    if argument.first >= last:
        return apart + between(analysis, last, argument.first, event)
    if argument.last <= first:
        fronted = is_fronted(analysis, argument, here, event)
        before = LINE if analysis.context.block.kind == "heading" else FRONTED if fronted else BEFORE
        return apart + before + between(analysis, argument.last, first, event, fronted=fronted)
    return apart


def parted(here: Clause, there: Clause, anchor: tuple[int, int], *, consequence: bool) -> float | None:
    """What the clauses between an argument and an anchor cost; None where they keep them apart.

    `consequence`: whether the argument stands in a clause that only tells what came of the event.
    """
    if here is there:
        return 0.0
    if here.kind == "bracket" and here.parent is there:
        # "(Quito, 4-9 November 2014)" right behind what it tells of.
        head = here.head
        behind = head is not None and anchor[0] <= head.last and head.first <= anchor[1] + 1
        return BRACKET if behind or here.first - anchor[1] <= 1 else None
    if there.kind == "bracket" and there.parent is here:
        return BRACKET
    return CONSEQUENCE if consequence else None


def tells_consequence(analysis: Analysis, here: Clause, there: Clause, event: Event) -> bool:
    """ "L'effondrement du pont, qui a fait 43 morts le 14 août": a relative clause behind a noun, without an event."""
    if event.predicate is None or event.predicate.form != "noun" or here.kind != "relative" or here.parent is not there:
        return False
    return not any(analysis.clauses.of(one.first) is here for one in analysis.predicates)


def is_fronted(analysis: Analysis, argument: Argument, clause: Clause, event: Event) -> bool:
    """Whether nothing of the clause but other arguments stands before it; for a noun, at the head of the clause."""
    noun = event.predicate is not None and event.predicate.form == "noun"
    if noun and argument.first - clause.first > HEAD:
        return False
    others = [one.first for one in analysis.mentions] + [one.first for one in analysis.predicates]
    return not any(clause.first <= at < argument.first and analysis.clauses.of(at) is clause for at in others)


def between(analysis: Analysis, first: int, last: int, event: Event, *, fronted: bool = False) -> float:
    """What words [first, last) hold that could have the argument: other mentions and predicates."""
    own = {id(one) for one in (event.theme, *event.agents, *event.own)}
    price = WORD * min(analysis.context.distance(first, last), 20)
    here = analysis.clauses.of(min(max(first, analysis.context.first), analysis.context.last - 1))
    for one in analysis.heads:
        if first <= one.first and one.last <= last and id(one) not in own and one.kind not in DATELESS:
            inner = analysis.clauses.of(one.first) is not here and not fronted
            price += 0.2 if inner else (0.3 if fronted else MENTION)
    for predicate in analysis.predicates:
        if (
            first <= predicate.first
            and predicate.last <= last
            and (predicate.first, predicate.last) not in event.anchors
        ):
            price += PREDICATE
    return price


OPENING = "opening_for_signature"
# Mentions that have no days and places of their own.
DATELESS = frozenset({"state", "actor", "members", "officer"})


def share(events: Sequence[Event]) -> None:
    """Events told by one verb share its date and place; what a session adopts is adopted where it sits."""
    for one in events:
        for other in events:
            if one is other or one.kind != other.kind or one.predicate is None or one.predicate is not other.predicate:
                continue
            if one.gapped or other.gapped:
                continue
            one.dates = one.dates or other.dates
            one.places = one.places or other.places
    for one in events:
        for other in events:
            if one.kind == "made" and other.kind == "session" and any(other.theme is own for own in one.own):
                one.places, other.places = one.places or other.places, other.places or one.places
