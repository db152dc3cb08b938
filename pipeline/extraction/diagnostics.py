"""Why a sentence gave no statement although it names an agreement and a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.linking.annotated_text import AnnotatedText
from pipeline.extraction.linking.meeting_details import BLOCKING
from pipeline.extraction.linking.meeting_mentions import meeting_mentions
from pipeline.extraction.linking.meeting_names import named_meetings
from pipeline.extraction.linking.sentence_context import AGREEMENTS, SentenceContext, sentence_contexts
from pipeline.extraction.marks.gazetteer import Gazetteer
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text
from pipeline.registry.statements import Gap, Statement

SUBJECTS = ("body", "secretariat", "instrument", *sorted(AGREEMENTS))
FACTS = ("occur", "made", "join", "seated", "hosted", "instrument", "bond")


def gaps(printed: str, statements: Sequence[Statement], gazetteer: Gazetteer) -> Iterator[Gap]:
    """The sentences that name an agreement, body or secretariat and a day but gave no statement."""
    text = Text.of(printed)
    reading = AnnotatedText.of(text, gazetteer)
    said = [statement.span for statement in statements] + [
        (place.start, place.end) for statement in statements for place in statement.evidence
    ]
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
    mentions = meeting_mentions(context)
    for relation in ("preparatory", "refer"):
        if any(mention.relation == relation for mention in mentions):
            return f"gap-{relation}", context.of(relation)
    blocking = [mark for mark in context.marks if mark.kind in BLOCKING]
    if mentions and blocking:
        return "gap-hindered", blocking
    if mentions:
        return "gap-far", context.of("body")
    if named_meetings(context):
        return "gap-unnumbered", context.of("body")
    if context.of("made", "join"):
        return "gap-no-subject", context.of("made", "join")
    return ("gap-incomplete", context.of(*FACTS)) if context.of(*FACTS) else ("gap-no-phrase", ())
