"""Events of declared kinds: each predicate that says one, with what it happens to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.extraction.frames.analysis import NEAR, Analysis
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.frames.themes import Frame, themes_of

# The kind of the marks and events of declared kinds; their value is the kind of statement.
MADE = "made"


def told_event(
    analysis: Analysis, predicate: Predicate, frame: Frame, more: list[tuple[int, int]] | None = None
) -> Iterator[Event]:
    """The events that a predicate tells, one for each theme; one without theme only takes a date or place from others.

    `more`: other words by which dates and places are tied to it.
    """
    clause = analysis.clauses.of(predicate.first)
    themes = themes_of(analysis, predicate, frame)
    anchors = [(predicate.first, predicate.last), *(more or ())]
    if not themes:
        yield Event("other", str(predicate.value), anchors, clause, None, predicate)
    own = [*themes, *makers_of(analysis, predicate, frame)]
    for theme in themes:
        yield Event(MADE, str(predicate.value), anchors, clause, theme, predicate, own=own, lasts=frame.lasts)


def makers_of(analysis: Analysis, predicate: Predicate, frame: Frame) -> list[Mention]:
    """Who did it to its theme: behind "by", "at", or the subject of the active voice."""
    clause = analysis.clauses.of(predicate.first)
    kinds = frame.makers - {"event"}
    near = [one for one in analysis.mentions if one.kind in kinds and analysis.clauses.of(one.first) is clause]
    behind = [one for one in near if 0 <= one.first - predicate.last <= NEAR + 1]
    before = [one for one in near if one.last <= predicate.first]
    return behind[:1] or before[-1:]


def gapped(analysis: Analysis, predicate: Predicate, kinds: frozenset[str]) -> Iterator[Mention]:
    """What a verb says again without being repeated: "opened in 1992, the second in 1979 and the third in 1973"."""
    end = following(analysis, predicate)
    first = next((one for one in analysis.arguments if one.date and one.first >= predicate.last), None)
    for one in analysis.mentions:
        behind = first is not None and first.last <= one.first < end
        if behind and one.kind in kinds and one.value is not None and is_dated(analysis, one):
            yield one


def gapped_events(analysis: Analysis, predicate: Predicate, frame: Frame) -> Iterator[Event]:
    if predicate.form == "noun" or not themes_of(analysis, predicate, frame):
        return
    clause = analysis.clauses.of(predicate.first)
    for one in gapped(analysis, predicate, frozenset({frame.theme})):
        anchors = [(one.first, one.last)]
        yield Event(
            MADE, str(predicate.value), anchors, clause, one, predicate, own=[one], gapped=True, lasts=frame.lasts
        )


def following(analysis: Analysis, predicate: Predicate) -> int:
    """The first word of the next verb."""
    found = (one.first for one in analysis.predicates if one.first >= predicate.last and one.form != "noun")
    return next(found, analysis.context.last)


def is_dated(analysis: Analysis, one: Mention) -> bool:
    """Whether a date stands right behind a mention, a preposition at most between them."""
    text = analysis.context.reading.text
    date = next((item for item in analysis.arguments if item.date and item.first >= one.last), None)
    if date is None or date.first - one.last > 2:
        return False
    return all(not set(text.gap(at)) & set(".;:") for at in range(one.last, date.first + 1))


def frame_events(analysis: Analysis, frames: Mapping[str, Frame]) -> Iterator[Event]:
    """The events of a sentence, by the frame of each kind."""
    for predicate in analysis.predicates:
        if frame := frames.get(str(predicate.value)):
            yield from told_event(analysis, predicate, frame)
            yield from gapped_events(analysis, predicate, frame)
