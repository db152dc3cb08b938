"""Meetings: who meets for which time, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.facts import Fact
from pipeline.extraction.linking.meeting_details import (
    TELLING,
    blocked,
    date_of,
    ends_only,
    place_of,
    status_of,
    verb_of,
)
from pipeline.extraction.linking.meeting_mentions import MeetingMention, gathered, part_named, part_of, tie_of
from pipeline.extraction.linking.meeting_names import PART_WORDS, MeetingName, named_meetings
from pipeline.extraction.linking.places import Place
from pipeline.extraction.linking.sentence_context import SentenceContext
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.word_classes import word_class

# How far ahead, in words, the agreement of a meeting is looked for in a text that has named none.
AHEAD = 60
# Bodies of this kind an agreement has or has not; committees and working groups come and go.
GOVERNING = frozenset({"cop", "mop", "cop-mop", "gb", "exgb", "commission", "committee", "general-assembly", "igm"})
# "ce sommet", "the meeting", "la conférence": the meeting that the text spoke of last.
SAME = word_class("meetings", "same")
PRONOUNS = frozenset({"elle", "it", "celle", "esta"})
SAME_LEADS = word_class("meetings", "same_leads")


def meeting_facts(scene: SentenceContext) -> list[Fact]:
    """A fact for each meeting that a sentence names; `told` where it says when or where it is, or that it happens."""
    found: list[Fact] = []
    gatherings = gathered(scene)
    for one in gatherings:
        found += list(told(scene, one, gatherings))
    return found


def told(scene: SentenceContext, one: MeetingMention, others: Sequence[MeetingMention]) -> Iterator[Fact]:
    key, key_at, known = one.agreement()
    if not known or one.tie == "preparatory":
        return
    key = key or inherited(scene, one, others)
    verb = verb_of(scene, one)
    date = date_of(scene, one, verb)
    place = place_of(scene, one, verb, date)
    if key is None and (key := in_registry(scene, one, date, place)) is None:
        return
    kind, key = body_of(scene, one.kind, key)
    if kind is None:
        return
    whole = len(others) < 3
    span = (scene.first, scene.last) if whole else (one.low, one.high)
    status = status_of(verb) if one.tie == "" else None
    telling = bool(date or place or (one.tie == "" and verb and verb.value in TELLING - {"held"} | {"named"}))
    numbers: list[tuple[int | None, int, int]] = [*one.numbers] or [(None, one.first, one.last)]
    for number, first, last in numbers:
        fact = Fact("meeting", f"meeting.{kind}", *span)
        if scene.block.kind != "heading":
            fact.span = (scene.sentence.start, scene.sentence.end) if whole else None
        fact.say("agreement", key, *(key_at or (one.first, one.last)))
        fact.say("body", kind, *(one.names[0].body_at or (one.first, one.last)))
        if number is not None:
            fact.say("number", number, first, last)
        fact.values["part"] = part_of(scene, one)
        if len(one.numbers) < 2:
            fill(scene, fact, date, place)
        if status and verb:
            fact.say("status", status, verb.first, verb.last)
        prose = scene.block.kind in ("prose", "item") or len(scene.block.sentences) > 1
        fact.told = telling
        if scene.block.kind == "heading":
            fact.first = min(first for _, first, _ in fact.places)
            fact.last = max(last for _, _, last in fact.places)
        fact.weight = 4 * bool(date) + 4 * bool(place) + 2 * bool(verb) + prose
        yield fact


def fill(scene: SentenceContext, fact: Fact, date: DateRange | None, place: Place | None) -> None:
    if date and ends_only(scene, date):
        fact.say("end_date", date.end, date.first, date.last)
    elif date:
        fact.say("start_date", date.start, date.first, date.last)
        fact.say("end_date", date.end, date.first, date.last)
    if place and place.city:
        fact.values["city"] = place.city
        fact.places.append(("city", *place.city))
    if place and place.country:
        fact.say("country", place.country.value, place.country.first, place.country.last)


def in_registry(scene: SentenceContext, one: MeetingMention, date: DateRange | None, place: Place | None) -> str | None:
    """The agreement of a meeting in a text that names none: of the one known meeting of that number with these days and place."""
    if not one.numbers or date is None or scene.reading.agreements - {None}:
        return None
    others = bool(scene.reading.agreements)
    known = scene.reading.gazetteer.sessions.get((one.kind, one.numbers[0][0]), ())
    cities = {mark.value for mark in scene.of("city") if place and place.city and mark.first == place.city[0]}
    fits = [
        session.agreement
        for session in known
        if session.start[:7] == date.start[:7]
        and (not cities or not session.cities or cities.intersection(session.cities))
        and (not others or (session.start == date.start and cities.intersection(session.cities)))
    ]
    return fits[0] if len(set(fits)) == 1 else None


def inherited(scene: SentenceContext, one: MeetingMention, others: Sequence[MeetingMention]) -> str | None:
    """The agreement of a meeting that is named without it: that of the sentence, else what the text is about."""
    named = [mark for mark in scene.named() if mark.last <= one.first]
    before = [key for other in others if other.last <= one.first and (key := other.agreement()[0])]
    if before:
        return before[-1]
    for mark in reversed(named):
        return str(mark.value)
    if scene.heading and scene.block.kind in ("row", "item"):
        return scene.heading
    behind = [mark for mark in scene.named() if mark.first >= one.last and mark.first - one.last < 8]
    if scene.focus is None or (behind and one.kind not in bodies_of(scene, scene.focus)):
        return str(behind[0].value) if behind else ahead(scene, one)
    return scene.focus


def ahead(scene: SentenceContext, one: MeetingMention) -> str | None:
    """The agreement that a text names soon behind a meeting, where it has named none before."""
    marks = scene.reading.within(one.last, one.last + AHEAD)
    return next((str(mark.value) for mark in marks if mark.kind == "agreement" and mark.value), None)


def bodies_of(scene: SentenceContext, agreement: str) -> tuple[str, ...]:
    return scene.reading.gazetteer.agreements[agreement].bodies


def body_of(scene: SentenceContext, kind: str, agreement: str) -> tuple[str | None, str]:
    """The body of an agreement that a kind means there: a protocol's Conference is its COP-MOP; else its parent's body."""
    agreements = scene.reading.gazetteer.agreements
    kinds = agreements[agreement].bodies
    if kind in kinds:
        return kind, agreement
    for other in ("cop-mop", "mop", "cop"):
        if kind in ("cop", "mop", "cop-mop") and other in kinds:
            return other, agreement
    parent = agreements[agreement].parent
    if kind == "cop" and parent and kind in agreements[parent].bodies:
        return kind, parent
    return (None if kind in GOVERNING else kind), agreement


def anaphoric(scene: SentenceContext, last: Fact | None) -> Fact | None:
    """What a sentence adds to the meeting before it: "ce sommet se tient du 9 au 20 mai", "It was held in Bonn"."""
    if last is None or (scene.of("body") and any(one.numbers for one in named_meetings(scene))):
        return None
    at = next((at for at in range(scene.first, scene.last) if points_back(scene, at)), None)
    if at is None:
        return None
    part = part_named(scene, at) if scene.reading.text.words[at] in PART_WORDS else None
    named = MeetingMention([MeetingName(str(last.values["body"]), at, at + 1)], scene.first, scene.last)
    named.tie = tie_of(scene, named)
    verb = verb_of(scene, named)
    if verb is None or named.tie or blocked(scene, at, verb.first):
        return None
    date, place = date_of(scene, named, verb), place_of(scene, named, verb, None)
    if not date and not place:
        return None
    fact = Fact("meeting", last.rule, scene.first, scene.last, span=(scene.sentence.start, scene.sentence.end))
    for key in ("agreement", "body", "number", "part"):
        fact.values[key] = last.values.get(key)
    if part:
        fact.values["part"] = part
    fact.places += [one for one in last.places if one[0] in ("agreement", "body", "number")]
    fill(scene, fact, date, place)
    if status := status_of(verb):
        fact.say("status", status, verb.first, verb.last)
    return fact


def points_back(scene: SentenceContext, at: int) -> bool:
    """Whether a word means the meeting that the text spoke of last: "ce sommet", "the meeting", "la première partie"."""
    words = scene.reading.text.words
    if words[at] in SAME:
        return at > scene.first and words[at - 1] in SAME_LEADS
    if words[at] in PART_WORDS:
        return part_named(scene, at) is not None
    return at == scene.first and words[at] in PRONOUNS
