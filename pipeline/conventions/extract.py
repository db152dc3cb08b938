"""A text in, its statements out: words, marks, sentences, events, facts, statements, in this order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.conventions.analysis import Analysis
from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.conventions.events import events_of
from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.headers import with_headers
from pipeline.conventions.kinds.agreements import agreement_facts
from pipeline.conventions.kinds.cooperation import (
    ListIntroduction,
    cooperation_facts,
    item_fact,
    list_introduction,
    listed_facts,
)
from pipeline.conventions.kinds.meetings import Sessions, meeting_facts
from pipeline.conventions.kinds.memberships import membership_facts
from pipeline.conventions.kinds.secretariats import function_facts, secretariat_facts, tasks_of
from pipeline.conventions.merging import merged
from pipeline.conventions.sentence_context import SentenceContext, sentence_contexts
from pipeline.conventions.years import complete_years
from pipeline.extraction.facts import Fact, statement_of
from pipeline.extraction.frames.assignment import assign
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import most_precise
from pipeline.extraction.marks.folded_text import fold
from pipeline.extraction.marks.languages import detect
from pipeline.extraction.marks.tokens import WORD, Text
from pipeline.registry.statements import Statement

Told = tuple[Analysis, list[Event]]
# Kinds of which the more precise of two tellings counts.
TOLD = frozenset({"adoption", "signature", "opening_for_signature", "entry_into_force"})


def extract_statements(text: str, source_id: str, lang: str | None, gazetteer: Gazetteer) -> tuple[Statement, ...]:
    """The facts that a text states, in the order of their places; one that is repeated stands at its first place."""
    folded = fold(text)
    words = WORD.findall(folded.text)
    if not gazetteer.triggers.in_words(words):
        return ()
    cut = Text.cut(text, folded, words)
    reading = AnnotatedText.of(cut, gazetteer)
    if not reading.may_have_facts:
        return ()
    found = list(facts(reading))
    if not found:
        return ()
    language = lang or detect(words)
    seen: dict[str, Statement] = {}
    for fact in found:
        statement = statement_of(fact, cut, source_id, language)
        seen.setdefault(statement.id, statement)
    return tuple(sorted(seen.values(), key=lambda one: (one.span, one.id)))


def facts(reading: AnnotatedText) -> Iterator[Fact]:
    """The facts of a text: meetings put together from all that is said of them, all others as they are said."""
    contexts = [one for one in sentence_contexts(reading) if one.marks or one.block.kind == "item"]
    meetings: list[Fact] = []
    sessions = Sessions()
    others: list[Fact] = list(listed_facts(contexts))
    listed = {(fact.first, fact.last) for fact in others}
    known: dict[int, Told] = {}
    for context in with_headers(contexts):
        analysis, events = known[id(context)] = analysed(context)
        meetings += meeting_facts(analysis, events, sessions)
        others += agreement_facts(analysis, events)
        others += membership_facts(analysis, events)
    others += lists_and_secretariats(contexts, listed, known)
    yield from complete_years(merged(meetings, reading), reading)
    told = [fact for fact in others if fact.kind in TOLD]
    yield from most_precise(told, "agreement", "date")
    yield from (fact for fact in others if fact.kind not in TOLD)


def analysed(context: SentenceContext) -> Told:
    analysis = Analysis(context)
    events = list(events_of(analysis))
    assign(analysis, events)
    return analysis, events


def lists_and_secretariats(
    contexts: Iterable[SentenceContext], listed: set[tuple[int, int]], known: Mapping[int, Told]
) -> Iterator[Fact]:
    """The facts of lists, and of secretariats. `known`: what was found in sentences already, by the id of each."""
    lead: ListIntroduction | None = None
    tasks: str | None = None
    for context in contexts:
        if context.block.kind == "item" and lead:
            yield from item_fact(context, lead)
            continue
        if context.block.kind == "item" and tasks:
            yield from function_facts(context, tasks)
            continue
        tasks = tasks_of(context)
        lead = list_introduction(context) or (lead if context.block.kind == "item" else None)
        analysis, events = known.get(id(context)) or analysed(context)
        yield from secretariat_facts(analysis)
        if (context.first, context.last) not in listed:
            yield from cooperation_facts(analysis, events)
