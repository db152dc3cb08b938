"""Secretariats: where they sit, who hosts them, what they do."""

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


def secretariat_facts(scene: SentenceContext) -> Iterator[Fact]:
    """The facts of a sentence about a secretariat."""
    mention = next(iter(scene.of("secretariat")), None)
    goes_on = GOES_ON.match(scene.reading.text.plain, scene.sentence.start, scene.sentence.end)
    owner = owner_of(scene, mention) if mention else scene.about
    if owner is None:
        yield from row_seat(scene)
        return
    if mention:
        yield from seat_facts(scene, mention, owner)
        yield from host_facts(scene, mention, owner)
    elif scene.block.kind != "prose":
        yield from row_seat(scene)
    elif scene.after_secretariat:
        if pronoun := pronoun_of(scene):
            yield from seat_facts(scene, pronoun, owner)
        hosted = next(iter(scene.of("hosted")), None)
        if hosted and hosted.first - scene.first <= 3:
            yield from host_facts(scene, hosted._replace(kind="secretariat"), owner)
    if mention or goes_on:
        yield from function_facts(scene, owner)


def tasks_of(scene: SentenceContext) -> str | None:
    """Whose secretariat it is whose functions a list below tells: the sentence speaks of it and ends with a colon."""
    text = scene.reading.text
    end = text.plain[scene.sentence.start : scene.sentence.end].rstrip()
    functions = not TASKS.isdisjoint(text.words[scene.first : scene.last])
    if not end.endswith(":") or not functions:
        return None
    mention = next(iter(scene.of("secretariat")), None)
    return owner_of(scene, mention) if mention else scene.about if scene.after_secretariat else None


def pronoun_of(scene: SentenceContext) -> Mark | None:
    """ "Since 1999, it has been located in Bonn", where the sentence before speaks of the secretariat."""
    words = scene.reading.text.words
    at = next((at for at in range(scene.first, min(scene.last, scene.first + 8)) if words[at] in PRONOUNS), None)
    return None if at is None else Mark(at, at + 1, "secretariat", None)


def owner_of(scene: SentenceContext, mention: Mark) -> str | None:
    """Whose secretariat it is: said by its name, beside it, else what the text is about."""
    if mention.value:
        return str(mention.value)
    text = scene.reading.text
    for mark in scene.marks:
        if mark.kind in AGREEMENTS or mark.kind == "weak":
            behind = 0 <= mark.first - mention.last <= 4 and all(
                word in OWNERS for word in text.words[mention.last : mark.first]
            )
            before = 0 <= mention.first - mark.last <= 1 and not set(text.gap(mention.first)) & set(".,;:()")
            if behind or before:
                return None if mark.value is None else str(mark.value)
    return scene.focus or scene.about


def row_seat(scene: SentenceContext) -> Iterator[Fact]:
    """A row of a table: "Emplacement | Genève, Suisse"."""
    owner = scene.focus or scene.heading
    seated = next((mark for mark in scene.of("seated", "secretariat") if mark.first == scene.first), None)
    if owner is None or seated is None or seated.last >= scene.last:
        return
    city = next((mark for mark in scene.of("city") if seated.last <= mark.first <= seated.last + 3), None)
    places = [place for place in places_in(scene, city.first if city else seated.last, scene.last) if place.city]
    if places:
        yield seat(scene, None, owner, seated, places[0])


def seat_facts(scene: SentenceContext, mention: Mark, owner: str) -> Iterator[Fact]:
    for seated in scene.of("seated"):
        if moves_to_meeting(scene, seated):
            continue
        places = [
            place for place in places_in(scene, seated.last, min(scene.last, seated.last + SEAT_REACH)) if place.city
        ]
        between = [
            mark
            for mark in scene.of("body", "occur")
            if min(seated.last, mention.last) <= mark.first < max(seated.first, mention.first)
        ]
        if places and not between:
            yield seat(scene, mention, owner, seated, places[0])
            return


def moves_to_meeting(scene: SentenceContext, seated: Mark) -> bool:
    """Spanish "sede de la reunión": the place of a meeting, not of an office."""
    return any(
        mark.kind in ("session", "body") and seated.last <= mark.first <= seated.last + 4 for mark in scene.marks
    )


def seat(scene: SentenceContext, mention: Mark | None, owner: str, seated: Mark, place: Place) -> Fact:
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
    if scene.block.kind == "row":
        fact.span = (scene.sentence.start, scene.sentence.end)
    return fact


def host_facts(scene: SentenceContext, mention: Mark, owner: str) -> Iterator[Fact]:
    """An actor that provides, administers or was given a secretariat, and the session that decided it."""
    cues = [mark for mark in scene.of("hosted") if abs(mark.first - mention.first) < HOST_REACH]
    actors = [mark for mark in scene.of("actor") if mark.value != owner]
    pairs = [(distance(cue, actor), cue, actor) for cue in cues for actor in actors]
    near, hosted, actor = min(pairs, default=(HOST_REACH, mention, mention))
    if near >= HOST_REACH:
        return
    text = scene.reading.text
    last = max(mention.last, actor.last, hosted.last)
    behind = next(
        (mark for mark in scene.marks if mark.kind in AGREEMENTS and mark.first >= last and mark.first - last <= 3),
        None,
    )
    last = behind.last if behind else last
    end = CLAUSE.search(text.plain, text.ends[last - 1], scene.sentence.end)
    fact = Fact("host", "secretariat.host", scene.first, last)
    fact.span = (text.starts[scene.first], end.start() if end else scene.sentence.end)
    fact.say("agreement", owner, mention.first, mention.last)
    fact.say("host", actor.value, actor.first, actor.last)
    decided = deciding(scene, hosted)
    if decided:
        number, first, last_word = decided
        fact.say("decided_at", {"body": "cop", "number": number}, first, last_word)
    yield fact


def distance(cue: Mark, actor: Mark) -> int:
    """How far a verb is from who may do it; who stands behind it ("provided by UNEP") counts as nearer."""
    return actor.first - cue.last if actor.first >= cue.last else 2 * (cue.first - actor.last) + 2


def deciding(scene: SentenceContext, hosted: Mark) -> tuple[int, int, int] | None:
    """ "À sa première réunion, la Conférence a confié": the session that decided."""
    parser = Parser(scene, scene.first)
    for session in scene.of("session", "body"):
        number = parser.ordinal_at(session.first - 1)
        if number and session.first < hosted.last:
            return number[0], number[1], session.last
    for body in scene.of("body"):
        at = body.last
        if at < scene.last and scene.reading.text.words[at].isdigit() and len(scene.reading.text.words[at]) < 3:
            return int(scene.reading.text.words[at]), body.first, at + 1
    return None


def function_facts(scene: SentenceContext, owner: str) -> Iterator[Fact]:
    text = scene.reading.text
    for code, pattern in functions():
        match = pattern.search(text.plain, scene.sentence.start, scene.sentence.end)
        if match:
            first = next(at for at in range(scene.first, scene.last) if text.ends[at] > match.start())
            last = max(at for at in range(scene.first, scene.last) if text.starts[at] < match.end()) + 1
            fact = Fact("function", f"secretariat.{code}", first, last)
            fact.values["agreement"] = owner
            fact.say("function", code, first, last)
            fact.span = match.span()
            yield fact
