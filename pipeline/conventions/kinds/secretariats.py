"""Secretariats: their seat, their host, their functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.conventions.analysis import Analysis
from pipeline.conventions.kinds.secretariat_functions import functions
from pipeline.conventions.meeting_names import Parser
from pipeline.conventions.sentence_context import AGREEMENTS, SentenceContext
from pipeline.conventions.session_events import hosts
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.clauses import Clause
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.places import Place, places_in
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.marks.lexicon import Mark

PRONOUNS = word_class("secretariats", "pronouns")
TASKS = word_class("secretariats", "tasks")
POSSESSIVES = word_class("secretariats", "possessives")
OWNERS = word_class("secretariats", "owners")
OF = word_class("mentions", "of")
# A pronoun at the head of a sentence, or "its work", goes on about the secretariat of the sentence before.
GOES_ON = re.compile(
    r"\W*(?:il|elle|it|este|esta|ella|el|ses|its|sus) "
    r"(?:doit|devra|aide|est|a|facilite|assure|fonctions|also|must|shall|should|helps|assists|is|has|functions|"
    r"tambien|debe|tiene|funciones)\b"
)
CLAUSE_END = re.compile(r"[,.;]| tout en | while | mientras ")
NEAR, HOST_REACH, PRONOUN_REACH = 4, 26, 8
# What can sit somewhere beside a secretariat: the nearest of these is what a place is told of.
SEATED = frozenset({"secretariat", "actor", "session", "body", "event"})


def secretariat_facts(analysis: Analysis) -> Iterator[Fact]:
    """The facts of a sentence about secretariats."""
    context = analysis.context
    yield from seats(analysis)
    mention = next(iter(context.of("secretariat")), None)
    owner = owner_of(context, mention) if mention else context.about
    if owner is None:
        return
    if mention:
        yield from host_facts(analysis, mention, owner)
    elif context.after_secretariat and context.block.kind == "prose":
        hosted = next(iter(context.of("hosted")), None)
        if hosted and hosted.first - context.first <= NEAR:
            yield from host_facts(analysis, hosted._replace(kind="secretariat"), owner)
    if mention or goes_on(context):
        yield from function_facts(context, owner)


def goes_on(context: SentenceContext) -> bool:
    """Whether a sentence without the word goes on about the secretariat: "It shall", "Among its tasks are"."""
    text = context.reading.text
    if GOES_ON.match(text.plain, context.sentence.start, context.sentence.end):
        return True
    words = text.words[context.first : context.last]
    at = next((at for at, word in enumerate(words) if word in TASKS), None)
    return context.after_secretariat and at is not None and not POSSESSIVES.isdisjoint(words[max(0, at - 2) : at])


def tasks_of(context: SentenceContext) -> str | None:
    """Whose secretariat it is whose functions a list below tells: the sentence speaks of it and ends with a colon."""
    text = context.reading.text
    end = text.plain[context.sentence.start : context.sentence.end].rstrip()
    tasks = not TASKS.isdisjoint(text.words[context.first : context.last])
    if not end.endswith(":") or not tasks:
        return None
    mention = next(iter(context.of("secretariat")), None)
    return owner_of(context, mention) if mention else context.about if context.after_secretariat else None


def owner_of(context: SentenceContext, mention: Mark | Mention) -> str | None:
    """Whose secretariat it is: said by its name, beside it, else what the text is about."""
    if mention.value:
        return str(mention.value)
    text = context.reading.text
    for mark in context.marks:
        if mark.kind in AGREEMENTS or mark.kind == "weak":
            behind = 0 <= mark.first - mention.last <= NEAR + 1 and all(
                word in OWNERS for word in text.words[mention.last : mark.first]
            )
            before = 0 <= mention.first - mark.last <= 1 and not set(text.gap(mention.first)) & set(".,;:()")
            if behind or before:
                return None if mark.value is None else str(mark.value)
    return context.focus or context.about


def seats(analysis: Analysis) -> Iterator[Fact]:
    """Where the secretariats of a sentence sit, each once."""
    context = analysis.context
    label = next(iter(context.of("seated")), None)
    if context.block.kind == "row" or (
        context.block.kind != "prose"
        and label is not None
        and label.first == context.first
        and not context.of("secretariat")
    ):
        yield from row_seat(context)
        return
    told: set[str] = set()
    for predicate in analysis.predicates:
        if predicate.kind not in ("seated", "hosting", "hosted"):
            continue
        for owner, theme, place in seat_of(analysis, predicate):
            if owner not in told:
                told.add(owner)
                yield seat(context, theme, owner, (predicate.first, predicate.last), place)


def seat_of(analysis: Analysis, predicate: Predicate) -> Iterator[tuple[str, tuple[int, int] | None, Place]]:
    """The owner of a secretariat, where it is named, and its place, as one predicate says it."""
    context = analysis.context
    of = complement(analysis, predicate)
    if of is not None and (place := place_of_subject(analysis, predicate)):
        # "Bonn is the seat of the Secretariat of the CMS", "Bonn accueille le secrétariat".
        owner = owner_of(context, of) if of.kind == "secretariat" else str(of.value) if of.value else None
        if owner:
            yield owner, (of.first, of.last), place
        return
    if predicate.kind != "seated":
        return
    theme = sitting(analysis, predicate)
    if theme is None:
        return
    owner = owner_of(context, theme) if theme.last > theme.first else context.about
    behind = places_in(context, predicate.last, end_of(analysis, predicate))
    beside = [one for one in behind if one.country and one.first - predicate.last <= 2]
    places = [one for one in behind if one.city] or beside
    if owner and places and not between(analysis, predicate, theme, places[0]):
        yield owner, (theme.first, theme.last) if theme.first >= context.first else None, places[0]


def complement(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """The secretariat or agreement right behind "seat of", "hosts": what the subject is the seat of."""
    text = analysis.context.reading.text
    behind = next((one for one in analysis.mentions if one.first >= predicate.last), None)
    if behind is None or behind.first - predicate.last > NEAR:
        return None
    words = text.words[predicate.last : behind.first]
    if any(set(text.gap(at)) & set(",.;:()") for at in range(predicate.last, behind.first + 1)):
        return None
    if behind.kind == "secretariat" and (predicate.kind != "hosted"):
        return behind if predicate.kind == "hosting" or not OF.isdisjoint(words) else None
    seat_word = predicate.kind == "seated" and predicate.form != "participle"
    return behind if behind.kind == "agreement" and behind.value and seat_word and not OF.isdisjoint(words) else None


def place_of_subject(analysis: Analysis, predicate: Predicate) -> Place | None:
    """The city that is the seat: the subject, the head of the relative clause, or behind an opening noun."""
    marks = hosts(analysis, predicate)
    state = next((one for one in marks if one.kind == "country"), None)
    city = next(
        (one for one in reversed(marks) if one.kind == "city" and (not state or one.first != state.first)), None
    )
    return Place((city.first, city.last), state) if city else None


def sitting(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """The secretariat that sits somewhere: the subject, behind an opening participle, or of the sentence before."""
    context = analysis.context
    clause = analysis.clauses.of(predicate.first)
    nearest = analysis.subject(predicate, SEATED) or near_before(analysis, predicate, clause)
    if nearest is not None and nearest.kind == "actor":
        # "administered by UNEP, with its seat in Kingston": the seat of what UNEP administers.
        return next(iter(analysis.of_kind("secretariat")), None) if context.of("hosted") else None
    if nearest is not None:
        return nearest if nearest.kind == "secretariat" else None
    if clause.head is None and (behind := analysis.object(predicate, SEATED, reach=20)) is not None:
        return behind if behind.kind == "secretariat" else None
    words = context.reading.text.words
    opening = range(context.first, min(context.last, context.first + PRONOUN_REACH))
    if context.after_secretariat and any(words[at] in PRONOUNS for at in opening):
        return Mention(predicate.first, predicate.last, "secretariat", None)
    return None


def near_before(analysis: Analysis, predicate: Predicate, clause: Clause) -> Mention | None:
    """The last thing that can sit somewhere before a predicate, in any clause around it."""
    found = [
        one
        for one in analysis.mentions
        if one.kind in SEATED and one.last <= predicate.first and clause.within(analysis.clauses.of(one.first))
    ]
    return found[-1] if found else None


def between(analysis: Analysis, predicate: Predicate, theme: Mention, place: Place) -> bool:
    """Whether a session stands between a seat and its place: Spanish "sede de la reunión" is no office."""
    low, high = min(predicate.first, theme.last), place.first
    return any(one.kind in ("session", "body") and low <= one.first < high for one in analysis.mentions)


def end_of(analysis: Analysis, predicate: Predicate) -> int:
    """The word behind the clause of a predicate, or behind its next verb."""
    context, clause = analysis.context, analysis.clauses.of(predicate.first)
    for at in range(predicate.last, context.last):
        here = analysis.clauses.of(at)
        other = any(one.first == at and one.form != "noun" and one.kind != "hosted" for one in analysis.predicates)
        if (not here.within(clause) and here is not clause.parent) or other:
            return at
    return context.last


def row_seat(context: SentenceContext) -> Iterator[Fact]:
    """A row of a table: "Siège | Genève, Suisse"; "Location" only where the registry has that seat."""
    owner = context.focus or context.heading
    label = next((mark for mark in context.of("seated", "secretariat") if mark.first == context.first), None)
    if owner is None or label is None or label.last >= context.last:
        return
    city = next((mark for mark in context.of("city") if label.last <= mark.first <= label.last + 3), None)
    places = [place for place in places_in(context, city.first if city else label.last, context.last) if place.city]
    known = context.reading.gazetteer.agreements[owner].seats
    if places and (label.value != "label" or (city is not None and city.value in known)):
        yield seat(context, None, owner, (label.first, label.last), places[0])


def seat(
    context: SentenceContext, mention: tuple[int, int] | None, owner: str, seated: tuple[int, int], place: Place
) -> Fact:
    bounds = [seated, (place.first, place.last)] + ([mention] if mention else [])
    fact = Fact("seat", "secretariat.seat", min(first for first, _ in bounds), max(last for _, last in bounds))
    fact.say("agreement", owner, *(mention or seated))
    if place.city:
        fact.print("city", place.city)
    if place.country:
        fact.say("country", place.country.value, place.country.first, place.country.last)
    if context.block.kind == "row":
        fact.span = (context.sentence.start, context.sentence.end)
    return fact


def host_facts(analysis: Analysis, mention: Mark, owner: str) -> Iterator[Fact]:
    """An actor that provides, administers or was given a secretariat, and the session that decided it."""
    context = analysis.context
    cues = [mark for mark in context.of("hosted") if abs(mark.first - mention.first) < HOST_REACH]
    actors = [mark for mark in context.of("actor") if mark.value != owner]
    pairs = [(distance(analysis, cue, actor), cue, actor) for cue in cues for actor in actors]
    near, hosted, actor = min(pairs, default=(HOST_REACH, mention, mention))
    if near >= HOST_REACH:
        return
    text = context.reading.text
    last = max(mention.last, actor.last, hosted.last)
    behind = next(
        (mark for mark in context.marks if mark.kind in AGREEMENTS and mark.first >= last and mark.first - last <= 3),
        None,
    )
    last = behind.last if behind else last
    end = CLAUSE_END.search(text.plain, text.ends[last - 1], context.sentence.end)
    fact = Fact("host", "secretariat.host", context.first, last)
    fact.span = (text.starts[context.first], end.start() if end else context.sentence.end)
    fact.say("agreement", owner, mention.first, mention.last)
    fact.say("host", actor.value, actor.first, actor.last)
    if decided := deciding(context, hosted):
        number, first, last_word = decided
        fact.say("decided_at", {"body": "cop", "number": number}, first, last_word)
    yield fact


def distance(analysis: Analysis, cue: Mark, actor: Mark) -> int:
    """How far a verb is from who may do it; behind it, in its clause, is nearer than before or in another clause."""
    here, there = analysis.clauses.of(cue.first), analysis.clauses.of(actor.first)
    apart = 0 if here is there or there.within(here) else HOST_REACH // 2
    return apart + (actor.first - cue.last if actor.first >= cue.last else 2 * (cue.first - actor.last) + 2)


def deciding(context: SentenceContext, hosted: Mark) -> tuple[int, int, int] | None:
    """ "À sa première réunion, la Conférence a confié": the session that decided."""
    parser = Parser(context, context.first)
    for session in context.of("session", "body"):
        number = parser.ordinal_at(session.first - 1)
        if number and session.first < hosted.last:
            return number[0], number[1], session.last
    for body in context.of("body"):
        at = body.last
        if at < context.last and context.reading.text.words[at].isdigit() and len(context.reading.text.words[at]) < 3:
            return int(context.reading.text.words[at]), body.first, at + 1
    return None


def function_facts(context: SentenceContext, owner: str) -> Iterator[Fact]:
    text = context.reading.text
    for code, pattern in functions():
        match = pattern.search(text.plain, context.sentence.start, context.sentence.end)
        if match:
            first = next(at for at in range(context.first, context.last) if text.ends[at] > match.start())
            last = max(at for at in range(context.first, context.last) if text.starts[at] < match.end()) + 1
            fact = Fact("function", f"secretariat.{code}", first, last)
            fact.values["agreement"] = owner
            fact.say("function", code, first, last)
            fact.span = match.span()
            yield fact
