"""The clauses of a sentence: which words belong together, and which of them say something of a thing named outside.

A clause begins at a relative word, a bracket, a participle behind what it tells of, a semicolon; it ends where the
sentence around it goes on. Everything that is linked (a date to a verb, a verb to its subject) is linked by clauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.marks.word_classes import word_class

ClauseKind = Literal["main", "relative", "participle", "bracket"]
RELATIVE = word_class("clauses", "relative")
WHERE = "ou"
CLEFT = word_class("clauses", "cleft")
CLEFT_LEADS = word_class("clauses", "cleft_leads")
AND = word_class("clauses", "and")
ARTICLES = word_class("clauses", "articles")
# A clause of so many words has its verb, be it one that says no event.
SHORTEST = 3
# Mentions that are never the subject of an event.
NO_SUBJECTS = frozenset({"officer"})


@dataclass(eq=False)
class Clause:
    """Words that say one thing. `head`: the mention that a relative clause, participle or bracket tells of."""

    kind: ClauseKind
    first: int
    parent: Clause | None = None
    head: Mention | None = None
    done: bool = False

    def within(self, other: Clause) -> bool:
        one: Clause | None = self
        while one is not None and one is not other:
            one = one.parent
        return one is not None


class Clauses:
    """The clause of each word of a sentence."""

    def __init__(
        self,
        context: SentenceContext,
        mentions: Sequence[Mention],
        predicates: Sequence[Predicate],
        places: Sequence[tuple[int, int]],
    ) -> None:
        """`places`: the words that say where, whose states are no subjects."""
        self.context, self.text, self.words = context, context.reading.text, context.reading.text.words
        self.mentions, self.predicates, self.places = mentions, predicates, places
        self.starts = {one.first: one for one in mentions}
        self.inside = {at for one in mentions for at in range(one.first + 1, one.last)}
        self.verbs: dict[int, Predicate] = {}
        for one in predicates:
            self.verbs.setdefault(one.first, one)
        self.top = Clause("main", context.first)

    @cached_property
    def of_word(self) -> list[Clause]:
        """The clause of each word, made when it is first asked for: most sentences say no event."""
        found: list[Clause] = []
        for at in range(self.context.first, self.context.last):
            self.step(at)
            found.append(self.top)
        return found

    def of(self, at: int) -> Clause:
        return self.of_word[at - self.context.first]

    def step(self, at: int) -> None:
        if at > self.context.first:
            self.signs(at, self.text.gap(at))
        if at in self.inside:
            return
        verb = self.verbs.get(at)
        if verb is not None:
            self.verb(at, verb)
        elif self.is_relative(at):
            self.open("relative", at)
        elif self.words[at] in AND and self.joins_sentence(at):
            self.resume()

    def signs(self, at: int, gap: str) -> None:
        """What the signs before a word open and close."""
        for sign in gap:
            if sign in ")]":
                self.close("bracket")
            elif sign in "([":
                self.open("bracket", at)
            elif sign == ";" or (sign == ":" and gap.strip() == ":" and self.top.done):
                self.restart(at)
            elif sign == ",":
                self.comma(at)

    def verb(self, at: int, verb: Predicate) -> None:
        """A participle opens a clause of its own; another verb is the one of its clause."""
        if verb.form == "participle" and self.top.kind != "bracket" and not self.coordinated(at):
            if self.top.kind == "participle":
                self.top = self.top.parent or self.top
            self.open("participle", at)
            self.top.done = True
        elif verb.form != "noun":
            self.top.done = True

    def open(self, kind: ClauseKind, at: int) -> None:
        self.top = Clause(kind, at, self.top, self.before(at))

    def close(self, kind: ClauseKind) -> None:
        one: Clause | None = self.top
        while one is not None and one.kind != kind:
            one = one.parent
        if one is not None and one.parent is not None:
            self.top = one.parent

    def restart(self, at: int) -> None:
        """A new main clause, beside the one before."""
        self.top = Clause("main", at)

    def resume(self) -> None:
        """Back to the clause around relative clauses and participles."""
        while self.top.kind in ("relative", "participle") and self.top.parent is not None:
            self.top = self.top.parent

    def comma(self, at: int) -> None:
        """The sentence goes on behind a clause that has its verb: with a verb, or with a subject and its verb."""
        if self.top.kind not in ("relative", "participle"):
            return
        if (self.top.done or at - self.top.first >= SHORTEST) and self.goes_on(at):
            self.resume()

    def goes_on(self, at: int) -> bool:
        """Whether the words behind a comma are those of the clause around."""
        if self.is_relative(at):
            return False
        verb = self.next_verb(at)
        if verb is not None and verb.first - at <= 1 and verb.form == "finite":
            return True
        subject = next((one for one in self.mentions if one.first >= at), None)
        if subject is not None and self.in_place(subject):
            return False
        opener = self.top.first == self.context.first or self.top.head is None
        if opener and self.top.kind == "participle" and self.words[at] in ARTICLES and not self.capitalised(at + 1):
            return True
        if subject is None or subject.kind in NO_SUBJECTS or subject.first - at > 4:
            return False
        if opener and self.top.kind == "participle":
            # "Signé en 1973, le traité est entré": what follows is the subject.
            return True
        return (
            verb is not None
            and verb.form in ("finite", "active")
            and subject.last <= verb.first
            and self.no_comma(subject.last, verb.first)
        )

    def capitalised(self, at: int) -> bool:
        return at >= self.context.last or self.text.capital(at)

    def no_comma(self, first: int, last: int) -> bool:
        return not any("," in self.text.gap(at) for at in range(first, last + 1))

    def next_verb(self, at: int) -> Predicate | None:
        return next((one for one in self.predicates if one.first >= at and one.form != "noun"), None)

    def is_relative(self, at: int) -> bool:
        word = self.words[at]
        if word == WHERE:
            return "ù" in self.text.as_printed(at, at + 1).lower()
        return word in RELATIVE and not (word in CLEFT and self.is_cleft(at))

    def is_cleft(self, at: int) -> bool:
        """ "C'est à Nairobi, le 22 mai 1992, que le traité fut adopté": when and where stand before, in one clause."""
        first = self.top.first
        lead = self.words[first : first + 2]
        named: list[Mention | Predicate] = [*self.predicates, *self.mentions]
        said = any(first <= one.first < at for one in named if not self.in_place(one))
        return len(lead) == 2 and CLEFT_LEADS.issuperset(lead) and not said

    def in_place(self, one: Mention | Predicate) -> bool:
        return any(first <= one.first < last for first, last in self.places)

    def joins_sentence(self, at: int) -> bool:
        """ "..., which was signed in 1973, and the other entered into force": a subject and its verb behind "and"."""
        if self.top.kind not in ("relative", "participle") or not self.top.done:
            return False
        subject = self.starts.get(at + 1) or self.starts.get(at + 2)
        verb = self.next_verb(at)
        if verb is None or verb.form == "participle":
            return False
        if subject is not None and subject.kind not in NO_SUBJECTS:
            return subject.last <= verb.first and self.no_comma(subject.last, verb.first)
        return verb.first - at <= 2 and self.top.kind == "participle" and verb.form == "finite"

    def coordinated(self, at: int) -> bool:
        """A participle behind "and" shares what stands before it: "adopted in 1973 and opened for signature"."""
        return at > self.context.first and self.words[at - 1] in AND and self.top.kind == "participle"

    def before(self, at: int) -> Mention | None:
        """The mention that a clause tells of: the last one before it in the clause around."""
        found = [one for one in self.mentions if one.last <= at and one.first >= self.top.first]
        return found[-1] if found else None
