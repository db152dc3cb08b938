"""Names of meetings: "COP 11", "la onzième réunion de la Conférence des Parties", "les 75e et 76e réunions"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.conventions.sentence_context import AGREEMENTS, SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.numbers import SUFFIXES, roman

# Conferences have not met more often; a larger number is a year, a document or a Standing Committee.
MOST = {"sc": 120, "scc": 60, "ac": 60, "pc": 60, "committee": 90, "commission": 90}
MOST_SESSIONS = 45
LINKS = word_class("named_meetings", "links")
ABOUT = word_class("named_meetings", "about")
OWN = word_class("named_meetings", "own")
AND = word_class("named_meetings", "and")
PART_WORDS = word_class("named_meetings", "part_words")
FIRST_PART = word_class("named_meetings", "first_part")
RESUMED = word_class("named_meetings", "resumed")
SESSIONS = frozenset({"session", "adjective", "extraordinary"})
EXTRAORDINARY = {"cop": "excop", "gb": "exgb"}


@dataclass
class MeetingName:
    """A meeting as a sentence names it, in words [first, last): kind of body, numbers, agreement.

    `agreement` is None where the name does not say; `known` is False where it says one that the registry does not have.
    """

    kind: str
    first: int
    last: int
    numbers: list[tuple[int, int, int]] = field(default_factory=list)
    agreement: str | None = None
    agreement_at: tuple[int, int] | None = None
    known: bool = True
    body_at: tuple[int, int] | None = None

    @property
    def number(self) -> int | None:
        return self.numbers[0][0] if self.numbers else None


def named_meetings(context: SentenceContext) -> list[MeetingName]:
    """The meetings that a sentence names, in order; a name and its acronym in brackets are two names of one."""
    found: list[MeetingName] = []
    bodies = context.of("body")
    if not bodies and not context.of("session"):
        return found
    parser = Parser(context, context.first)
    for at, body in enumerate(bodies):
        if body.first >= parser.floor:
            meeting = parser.read(body, bodies[at + 1 :])
            found.append(meeting)
            parser.floor = meeting.last
    found += list(orphans(context, found))
    found += list(elliptical(context, found))
    return sorted(found, key=lambda meeting: meeting.first)


class Parser:
    """Reads the name around the mark of a body, in words from `floor` on."""

    def __init__(self, context: SentenceContext, floor: int) -> None:
        self.context, self.text, self.words = context, context.reading.text, context.reading.text.words
        self.floor = floor
        self.starts = {mark.first: mark for mark in reversed(context.marks)}
        self.ends = {mark.last: mark for mark in reversed(context.marks)}
        self.ordinal_ends = frozenset(mark.last for mark in context.of("ordinal"))

    def read(self, body: Mark, others: Sequence[Mark]) -> MeetingName:
        kind, owner = body.value
        meeting = MeetingName(
            kind, body.first, body.last, agreement=owner, agreement_at=(body.first, body.last) if owner else None
        )
        self.number_after(meeting)
        if not meeting.numbers:
            self.ordinal_before(meeting)
        meeting.body_at = (meeting.first, meeting.last)
        if owner is None:
            self.complement(meeting)
        served = self.serving(meeting, others)
        if not meeting.numbers:
            self.ordinal_after(meeting)
        if meeting.agreement is None and meeting.known and not served:
            self.prefix(meeting)
        return meeting

    def number_after(self, meeting: MeetingName) -> None:
        """ "COP 11", "COP-11", "CoP11", "COP n° 11", "COP XI", "COP11/12" """
        at = meeting.last
        if at < self.context.last and self.words[at] in ("n", "no", "numero", "num") and self.text.gap(at) in (" ", ""):
            at += 1
            if at < self.context.last and self.words[at] == "o":
                at += 1
        if at >= self.context.last or self.text.gap(at).strip(" .") not in ("", "-", "/", "\n"):
            return
        word = self.words[at]
        number = int(word) if word.isdigit() and len(word) <= 3 else None
        if number is None and self.text.as_printed(at, at + 1).isupper():
            number = roman(word)
        after = self.text.after(at)
        paper = at + 1 < self.context.last and after in ("-", ".", "/") and self.words[at + 1].isdigit()
        if number is None or paper or not plausible(meeting.kind, number) or self.begins_date(at):
            return
        meeting.numbers.append((number, at, at + 1))
        meeting.last = at + 1

    def begins_date(self, at: int) -> bool:
        return self.text.gap(at) == " " and any(
            date.first == at and date.to_the_day
            for date in self.context.reading.dates_within(at, min(at + 8, self.context.last))
        )

    def ordinal_before(self, meeting: MeetingName) -> None:
        """ "la 12e réunion de la COP", "seizième COP", "75e et 76e réunions du Comité permanent" """
        owner = self.owner_before(meeting)
        at = (owner.first if owner else meeting.first) - 1
        steps = 0
        while at >= self.floor and self.words[at] in LINKS and steps < 4 and (at + 1) not in self.ordinal_ends:
            at, steps = at - 1, steps + 1
        at, extraordinary = self.before_session(at)
        if extraordinary and meeting.kind in EXTRAORDINARY:
            meeting.kind = EXTRAORDINARY[meeting.kind]
        found = self.ordinals_to(at, meeting.kind)
        if found:
            meeting.numbers = found
            meeting.first = found[0][1]
            if owner and meeting.agreement is None:
                meeting.agreement, meeting.known = owner.value, owner.value is not None
                meeting.agreement_at = (owner.first, owner.last)
        elif extraordinary:
            meeting.first = at + 1

    def owner_before(self, meeting: MeetingName) -> Mark | None:
        """The agreement between the session and the body: "73rd meeting of the CITES Standing Committee"."""
        mark = self.ends.get(meeting.first)
        fits = mark and mark.kind in ("agreement", "weak", "reference") and mark.first > self.floor
        return mark if fits and not self.text.gap(meeting.first).strip() else None

    def before_session(self, at: int) -> tuple[int, bool]:
        """The word before a session and its adjectives that end at a word, and whether it is extraordinary."""
        extraordinary = False
        while (mark := self.ends.get(at + 1)) and mark.kind in SESSIONS and mark.first >= self.floor:
            extraordinary = extraordinary or mark.kind == "extraordinary"
            at = mark.first - 1
        return at, extraordinary

    def ordinals_to(self, at: int, kind: str) -> list[tuple[int, int, int]]:
        """The ordinals that end at a word, "and" or a comma between them, in order."""
        found: list[tuple[int, int, int]] = []
        while (ordinal := self.ordinal_at(at)) and plausible(kind, ordinal[0]):
            found.insert(0, ordinal)
            at = ordinal[1] - 1
            if at < self.floor or not (self.words[at] in AND or "," in self.text.gap(at + 1)):
                break
            at -= self.words[at] in AND
            while at >= self.floor and self.words[at] in LINKS:
                at -= 1
        return found

    def ordinal_at(self, at: int) -> tuple[int, int, int] | None:
        """The ordinal whose last word is `at`: its value and its words."""
        if at < self.floor:
            return None
        mark = self.ends.get(at + 1)
        if mark and mark.kind == "ordinal":
            return int(mark.value), mark.first, mark.last
        word = self.words[at]
        if (
            word in SUFFIXES
            and at > self.floor
            and self.words[at - 1].isdigit()
            and self.text.gap(at) in ("", " ", "-")
        ):
            return int(self.words[at - 1][:4]), at - 1, at + 1
        if word.isdigit() and len(word) <= 2 and self.text.gap(at + 1) in (" ", ". "):
            return (int(word), at, at + 1) if int(word) else None
        for suffix in ("", "e", "eme", "ieme"):
            numeral = word.removesuffix(suffix) if suffix else word
            value = roman(numeral)
            if value and self.text.as_printed(at, at + 1)[: len(numeral)].isupper():
                return value, at, at + 1
        return None

    def complement(self, meeting: MeetingName) -> None:
        """ "... à la CDB", "... of the Convention", "... dédiée à la désertification", "... «climat»" """
        at, steps = meeting.last, 0
        while at < self.context.last and steps < 6 and (self.words[at] in LINKS or self.words[at] in ABOUT):
            if self.text.gap(at).strip() not in ("", '"', "(", ","):
                return
            mark = self.starts.get(at)
            if mark and (mark.kind in AGREEMENTS or mark.kind == "weak"):
                break
            at, steps = at + 1, steps + 1
        if at >= self.context.last or self.breaks(at):
            return
        mark = self.starts.get(at)
        if mark and mark.kind in AGREEMENTS and (steps or mark.kind == "agreement"):
            meeting.agreement, meeting.known = mark.value, mark.value is not None
        elif (
            mark
            and mark.kind == "weak"
            and self.has_body(mark.value, meeting.kind)
            and self.words[at - 1] not in ("in", "en", "at")
        ):
            meeting.agreement = mark.value
        else:
            return
        meeting.agreement_at = (mark.first, mark.last)
        meeting.last = max(meeting.last, mark.last)

    def breaks(self, at: int) -> bool:
        gap = self.text.gap(at)
        if "(" in gap:
            mark = self.starts.get(at)
            return mark is None or mark.kind != "agreement"
        return any(mark in gap for mark in ".;:|)")

    def has_body(self, agreement: str, kind: str) -> bool:
        return kind in self.context.reading.gazetteer.agreements[agreement].bodies

    def serving(self, meeting: MeetingName, others: Sequence[Mark]) -> bool:
        """ "... serving as the Meeting of the Parties to the Cartagena Protocol": the meeting is the protocol's."""
        at = meeting.last
        mark = next(
            (mark for mark in self.context.marks if mark.kind == "serving" and at <= mark.first <= at + 3), None
        )
        if meeting.kind != "cop" or mark is None:
            return False
        body = next((other for other in others if mark.last <= other.first <= mark.last + 3), None)
        if body is None:
            return False
        whole = MeetingName("cop-mop", meeting.first, body.last, meeting.numbers)
        self.complement(whole)
        meeting.kind, meeting.last, meeting.agreement, meeting.known = (
            "cop-mop",
            whole.last,
            whole.agreement,
            whole.known,
        )
        meeting.agreement_at = whole.agreement_at
        return True

    def ordinal_after(self, meeting: MeetingName) -> None:
        """ "Conférence des Parties, onzième réunion", "the Conference of the Parties, at its fifth meeting" """
        at, steps = meeting.last, 0
        while at < self.context.last and steps < 6:
            ordinal = self.ordinal_starting(at)
            if ordinal:
                after = self.starts.get(ordinal[2])
                while after and after.kind in ("adjective", "extraordinary"):
                    after = self.starts.get(after.last)
                if after and after.kind == "session" and plausible(meeting.kind, ordinal[0]):
                    meeting.numbers = [ordinal]
                    meeting.last = after.last
                return
            if self.words[at] not in LINKS and self.words[at] not in ("at", "in", "lors", "durante"):
                return
            at, steps = at + 1, steps + 1

    def ordinal_starting(self, at: int) -> tuple[int, int, int] | None:
        mark = self.starts.get(at)
        if mark and mark.kind == "ordinal":
            return int(mark.value), mark.first, mark.last
        word = self.words[at]
        if word.isdigit() and len(word) <= 3 and at + 1 < self.context.last and self.words[at + 1] in SUFFIXES:
            return int(word), at, at + 2
        if value := roman(word):
            return (value, at, at + 1) if self.text.as_printed(at, at + 1).isupper() else None
        return None

    def prefix(self, meeting: MeetingName) -> None:
        """ "CITES CoP19", "the CBD's eleventh COP", "la Convention de Ramsar COP14" """
        at = meeting.first - 1
        while at >= self.floor and self.words[at] in ("s", "the"):
            at -= 1
        mark = self.ends.get(at + 1)
        if (
            mark is None
            or mark.kind not in ("agreement", "weak", "reference")
            or any(c in self.text.gap(mark.last) for c in ".;:|()")
        ):
            return
        if mark.kind == "weak" and (not self.has_body(mark.value, meeting.kind) or self.text.gap(mark.last) == ", "):
            return
        meeting.agreement, meeting.known = mark.value, mark.value is not None
        meeting.agreement_at = (mark.first, mark.last)
        meeting.first = min(meeting.first, mark.first)


def plausible(kind: str, number: int) -> bool:
    return 0 < number <= MOST.get(kind, MOST_SESSIONS)


def orphans(context: SentenceContext, named: Sequence[MeetingName]) -> Iterator[MeetingName]:
    """ "The Conference of the Parties ... held its first session", "meets for the 13th time": the body is before."""
    text = context.reading.text
    parser = Parser(context, context.first)
    sessions = context.of("session", "time")
    for session in sessions:
        ordinal = parser.ordinal_at(session.first - 1)
        bare = [meeting for meeting in named if not meeting.numbers]
        subject = next((meeting for meeting in bare if meeting.last <= session.first), None)
        if ordinal is None or any(meeting.first <= ordinal[1] < meeting.last for meeting in named):
            continue
        lead = text.words[ordinal[1] - 1] if ordinal[1] else ""
        if subject is None and lead in OWN and len(bare) == 1:
            # "At its first meeting, held in Nassau, the Conference of the Parties to the CBD designated ..."
            subject = bare[0]
        if subject is None:
            # "The first meeting took place in Cagliari", where the sentence before speaks of the Conference.
            if (
                context.body
                and ordinal[1] - context.first <= 1
                and plausible(context.body, ordinal[0])
                and not context.of("body")
            ):
                yield MeetingName(context.body, ordinal[1], session.last, [ordinal])
            continue
        if (session.kind == "time" or lead in OWN) and plausible(subject.kind, ordinal[0]):
            yield replace(subject, first=ordinal[1], last=session.last, numbers=[ordinal])


def elliptical(context: SentenceContext, named: Sequence[MeetingName]) -> Iterator[MeetingName]:
    """ "the second in Dakar": an ordinal alone, after a meeting of the same body in the sentence."""
    text = context.reading.text
    taken = [(meeting.first, meeting.last) for meeting in named]
    sessions = {mark.first for mark in context.of("session", "adjective", "body", "extraordinary")}
    for mark in context.of("ordinal"):
        before = [meeting for meeting in named if meeting.last <= mark.first and meeting.numbers]
        if not before or mark.last in sessions or any(first <= mark.first < last for first, last in taken):
            continue
        if mark.first and text.words[mark.first - 1] in ("the", "la", "le", "el") and mark.last < context.last:
            behind = text.words[mark.last]
            gap = text.gap(mark.last)
            if behind in (
                "in",
                "at",
                "en",
                "a",
                "au",
                "was",
                "took",
                "se",
                "s",
                "on",
                "eu",
                "du",
                "del",
                "from",
            ) or gap in (", ", " ("):
                last = before[-1]
                if int(mark.value) <= last.numbers[-1][0] or text.words[last.numbers[-1][1]].isdigit():
                    continue
                yield MeetingName(
                    last.kind, mark.first, mark.last, [(int(mark.value), mark.first, mark.last)], last.agreement,
                    last.agreement_at, last.known,
                )  # fmt: skip
