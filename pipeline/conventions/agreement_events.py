"""Events of agreements: adopted, signed, in force; joined by states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.conventions.analysis import RIVALS, Analysis
from pipeline.conventions.session_events import occurring
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.frames import told_events
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import BY, Predicate
from pipeline.extraction.frames.themes import Frame, themes_of
from pipeline.extraction.frames.told_events import MADE, gapped, told_event

FOR = word_class("memberships", "for")
ENTRY = "entry_into_force"
MADE_FRAME = Frame("agreement", RIVALS["made"], frozenset({"session", "body", "event"}), frozenset({"state", "actor"}))


def frame_of(predicate: Predicate) -> Frame:
    """The frame of what happens to an agreement; it enters into force by itself."""
    return replace(MADE_FRAME, active="subject" if predicate.value == ENTRY else "object")


def made_events(analysis: Analysis) -> Iterator[Event]:
    """Agreements adopted, signed, opened for signature, in force."""
    for predicate in analysis.predicates:
        if predicate.kind == MADE and national(analysis, predicate) is None:
            yield from told_event(analysis, predicate, frame_of(predicate), light_verbs(analysis, predicate))


def join_events(analysis: Analysis) -> Iterator[Event]:
    for predicate in analysis.predicates:
        anchors, clause = [(predicate.first, predicate.last)], analysis.clauses.of(predicate.first)
        if predicate.kind == "join":
            own = joined(analysis, predicate)
            anchors += light_verbs(analysis, predicate)
            yield Event("join", str(predicate.value), anchors, clause, None, predicate, own=own)
        elif (state := national(analysis, predicate)) is not None:
            themes: list[Mention | None] = [*themes_of(analysis, predicate, frame_of(predicate))]
            for theme in themes or [None]:
                yield Event("join", "entry-into-force", anchors, clause, theme, predicate, agents=[state])


def joined(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """The agreements behind a verb of joining, in its clause, with those that "and" ties to them."""
    found = analysis.object(predicate, RIVALS["join"], reach=7)
    if found is None or found.kind != "agreement":
        return []
    following = next((one for one in analysis.predicates if one.first >= predicate.last and one.kind == "join"), None)
    end = following.first if following else analysis.context.last
    return [one for one in analysis.coordinated(found) if one.last <= end] if found.last <= end else []


def national(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """The state for which alone an agreement enters into force: "pour la Suisse", "for the United Kingdom"."""
    if predicate.kind != MADE or predicate.value != ENTRY:
        return None
    context = analysis.context
    words, clause = context.reading.text.words, analysis.clauses.of(predicate.first)
    for one in analysis.of_kind("state"):
        led = not FOR.isdisjoint(words[max(context.first, one.first - 2) : one.first])
        near = 0 <= one.first - predicate.last <= 4 or one.last <= predicate.first
        if led and near and analysis.clauses.of(one.first) is clause:
            return one
    return None


def by_agents(analysis: Analysis, predicate: Predicate, kind: str) -> list[Mention]:
    """Who did it, behind "by": "ratifiée par la France et l'Italie"."""
    words = analysis.context.reading.text.words
    for one in analysis.of_kind(kind):
        if one.first >= predicate.last:
            between = words[max(predicate.first, predicate.last - 1) : one.first]
            if len(between) <= 10 and not BY.isdisjoint(between):
                return analysis.coordinated(one)
            return []
    return []


def light_verbs(analysis: Analysis, predicate: Predicate) -> list[tuple[int, int]]:
    """ "La ratification ... a eu lieu le": a verb that says when and where a noun of event happens."""
    if predicate.form != "noun":
        return []
    clause = analysis.clauses.of(predicate.first)
    return [
        (one.first, one.last)
        for one in analysis.predicates
        if one.kind == "occur"
        and one.first >= predicate.last
        and analysis.clauses.of(one.first) is clause
        and not occurring(analysis, one)
    ][:1]


def gapped_events(analysis: Analysis) -> Iterator[Event]:
    """What a verb says again of other agreements and states without being repeated."""
    for predicate in analysis.predicates:
        if predicate.kind == MADE:
            yield from told_events.gapped_events(analysis, predicate, frame_of(predicate))
        elif predicate.kind == "join" and predicate.form != "noun":
            clause, value = analysis.clauses.of(predicate.first), str(predicate.value)
            for one in gapped(analysis, predicate, frozenset({"agreement", "state"})):
                anchors = [(one.first, one.last)]
                if one.kind == "agreement":
                    yield Event("join", value, anchors, clause, one, predicate, own=[one], gapped=True)
                else:
                    yield Event("join", value, anchors, clause, None, predicate, agents=[one], gapped=True)
