"""The meetings that a sentence names, each with all its names and the words around it that may tell of it."""

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
    tie: str = ""
    numbers: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.names[0].first

    @property
    def last(self) -> int:
        return max(one.last for one in self.names)

    @property
    def kind(self) -> str:
        return next((one.kind for one in self.names if one.numbers), self.names[0].kind)

    def agreement(self) -> tuple[str | None, tuple[int, int] | None, bool]:
        for one in self.names:
            if one.agreement or not one.known:
                return one.agreement, one.agreement_at, one.known
        return None, None, True


def meeting_mentions(context: SentenceContext) -> list[MeetingMention]:
    """The meetings of a sentence, each with all its names and the words around it that are not another's."""
    found: list[MeetingMention] = []
    bare: list[MeetingName] = []
    for named in named_meetings(context):
        same = next((one for one in reversed(found) if is_same(one, named)), None)
        if same:
            same.names.append(named)
        elif named.numbers:
            # "la Conférence des Parties à la CDB (COP15)": the number stands in brackets behind the name.
            fit = [one for one in bare if one.kind == named.kind and named.first - one.last <= 3 and agree(one, named)]
            found.append(MeetingMention([*fit, named]))
            bare = []
        elif named.agreement and unnumbered(context, named):
            found.append(MeetingMention([named]))
        else:
            bare.append(named)
    bounds = sorted((one.first, number) for number, one in enumerate(found))
    for place, (_, number) in enumerate(bounds):
        one = found[number]
        one.low = context.first if place == 0 else one.first
        one.high = context.last if place + 1 == len(bounds) else found[bounds[place + 1][1]].first
        one.low = in_fact(context, one)
        one.tie = tie_of(context, one)
        one.numbers = max((name.numbers for name in one.names), key=len)
    return found


def in_fact(context: SentenceContext, one: MeetingMention) -> int:
    """Where what really happened begins: "was scheduled in Colombo for May, but took place in Geneva in August"."""
    verbs = [mark for mark in context.of("occur") if one.low <= mark.first and mark.last <= one.high]
    planned = next((mark for mark in verbs if mark.value == "planned"), None)
    words = context.reading.text.words
    for verb in verbs if planned else ():
        if verb.value == "held" and not BUT.isdisjoint(words[planned.last : verb.first]):  # type: ignore[union-attr]
            return verb.first
    return one.low


def agree(one: MeetingName, other: MeetingName) -> bool:
    return (
        one.known
        and other.known
        and (one.agreement is None or other.agreement is None or one.agreement == other.agreement)
    )


def unnumbered(context: SentenceContext, named: MeetingName) -> bool:
    """Whether a Conference without a number is one session and not the body: it is named by its subject."""
    text = context.reading.text
    acronym = len(text.words[named.first]) <= 3
    return acronym and named.agreement_at is not None and named.agreement_at[0] > named.first


def is_same(one: MeetingMention, named: MeetingName) -> bool:
    key, _, known = one.agreement()
    if (named.agreement and key and named.agreement != key) or not known:
        return False
    numbers = {number for name in one.names for number, *_ in name.numbers}
    if not named.numbers:
        # "la COP", after "la 12e réunion" of the same body, is that meeting.
        return named.kind == one.kind and (named.agreement is None or named.agreement == key)
    if not numbers:
        return (
            named.kind == one.kind
            and (named.agreement is None or named.agreement == key)
            and named.first - one.last < 4
        )
    return {number for number, *_ in named.numbers} == numbers and (
        named.kind == one.kind or {named.kind, one.kind} <= {"cop", "mop", "cop-mop"}
    )


def tie_of(context: SentenceContext, one: MeetingMention) -> str:
    """How a meeting stands in its sentence: "" told of, "refer" spoken of, "preparatory" the aim of another meeting."""
    at = one.first
    words = context.reading.text.words
    while at > context.first and words[at - 1] in LINKS | {"for", "pour", "para", "on", "at", "by", "from"}:
        at -= 1
    before = [
        mark for mark in context.marks if mark.kind in ("refer", "preparatory") and at - 3 <= mark.last <= one.first
    ]
    if any(mark.kind == "preparatory" for mark in before):
        return "preparatory"
    return "refer" if any(mark.last >= at - 1 for mark in before) else ""


def part_of(context: SentenceContext, one: MeetingMention) -> str:
    """ "first part", "deuxième partie", "resumed session": the part of a meeting, 0 where none is named."""
    words = context.reading.text.words
    near = [
        *range(max(context.first, one.first - 5), one.first),
        *range(one.names[0].last, min(context.last, one.names[0].last + 3)),
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
        numbers = {one.numbers[0][0] for one in meeting_mentions(line) if one.numbers}
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
