"""Memoranda and similar instruments: in a sentence between two sides, or in lists of partners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.conventions.analysis import Analysis
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.conventions.years import year_in
from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.arguments import dateline
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import time_of
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.lexicon import Mark

SIDES = ("agreement", "reference", "actor", "secretariat", "weak")
PAIR = 2
PAIRS = word_class("events", "pairs")
TREATIES = word_class("cooperation", "treaties")
WHOLE = "united-nations"
DRAFT = word_class("cooperation", "draft")
ENDINGS = ":"


@dataclass(frozen=True)
class ListIntroduction:
    """A sentence that a list follows: whose instruments it lists, their kind if it names one alone, and where."""

    agreement: str
    instrument: str | None
    first: int
    last: int


def instruments(context: SentenceContext) -> list[Mark]:
    """The instruments that a sentence names, one mark for each kind."""
    found: dict[str, Mark] = {}
    words = context.reading.text.words
    for mark in context.of("instrument"):
        if DRAFT.isdisjoint(words[max(context.first, mark.first - 2) : mark.first]):
            found.setdefault(mark.value, mark)
    return list(found.values())


def list_introduction(context: SentenceContext) -> ListIntroduction | None:
    """The lead that a sentence gives to a list below it: it ends with a colon and names an instrument or a bond."""
    end = context.reading.text.plain[context.sentence.start : context.sentence.end].rstrip()
    kinds = instruments(context)
    about = context.about
    if not end.endswith(ENDINGS) or not kinds or about is None:
        return None
    return ListIntroduction(about, kinds[0].value if len(kinds) == 1 else None, kinds[0].first, kinds[0].last)


def item_fact(context: SentenceContext, introduction: ListIntroduction) -> Iterator[Fact]:
    """The partner that an item of a list names; the last of several names decides: a title, then its acronym."""
    partners = [mark for mark in sides_of(context) if mark.value != introduction.agreement]
    if not partners:
        return
    partner = partners[-1]
    fact = cooperation(context, introduction.agreement, None, partner, introduction.instrument, "cooperation.list")
    fact.span = (context.reading.text.starts[context.first], context.sentence.end)
    if date := date_of(context):
        fact.say("date", date.start, date.first, date.last)
    yield fact


def sides_of(context: SentenceContext) -> list[Mark]:
    """Who a sentence names that can be a side, each once, in order. A secretariat stands for its agreement."""
    found: dict[str, Mark] = {}
    for mark in context.marks:
        if mark.kind in SIDES and mark.value is not None and mark.value not in found:
            if mark.kind == "weak" and not bracketed(context, mark):
                continue
            if mark.value == WHOLE and any(
                mark.last <= other.first <= mark.last + 1 and other.kind == "actor" for other in context.marks
            ):
                continue
            found[mark.value] = mark
    return list(found.values())


def bracketed(context: SentenceContext, mark: Mark) -> bool:
    """Whether a name that is also a place stands alone in brackets, between dashes or slashes, as an acronym does."""
    text = context.reading.text
    before, after = text.gap(mark.first), text.after(mark.last - 1)
    if any(other.first == mark.last or other.last == mark.first for other in context.of("instrument")):
        return True
    if mark.last < context.last and "," in after:
        return False
    return (
        ("(" in before and ")" in after)
        or any(sign in before + after for sign in "/-")
        or context.block.kind == "item"
        or (
            mark.first > context.first
            and text.words[mark.first - 1] in ("and", "et", "y", "with", "avec", "con", "the", "la", "entre", "between")
        )
    )


def cooperation_facts(analysis: Analysis, events: Sequence[Event]) -> Iterator[Fact]:
    """The sides that a sentence names beside an instrument; one side may be what the text is about."""
    context = analysis.context
    kinds = instruments(context)
    if not kinds or list_introduction(context) or not context.of("bond", "made", "join"):
        return
    sides = sides_in(analysis)
    own, own_mark, partners = split_sides(context, sides or both(context))
    if own is None:
        return
    kind = kinds[0].value if len(kinds) == 1 else None
    bond = next((event for event in events if event.kind == "bond"), None)
    date = time_of(bond) if bond else None
    dates = paired_dates(analysis, partners) if len(partners) > 1 else [date]
    for partner, day in zip(partners, dates, strict=True):
        fact = cooperation(context, own, own_mark, partner, kind, "cooperation.sentence")
        fact.say("instrument", kind, kinds[0].first, kinds[0].last)
        if day:
            fact.say("date", day.start, day.first, day.last)
        if (gone := context.of("superseded")) or (gone := context.of("in-force")):
            status = "superseded" if gone[0].kind == "superseded" else "in force"
            fact.say("status", status, gone[0].first, gone[0].last)
        fact.span = (context.sentence.start, context.sentence.end)
        yield fact


def both(context: SentenceContext) -> list[Mark]:
    """ "The two secretariats", "las dos convenciones": the two agreements that were named last."""
    words = context.reading.text.words
    heads = [mark for mark in context.marks if mark.kind in ("secretariat", "reference", "agreement", "head")]
    for mark in heads:
        if len(context.recent) == PAIR and not PAIRS.isdisjoint(words[max(context.first, mark.first - 2) : mark.first]):
            return [Mark(mark.first, mark.last, "agreement", key) for key in context.recent]
    at = next(
        (at for at in range(context.first, context.last - 1) if words[at] in PAIRS and words[at + 1] in TREATIES), None
    )
    if at is None or len(context.recent) < PAIR:
        return []
    return [Mark(at, at + 2, "agreement", key) for key in context.recent]


def paired_dates(analysis: Analysis, partners: Sequence[Mark]) -> list[DateRange | None]:
    """The date of each of several partners, where each has one behind it: "with Ramsar in 1996 and CITES in 1997"."""
    dates = [one for one in analysis.arguments if one.date is not None]
    bounds = [*(one.first for one in partners[1:]), analysis.context.last]
    found = [
        [one for one in dates if partner.last <= one.first < end] for partner, end in zip(partners, bounds, strict=True)
    ]
    if all(len(one) == 1 for one in found):
        return [one[0].date for one in found]
    return [None] * len(partners)


def sides_in(analysis: Analysis) -> list[Mark]:
    """Who the sentence names that can be a side, in the clause of its instrument; each once, in order."""
    context = analysis.context
    instrument = next(iter(analysis.of_kind("instrument")), None)
    if instrument is None:
        return []
    clause = analysis.clauses.of(instrument.first)
    begin = dateline(context)
    taken = {
        at
        for one in analysis.mentions
        if one.kind in ("session", "body") or (one.of is not None and one.of.kind in ("session", "event", "document"))
        for at in range(one.first, one.last)
    }
    return [
        mark
        for mark in sides_of(context)
        if mark.first not in taken
        and mark.first >= begin
        and (
            analysis.clauses.of(mark.first).within(clause)
            or clause.within(analysis.clauses.of(mark.first))
            or analysis.clauses.of(mark.first).parent is clause.parent
        )
    ]


def split_sides(context: SentenceContext, sides: Sequence[Mark]) -> tuple[str | None, Mark | None, Sequence[Mark]]:
    """Whose instrument it is, and with whom: the agreement in focus if the sentence names it, else the first side."""
    agreements = [mark for mark in sides if mark.kind != "actor"]
    if len(sides) > 1:
        focus = next((mark for mark in agreements if mark.value == context.focus), None) if len(sides) == PAIR else None
        own = focus or (agreements[0] if agreements else None)
        if own is None:
            return context.focus, None, sides if context.focus else ()
        return str(own.value), own, [mark for mark in sides if mark.value != own.value]
    if sides and context.focus and sides[0].value != context.focus and not context.of("body"):
        return context.focus, None, sides
    return None, None, ()


def date_of(context: SentenceContext) -> DateRange | None:
    dates = context.reading.dates_within(context.first, context.last)
    return dates[0] if dates else year_in(context, context.first, context.last)


def cooperation(
    context: SentenceContext, agreement: str, own: Mark | None, partner: Mark, kind: str | None, rule: str
) -> Fact:
    fact = Fact("cooperation", rule, context.first, context.last)
    fact.values["agreement"] = agreement
    if own:
        fact.say("agreement", agreement, own.first, own.last)
    fact.say("partner", partner.value, partner.first, partner.last)
    fact.values["instrument"] = kind
    return fact


@dataclass
class ListItem:
    """A line of a list of instruments: its scene and the heading above it."""

    context: SentenceContext
    partner: Mark
    instrument: Mark


def listed_facts(contexts: Sequence[SentenceContext]) -> Iterator[Fact]:
    """Lists of instruments under headings that name the other side; the owner is the side that its lines name."""
    lines = list(listed(contexts))
    owner = owner_of(contexts, lines)
    if owner is None or len(lines) < 2:
        return
    for line in lines:
        if line.partner.value == owner:
            continue
        date = date_of(line.context)
        if date is None:
            # A plan with a period ("2012-2014") and no day of its own is a paper, not an act.
            continue
        fact = cooperation(line.context, owner, None, line.partner, line.instrument.value, "cooperation.heading")
        fact.say("instrument", line.instrument.value, line.instrument.first, line.instrument.last)
        fact.say("date", date.start, date.first, date.last)
        if gone := line.context.of("superseded"):
            fact.say("status", "superseded", gone[0].first, gone[0].last)
        fact.span = (line.context.sentence.start, line.context.sentence.end)
        yield fact


def listed(contexts: Sequence[SentenceContext]) -> Iterator[ListItem]:
    """Short lines that name an instrument and no side but the owner's, under a line that names a side."""
    heading: Mark | None = None
    for context in contexts:
        if context.block.kind == "prose" and len(context.block.sentences) > 1:
            heading = None
            continue
        found = instruments(context)
        sides = sides_of(context)
        if (
            found
            and heading
            and not [
                mark for mark in sides if mark.kind == "agreement" and mark.value != heading.value and len(sides) == 1
            ]
        ):
            yield ListItem(context, heading, found[0])
        elif sides and not found:
            heading = sides[-1] if sides[-1].kind == "agreement" else sides[0]


def owner_of(contexts: Sequence[SentenceContext], lines: Sequence[ListItem]) -> str | None:
    """Who keeps the list: the side that its lines name beside the heading's ("Ramsar/CMS Plan"), else the focus."""
    partners = {line.partner.value for line in lines}
    counts: Counter[str] = Counter()
    for line in lines:
        marks = [
            mark
            for mark in line.context.marks
            if mark.kind in ("agreement", "weak") and mark.value and mark.value != line.partner.value
        ]
        counts.update({str(mark.value) for mark in marks})
    if counts:
        best = max(sorted(counts), key=lambda key: counts[key])
        if best not in partners or counts[best] > 1:
            return best
    first = next((context.focus for context in contexts if context.focus), None)
    return first if first not in partners else None
