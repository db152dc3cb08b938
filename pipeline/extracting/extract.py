"""The stage: a text in, its statements out. Each rule reads one sentence in the light of what the text is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.extracting.agreements import agreement_facts, membership_facts
from pipeline.extracting.cooperation import Lead, cooperation_facts, item_facts, lead_of
from pipeline.extracting.facts import Fact, statement_of
from pipeline.extracting.gazetteer import Gazetteer
from pipeline.extracting.languages import detect
from pipeline.extracting.meetings import meeting_facts
from pipeline.extracting.reading import Prepared
from pipeline.extracting.secretariats import secretariat_facts
from pipeline.extracting.units import Paragraph, Unit
from pipeline.statements import Statement


@dataclass
class Focus:
    """What the text is about at this point: "the Convention", "its secretariat" are those of this agreement."""

    agreement: str | None = None
    lead: Lead | None = None


def extract_statements(text: str, source_id: str, lang: str | None, gazetteer: Gazetteer) -> tuple[Statement, ...]:
    """The facts that a text states, in the order of their places; one that is repeated stands at its first place."""
    prepared = Prepared(text, gazetteer)
    language = lang or detect(prepared.folded)
    seen: dict[str, Statement] = {}
    for fact in facts(prepared):
        statement = statement_of(fact, text, source_id, language)
        seen.setdefault(statement.id, statement)
    return tuple(sorted(fullest(seen.values()), key=lambda one: (one.span, one.id)))


def facts(prepared: Prepared) -> Iterator[Fact]:
    focus = Focus()
    for paragraph in prepared.paragraphs:
        if paragraph.item and focus.lead:
            yield from item_facts(prepared, paragraph, focus.lead)
        for sentence in paragraph.sentences:
            yield from sentence_facts(prepared, paragraph, sentence, focus)
        if not paragraph.item:
            focus.lead = lead_of(prepared, paragraph, focus.agreement)


def sentence_facts(prepared: Prepared, paragraph: Paragraph, sentence: Unit, focus: Focus) -> Iterator[Fact]:
    meetings = list(meeting_facts(prepared, sentence, focus.agreement))
    yield from meetings
    about = agreements_in(prepared, sentence)
    if about and ((not meetings and not paragraph.item) or focus.agreement is None):
        focus.agreement = about[0]
    yield from secretariat_facts(prepared, sentence, focus.agreement)
    if not paragraph.item:
        yield from cooperation_facts(prepared, sentence, focus.agreement)
    if not meetings:
        yield from agreement_facts(prepared, sentence, focus.agreement)
        yield from membership_facts(prepared, sentence, focus.agreement)


def agreements_in(prepared: Prepared, sentence: Unit) -> list[str]:
    """The agreements that a sentence names, by their own names or by that of their secretariat."""
    named = prepared.named(sentence, "agreements", "actors")
    secretariats = prepared.gazetteer.secretariats
    return [secretariats.get(one.key, one.key) for one in named if one.table == "agreements" or one.key in secretariats]


def fullest(statements: Iterable[Statement]) -> list[Statement]:
    """Of several statements of one meeting the one that says most: a heading names it, the sentence below tells it."""
    best: dict[object, Statement] = {}
    for one in statements:
        key = (one.agreement, one.body, one.number, one.part) if one.kind == "meeting" and one.number else one.id
        if key not in best or weight(one) > weight(best[key]):
            best[key] = one
    return list(best.values())


def weight(statement: Statement) -> int:
    return len({one.field for one in statement.evidence})
