"""Secretariats: their seat, their host, their functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extraction.facts import Fact
from pipeline.extraction.kinds.secretariat_functions import functions
from pipeline.extraction.linking.meeting_names import Parser
from pipeline.extraction.linking.places import Place, places_in
from pipeline.extraction.linking.sentence_context import AGREEMENTS, SentenceContext
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

# A pronoun at the head of a sentence, or "its work", goes on about the secretariat of the sentence before.
GOES_ON = re.compile(
    r"\W*(?:il|elle|it|este|esta|ella|el|ses|its|sus) "
    r"(?:doit|devra|aide|est|a|facilite|assure|fonctions|also|must|shall|should|helps|assists|is|has|functions|"
    r"tambien|debe|tiene|funciones)\b"
)
PRONOUNS = word_class("secretariats", "pronouns")
TASKS = word_class("secretariats", "tasks")
SEAT_REACH, HOST_REACH = 22, 26
CLAUSE = re.compile(r"[,.;]| tout en | while | mientras ")
OWNERS = LINKS = word_class("secretariats", "owners")


def secretariat_facts(context: SentenceContext) -> Iterator[Fact]:
    """The facts of a sentence about a secretariat."""
    mention = next(iter(context.of("secretariat")), None)
    goes_on = GOES_ON.match(context.reading.text.plain, context.sentence.start, context.sentence.end)
    owner = owner_of(context, mention) if mention else context.about
    if owner is None:
        yield from row_seat(context)
        return
    if mention:
        yield from seat_facts(context, mention, owner)
        yield from host_facts(context, mention, owner)
    elif context.block.kind != "prose":
        yield from row_seat(context)
    elif context.after_secretariat:
        if pronoun := pronoun_of(context):
            yield from seat_facts(context, pronoun, owner)
        hosted = next(iter(context.of("hosted")), None)
        if hosted and hosted.first - context.first <= 3:
            yield from host_facts(context, hosted._replace(kind="secretariat"), owner)
    if mention or goes_on:
        yield from function_facts(context, owner)


def tasks_of(context: SentenceContext) -> str | None:
    """Whose secretariat it is whose functions a list below tells: the sentence speaks of it and ends with a colon."""
    text = context.reading.text
    end = text.plain[context.sentence.start : context.sentence.end].rstrip()
    functions = not TASKS.isdisjoint(text.words[context.first : context.last])
    if not end.endswith(":") or not functions:
        return None
    mention = next(iter(context.of("secretariat")), None)
    return owner_of(context, mention) if mention else context.about if context.after_secretariat else None


def pronoun_of(context: SentenceContext) -> Mark | None:
    """ "Since 1999, it has been located in Bonn", where the sentence before speaks of the secretariat."""
    words = context.reading.text.words
    at = next((at for at in range(context.first, min(context.last, context.first + 8)) if words[at] in PRONOUNS), None)
    return None if at is None else Mark(at, at + 1, "secretariat", None)


def owner_of(context: SentenceContext, mention: Mark) -> str | None:
    """Whose secretariat it is: said by its name, beside it, else what the text is about."""
    if mention.value:
        return str(mention.value)
    text = context.reading.text
    for mark in context.marks:
        if mark.kind in AGREEMENTS or mark.kind == "weak":
            behind = 0 <= mark.first - mention.last <= 4 and all(
                word in OWNERS for word in text.words[mention.last : mark.first]
            )
            before = 0 <= mention.first - mark.last <= 1 and not set(text.gap(mention.first)) & set(".,;:()")
            if behind or before:
                return None if mark.value is None else str(mark.value)
    return context.focus or context.about


def row_seat(context: SentenceContext) -> Iterator[Fact]:
    """A row of a table: "Emplacement | Genève, Suisse"."""
    owner = context.focus or context.heading
    seated = next((mark for mark in context.of("seated", "secretariat") if mark.first == context.first), None)
    if owner is None or seated is None or seated.last >= context.last:
        return
    city = next((mark for mark in context.of("city") if seated.last <= mark.first <= seated.last + 3), None)
    places = [place for place in places_in(context, city.first if city else seated.last, context.last) if place.city]
    if places:
        yield seat(context, None, owner, seated, places[0])


def seat_facts(context: SentenceContext, mention: Mark, owner: str) -> Iterator[Fact]:
    for seated in context.of("seated"):
        if moves_to_meeting(context, seated):
            continue
        places = [
            place
            for place in places_in(context, seated.last, min(context.last, seated.last + SEAT_REACH))
            if place.city
        ]
        between = [
            mark
            for mark in context.of("body", "occur")
            if min(seated.last, mention.last) <= mark.first < max(seated.first, mention.first)
        ]
        if places and not between:
            yield seat(context, mention, owner, seated, places[0])
            return


def moves_to_meeting(context: SentenceContext, seated: Mark) -> bool:
    """Spanish "sede de la reunión": the place of a meeting, not of an office."""
    return any(
        mark.kind in ("session", "body") and seated.last <= mark.first <= seated.last + 4 for mark in context.marks
    )


def seat(context: SentenceContext, mention: Mark | None, owner: str, seated: Mark, place: Place) -> Fact:
    bounds = [(seated.first, seated.last), (place.first, place.last)] + (
        [(mention.first, mention.last)] if mention else []
    )
    fact = Fact("seat", "secretariat.seat", min(first for first, _ in bounds), max(last for _, last in bounds))
    fact.say("agreement", owner, *((mention.first, mention.last) if mention else (seated.first, seated.last)))
    assert place.city
    fact.values["city"] = place.city
    fact.places.append(("city", *place.city))
    if place.country:
        fact.say("country", place.country.value, place.country.first, place.country.last)
    if context.block.kind == "row":
        fact.span = (context.sentence.start, context.sentence.end)
    return fact


def host_facts(context: SentenceContext, mention: Mark, owner: str) -> Iterator[Fact]:
    """An actor that provides, administers or was given a secretariat, and the session that decided it."""
    cues = [mark for mark in context.of("hosted") if abs(mark.first - mention.first) < HOST_REACH]
    actors = [mark for mark in context.of("actor") if mark.value != owner]
    pairs = [(distance(cue, actor), cue, actor) for cue in cues for actor in actors]
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
    end = CLAUSE.search(text.plain, text.ends[last - 1], context.sentence.end)
    fact = Fact("host", "secretariat.host", context.first, last)
    fact.span = (text.starts[context.first], end.start() if end else context.sentence.end)
    fact.say("agreement", owner, mention.first, mention.last)
    fact.say("host", actor.value, actor.first, actor.last)
    decided = deciding(context, hosted)
    if decided:
        number, first, last_word = decided
        fact.say("decided_at", {"body": "cop", "number": number}, first, last_word)
    yield fact


def distance(cue: Mark, actor: Mark) -> int:
    """How far a verb is from who may do it; who stands behind it ("provided by UNEP") counts as nearer."""
    return actor.first - cue.last if actor.first >= cue.last else 2 * (cue.first - actor.last) + 2


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
