"""The events of a sentence: what may say a fact, and what only takes a date or place from the others."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.conventions.agreement_events import gapped_events, join_events, light_verbs, made_events
from pipeline.conventions.analysis import Analysis
from pipeline.conventions.session_events import occurring, session_events
from pipeline.extraction.frames.event import Event


def events_of(analysis: Analysis) -> Iterator[Event]:
    """The events of a sentence that may say a fact, and those that only take a date or place from the others."""
    yield from session_events(analysis)
    yield from made_events(analysis)
    yield from join_events(analysis)
    yield from bond_events(analysis)
    yield from gapped_events(analysis)
    yield from other_events(analysis)


def bond_events(analysis: Analysis) -> Iterator[Event]:
    """A memorandum or the like, with the verb that it is signed by."""
    found = analysis.of_kind("instrument")
    if found:
        one = found[0]
        anchors = [(mention.first, mention.last) for mention in found]
        anchors += [(mark.first, mark.last) for mark in analysis.context.of("bond")]
        anchors += [(verb.first, verb.last) for verb in analysis.predicates if verb.kind in ("made", "join")]
        sides = analysis.of_kind("agreement", "actor", "secretariat", "instrument", "officer")
        yield Event("bond", "", anchors, analysis.clauses.of(one.first), one, own=sides)


def other_events(analysis: Analysis) -> Iterator[Event]:
    """What happens beside: summits, workshops, press conferences, and other bodies' meetings take their own days."""
    taken = {anchor for one in analysis.predicates for anchor in light_verbs(analysis, one)}
    for one in analysis.mentions:
        if one.kind == "event":
            yield Event("other", "", [(one.first, one.last)], analysis.clauses.of(one.first), one)
    for predicate in analysis.predicates:
        if (predicate.first, predicate.last) in taken:
            continue
        if predicate.kind in ("occur", "hosting") and not occurring(analysis, predicate):
            clause = analysis.clauses.of(predicate.first)
            yield Event("other", "", [(predicate.first, predicate.last)], clause, None, predicate)
