"""What a sentence says of its mentions: verbs, participles and nouns of events, with who does it and to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

Form = Literal["finite", "participle", "active", "noun"]
# Auxiliaries before a participle: of the active voice, of the passive; adverbs that may stand between.
ACTIVE = word_class("predicates", "active")
PASSIVE = word_class("predicates", "passive")
ADVERBS = word_class("predicates", "adverbs")
NOUNS = word_class("predicates", "nouns")
FINITE = word_class("predicates", "finite")
PARTICIPLE_ENDS = ("e", "ee", "es", "ees", "u", "ue", "us", "ues", "is", "ise", "ed", "ado", "ada", "ido", "ida",
                   "ados", "adas", "idos", "idas", "ert", "erte", "erto", "erta", "held", "clos", "close", "d",
                   "t")  # fmt: skip
MEMBER = word_class("predicates", "member")
BY = word_class("predicates", "by")
OBJECT_LEADS = word_class("predicates", "object_leads")
ADVERBS_AT_MOST = 3
AND = word_class("clauses", "and")


class Told(NamedTuple):
    """The value of a mark whose words are only verbs or only nouns: which event, and in which form."""

    value: str
    form: Form


@dataclass
class Predicate:
    """Words [first, last) that say an event: its kind ("made", "join"), which one ("adoption"), and in which form."""

    first: int
    last: int
    kind: str
    value: Any
    form: Form


def predicates_of(context: SentenceContext, kinds: frozenset[str]) -> list[Predicate]:
    """The predicates of a sentence in order: its marks of some kinds; two marks of one place are two predicates."""
    return [
        Predicate(mark.first, mark.last, mark.kind, told(mark.value), form_of(context, mark))
        for mark in context.marks
        if mark.kind in kinds and mark.value != "label"
    ]


def told(value: object) -> object:
    return value.value if isinstance(value, Told) else value


def form_of(context: SentenceContext, mark: Mark) -> Form:
    if isinstance(mark.value, Told):
        return declared_form(context, mark, mark.value.form)
    words = context.reading.text.words[mark.first : mark.last]
    before = auxiliary(context, mark.first)
    if (words[0] in NOUNS or words[0] in context.nouns) and before not in PASSIVE | ACTIVE:
        return "noun"
    if words[0] in MEMBER:
        # "Partie depuis 2013, le Bénin", "the Gambia, a Party since 1994": said beside the state.
        return "participle"
    if not FINITE.isdisjoint(words):
        return "finite"
    if before in ACTIVE:
        return "active"
    if before in PASSIVE:
        return "finite"
    if words[0] == "se":
        return "finite"
    if words[-1].endswith("ed") and past_tense(context, mark):
        return "active"
    return "participle" if any(words[-1].endswith(end) for end in PARTICIPLE_ENDS) else "finite"


def declared_form(context: SentenceContext, mark: Mark, form: Form) -> Form:
    """The form of words that are only nouns, or only verbs: of these, the passive and what stands behind a comma."""
    if form == "noun":
        return form
    before = auxiliary(context, mark.first)
    if before in PASSIVE:
        return "finite"
    aside = mark.first > context.first and "," in context.reading.text.gap(mark.first)
    return "participle" if aside and context.reading.text.words[mark.last - 1].endswith("ed") else form


def auxiliary(context: SentenceContext, at: int) -> str:
    """The word before a predicate, adverbs and "been" left out; empty at the beginning of the sentence."""
    words = context.reading.text.words
    steps = 0
    while at > context.first and steps < ADVERBS_AT_MOST and words[at - 1] in ADVERBS:
        if words[at - 1] in PASSIVE:
            return words[at - 1]
        at, steps = at - 1, steps + 1
    return words[at - 1] if at > context.first else ""


def past_tense(context: SentenceContext, mark: Mark) -> bool:
    """Whether an English form in -ed is a verb with its object behind it: "the session adopted the treaty"."""
    text = context.reading.text
    if mark.last >= context.last or text.gap(mark.last) not in (" ", "\n") or mark.first == context.first:
        return False
    if any(one.first == mark.last and one.kind in context.themes for one in context.marks):
        return text.gap(mark.first) in (" ", "\n")
    return text.words[mark.last] in OBJECT_LEADS and text.gap(mark.first) in (" ", "\n", ", ")
