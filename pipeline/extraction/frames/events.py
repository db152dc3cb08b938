"""The events of a sentence: predicates with what they are about, and sessions, which are events by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.extraction.frames.arguments import Argument, arguments_of
from pipeline.extraction.frames.clauses import Clause, Clauses
from pipeline.extraction.frames.mentions import Mention, mentions_of
from pipeline.extraction.frames.predicates import BY, Predicate, predicates_of
from pipeline.extraction.linking.meeting_names import MeetingName
from pipeline.extraction.linking.sentence_context import SentenceContext
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

# What each kind of event happens to, and whether it takes one day alone.
THEMES = {
    "made": frozenset({"agreement"}),
    "join": frozenset({"agreement"}),
    "occur": frozenset({"session"}),
    "hosting": frozenset({"session"}),
}
# What stops the search for a theme: another thing of which the same can be said.
RIVALS = {
    "made": frozenset({"agreement", "document", "instrument", "session", "body", "event"}),
    "join": frozenset({"agreement", "document", "instrument"}),
    "occur": frozenset({"session", "body", "event"}),
    "hosting": frozenset({"session", "body", "event"}),
}
AND = word_class("clauses", "and")
OF = word_class("mentions", "of")
NEAR = 3
# The body whose session it is when the Parties meet.
GATHERING = "cop"


@dataclass(eq=False)
class Event:
    """Something that happens: `anchors` are the words by which dates and places are tied to it."""

    kind: str
    value: str
    anchors: list[tuple[int, int]]
    clause: Clause
    theme: Mention | None = None
    predicate: Predicate | None = None
    agents: list[Mention] = field(default_factory=list)
    # What takes part in it: nothing of this stands between the event and its date.
    own: list[Mention] = field(default_factory=list)
    gapped: bool = False
    # It is named beside what the sentence tells of ("MOP 2 followed COP 7 on 25 September").
    aside: bool = False
    hosts: list[Mark] = field(default_factory=list)
    dates: list[Argument] = field(default_factory=list)
    places: list[Argument] = field(default_factory=list)

    @property
    def one_day(self) -> bool:
        return self.kind in ("made", "join")


class Analysis:
    """A sentence with its mentions, predicates, clauses, dates and places."""

    def __init__(self, context: SentenceContext) -> None:
        self.context = context
        self.mentions = mentions_of(context)
        inside = [(name.first, name.last) for one in self.mentions for name in one.names]
        self.predicates = [
            one for one in predicates_of(context) if not any(first <= one.first < last for first, last in inside)
        ]
        self.arguments = arguments_of(context, self.mentions)
        places = [(one.first, one.last) for one in self.arguments if one.place]
        self.clauses = Clauses(context, self.mentions, self.predicates, places)
        self.gather_parties()

    def gather_parties(self) -> None:
        """The Parties that meet are a session whose number the text tells elsewhere."""
        for predicate in self.predicates:
            if predicate.kind != "occur" or predicate.form == "noun":
                continue
            found = self.subject(predicate, RIVALS["occur"] | {"members"})
            if found is not None and found.kind == "members" and found.value != "states":
                of = next((one for one in self.mentions if one.of is found and one.kind == "agreement"), None)
                name = MeetingName(GATHERING, found.first, found.last, agreement=of.value if of else None)
                found.kind, found.names = "session", [name]
                found.lead = "gathered"

    @cached_property
    def heads(self) -> list[Mention]:
        """The mentions that complete no other."""
        return [one for one in self.mentions if one.of is None]

    def of_kind(self, *kinds: str) -> list[Mention]:
        return [one for one in self.mentions if one.kind in kinds]

    def subject(self, predicate: Predicate, kinds: frozenset[str]) -> Mention | None:
        """The nearest thing of some kinds before a predicate in its clause; the head of a clause that has none."""
        clause = self.clauses.of(predicate.first)
        before = [
            one
            for one in self.heads
            if one.last <= predicate.first and one.kind in kinds and self.clauses.of(one.first) is clause
        ]
        if before:
            return before[-1]
        if "session" in kinds and (aside := self.in_bracket(predicate, clause)):
            return aside
        head = clause.head
        if clause.kind == "main" or head is None:
            return None
        return whole(head, kinds) or self.subject_of(clause.parent, clause.first, kinds)

    def subject_of(self, clause: Clause | None, at: int, kinds: frozenset[str]) -> Mention | None:
        """The nearest thing of some kinds before a word in a clause around: what a relative clause may tell of."""

        def stands(one: Mention) -> bool:
            there = self.clauses.of(one.first)
            return there is clause or (one.kind == "session" and there.kind == "bracket" and there.parent is clause)

        found = [one for one in self.heads if one.last <= at and one.kind in kinds and stands(one)]
        return found[-1] if found else None

    def in_bracket(self, predicate: Predicate, clause: Clause) -> Mention | None:
        """The session whose name stands in brackets behind a word that is no name: "CP70 (70th meeting of ...)"."""
        for one in reversed(self.heads):
            there = self.clauses.of(one.first)
            if (
                one.last <= predicate.first
                and one.kind == "session"
                and there.kind == "bracket"
                and there.parent is clause
            ):
                return one
        return None

    def object(self, predicate: Predicate, kinds: frozenset[str], reach: int = 8) -> Mention | None:
        """The first thing of some kinds behind a predicate in its clause."""
        clause = self.clauses.of(predicate.first)
        for one in self.heads:
            if one.first >= predicate.last and one.kind in kinds:
                near = self.context.distance(predicate.last, one.first) <= reach
                there = self.clauses.of(one.first)
                opening = clause.kind == "participle" and clause.head is None and clause.within(there)
                return one if near and (opening or there.within(clause)) else None
        return None

    def complement(self, predicate: Predicate, kinds: frozenset[str]) -> Mention | None:
        """What a noun of event is of: "l'adoption du traité", "the CBD's adoption"."""
        text = self.context.reading.text
        behind = next((one for one in self.mentions if one.first >= predicate.last), None)
        if behind is not None and behind.kind in kinds:
            between = text.words[predicate.last : behind.first]
            if 0 < len(between) <= NEAR and OF.issuperset(between):
                return behind
        before = next((one for one in reversed(self.mentions) if one.last <= predicate.first), None)
        if before is not None and before.kind in kinds and predicate.first - before.last <= 1:
            between = text.words[before.last : predicate.first]
            if not between or between == ["s"]:
                return before
        return None

    def coordinated(self, one: Mention) -> list[Mention]:
        """A mention with those of its kind that commas and "and" tie to it, in order."""
        found = [one]
        if one not in self.mentions:
            return found
        same = [other for other in self.mentions if other.kind == one.kind]
        at = same.index(one)
        for other in reversed(same[:at]):
            if not self.listed(other, found[0]):
                break
            found.insert(0, other)
        for other in same[at + 1 :]:
            if not self.listed(found[-1], other):
                break
            found.append(other)
        return found

    def listed(self, one: Mention, other: Mention) -> bool:
        text = self.context.reading.text
        between = text.words[one.last : other.first]
        gaps = [text.gap(at) for at in range(one.last, other.first + 1)]
        if any(set(gap) & set(".;:()|") for gap in gaps) or len(between) > 4:
            return False
        joined = not AND.isdisjoint(between) or any("," in gap for gap in gaps)
        return joined and LISTING.issuperset(between)


LISTING = word_class("events", "listing")
BUT = word_class("events", "but")
INVITATION = word_class("events", "invitation")
# "se adoptó", "entró en vigor", "elle", "it": a verb without a subject of its own.
IMPERSONAL = word_class("events", "impersonal")
FOR = word_class("memberships", "for")


def whole(one: Mention, kinds: frozenset[str]) -> Mention | None:
    """A mention, or the one that it completes, of some kinds."""
    if one.of is not None and (found := whole(one.of, kinds)):
        return found
    return one if one.kind in kinds else None


def by_agents(analysis: Analysis, predicate: Predicate, kind: str) -> list[Mention]:
    """Who did it, behind "by": "ratifiée par la France et l'Italie"."""
    words = analysis.context.reading.text.words
    for one in analysis.of_kind(kind):
        if one.first >= predicate.last:
            between = words[max(predicate.first, predicate.last - 1) : one.first]
            if len(between) <= 10 and not BY.isdisjoint(between):
                return analysis.coordinated(one)
            return []
    return []


def events_of(analysis: Analysis) -> Iterator[Event]:
    """The events of a sentence that may say a fact, and those that only take a date or place from the others."""
    yield from session_events(analysis)
    yield from made_events(analysis)
    yield from join_events(analysis)
    yield from bond_events(analysis)
    yield from gapped_events(analysis)
    yield from other_events(analysis)


def session_events(analysis: Analysis) -> Iterator[Event]:
    """Each session with the predicates that tell of it."""
    found = {id(one): Event("session", "", [(name.first, name.last) for name in one.names],
                            analysis.clauses.of(one.first), one) for one in analysis.of_kind("session")}  # fmt: skip
    for predicate in analysis.predicates:
        if predicate.kind in ("occur", "hosting"):
            for theme in occurring(analysis, predicate):
                event = found.get(id(theme))
                if event is None:
                    continue
                if predicate.value == "follow" and (other := analysis.object(predicate, RIVALS["occur"])):
                    event.own.append(other)
                    if id(other) in found:
                        found[id(other)].aside = True
                if moved(analysis, event, predicate):
                    yield Event(
                        "other",
                        "",
                        [one for one in event.anchors if one[0] >= event.predicate.first],
                        event.clause,
                        None,
                        event.predicate,
                    )
                    event.anchors = [one for one in event.anchors if one[0] < event.predicate.first]
                    event.predicate = None
                event.anchors.append((predicate.first, predicate.last))
                if (
                    event.predicate is None
                    or event.predicate.value in ("now", "named")
                    or predicate.value in ("postponed", "cancelled", "tentative")
                ):
                    event.predicate = predicate
    for event in found.values():
        if event.predicate is not None and event.predicate.kind == "hosting":
            event.hosts = hosts(analysis, event.predicate)
        elif len(found) == 1 and (host := host_of_that(analysis)):
            event.hosts = host
    yield from found.values()


def hosts(analysis: Analysis, predicate: Predicate) -> list[Mark]:
    """The city or state that receives a session, as the subject: "Abidjan accueille", "Brazil hosted"."""
    places = analysis.context.of("city", "country")
    words = analysis.context.reading.text.words
    if not INVITATION.isdisjoint(words[predicate.first : predicate.last]) or words[predicate.last - 1] in BY:
        # "At the invitation of the Government of Hungary", "hosted by Samarkand"
        return [one for one in places if 0 <= one.first - predicate.last <= NEAR + 1][:1]
    marks = [one for one in places if one.last <= predicate.first and predicate.first - one.last <= NEAR * 2]
    return marks[-2:] if len(marks) > 1 and marks[-1].first - marks[-2].last <= NEAR else marks[-1:]


def host_of_that(analysis: Analysis) -> list[Mark]:
    """Who receives "this meeting", where the sentence names one session alone."""
    found = [one for one in analysis.predicates if one.kind == "hosting" and not occurring(analysis, one)]
    return hosts(analysis, found[0]) if found else []


def moved(analysis: Analysis, event: Event, predicate: Predicate) -> bool:
    """ "was scheduled in Colombo for May, but took place in Geneva in August": what really happened counts."""
    before = event.predicate
    words = analysis.context.reading.text.words
    return (
        before is not None
        and before.value == "planned"
        and predicate.value == "held"
        and before.last <= predicate.first
        and not BUT.isdisjoint(words[before.last : predicate.first])
    )


def occurring(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """What takes place: the subject, of a host the object; behind the verb where the sentence turns round."""
    kinds = RIVALS[predicate.kind]
    if predicate.kind == "hosting" and predicate.form != "participle":
        found = analysis.object(predicate, kinds) or analysis.subject(predicate, kinds)
    elif predicate.form == "noun":
        found = analysis.complement(predicate, kinds)
    elif predicate.value == "named":
        found = analysis.object(predicate, kinds)
    else:
        opening = analysis.clauses.of(predicate.first).head is None
        found = analysis.subject(predicate, kinds) or analysis.object(predicate, kinds, reach=30 if opening else 8)
    if found is None or found.kind != "session":
        return []
    return [one for one in analysis.coordinated(found) if one.kind == "session"]


def made_events(analysis: Analysis) -> Iterator[Event]:
    """Agreements adopted, signed, opened for signature, in force."""
    for predicate in analysis.predicates:
        if predicate.kind != "made" or national(analysis, predicate) is not None:
            continue
        clause = analysis.clauses.of(predicate.first)
        themes = made_of(analysis, predicate)
        anchors = [(predicate.first, predicate.last), *light_verbs(analysis, predicate)]
        if not themes:
            yield Event("other", str(predicate.value), anchors, clause, None, predicate)
        own = [*(one for one in themes if one), *agents_of(analysis, predicate)]
        for theme in themes:
            yield Event("made", str(predicate.value), anchors, clause, theme, predicate, own=own)


def agents_of(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """The session or body that adopted something: behind "by", "at", or the subject of the active voice."""
    clause = analysis.clauses.of(predicate.first)
    near = [one for one in analysis.of_kind("session", "body") if analysis.clauses.of(one.first) is clause]
    behind = [one for one in near if 0 <= one.first - predicate.last <= NEAR + 1]
    before = [one for one in near if one.last <= predicate.first]
    return behind[:1] or before[-1:]


def made_of(analysis: Analysis, predicate: Predicate) -> list[Mention | None]:
    kinds = RIVALS["made"]
    found: Mention | None
    if predicate.form == "noun":
        found = analysis.complement(predicate, kinds)
    elif predicate.form == "active" and predicate.value != "entry_into_force":
        if analysis.subject(
            predicate, frozenset({"state", "actor", "session", "body", "agreement"})
        ) in analysis.of_kind("state", "actor"):
            # "France signed the Convention": an act of France, not of the Convention.
            return []
        found = analysis.object(predicate, kinds - {"session", "body", "event"})
    else:
        found = analysis.subject(predicate, kinds - {"session", "body"})
        if found is None and opens(analysis, predicate):
            found = analysis.object(predicate, kinds - {"session", "body"}, reach=30)
        if found is None:
            found = field_of(analysis, predicate) or implied(analysis, predicate)
    if found is None or found.kind != "agreement" or found.value is None:
        return []
    return list(analysis.coordinated(found))


def field_of(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """A line of an information box ("Signed | 3 March 1973", "Date Effective: 1996"): of what the text is about."""
    context = analysis.context
    text = context.reading.text
    if context.block.kind == "prose" or predicate.first - context.first > 1 or predicate.last >= context.last:
        return None
    valued = text.words[predicate.last].isdigit() or not {":", "|"}.isdisjoint(text.gap(predicate.last))
    key = (context.heading or context.focus) if context.block.kind == "row" or valued else None
    return Mention(predicate.first, predicate.last, "agreement", key) if key else None


def implied(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """What "se adoptó en 1971", "it entered into force" and "adopted in 1979" at the head of a sentence are of."""
    context = analysis.context
    words = context.reading.text.words
    if context.focus is None or any(one.kind in RIVALS["made"] for one in analysis.heads):
        return None
    lead = words[context.first : predicate.first]
    opening = not lead and context.focus_near
    impersonal = words[predicate.first] in IMPERSONAL or not IMPERSONAL.isdisjoint(lead)
    if not (opening or impersonal):
        return None
    return Mention(predicate.first, predicate.last, "agreement", context.focus)


def opens(analysis: Analysis, predicate: Predicate) -> bool:
    """Whether nothing that could be the subject stands before a predicate in its clause."""
    clause = analysis.clauses.of(predicate.first)
    return not any(
        one.last <= predicate.first and analysis.clauses.of(one.first) is clause and one.kind in RIVALS["made"]
        for one in analysis.heads
    )


def join_events(analysis: Analysis) -> Iterator[Event]:
    for predicate in analysis.predicates:
        anchors, clause = [(predicate.first, predicate.last)], analysis.clauses.of(predicate.first)
        if predicate.kind == "join":
            own = joined(analysis, predicate)
            anchors += light_verbs(analysis, predicate)
            yield Event("join", str(predicate.value), anchors, clause, None, predicate, own=own)
        elif (state := national(analysis, predicate)) is not None:
            for theme in made_of(analysis, predicate) or [None]:
                yield Event("join", "entry-into-force", anchors, clause, theme, predicate, agents=[state])


def joined(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """The agreements behind a verb of joining, in its clause, with those that "and" ties to them."""
    found = analysis.object(predicate, RIVALS["join"], reach=7)
    if found is None or found.kind != "agreement":
        return []
    following = next((one for one in analysis.predicates if one.first >= predicate.last and one.kind == "join"), None)
    end = following.first if following else analysis.context.last
    return [one for one in analysis.coordinated(found) if one.last <= end] if found.last <= end else []


def national(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """The state for which alone an agreement enters into force: "pour la Suisse", "for the United Kingdom"."""
    if predicate.kind != "made" or predicate.value != "entry_into_force":
        return None
    context = analysis.context
    words, clause = context.reading.text.words, analysis.clauses.of(predicate.first)
    for one in analysis.of_kind("state"):
        led = not FOR.isdisjoint(words[max(context.first, one.first - 2) : one.first])
        near = 0 <= one.first - predicate.last <= 4 or one.last <= predicate.first
        if led and near and analysis.clauses.of(one.first) is clause:
            return one
    return None


def light_verbs(analysis: Analysis, predicate: Predicate) -> list[tuple[int, int]]:
    """ "La ratification ... a eu lieu le": a verb that says when and where a noun of event happens."""
    if predicate.form != "noun":
        return []
    clause = analysis.clauses.of(predicate.first)
    return [
        (one.first, one.last)
        for one in analysis.predicates
        if one.kind == "occur"
        and one.first >= predicate.last
        and analysis.clauses.of(one.first) is clause
        and not occurring(analysis, one)
    ][:1]


def gapped_events(analysis: Analysis) -> Iterator[Event]:
    """What a verb says again without being repeated: "adopted in 1992, the CMS in 1979 and CITES in 1973"."""
    for predicate in analysis.predicates:
        if predicate.kind not in ("made", "join") or predicate.form == "noun":
            continue
        clause, end = analysis.clauses.of(predicate.first), following(analysis, predicate)
        first = next((one for one in analysis.arguments if one.date and one.first >= predicate.last), None)
        if first is None or (predicate.kind == "made" and not made_of(analysis, predicate)):
            continue
        for one in analysis.of_kind("agreement", "state"):
            if not first.last <= one.first < end or one.value is None or not dated(analysis, one):
                continue
            anchors = [(one.first, one.last)]
            if one.kind == "agreement":
                value = str(predicate.value)
                yield Event(predicate.kind, value, anchors, clause, one, predicate, own=[one], gapped=True)
            elif predicate.kind == "join":
                yield Event("join", str(predicate.value), anchors, clause, None, predicate, agents=[one], gapped=True)


def following(analysis: Analysis, predicate: Predicate) -> int:
    """The first word of the next verb."""
    found = (one.first for one in analysis.predicates if one.first >= predicate.last and one.form != "noun")
    return next(found, analysis.context.last)


def dated(analysis: Analysis, one: Mention) -> bool:
    """Whether a date stands right behind a mention, a preposition at most between them."""
    text = analysis.context.reading.text
    date = next((item for item in analysis.arguments if item.date and item.first >= one.last), None)
    if date is None or date.first - one.last > 2:
        return False
    return all(not set(text.gap(at)) & set(".;:") for at in range(one.last, date.first + 1))


def bond_events(analysis: Analysis) -> Iterator[Event]:
    """A memorandum or the like, with the verb that it is signed by."""
    found = analysis.of_kind("instrument")
    if found:
        one = found[0]
        anchors = [(mention.first, mention.last) for mention in found]
        anchors += [(mark.first, mark.last) for mark in analysis.context.of("bond")]
        anchors += [(verb.first, verb.last) for verb in analysis.predicates if verb.kind in ("made", "join")]
        sides = analysis.of_kind("agreement", "actor", "secretariat", "instrument", "officer")
        yield Event("bond", "", anchors, analysis.clauses.of(one.first), one, own=sides)


def other_events(analysis: Analysis) -> Iterator[Event]:
    """What happens beside: summits, workshops, press conferences, and other bodies' meetings take their own days."""
    taken = {anchor for one in analysis.predicates for anchor in light_verbs(analysis, one)}
    for one in analysis.mentions:
        if one.kind == "event":
            yield Event("other", "", [(one.first, one.last)], analysis.clauses.of(one.first), one)
    for predicate in analysis.predicates:
        if (predicate.first, predicate.last) in taken:
            continue
        if predicate.kind in ("occur", "hosting") and not occurring(analysis, predicate):
            clause = analysis.clauses.of(predicate.first)
            yield Event("other", "", [(predicate.first, predicate.last)], clause, None, predicate)


def among(found: Sequence[Mention], kinds: frozenset[str]) -> list[Mention]:
    return [one for one in found if one.kind in kinds]
