"""Why a sentence that names a thing and a day gave no statement: which link was refused, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.frames.analysis import Analysis
from pipeline.extraction.frames.arguments import Argument
from pipeline.extraction.frames.assignment import MOST, cost
from pipeline.extraction.frames.event import Event
from pipeline.registry.statements import Gap, Statement


def explained(analysis: Analysis, events: Sequence[Event], statements: Sequence[Statement]) -> Iterator[Gap]:
    """The reason for which a sentence gave no statement; nothing where it gave one."""
    context = analysis.context
    back = context.reading.text.folded.back
    start, end = back(context.sentence.start), back(context.sentence.end)
    said = [one.span for one in statements] + [(place.start, place.end) for one in statements for place in one.evidence]
    if not any(a < end and start < b for a, b in said):
        reason, words = why(analysis, events)
        yield Gap(start, end, reason, words)


def why(analysis: Analysis, events: Sequence[Event]) -> tuple[str, str]:
    """The first link that a fact lacks, and the words that it lacks it by."""
    told = [one for one in events if one.kind != "other"]
    if not analysis.predicates and not told:
        return "gap-no-phrase", ""
    if not told:
        return "gap-no-subject", printed(analysis, *((one.first, one.last) for one in analysis.predicates))
    dates = [one for one in analysis.arguments if one.date is not None]
    if dates and not any(one.dates for one in told):
        return refused(analysis, dates[0], told[0], events)
    return "gap-incomplete", printed(analysis, *told[0].anchors)


def refused(analysis: Analysis, date: Argument, event: Event, events: Sequence[Event]) -> tuple[str, str]:
    """Why a day was not tied to an event: it is of another one, stands in another clause, or too far."""
    other = next((one for one in events if one is not event and date in one.dates), None)
    if other is not None:
        return "gap-other-event", printed(analysis, (date.first, date.last), other.anchors[-1])
    price = cost(analysis, date, event, events)
    words = printed(analysis, (date.first, date.last), event.anchors[0])
    return ("gap-clause" if price > MOST and apart(analysis, date, event) else "gap-apart"), words


def apart(analysis: Analysis, date: Argument, event: Event) -> bool:
    here = analysis.clauses.of(date.first)
    return all(analysis.clauses.of(first) is not here for first, _ in event.anchors)


def printed(analysis: Analysis, *places: tuple[int, int]) -> str:
    text = analysis.context.reading.text
    return ", ".join(" ".join(text.as_printed(first, last).split()) for first, last in places)
