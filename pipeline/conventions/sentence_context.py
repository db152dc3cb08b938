"""What "the Convention", "its Secretariat" or "elle" refer to in each sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.extraction.frames import sentence
from pipeline.extraction.layout import Block
from pipeline.extraction.marks.lexicon import Mark

# Marks that name an agreement; "weak" ones are names of places as well.
AGREEMENTS = frozenset({"agreement", "reference"})


@dataclass(frozen=True)
class SentenceContext(sentence.SentenceContext):
    """A sentence with its marks (references resolved: their value is an agreement's id or None) and what it is about.

    `after_secretariat`: the sentence before speaks of a secretariat; `body`: the kind of body that the sentence before
    names; `country`: the country that was named last; `recent`: the last two agreements that were named.
    """

    reading: AnnotatedText
    after_secretariat: bool = False
    body: str | None = None
    country: Mark | None = None
    recent: tuple[str, ...] = ()
    titles: ClassVar[frozenset[str]] = frozenset({"agreement", "body", "actor"})
    themes: ClassVar[frozenset[str]] = AGREEMENTS
    nouns: ClassVar[frozenset[str]] = frozenset({"ratification", "ratificacion"})

    def named(self) -> list[Mark]:
        """The agreements that the sentence names or points to, those known to the registry."""
        return [mark for mark in self.marks if mark.kind in AGREEMENTS and mark.value is not None]

    @property
    def about(self) -> str | None:
        """The agreement of the sentence: the first that it names, else what the text is about."""
        marks = [mark for mark in self.marks if mark.kind in AGREEMENTS]
        return marks[0].value if marks else self.focus


def sentence_contexts(reading: AnnotatedText) -> Iterator[SentenceContext]:
    """The sentences of a text in order, each with what it is about."""
    context = ContextTracker(reading)
    spoken = False
    country: Mark | None = None
    body: str | None = None
    for block in reading.blocks:
        for part in block.sentences:
            marks = [context.resolved(mark) for mark in reading.within(part.first, part.last)]
            yield SentenceContext(
                reading, block, part, marks, context.focus, context.heading, context.near == block.paragraph,
                after_secretariat=spoken, body=body, country=country, recent=context.recent,
            )  # fmt: skip
            context.go_on(block, marks)
            bodies = {mark.value[0] for mark in marks if mark.kind == "body"}
            body = bodies.pop() if len(bodies) == 1 else None
            country = next((mark for mark in marks if mark.kind == "country"), country)
            spoken = any(mark.kind == "secretariat" for mark in marks)


class ContextTracker:
    """What a reader has in mind on the way through a text."""

    def __init__(self, reading: AnnotatedText) -> None:
        self.reading = reading
        self.agreements = reading.gazetteer.agreements
        self.focus: str | None = None
        self.heading: str | None = None
        self.near = -1
        self.recent: tuple[str, ...] = ()
        self.families: dict[str, str | None] = {}
        unknown = any(mark.kind == "agreement" and mark.value is None for mark in reading.marks)
        self.named = [mark for mark in reading.marks if mark.kind == "agreement" and mark.value]
        # A text that speaks of "the COP" before it names a convention is about the only one that it names, be it by the
        # name of its secretariat or by a name that is a place as well.
        for kinds in (("agreement",), ("secretariat",), ("weak",)):
            keys = {mark.value for mark in reading.marks if mark.kind in kinds and mark.value}
            if keys and not unknown:
                self.focus = next(iter(keys)) if len(keys) == 1 else None
                break

    def resolved(self, mark: Mark) -> Mark:
        if mark.kind == "agreement":
            if mark.value is None:
                self.families["convention"] = None
            else:
                self.families[self.agreements[mark.value].family] = mark.value
            return mark
        if mark.kind == "reference":
            key = self.meant(mark.value, mark.first)
            # What is not found ahead now will not be found later, unless it is named: each text is looked through once.
            self.families[mark.value] = key
            return mark._replace(value=key)
        return mark

    def meant(self, family: str, at: int) -> str | None:
        """The agreement that "the Convention" or "the Protocol" is, here."""
        if family in self.families:
            return self.families[family]
        if self.focus and self.agreements[self.focus].family == family:
            return self.focus
        ahead = [mark.value for mark in self.named if mark.first > at]
        for other in ahead:
            if self.agreements[other].family == family:
                return str(other)
        # A text that names only the protocols of a convention is about that convention.
        everywhere = [*ahead, *(mark.value for mark in self.named)]
        for parent in (self.agreements[agreement].parent for agreement in everywhere):
            if parent and self.agreements[parent].family == family:
                return parent
        return self.focus if family == "agreement" else None

    def go_on(self, block: Block, marks: Sequence[Mark]) -> None:
        named = [mark for mark in marks if mark.kind in AGREEMENTS]
        known = [mark.value for mark in named]
        for key in known:
            if key:
                self.recent = (*(one for one in self.recent if one != key), str(key))[-2:]
        if known:
            self.near = block.paragraph
        if not known:
            if block.kind == "heading":
                self.heading = None if self.heading is None else self.heading
            return
        if block.kind == "heading" and known[0]:
            self.heading = self.focus = known[0]
        elif block.kind in ("item", "row"):
            self.focus = self.focus or known[0]
        elif self.focus not in known:
            self.focus = known[0]
