"""Meetings: of which body, their number, place and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extraction.facts import Fact
from pipeline.extraction.linking.meeting_details import (
    STATUSES,
    blocked,
    date_of,
    ends_only,
    place_of,
    status_of,
    verb_of,
)
from pipeline.extraction.linking.meeting_mentions import (
    MeetingMention,
    meeting_mentions,
    part_named,
    part_of,
    relation_of,
)
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


def meeting_facts(context: SentenceContext) -> list[Fact]:
    """A fact for each meeting that a sentence names; `facts_of_mention` where it says when or where it is, or that it happens."""
    found: list[Fact] = []
    mentions = meeting_mentions(context)
    for mention in mentions:
        found += list(facts_of_mention(context, mention, mentions))
    return found


def facts_of_mention(
    context: SentenceContext, mention: MeetingMention, others: Sequence[MeetingMention]
) -> Iterator[Fact]:
    key, key_at, known = mention.agreement()
    if not known or mention.relation == "preparatory":
        return
    key = key or inherited(context, mention, others)
    verb = verb_of(context, mention)
    date = date_of(context, mention, verb)
    place = place_of(context, mention, verb, date)
    if key is None and (key := in_registry(context, mention, date, place)) is None:
        return
    kind, key = body_of(context, mention.kind, key)
    if kind is None:
        return
    whole = len(others) < 3
    span = (context.first, context.last) if whole else (mention.low, mention.high)
    status = status_of(verb) if mention.relation == "" else None
    asserted = bool(
        date or place or (mention.relation == "" and verb and verb.value in STATUSES - {"held"} | {"named"})
    )
    numbers: list[tuple[int | None, int, int]] = [*mention.numbers] or [(None, mention.first, mention.last)]
    for number, first, last in numbers:
        fact = Fact("meeting", f"meeting.{kind}", *span)
        if context.block.kind != "heading":
            fact.span = (context.sentence.start, context.sentence.end) if whole else None
        fact.say("agreement", key, *(key_at or (mention.first, mention.last)))
        fact.say("body", kind, *(mention.names[0].body_at or (mention.first, mention.last)))
        if number is not None:
            fact.say("number", number, first, last)
        fact.values["part"] = part_of(context, mention)
        if len(mention.numbers) < 2:
            fill(context, fact, date, place)
        if status and verb:
            fact.say("status", status, verb.first, verb.last)
        prose = context.block.kind in ("prose", "item") or len(context.block.sentences) > 1
        fact.asserted = asserted
        if context.block.kind == "heading":
            fact.first = min(first for _, first, _ in fact.places)
            fact.last = max(last for _, _, last in fact.places)
        fact.weight = 4 * bool(date) + 4 * bool(place) + 2 * bool(verb) + prose
        yield fact


def fill(context: SentenceContext, fact: Fact, date: DateRange | None, place: Place | None) -> None:
    if date and ends_only(context, date):
        fact.say("end_date", date.end, date.first, date.last)
    elif date:
        fact.say("start_date", date.start, date.first, date.last)
        fact.say("end_date", date.end, date.first, date.last)
    if place and place.city:
        fact.values["city"] = place.city
        fact.places.append(("city", *place.city))
    if place and place.country:
        fact.say("country", place.country.value, place.country.first, place.country.last)


def in_registry(
    context: SentenceContext, mention: MeetingMention, date: DateRange | None, place: Place | None
) -> str | None:
    """The agreement of a meeting in a text that names none: of the one known meeting of that number with these days and place."""
    if not mention.numbers or date is None or context.reading.agreements - {None}:
        return None
    others = bool(context.reading.agreements)
    known = context.reading.gazetteer.sessions.get((mention.kind, mention.numbers[0][0]), ())
    cities = {mark.value for mark in context.of("city") if place and place.city and mark.first == place.city[0]}
    fits = [
        session.agreement
        for session in known
        if session.start[:7] == date.start[:7]
        and (not cities or not session.cities or cities.intersection(session.cities))
        and (not others or (session.start == date.start and cities.intersection(session.cities)))
    ]
    return fits[0] if len(set(fits)) == 1 else None


def inherited(context: SentenceContext, mention: MeetingMention, others: Sequence[MeetingMention]) -> str | None:
    """The agreement of a meeting that is named without it: that of the sentence, else what the text is about."""
    named = [mark for mark in context.named() if mark.last <= mention.first]
    before = [key for other in others if other.last <= mention.first and (key := other.agreement()[0])]
    if before:
        return before[-1]
    for mark in reversed(named):
        return str(mark.value)
    if context.heading and context.block.kind in ("row", "item"):
        return context.heading
    behind = [mark for mark in context.named() if mark.first >= mention.last and mark.first - mention.last < 8]
    if context.focus is None or (behind and mention.kind not in bodies_of(context, context.focus)):
        return str(behind[0].value) if behind else ahead(context, mention)
    return context.focus


def ahead(context: SentenceContext, mention: MeetingMention) -> str | None:
    """The agreement that a text names soon behind a meeting, where it has named none before."""
    marks = context.reading.within(mention.last, mention.last + AHEAD)
    return next((str(mark.value) for mark in marks if mark.kind == "agreement" and mark.value), None)


def bodies_of(context: SentenceContext, agreement: str) -> tuple[str, ...]:
    return context.reading.gazetteer.agreements[agreement].bodies


def body_of(context: SentenceContext, kind: str, agreement: str) -> tuple[str | None, str]:
    """The body of an agreement that a kind means there: a protocol's Conference is its COP-MOP; else its parent's body."""
    agreements = context.reading.gazetteer.agreements
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


def anaphoric(context: SentenceContext, last: Fact | None) -> Fact | None:
    """What a sentence adds to the meeting before it: "ce sommet se tient du 9 au 20 mai", "It was held in Bonn"."""
    if last is None or (context.of("body") and any(meeting.numbers for meeting in named_meetings(context))):
        return None
    at = next((at for at in range(context.first, context.last) if points_back(context, at)), None)
    if at is None:
        return None
    part = part_named(context, at) if context.reading.text.words[at] in PART_WORDS else None
    named = MeetingMention([MeetingName(str(last.values["body"]), at, at + 1)], context.first, context.last)
    named.relation = relation_of(context, named)
    verb = verb_of(context, named)
    if verb is None or named.relation or blocked(context, at, verb.first):
        return None
    date, place = date_of(context, named, verb), place_of(context, named, verb, None)
    if not date and not place:
        return None
    fact = Fact("meeting", last.rule, context.first, context.last, span=(context.sentence.start, context.sentence.end))
    for key in ("agreement", "body", "number", "part"):
        fact.values[key] = last.values.get(key)
    if part:
        fact.values["part"] = part
    fact.places += [place for place in last.places if place[0] in ("agreement", "body", "number")]
    fill(context, fact, date, place)
    if status := status_of(verb):
        fact.say("status", status, verb.first, verb.last)
    return fact


def points_back(context: SentenceContext, at: int) -> bool:
    """Whether a word means the meeting that the text spoke of last: "ce sommet", "the meeting", "la première partie"."""
    words = context.reading.text.words
    if words[at] in SAME:
        return at > context.first and words[at - 1] in SAME_LEADS
    if words[at] in PART_WORDS:
        return part_named(context, at) is not None
    return at == context.first and words[at] in PRONOUNS
