"""Why a sentence gave nothing though it names an agreement and a day: so that people who see the gap can close it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.linking.annotated_text import AnnotatedText
from pipeline.extraction.linking.meeting_details import HINDERING
from pipeline.extraction.linking.meeting_mentions import gathered
from pipeline.extraction.linking.meeting_names import named_meetings
from pipeline.extraction.linking.sentence_context import AGREEMENTS, SentenceContext, sentence_contexts
from pipeline.extraction.marks.gazetteer import Gazetteer
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text
from pipeline.registry.statements import Gap, Statement

SUBJECTS = ("body", "secretariat", "instrument", *sorted(AGREEMENTS))
FACTS = ("occur", "made", "join", "seated", "hosted", "instrument", "bond")


def gaps(printed: str, statements: Sequence[Statement], gazetteer: Gazetteer) -> Iterator[Gap]:
    """The sentences of a text that name an agreement, a body or a secretariat and a day, and are in no statement."""
    text = Text.of(printed)
    reading = AnnotatedText.of(text, gazetteer)
    said = [one.span for one in statements] + [(place.start, place.end) for one in statements for place in one.evidence]
    for scene in sentence_contexts(reading):
        start, end = text.folded.back(scene.sentence.start), text.folded.back(scene.sentence.end)
        dated = reading.dates_within(scene.first, scene.last)
        if dated and scene.of(*SUBJECTS) and not any(a < end and start < b for a, b in said):
            reason, at_fault = why(scene)
            yield Gap(start, end, reason, ", ".join(text.as_printed(mark.first, mark.last) for mark in at_fault))


def why(scene: SentenceContext) -> tuple[str, Sequence[Mark]]:
    """The first thing that keeps a sentence from saying a fact, and the words that do."""
    unknown = [mark for mark in scene.marks if mark.kind in AGREEMENTS and mark.value is None]
    if unknown:
        return "gap-unknown-agreement", unknown
    gatherings = gathered(scene)
    for tie in ("preparatory", "refer"):
        if any(one.tie == tie for one in gatherings):
            return f"gap-{tie}", scene.of(tie)
    hindering = [mark for mark in scene.marks if mark.kind in HINDERING]
    if gatherings and hindering:
        return "gap-hindered", hindering
    if gatherings:
        return "gap-far", scene.of("body")
    if named_meetings(scene):
        return "gap-unnumbered", scene.of("body")
    if scene.of("made", "join"):
        return "gap-no-subject", scene.of("made", "join")
    return ("gap-incomplete", scene.of(*FACTS)) if scene.of(*FACTS) else ("gap-no-phrase", ())
