"""The meetings that a sentence names, each with all its names and the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extraction.layout import Sentence
from pipeline.extraction.linking.meeting_names import (
    FIRST_PART,
    LINKS,
    PART_WORDS,
    RESUMED,
    MeetingName,
    named_meetings,
)
from pipeline.extraction.linking.sentence_context import SentenceContext

LONGEST_HEADER = 7
BUT = frozenset({"but", "mais", "pero", "finally", "finalement", "finalmente", "actually", "instead"})


@dataclass
class MeetingMention:
    """Names of one meeting in one sentence, and the words [low, high) that may tell of it."""

    names: list[MeetingName]
    low: int = 0
    high: int = 0
    relation: str = ""
    numbers: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.names[0].first

    @property
    def last(self) -> int:
        return max(meeting.last for meeting in self.names)

    @property
    def kind(self) -> str:
        return next((meeting.kind for meeting in self.names if meeting.numbers), self.names[0].kind)

    def agreement(self) -> tuple[str | None, tuple[int, int] | None, bool]:
        for meeting in self.names:
            if meeting.agreement or not meeting.known:
                return meeting.agreement, meeting.agreement_at, meeting.known
        return None, None, True


def meeting_mentions(context: SentenceContext) -> list[MeetingMention]:
    """The meetings of a sentence, each with all its names and the words around it that are not another's."""
    found: list[MeetingMention] = []
    bare: list[MeetingName] = []
    for named in named_meetings(context):
        same = next((mention for mention in reversed(found) if is_same(mention, named)), None)
        if same:
            same.names.append(named)
        elif named.numbers:
            # "la Conférence des Parties à la CDB (COP15)": the number stands in brackets behind the name.
            fit = [
                meeting
                for meeting in bare
                if meeting.kind == named.kind and named.first - meeting.last <= 3 and agree(meeting, named)
            ]
            found.append(MeetingMention([*fit, named]))
            bare = []
        elif named.agreement and unnumbered(context, named):
            found.append(MeetingMention([named]))
        else:
            bare.append(named)
    bounds = sorted((mention.first, number) for number, mention in enumerate(found))
    for place, (_, number) in enumerate(bounds):
        mention = found[number]
        mention.low = context.first if place == 0 else mention.first
        mention.high = context.last if place + 1 == len(bounds) else found[bounds[place + 1][1]].first
        mention.low = in_fact(context, mention)
        mention.relation = relation_of(context, mention)
        mention.numbers = max((name.numbers for name in mention.names), key=len)
    return found


def in_fact(context: SentenceContext, mention: MeetingMention) -> int:
    """Where what really happened begins: "was scheduled in Colombo for May, but took place in Geneva in August"."""
    verbs = [mark for mark in context.of("occur") if mention.low <= mark.first and mark.last <= mention.high]
    planned = next((mark for mark in verbs if mark.value == "planned"), None)
    words = context.reading.text.words
    for verb in verbs if planned else ():
        if verb.value == "held" and not BUT.isdisjoint(words[planned.last : verb.first]):  # type: ignore[union-attr]
            return verb.first
    return mention.low


def agree(meeting: MeetingName, other: MeetingName) -> bool:
    return (
        meeting.known
        and other.known
        and (meeting.agreement is None or other.agreement is None or meeting.agreement == other.agreement)
    )


def unnumbered(context: SentenceContext, named: MeetingName) -> bool:
    """Whether a Conference without a number is one session and not the body: it is named by its subject."""
    text = context.reading.text
    acronym = len(text.words[named.first]) <= 3
    return acronym and named.agreement_at is not None and named.agreement_at[0] > named.first


def is_same(mention: MeetingMention, named: MeetingName) -> bool:
    key, _, known = mention.agreement()
    if (named.agreement and key and named.agreement != key) or not known:
        return False
    numbers = {number for name in mention.names for number, *_ in name.numbers}
    if not named.numbers:
        # "la COP", after "la 12e réunion" of the same body, is that meeting.
        return named.kind == mention.kind and (named.agreement is None or named.agreement == key)
    if not numbers:
        return (
            named.kind == mention.kind
            and (named.agreement is None or named.agreement == key)
            and named.first - mention.last < 4
        )
    return {number for number, *_ in named.numbers} == numbers and (
        named.kind == mention.kind or {named.kind, mention.kind} <= {"cop", "mop", "cop-mop"}
    )


def relation_of(context: SentenceContext, mention: MeetingMention) -> str:
    """How a meeting stands in its sentence: "" told of, "refer" spoken of, "preparatory" the aim of another meeting."""
    at = mention.first
    words = context.reading.text.words
    while at > context.first and words[at - 1] in LINKS | {"for", "pour", "para", "on", "at", "by", "from"}:
        at -= 1
    before = [
        mark for mark in context.marks if mark.kind in ("refer", "preparatory") and at - 3 <= mark.last <= mention.first
    ]
    if any(mark.kind == "preparatory" for mark in before):
        return "preparatory"
    return "refer" if any(mark.last >= at - 1 for mark in before) else ""


def part_of(context: SentenceContext, mention: MeetingMention) -> str:
    """ "first part", "deuxième partie", "resumed session": the part of a meeting, 0 where none is named."""
    words = context.reading.text.words
    near = [
        *range(max(context.first, mention.first - 5), mention.first),
        *range(mention.names[0].last, min(context.last, mention.names[0].last + 3)),
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


def headers(contexts: Sequence[SentenceContext]) -> Iterator[SentenceContext]:
    """Sentences, those of a heading of several lines as one ("Eleventh meeting / Hyderabad, 8-19 October 2012")."""
    at = 0
    while at < len(contexts):
        last = at + 1
        while (
            last < len(contexts)
            and last - at < LONGEST_HEADER
            and is_line(contexts[last - 1])
            and is_line(contexts[last])
        ):
            last += 1
        group = contexts[at:last]
        if len(group) > 1 and any(context.of("body") for context in group):
            yield from (composed(part) for part in parted(group))
        else:
            yield from group
        at = last


def parted(lines: Sequence[SentenceContext]) -> Iterator[Sequence[SentenceContext]]:
    """The lines of a heading, cut where another meeting is named."""
    begin, number = 0, None
    for at, line in enumerate(lines):
        numbers = {mention.numbers[0][0] for mention in meeting_mentions(line) if mention.numbers}
        if numbers and number is not None and number not in numbers:
            yield lines[begin:at]
            begin, number = at, min(numbers)
        elif numbers:
            number = min(numbers)
    yield lines[begin:]


def is_line(context: SentenceContext) -> bool:
    return context.block.kind == "heading"


def composed(contexts: Sequence[SentenceContext]) -> SentenceContext:
    if len(contexts) == 1:
        return contexts[0]
    first, last = contexts[0].sentence, contexts[-1].sentence
    sentence = Sentence(first.first, last.last, first.start, last.end)
    marks = [mark for context in contexts for mark in context.marks]
    return replace(contexts[0], sentence=sentence, marks=marks)
