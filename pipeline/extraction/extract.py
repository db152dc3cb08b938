"""The stage that extracts the statements of a text, in this order: words, marks, sentences, facts, statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.extraction.facts import Fact, statement_of
from pipeline.extraction.kinds.agreements import agreement_facts
from pipeline.extraction.kinds.cooperation import (
    ListIntroduction,
    cooperation_facts,
    item_fact,
    list_introduction,
    listed_facts,
)
from pipeline.extraction.kinds.meetings import anaphoric, meeting_facts
from pipeline.extraction.kinds.memberships import membership_facts
from pipeline.extraction.kinds.secretariats import function_facts, secretariat_facts, tasks_of
from pipeline.extraction.linking.annotated_text import AnnotatedText
from pipeline.extraction.linking.meeting_mentions import headers
from pipeline.extraction.linking.merging import merged
from pipeline.extraction.linking.sentence_context import sentence_contexts
from pipeline.extraction.linking.years import complete_years
from pipeline.extraction.marks.folded_text import fold
from pipeline.extraction.marks.gazetteer import Gazetteer
from pipeline.extraction.marks.languages import detect
from pipeline.extraction.marks.tokens import WORD, Text
from pipeline.registry.statements import Statement


def extract_statements(text: str, source_id: str, lang: str | None, gazetteer: Gazetteer) -> tuple[Statement, ...]:
    """The facts that a text states, in the order of their places; a repeated fact is at its first place.

    `lang`: the language of the text (fr, en, es); None to detect it.
    """
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
    return tuple(sorted(seen.values(), key=lambda statement: (statement.span, statement.id)))


def facts(reading: AnnotatedText) -> Iterator[Fact]:
    """The facts of a text: meetings put together from all that is said of them, all others as they are said."""
    seen = [context for context in sentence_contexts(reading) if context.marks or context.block.kind == "item"]
    meetings: list[Fact] = []
    others: list[Fact] = list(listed_facts(seen))
    listed = {(fact.first, fact.last) for fact in others}
    introduction: ListIntroduction | None = None
    tasks: str | None = None
    last: Fact | None = None
    for context in headers(seen):
        named = meeting_facts(context)
        if not named and (more := anaphoric(context, last)):
            named = [more]
        last = named[-1] if named else last
        meetings += [fact for fact in named if fact.asserted]
    for context in seen:
        if context.block.kind == "item" and introduction:
            others += item_fact(context, introduction)
            continue
        if context.block.kind == "item" and tasks:
            others += function_facts(context, tasks)
            continue
        tasks = tasks_of(context)
        introduction = list_introduction(context) or (introduction if context.block.kind == "item" else None)
        others += secretariat_facts(context)
        if (context.first, context.last) not in listed:
            others += cooperation_facts(context)
        others += agreement_facts(context)
        others += membership_facts(context)
    yield from complete_years(merged(meetings), reading)
    yield from most_precise(others)


def most_precise(found: Iterable[Fact]) -> list[Fact]:
    """Of an event told twice with one date inside the other (1973, 3 March 1973) the more precise telling."""
    kept: dict[tuple[object, ...], Fact] = {}
    rest: list[Fact] = []
    for fact in found:
        if fact.kind not in ("adoption", "signature", "opening_for_signature", "entry_into_force"):
            rest.append(fact)
            continue
        key = (fact.kind, fact.values.get("agreement"))
        known = kept.get(key)
        if known is None or (
            str(fact.values["date"]).startswith(str(known.values["date"]))
            and fact.values["date"] != known.values["date"]
        ):
            kept[key] = fact
        elif not str(known.values["date"]).startswith(str(fact.values["date"])):
            rest.append(fact)
    return [*kept.values(), *rest]
