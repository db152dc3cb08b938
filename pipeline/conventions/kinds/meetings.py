"""Meetings: a fact for each session that a text tells of, from its frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.conventions.analysis import Analysis
from pipeline.conventions.meeting_names import PART_WORDS
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.facts import Fact
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.event_facts import place_of, time_of
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.places import Place
from pipeline.extraction.marks.dates import DateRange

# How far ahead, in words, the agreement of a meeting is looked for in a text that has named none.
AHEAD = 60
# Bodies of this kind an agreement has or has not; committees and working groups come and go.
GOVERNING = frozenset({"cop", "mop", "cop-mop", "gb", "exgb", "commission", "committee", "general-assembly", "igm"})
STATUSES = frozenset({"held", "planned", "postponed", "tentative", "cancelled"})
TELLING = STATUSES - {"held"} | {"named"}
# "ce sommet", "the meeting", "la conférence": the meeting that the text spoke of last.
SAME = word_class("meetings", "same")
PRONOUNS = word_class("meetings", "pronouns")
PEOPLE = word_class("meetings", "people")
SAME_LEADS = word_class("meetings", "same_leads")
RELATIVE_TO = word_class("meetings", "relative_to")
UNTIL = word_class("meetings", "until")
OF = word_class("mentions", "of")
FIRST_PART = word_class("named_meetings", "first_part")
RESUMED = word_class("named_meetings", "resumed")
LARGEST_RELATIVE = 3
# The rule of what is said of the Parties that meet: true of the session that the text numbers elsewhere.
GATHERED, GATHERED_LEAD = "meeting.gathered", "gathered"
# A sentence that tells of so many sessions is a list: each is quoted with its own words.
MANY = 3


@dataclass
class Sessions:
    """The sessions that a text has named so far, in order: what "la COP 12", "it", "the meeting" mean."""

    facts: list[Fact] = field(default_factory=list)

    @property
    def last(self) -> Fact | None:
        return self.facts[-1] if self.facts else None

    def named(self, body: str, number: int | None) -> str | None:
        """The agreement of the last session with that body and number."""
        for fact in reversed(self.facts):
            if number is not None and fact.values.get("number") == number and alike(str(fact.values["body"]), body):
                return str(fact.values["agreement"])
        return None


def alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= {"cop", "mop", "cop-mop"}


def meeting_facts(analysis: Analysis, events: Sequence[Event], seen: Sessions) -> list[Fact]:
    """A fact for each session of a sentence; `asserted` where it says when or where it is, or that it happens."""
    found: list[Fact] = []
    sessions = [one for one in events if one.kind == "session"]
    for event in sessions:
        for fact in session_facts(analysis, event, sessions, seen):
            found.append(fact)
            if fact.rule != GATHERED:
                seen.facts.append(fact)
    if not found and (more := anaphoric(analysis, events, seen)):
        found.append(more)
    return found


def session_facts(analysis: Analysis, event: Event, others: Sequence[Event], seen: Sessions) -> Iterator[Fact]:
    """A fact for each number of a session, and for each city where it sits in several."""
    context, mention = analysis.context, event.theme
    assert mention is not None
    owner, owner_at, known = mention.owner
    numbers: list[tuple[int | None, int, int]] = [*mention.numbers] or [(None, mention.first, mention.last)]
    if not known or mention.lead == "preparatory" or is_relative(analysis, mention, numbers[0][0]):
        return
    date, place = time_of(event), place_of(event)
    key = owner or agreement_of(analysis, event, others, seen, date, place)
    kind, key = body_of(context, mention.body, key) if key else (None, "")
    if kind is None:
        return
    owners = owners_of(analysis, mention, len(numbers))
    for at, number in enumerate(numbers):
        if owners:
            paired_kind, key = body_of(context, mention.body, str(owners[at].value))
            kind, owner_at = paired_kind or kind, (owners[at].first, owners[at].last)
        fact = session_fact(analysis, event, (key, owner_at), kind, number, alone=len(others) < MANY)
        if len(numbers) < 2 or owners:
            fill(analysis, fact, date, place)
        if context.block.kind == "heading":
            fact.first = min(first for _, first, _ in fact.places)
            fact.last = max(last for _, _, last in fact.places)
        yield fact
        for other in more_places(event):
            yield elsewhere(analysis, fact, other)


def session_fact(
    analysis: Analysis,
    event: Event,
    owner: tuple[str, tuple[int, int] | None],
    kind: str,
    number: tuple[int | None, int, int],
    *,
    alone: bool,
) -> Fact:
    """A session with what its verb says of it, its days and place not yet told. `alone`: its sentence tells of few."""
    context, mention = analysis.context, event.theme
    assert mention is not None
    fact = Fact("meeting", f"meeting.{kind}", *bounds(context, event, whole=alone))
    if context.block.kind != "heading" and alone:
        fact.span = (context.sentence.start, context.sentence.end)
    fact.say("agreement", owner[0], *(owner[1] or (mention.first, mention.last)))
    fact.say("body", kind, *(mention.names[0].body_at or (mention.first, mention.last)))
    if number[0] is not None:
        fact.say("number", *number)
    fact.values["part"] = part_of(context, mention)
    verb, told = event.predicate, False
    if verb and verb.value in STATUSES and mention.lead in ("", GATHERED_LEAD):
        fact.say("status", verb.value, verb.first, verb.last)
    if verb and mention.lead == "":
        told = verb.value in TELLING
    dated, placed = time_of(event) is not None, place_of(event) is not None
    fact.asserted = dated or placed or told
    if mention.lead == GATHERED_LEAD:
        fact.rule = GATHERED
    prose = context.block.kind in ("prose", "item") or len(context.block.sentences) > 1
    fact.weight = 4 * dated + 4 * placed + 2 * bool(verb) + prose
    return fact


def elsewhere(analysis: Analysis, fact: Fact, place: Place) -> Fact:
    """The same session at another place."""
    second = replace(fact, values=dict(fact.values), places=list(fact.places))
    second.values["city"] = second.values["country"] = None
    second.places = [one for one in second.places if one[0] not in ("city", "country")]
    fill(analysis, second, None, place)
    return second


def owners_of(analysis: Analysis, mention: Mention, count: int) -> list[Mention]:
    """The agreements of several sessions in their order: "the fourth and tenth meetings of the Parties to X and Y"."""
    if count < 2:
        return []
    of = mention.owner[1]
    listed = [one for one in analysis.of_kind("agreement") if one.value and one.first >= mention.last]
    first = Mention(*of, "agreement", mention.owner[0]) if of else None
    found = [first] if first else []
    for one in listed:
        if not (analysis.listed(found[-1], one) if found else one.of is mention):
            break
        found.append(one)
    return found if len(found) == count else []


def bounds(context: SentenceContext, event: Event, *, whole: bool) -> tuple[int, int]:
    if whole:
        return context.first, context.last
    words = [*event.anchors, *((one.first, one.last) for one in (*event.dates, *event.places))]
    return min(first for first, _ in words), max(last for _, last in words)


def more_places(event: Event) -> list[Place]:
    """The other cities of a session that sits in several at once."""
    cities = [one.place for one in event.places if one.place and one.place.city]
    return cities[1:]


def fill(analysis: Analysis, fact: Fact, date: DateRange | None, place: Place | None) -> None:
    if date and ends_only(analysis.context, date):
        fact.say("end_date", date.end, date.first, date.last)
    elif date:
        fact.say("start_date", date.start, date.first, date.last)
        fact.say("end_date", date.end, date.first, date.last)
    if place and place.city:
        fact.print("city", place.city)
    if place and place.country:
        fact.say("country", place.country.value, place.country.first, place.country.last)


def ends_only(context: SentenceContext, date: DateRange) -> bool:
    """ "jusqu'au 15 octobre": a day that ends a meeting whose beginning is not told."""
    words = context.reading.text.words[max(context.first, date.first - 3) : date.first]
    return date.start == date.end and any(word in UNTIL for word in words)


def is_relative(analysis: Analysis, mention: Mention, number: int | None) -> bool:
    """ "the first meeting since COP 9", "the second in Africa": an ordinal that counts something else."""
    if number is None or number > LARGEST_RELATIVE:
        return False
    text = analysis.context.reading.text
    at, end = mention.last, min(mention.last + 2, analysis.context.last)
    return any(text.words[one] in RELATIVE_TO and "," not in text.gap(one) for one in range(at, end))


def agreement_of(
    analysis: Analysis,
    event: Event,
    others: Sequence[Event],
    seen: Sessions,
    date: DateRange | None,
    place: Place | None,
) -> str | None:
    """Whose a session is that is named without its agreement: of the same session named before, of the sentence, ..."""
    mention, context = event.theme, analysis.context
    assert mention is not None
    number = mention.numbers[0][0] if mention.numbers else None
    before = seen.named(mention.body, number)
    guess = before or inherited(analysis, mention, others)
    fits = fitting(analysis, mention, date, place)
    if guess is None:
        return fits[0] if len(fits) == 1 and date is not None and not context.reading.agreements - {None} else None
    if len(fits) == 1 and guess not in fits and before is None and contradicts(analysis, guess, mention, date, place):
        return fits[0]
    return guess


def inherited(analysis: Analysis, mention: Mention, others: Sequence[Event]) -> str | None:
    """The agreement of the sentence, else what the text is about."""
    context = analysis.context
    before = [one.theme.owner[0] for one in others if one.theme and one.theme.last <= mention.first]
    owners = [one for one in before if one]
    if owners:
        return owners[-1]
    named = [mark for mark in context.named() if mark.last <= mention.first]
    if named:
        return str(named[-1].value)
    if context.heading and context.block.kind in ("row", "item"):
        return context.heading
    behind = [mark for mark in context.named() if mark.first >= mention.last and mark.first - mention.last < 8]
    if context.focus is None or (behind and mention.body not in bodies_of(context, context.focus)):
        return str(behind[0].value) if behind else ahead(context, mention)
    return context.focus


def fitting(analysis: Analysis, mention: Mention, date: DateRange | None, place: Place | None) -> list[str]:
    """The agreements whose session of that number the registry has in this month or city."""
    context = analysis.context
    if not mention.numbers:
        return []
    known = context.reading.gazetteer.sessions.get((mention.body, mention.numbers[0][0]), ())
    cities = {mark.value for mark in context.of("city") if place and place.city and mark.first == place.city[0]}
    if not date and not cities:
        return []
    return list(
        dict.fromkeys(
            one.agreement
            for one in known
            if (not date or one.start[:7] == date.start[:7] or one.start[:4] == date.start)
            and (not cities or not one.cities or cities.intersection(one.cities))
        )
    )


def contradicts(analysis: Analysis, key: str, mention: Mention, date: DateRange | None, place: Place | None) -> bool:
    """Whether the registry has that session of an agreement at another time and elsewhere."""
    context = analysis.context
    known = context.reading.gazetteer.sessions.get((mention.body, mention.numbers[0][0]), ())
    mine = [one for one in known if one.agreement == key]
    cities = {mark.value for mark in context.of("city") if place and place.city and mark.first == place.city[0]}
    if not mine:
        return True
    other_time = date is not None and all(one.start[:4] != date.start[:4] for one in mine if one.start)
    other_place = bool(cities) and all(not cities.intersection(one.cities) for one in mine if one.cities)
    return other_time or (other_place and date is None)


def ahead(context: SentenceContext, mention: Mention) -> str | None:
    """The agreement that a text names soon behind a meeting, where it has named none before."""
    marks = context.reading.within(mention.last, mention.last + AHEAD)
    return next((str(mark.value) for mark in marks if mark.kind == "agreement" and mark.value), None)


def bodies_of(context: SentenceContext, agreement: str) -> tuple[str, ...]:
    return context.reading.gazetteer.agreements[agreement].bodies


def body_of(context: SentenceContext, kind: str, agreement: str) -> tuple[str | None, str]:
    """The body of an agreement that a kind means there: a protocol's Conference is its COP-MOP; else its parent's."""
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


def part_of(context: SentenceContext, mention: Mention) -> str:
    """ "first part", "deuxième partie", "resumed session": the part of a meeting, 0 where none is named."""
    words = context.reading.text.words
    name = mention.names[0]
    near = [
        *range(max(context.first, mention.first - 5), mention.first),
        *range(name.last, min(context.last, name.last + 3)),
    ]
    number = next((part for at in near if words[at] in PART_WORDS and (part := part_named(context, at))), None)
    if any(words[at] in RESUMED for at in near):
        return f"{number or '2'}r"
    return number or "0"


def part_named(context: SentenceContext, at: int) -> str | None:
    """The part that a word "part" is said to be."""
    words = context.reading.text.words
    beside = [words[other] for other in (at - 1, at + 1) if context.first <= other < context.last]
    ordinals = [mark.value for mark in context.of("ordinal") if mark.last == at or mark.first == at + 1]
    if any(word in FIRST_PART for word in beside) or 1 in ordinals:
        return "1"
    return "2" if any(word in ("two", "ii", "2", "deux", "dos") for word in beside) or 2 in ordinals else None


def anaphoric(analysis: Analysis, events: Sequence[Event], seen: Sessions) -> Fact | None:
    """What a sentence adds to the meeting before it: "ce sommet se tient du 9 au 20 mai", "It was held in Bonn"."""
    context, last = analysis.context, seen.last
    if last is None or analysis.of_kind("session"):
        return None
    at = next((at for at in range(context.first, context.last) if points_back(analysis, at)), None)
    event = next(
        (one for one in events if one.kind == "other" and one.predicate and one.predicate.kind == "occur"), None
    )
    if (
        at is None
        or event is None
        or event.predicate is None
        or event.predicate.first < at
        or event.predicate.first - at > 14
    ):
        return None
    here = analysis.clauses.of(at)
    if not here.within(event.clause) and not event.clause.within(here):
        return None
    rivals = [one for one in analysis.mentions if one.kind == "event" and at + 1 < one.first < event.predicate.first]
    date, place = time_of(event), place_of(event)
    if rivals or not (date or place):
        return None
    fact = Fact("meeting", last.rule, context.first, context.last, span=(context.sentence.start, context.sentence.end))
    for key in ("agreement", "body", "number", "part"):
        fact.values[key] = last.values.get(key)
    if context.reading.text.words[at] in PART_WORDS and (part := part_named(context, at)):
        fact.values["part"] = part
    fact.places += [one for one in last.places if one[0] in ("agreement", "body", "number")]
    fill(analysis, fact, date, place)
    if event.predicate.value in STATUSES:
        fact.say("status", event.predicate.value, event.predicate.first, event.predicate.last)
    return fact


def points_back(analysis: Analysis, at: int) -> bool:
    """Whether a word means the meeting that the text spoke of last: "ce sommet", "la première partie"."""
    context = analysis.context
    words = context.reading.text.words
    if words[at] in SAME:
        named = at + 1 < context.last and words[at + 1] in OF
        return at > context.first and words[at - 1] in SAME_LEADS and not named
    if words[at] in PART_WORDS:
        return part_named(context, at) is not None
    if words[at] in PEOPLE:
        return True
    return at - context.first <= 1 and words[at] in PRONOUNS
