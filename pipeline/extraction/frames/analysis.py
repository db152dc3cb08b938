"""A sentence with its mentions, predicates, clauses, dates and places, and what each verb is about."""

from __future__ import annotations

from functools import cached_property

from pipeline.extraction.frames.arguments import Argument, arguments_of
from pipeline.extraction.frames.clauses import Clause, Clauses
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.marks.word_classes import word_class

AND = word_class("clauses", "and")
LISTING = word_class("events", "listing")
OF = word_class("mentions", "of")
NEAR = 3


class Analysis:
    """A sentence with its mentions, predicates, clauses, dates and places."""

    def __init__(self, context: SentenceContext, mentions: list[Mention], predicates: list[Predicate]) -> None:
        """Predicates that are part of the name of a mention are left out."""
        self.context, self.mentions = context, mentions
        inside = [(name.first, name.last) for one in mentions for name in one.names]
        self.predicates = [one for one in predicates if not any(first <= one.first < last for first, last in inside)]

    @cached_property
    def arguments(self) -> list[Argument]:
        """The dates and places, looked for when they are first asked for: most sentences say no event."""
        return arguments_of(self.context, self.mentions)

    @cached_property
    def clauses(self) -> Clauses:
        places = [(one.first, one.last) for one in self.arguments if one.place]
        return Clauses(self.context, self.mentions, self.predicates, places)

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
        """What a noun of event is of: "l'adoption du traité", "the treaty's adoption"."""
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


def whole(one: Mention, kinds: frozenset[str]) -> Mention | None:
    """A mention, or the one that it completes, of some kinds."""
    if one.of is not None and (found := whole(one.of, kinds)):
        return found
    return one if one.kind in kinds else None
