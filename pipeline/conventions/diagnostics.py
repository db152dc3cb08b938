"""Why a sentence gave no statement although it names an agreement and a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.meeting_names import named_meetings
from pipeline.conventions.mentions import mentions_of
from pipeline.conventions.sentence_context import AGREEMENTS, SentenceContext, sentence_contexts
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text
from pipeline.registry.statements import Gap, Statement

HINDERING = frozenset({"distract", "preparatory", "made", "join"})
SUBJECTS = ("body", "secretariat", "instrument", *sorted(AGREEMENTS))
FACTS = ("occur", "made", "join", "seated", "hosted", "instrument", "bond")


def gaps(printed: str, statements: Sequence[Statement], gazetteer: Gazetteer) -> Iterator[Gap]:
    """The sentences that name an agreement, body or secretariat and a day but gave no statement."""
    text = Text.of(printed)
    reading = AnnotatedText.of(text, gazetteer)
    said = [one.span for one in statements] + [(place.start, place.end) for one in statements for place in one.evidence]
    for context in sentence_contexts(reading):
        start, end = text.folded.back(context.sentence.start), text.folded.back(context.sentence.end)
        dated = reading.dates_within(context.first, context.last)
        if dated and context.of(*SUBJECTS) and not any(a < end and start < b for a, b in said):
            reason, at_fault = why(context)
            yield Gap(start, end, reason, ", ".join(text.as_printed(mark.first, mark.last) for mark in at_fault))


def why(context: SentenceContext) -> tuple[str, Sequence[Mark]]:
    """The first thing that keeps a sentence from saying a fact, and the words that do."""
    unknown = [mark for mark in context.marks if mark.kind in AGREEMENTS and mark.value is None]
    if unknown:
        return "gap-unknown-agreement", unknown
    mentions = [one for one in mentions_of(context) if one.kind == "session"]
    for tie in ("preparatory", "refer"):
        if any(one.lead == tie for one in mentions):
            return f"gap-{tie}", context.of(tie)
    hindering = [mark for mark in context.marks if mark.kind in HINDERING]
    if mentions and hindering:
        return "gap-hindered", hindering
    if mentions:
        return "gap-far", context.of("body")
    if named_meetings(context):
        return "gap-unnumbered", context.of("body")
    if context.of("made", "join"):
        return "gap-no-subject", context.of("made", "join")
    return ("gap-incomplete", context.of(*FACTS)) if context.of(*FACTS) else ("gap-no-phrase", ())
