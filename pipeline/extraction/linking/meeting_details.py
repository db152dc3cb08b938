"""The days and place of a meeting: which verb, day and place of a sentence belong to it and not to another event."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extraction.linking.meeting_mentions import MeetingMention
from pipeline.extraction.linking.meeting_names import MeetingName
from pipeline.extraction.linking.places import Place, places_in
from pipeline.extraction.linking.sentence_context import SentenceContext
from pipeline.extraction.linking.years import year_in
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.lexicon import Mark

# How far from its name, in words, a day or a place may stand that no verb ties to the meeting.
APPOSED, REFERRED, TIED = 14, 7, 30
# What turns from the meeting to something else that has a day of its own.
BLOCKING = frozenset({"distract", "preparatory", "made", "join"})
STATUSES = frozenset({"held", "planned", "postponed", "tentative", "cancelled"})


def verb_of(context: SentenceContext, mention: MeetingMention) -> Mark | None:
    """The verb that tells that the meeting takes place: the next behind its name, else the one before it."""
    verbs = [
        mark
        for mark in context.marks
        if mark.kind in ("occur", "hosting") and mention.low <= mark.first and mark.last <= mention.high
    ]
    behind = [mark for mark in verbs if mark.first >= mention.first]
    before = [
        mark
        for mark in context.marks
        if mark.kind in ("occur", "hosting") and mark.last <= mention.first and mark.first >= context.first
    ]
    if behind:
        status = next((mark for mark in behind if mark.value in ("postponed", "cancelled", "tentative")), None)
        return status or behind[0]
    # "followed by the 75th and 76th meetings": one verb for all that it lists.
    shared = [mark for mark in before if mark.first >= mention.low or mark.value == "named"]
    return shared[-1] if shared else None


def status_of(verb: Mark | None) -> str | None:
    return verb.value if verb and verb.value in STATUSES else None


def date_of(context: SentenceContext, mention: MeetingMention, verb: Mark | None) -> DateRange | None:
    """The days of a meeting: the first range that is tied to it, else the first day or month."""
    dates = [
        date
        for date in context.reading.dates_within(mention.low, mention.high)
        if is_tied(context, mention, verb, date.first, date.last)
    ]
    if any(mark.last <= mention.first for mark in context.of("made")):
        # "adopted by the tenth COP on 29 October 2010": the day is that of the adoption.
        dates = [date for date in dates if not date.to_the_day or date.start != date.end]
    ranges = [date for date in dates if date.start != date.end]
    if dates:
        return (ranges or dates)[0]
    year = year_in(context, mention.low, mention.high)
    return year if year and is_tied(context, mention, verb, year.first, year.last) else None


def ends_only(context: SentenceContext, date: DateRange) -> bool:
    """ "jusqu'au 15 octobre": a day that ends a meeting whose beginning is not told."""
    words = context.reading.text.words[max(context.first, date.first - 3) : date.first]
    return date.start == date.end and any(word in ("jusqu", "until", "till", "hasta") for word in words)


def is_tied(context: SentenceContext, mention: MeetingMention, verb: Mark | None, first: int, last: int) -> bool:
    """Whether a day or place in words [first, last) is that of the meeting and of nothing else in the sentence."""
    name = nearest_name(mention, first)
    if mention.relation == "refer":
        return 0 <= first - name.last <= REFERRED and not blocked(context, name.last, first)
    if context.block.kind == "row":
        return True
    if first >= name.last:
        anchors = [name.last] + ([verb.last] if verb and name.last <= verb.last <= first else [])
        anchor = max(anchors)
        reach = TIED if verb and verb.first < first else APPOSED
        return first - anchor <= reach and not blocked(context, anchor, first)
    if last <= name.first:
        anchor = verb.first if verb and last <= verb.first <= name.first else name.first
        if verb and verb.last <= first and verb.kind == "occur":
            return first - verb.last <= TIED and not blocked(context, verb.last, first)
        lead = [
            mark
            for mark in context.marks
            if mark.kind in ("distract", "refer") and mark.last <= first and first - mark.last <= 3
        ]
        lead += [mark for mark in context.of("refer") if last <= mark.first < name.first]
        return not lead and anchor - last <= TIED and not blocked(context, last, anchor)
    return True


def nearest_name(mention: MeetingMention, at: int) -> MeetingName:
    before = [name for name in mention.names if name.last <= at]
    return before[-1] if before else mention.names[0]


def blocked(context: SentenceContext, first: int, last: int) -> bool:
    """Whether something between two places turns to another event."""
    return any(mark.kind in BLOCKING and first <= mark.first < last for mark in context.marks)


def place_of(
    context: SentenceContext, mention: MeetingMention, verb: Mark | None, date: DateRange | None
) -> Place | None:
    behind = [
        place
        for place in places_in(context, max(mention.names[0].last, mention.low), mention.high)
        if is_tied(context, mention, verb, place.first, place.last)
    ]
    if verb and mention.low <= verb.first and verb.last <= mention.first:
        between = [
            place
            for place in places_in(context, verb.first, mention.first)
            if is_tied(context, mention, verb, place.first, place.last)
        ]
        if between:
            return completed(context, between[0], behind)
    best = next((place for place in behind if place.city), behind[0] if behind else None)
    if best and best.city:
        return completed(context, best, hosts(context, mention) + behind)
    before = hosts(context, mention)
    if best is None and before:
        return before[0]
    if best is None and date and date.last <= mention.first:
        fronted = [
            place
            for place in places_in(context, mention.low, mention.first)
            if is_tied(context, mention, verb, place.first, place.last)
        ]
        return fronted[0] if fronted else None
    if best is None and mention.low < mention.first:
        fronted = [
            place for place in places_in(context, mention.low, mention.first) if place.first - context.first <= 2
        ]
        return fronted[0] if fronted and is_tied(context, mention, verb, fronted[0].first, fronted[0].last) else best
    return best


def completed(context: SentenceContext, place: Place, others: Sequence[Place]) -> Place:
    """A city with the country that the sentence states apart from it, if the registry knows the city."""
    if place.country or place.city is None:
        return place
    printed = [mark for mark in context.marks if mark.kind == "city" and mark.first == place.city[0]]
    for other in others:
        if other.country and (printed or other.city is None):
            return Place(place.city, other.country)
    return place


def hosts(context: SentenceContext, mention: MeetingMention) -> list[Place]:
    """The country or city that receives the meeting, as the subject: "Abidjan accueille", "Panama will host"."""
    hosting = next((mark for mark in context.of("hosting") if mark.first < mention.high), None)
    if hosting is None:
        return []
    subjects = [mark for mark in context.marks if mark.kind in ("city", "country") and mark.last <= hosting.first]
    if not subjects:
        return []
    last = subjects[-1]
    if hosting.first - last.last > 6:
        return []
    if last.kind == "city":
        country = next((mark for mark in context.marks if mark.kind == "country" and mark.first == last.first), None)
        return [Place(None, country) if country else Place((last.first, last.last), None)]
    city = next((mark for mark in subjects if mark.kind == "city" and 0 <= last.first - mark.last <= 3), None)
    return [Place((city.first, city.last) if city and city.first != last.first else None, last)]
