"""Reading texts by the kinds of statements of a registry alone: names of its tables, words of `says`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from pipeline.datapackage.rows import Tables
from pipeline.extraction.annotated_text import AnnotatedText, symbols_of
from pipeline.extraction.facts import Fact, statement_of
from pipeline.extraction.frames.analysis import Analysis
from pipeline.extraction.frames.assignment import assign
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import EventFields, dated_fact, most_precise
from pipeline.extraction.frames.explanation import explained
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import BY, predicates_of
from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.frames.themes import Frame
from pipeline.extraction.frames.told_events import MADE, frame_events
from pipeline.extraction.marks.languages import detect
from pipeline.extraction.marks.lexicon import Entry, Lexicon, Mark, grammar_entries, words_of
from pipeline.extraction.marks.tokens import Text
from pipeline.extraction.marks.word_classes import word_class
from pipeline.extraction.said_words import CALLED, COUNTED, said_entries
from pipeline.extraction.statement_cache import names_version, rules_version
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statement_frames import Says
from pipeline.registry.statement_kinds import StatementKind
from pipeline.registry.statements import Gap, Statement

# Marks of names of rows.
ROW = "row"
POINTING = word_class("declared", "pointing")
OF = word_class("places", "of")
SHORTEST_NAME = 2


class RowName(NamedTuple):
    """What a name of a row means: its table, and its key, None where several rows have the name."""

    table: str
    key: str | None


@dataclass(frozen=True)
class DeclaredSentence(SentenceContext):
    """A sentence of a text that is read by kinds alone. `last`: the row that was named last, by table."""

    last_named: Mapping[str, str | None] = field(default_factory=dict)
    titles: ClassVar[frozenset[str]] = frozenset({ROW})
    themes: ClassVar[frozenset[str]] = frozenset({ROW, CALLED})

    def recalled(self, theme: str) -> str | None:
        return self.last_named.get(theme)


@dataclass(frozen=True)
class DeclaredKind:
    """A kind of statements that texts are read for: its words, its frame, the fields that its events fill."""

    name: str
    says: Says
    table: str
    frame: Frame
    fields: EventFields


@dataclass(frozen=True)
class DeclaredReading:
    """Reads texts with the names of a registry, by the kinds of its statements that say how texts say them."""

    kinds: Mapping[str, DeclaredKind]
    lexicon: Lexicon

    def statements(self, text: str, source_id: str, lang: str | None) -> tuple[Statement, ...]:
        cut = Text.of(text)
        facts = self.facts(cut)
        language = lang or detect(cut.words)
        seen: dict[str, Statement] = {}
        for fact in facts:
            statement = statement_of(fact, cut, source_id, language)
            seen.setdefault(statement.id, statement)
        return tuple(sorted(seen.values(), key=lambda one: (one.span, one.id)))

    def gaps(self, text: str, statements: Sequence[Statement]) -> Iterator[Gap]:
        cut = Text.of(text)
        tables = {kind.table for kind in self.kinds.values()}
        for context in self.sentences(cut):
            analysis, events = self.analysed(context)
            themes = [one for one in analysis.mentions if one.kind in tables]
            if themes and any(one.date for one in analysis.arguments):
                yield from explained(analysis, events, statements)

    def facts(self, text: Text) -> list[Fact]:
        """The facts of a text; of one told twice the more precise telling."""
        by_kind: dict[str, list[Fact]] = defaultdict(list)
        for context in self.sentences(text):
            analysis, events = self.analysed(context)
            for event in events:
                if event.kind == MADE and (fact := self.fact(analysis, event)):
                    by_kind[fact.kind].append(fact)
        found = ((self.kinds[name].fields, facts) for name, facts in by_kind.items())
        return [fact for fields, facts in found for fact in most_precise(facts, fields.theme, fields.date)]

    def analysed(self, context: SentenceContext) -> tuple[Analysis, list[Event]]:
        predicates = predicates_of(context, frozenset({MADE}))
        analysis = Analysis(context, list(mentions_of(context)), predicates)
        events = list(frame_events(analysis, {name: kind.frame for name, kind in self.kinds.items()}))
        assign(analysis, events)
        return analysis, events

    def fact(self, analysis: Analysis, event: Event) -> Fact | None:
        """The fact of an event, if it has all that its kind needs."""
        kind = self.kinds[event.value]
        fact = dated_fact(analysis, event, kind.fields, event.value)
        if fact is None:
            return None
        if kind.says.agent and (agent := agent_of(analysis, event, kind.frame)):
            fact.say(kind.says.agent, agent.value, agent.first, agent.last)
        for name in kind.says.numbers:
            say_number(analysis, fact, name)
        return None if any(fact.lacks(name) for name in kind.says.needs) else fact

    def sentences(self, text: Text) -> Iterator[SentenceContext]:
        """The sentences of a text that names a row of which something can be said, each with what was named before."""
        symbols = symbols_of(text)
        marks = tuple(one for one in self.lexicon.marks(text) if one.first not in symbols)
        tables = {kind.table for kind in self.kinds.values()}
        if not any(one.kind == ROW and one.value.table in tables for one in marks):
            return
        reading = AnnotatedText.annotated(text, marks)
        last: dict[str, str | None] = {}
        near = -1
        for block in reading.blocks:
            for sentence in block.sentences:
                known = resolved(reading, reading.within(sentence.first, sentence.last), last)
                yield DeclaredSentence(
                    reading, block, sentence, known, focus_near=near == block.paragraph, last_named=dict(last)
                )
                if named := [one for one in known if one.kind == ROW]:
                    near = block.paragraph
                    for one in named:
                        last[one.value.table] = one.value.key


def resolved(reading: AnnotatedText, marks: Iterable[Mark], last: Mapping[str, str | None]) -> list[Mark]:
    """The marks of a sentence; a noun that points back becomes the row that was named last, or one that is unknown."""
    known = dict(last)
    found: list[Mark] = []
    ended = 0
    text = reading.text
    for mark in marks:
        if mark.kind == ROW:
            row = whole_name(text, mark, found)
            known[row.value.table] = row.value.key
            ended = row.last
            found.append(row)
        elif mark.kind == CALLED and mark.first >= ended:
            if names_another(reading.text, mark):
                found.append(mark._replace(kind=ROW, value=RowName(mark.value, None)))
            elif mark.first > 0 and reading.text.words[mark.first - 1] in POINTING:
                found.append(mark._replace(kind=ROW, value=RowName(mark.value, known.get(mark.value))))
        elif mark.kind != CALLED:
            found.append(mark)
    return found


def whole_name(text: Text, mark: Mark, found: Sequence[Mark]) -> Mark:
    """A row by its name, which may be the end of a longer one: of that in front, or of a row that nobody knows."""
    first = begins(text, mark.first)
    if first == mark.first or mark.value.key is None:
        return mark
    return mark._replace(first=first, value=RowName(mark.value.table, shortened(text, first, mark.last, found)))


def begins(text: Text, first: int) -> int:
    """The first word of the longer name that a name is the end of: "Foo Narrows Bridge" is not the "Narrows Bridge"."""
    at = first
    while at > 0 and text.gap(at) in (" ", "-") and text.capital(at - 1) and text.words[at - 1] not in POINTING:
        at -= 1
    opens = at == 0 or "\n" in text.gap(at) or text.gap(at).startswith((".", "!", "?", ":", '"'))
    # A sentence begins with a capital whatever its first word is.
    return first if opens and first - at <= 1 else at


def shortened(text: Text, first: int, last: int, found: Sequence[Mark]) -> str | None:
    """The row that a longer name in front ends with these words: "The 1940 Foo Bridge was the first Foo Bridge"."""
    words = text.words[first:last]
    for mark in found:
        if mark.kind == ROW and text.words[mark.first : mark.last][-len(words) :] == words:
            key: str | None = mark.value.key
            return key
    return None


def names_another(text: Text, mark: Mark) -> bool:
    """Whether a noun is part of a name that the registry does not have: "Foo Bridge", "le pont de Foo"."""
    before, at = mark.first - 1, mark.last
    if (
        before >= 0
        and text.gap(mark.first) in (" ", "-")
        and text.capital(before)
        and text.words[before] not in POINTING
    ):
        return True
    while at < len(text.words) and text.words[at] in OF | POINTING and text.gap(at) in (" ", "'"):
        at += 1
    plain = at < len(text.words) and text.gap(at) in (" ", "'", "-")
    return plain and text.capital(at) and not text.words[at].isdigit()


def mentions_of(context: SentenceContext) -> Iterator[Mention]:
    """The rows that a sentence names, each a mention of its table."""
    for mark in context.of(ROW):
        yield Mention(mark.first, mark.last, mark.value.table, mark.value.key)


def agent_of(analysis: Analysis, event: Event, frame: Frame) -> Mention | None:
    """Who did it: behind "by", or the subject of the active voice."""
    predicate = event.predicate
    if predicate is None:
        return None
    words = analysis.context.reading.text.words
    for one in analysis.mentions:
        if one.kind in frame.actors and one.value is not None and analysis.clauses.of(one.first) is event.clause:
            behind = one.first >= predicate.last
            by = behind and not BY.isdisjoint(words[max(predicate.last, one.first - 2) : one.first])
            if by or (predicate.form == "active" and one.last <= predicate.first):
                return one
    return None


def say_number(analysis: Analysis, fact: Fact, name: str) -> None:
    """The number in front of a noun that the kind counts, in a sentence with one verb of an event: "killing 46"."""
    context = analysis.context
    text = context.reading.text
    for mark in context.of(COUNTED):
        at = mark.first - 1
        if mark.value == name and at >= context.first and text.words[at].isdigit() and len(analysis.predicates) == 1:
            fact.say(name, int(text.words[at]), at, at + 1)
            fact.first, fact.last = min(fact.first, at), max(fact.last, mark.last)
            return


@dataclass(frozen=True)
class DeclaredReader:
    """Makes readings of the kinds of statements of a registry."""

    kinds: Mapping[str, StatementKind]

    def version(self, names: list[PrintedName], typed: Tables) -> str:
        del typed
        said = {name: kind.model_dump(mode="json") for name, kind in self.kinds.items()}
        return rules_version() + names_version(names, json.dumps(said, sort_keys=True))

    def reading(self, names: list[PrintedName], typed: Tables) -> DeclaredReading:
        del typed
        kinds = declared_kinds(self.kinds)
        lexicon = Lexicon()
        for words, entry in (*grammar_entries(), *said_entries(self.kinds)):
            lexicon.add(words, entry)
        add_names(lexicon, names, self.kinds)
        return DeclaredReading(kinds, lexicon)


def declared_kinds(kinds: Mapping[str, StatementKind]) -> dict[str, DeclaredKind]:
    """The kinds that say how texts say them, with their frames."""
    saying = {name: (kind, kind.says) for name, kind in kinds.items() if kind.says is not None}
    tables = {name: kind.fields[says.theme].table or "" for name, (kind, says) in saying.items()}
    found: dict[str, DeclaredKind] = {}
    for name, (kind, says) in saying.items():
        actors = frozenset({kind.fields[says.agent].table or ""} if says.agent else ())
        frame = Frame(
            tables[name],
            frozenset(tables.values()),
            actors=actors - {tables[name]},
            active=says.active,
            recalls=True,
            lasts=says.several_days,
        )
        found[name] = DeclaredKind(name, says, tables[name], frame, event_fields(kind, says))
    return found


def event_fields(kind: StatementKind, says: Says) -> EventFields:
    date = kind.fields.get(says.date or "")
    city = kind.fields.get(says.place.city or "")
    start = (date.start if date and date.start else says.date) or ""
    return EventFields(
        says.theme, start, date.end if date else None, says.place, city_is_key=city is not None and city.holds == "row"
    )


def add_names(lexicon: Lexicon, names: Iterable[PrintedName], kinds: Mapping[str, StatementKind]) -> None:
    """The names of the tables that the kinds tell of: of their rows, and of cities and countries for their places."""
    roles = table_roles(kinds)
    owners: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for name in names:
        words = words_of(name.form)
        if name.table in roles and words and len(name.form) >= SHORTEST_NAME:
            owners[name.table, words].add(name.key)
    for (table, words), keys in owners.items():
        key = min(keys) if len(keys) == 1 else None
        role = roles[table]
        lexicon.add(words, Entry(role, RowName(table, key) if role == ROW else key, "name"))


def table_roles(kinds: Mapping[str, StatementKind]) -> dict[str, str]:
    """What the names of a table are in a text: rows of which something is told, cities, countries."""
    found: dict[str, str] = {}
    for kind in kinds.values():
        says = kind.says
        if says is not None:
            for name, role in ((says.place.city, "city"), (says.place.country, "country")):
                if name and (table := kind.fields[name].table):
                    found[table] = role
            for name in (says.theme, says.agent):
                if name and (table := kind.fields[name].table):
                    found[table] = ROW
    return found
