"""Why a sentence gave no statement although it names an agreement and a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.conventions.extract import analysed
from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.sentence_context import AGREEMENTS, SentenceContext, sentence_contexts
from pipeline.extraction.frames import explanation
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text
from pipeline.registry.statements import Gap, Statement

SUBJECTS = ("body", "secretariat", "instrument", *sorted(AGREEMENTS))


def gaps(printed: str, statements: Sequence[Statement], gazetteer: Gazetteer) -> Iterator[Gap]:
    """The sentences that name an agreement, body or secretariat and a day but gave no statement."""
    text = Text.of(printed)
    reading = AnnotatedText.of(text, gazetteer)
    said = [one.span for one in statements] + [(place.start, place.end) for one in statements for place in one.evidence]
    for context in sentence_contexts(reading):
        start, end = text.folded.back(context.sentence.start), text.folded.back(context.sentence.end)
        dated = reading.dates_within(context.first, context.last)
        if dated and context.of(*SUBJECTS) and not any(a < end and start < b for a, b in said):
            yield Gap(start, end, *why(context))


def why(context: SentenceContext) -> tuple[str, str]:
    """The first thing that keeps a sentence from saying a fact, and the words that do."""
    unknown = [mark for mark in context.marks if mark.kind in AGREEMENTS and mark.value is None]
    if unknown:
        return "gap-unknown-agreement", printed(context, unknown)
    analysis, events = analysed(context)
    sessions = analysis.of_kind("session")
    for tie in ("preparatory", "refer"):
        if any(one.lead == tie for one in sessions):
            return f"gap-{tie}", printed(context, context.of(tie))
    if not sessions and analysis.of_kind("body") and not any(one.kind in ("made", "join") for one in events):
        return "gap-unnumbered", printed(context, context.of("body"))
    return explanation.why(analysis, events)


def printed(context: SentenceContext, marks: Sequence[Mark]) -> str:
    text = context.reading.text
    return ", ".join(text.as_printed(mark.first, mark.last) for mark in marks)
