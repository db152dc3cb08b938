"""A text prepared for the rules: its words and their meanings, its dates, blocks and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pipeline.conventions.fuzzy_titles import HEADS, SMALL, TREATIES, stem
from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.word_classes import word_class
from pipeline.extraction import annotated_text
from pipeline.extraction.annotated_text import symbols_of
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.tokens import Text

FACT_KINDS = frozenset({"agreement", "weak", "secretariat", "body"})
# Determiners before "convention" that point back to one that was named.
POINTING = word_class("reading", "pointing")
# What may stand between a Conference and its subject.
TOPIC_LINKS = SMALL | word_class("reading", "topic_links")
TOPIC_REACH = 7
# A treaty is one that was named, be it printed in small letters; an agreement may be any.
TREATY = frozenset({"traite", "treaty", "tratado"})
TITLE_LINKS = word_class("reading", "title_links")
AND = word_class("clauses", "and")
JOINING = AND | word_class("mentions", "of")


@dataclass(frozen=True)
class AnnotatedText(annotated_text.AnnotatedText):
    """A text with the names of agreements, bodies and secretariats in it."""

    gazetteer: Gazetteer
    no_places: ClassVar[frozenset[str]] = frozenset({*HEADS, "cop", "mop"})

    @staticmethod
    def of(text: Text, gazetteer: Gazetteer) -> AnnotatedText:
        symbols = symbols_of(text)
        plain = [mark for mark in gazetteer.lexicon.marks(text) if mark.first not in symbols]
        marks = tuple(titled(text, gazetteer, plain))
        if not any(mark.kind in FACT_KINDS and mark.value for mark in marks):
            return AnnotatedText(text, marks, (), (), (), gazetteer)
        known = annotated_text.AnnotatedText.annotated(text, marks)
        return AnnotatedText(text, marks, known.firsts, known.dates, known.blocks, gazetteer)

    @cached_property
    def agreements(self) -> frozenset[str | None]:
        """The agreements that the text names; None among them for one that the registry does not have."""
        return frozenset(mark.value for mark in self.marks if mark.kind == "agreement")


def titled(text: Text, gazetteer: Gazetteer, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks with the heads of titles made what they name: an agreement, a body, a reference, or nothing."""
    waiting: list[Mark] = []
    floor = 0
    for mark in marks:
        if mark.first < floor:
            continue
        if mark.kind != "head":
            waiting.append(mark)
            continue
        named = named_by(text, gazetteer, mark, floor)
        if named is None:
            continue
        # What stands in front and belongs to the title ("Cartagena" of the Cartagena Protocol) is no name of its own.
        while waiting and waiting[-1].last > named.first:
            waiting.pop()
        if text.words[mark.first].endswith("s") and named.kind == "agreement":
            waiting += reversed(list(others_before(text, gazetteer, mark, named)))
            waiting.append(named)
            more = list(others_after(text, gazetteer, mark, named))
            waiting += more
            floor = more[-1].last if more else named.last
            continue
        waiting.append(named)
        floor = named.last
    yield from with_topics(text, gazetteer, waiting)


def others_after(text: Text, gazetteer: Gazetteer, head: Mark, named: Mark) -> Iterator[Mark]:
    """The other agreements of a head in the plural, behind it: "protocoles de Nagoya et de Cartagena"."""
    at = named.last
    while at < len(text.words):
        begin = at
        while at < len(text.words) and text.words[at] in JOINING and text.gap(at).strip() in ("", "'", ","):
            at += 1
        listed = at > begin and (text.words[begin] in AND or "," in text.gap(begin))
        listed = listed or (at == begin and text.gap(at).strip() == ",")
        if at >= len(text.words) or not listed or not text.capital(at):
            return
        found = gazetteer.titles.another(text, head.first, at)
        if found is None or found.table != "agreements":
            return
        yield Mark(at, found.last, "agreement", found.key)
        at = found.last


def others_before(text: Text, gazetteer: Gazetteer, head: Mark, named: Mark) -> Iterator[Mark]:
    """The other agreements of a head in the plural, before it: "the Cartagena and Nagoya Protocols"."""
    at = named.first - 1
    while at > 0:
        listed = text.words[at] in AND or "," in text.gap(at + 1)
        at -= text.words[at] in AND
        if at < 0 or not listed or not text.capital(at):
            return
        found = gazetteer.titles.another(text, head.first, at)
        if found is None or found.table != "agreements":
            return
        yield Mark(at, at + 1, "agreement", found.key)
        at -= 1


def with_topics(text: Text, gazetteer: Gazetteer, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks, and the agreement that a Conference's subject stands for: "la COP15 biodiversité", "climate COP"."""
    starts = {mark.first for mark in marks if mark.kind == "agreement"}
    floor = 0
    for mark in marks:
        if mark.kind not in ("body", "summit"):
            if mark.first >= floor:
                yield mark
            continue
        before = topic_before(text, gazetteer, mark.first)
        if before and before.first >= floor:
            yield before
        if mark.kind == "body":
            yield mark
        after = topic_after(text, gazetteer, mark.last, starts)
        if after:
            yield after
            floor = after.last


def topic_after(text: Text, gazetteer: Gazetteer, at: int, starts: set[int]) -> Mark | None:
    count, steps = len(text.words), 0
    while at < count and steps < TOPIC_REACH and at not in starts and not any(sign in text.gap(at) for sign in ".;:|"):
        found = topic_at(text, gazetteer, at)
        if found:
            return Mark(at, found[1], "agreement", found[0])
        word = text.words[at]
        if not (word in TOPIC_LINKS or (word.isdigit() and len(word) < 4)):
            return None
        at, steps = at + 1, steps + 1
    return None


def topic_before(text: Text, gazetteer: Gazetteer, at: int) -> Mark | None:
    """ "UN Biodiversity Conference", "climate COP": the subject right in front."""
    for start in range(max(0, at - 3), at):
        found = topic_at(text, gazetteer, start)
        if found and found[1] == at and text.gap(at) in (" ", "-", '" '):
            return Mark(start, at, "agreement", found[0])
    return None


def topic_at(text: Text, gazetteer: Gazetteer, at: int) -> tuple[str, int] | None:
    """The agreement whose subject begins with a word, and the word behind it."""
    for stems, key in gazetteer.topics.get(stem(text.words[at]), ()):
        here = at
        for other in stems:
            while here < len(text.words) and text.words[here] in SMALL and stem(text.words[here]) != other:
                here += 1
            if here >= len(text.words) or stem(text.words[here]) != other:
                break
            here += 1
        else:
            return key, here
    return None


def named_by(text: Text, gazetteer: Gazetteer, head: Mark, floor: int) -> Mark | None:
    found = gazetteer.titles.at(text, head.first, floor)
    if found and found.table != "agreements" and head.value == "organ" and not text.capital(head.first):
        return None
    if found and found.table == "agreements" and gazetteer.titles.other_subject(text, found):
        return Mark(found.first, found.last, "agreement", None)
    if found:
        if found.table == "agreements":
            return Mark(found.first, found.last, "agreement", found.key)
        if found.table == "bodies":
            return Mark(found.first, found.last, "body", gazetteer.bodies[found.key])
        return Mark(found.first, found.last, "body", (found.key, None))
    if head.value not in TREATIES:
        return None
    if unknown(text, head.first):
        return Mark(head.first, head.last, "agreement", None)
    pointed = head.first > 0 and text.words[head.first - 1] in POINTING
    if pointed and (
        head.value in ("convention", "protocol")
        or text.capital(head.first)
        or text.words[head.first - 1] in ("this", "cette", "ce", "esta", "este")
        or text.words[head.first] in TREATY
    ):
        return Mark(head.first, head.last, "reference", head.value)
    return None


def unknown(text: Text, head: int) -> bool:
    """Whether a head names an agreement that the registry has not: "the Basel Convention", "Convention de Bâle"."""
    words = text.words
    if not text.capital(head) and HEADS[words[head]] == "agreement":
        return False
    if head and text.capital(head - 1) and text.gap(head) in (" ", "-") and words[head - 1] not in POINTING:
        return text.capital(head) and not sentence_start(text, head - 1)
    at = head + 1
    steps = 0
    while at < len(words) and words[at] in TITLE_LINKS | POINTING and text.gap(at) == " " and steps < 3:
        at += 1
        steps += 1
    return (
        steps > 0
        and at < len(words)
        and text.gap(at) in (" ", "'", ' "')
        and text.capital(at)
        and not words[at].isdigit()
    )


def sentence_start(text: Text, at: int) -> bool:
    gap = text.gap(at)
    return at == 0 or "\n" in gap or ". " in gap
