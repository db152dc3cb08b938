"""A fact before it becomes a statement: its values, each with the words that state it, and the rule that found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.extraction.marks.tokens import Text
from pipeline.registry.statements import Evidence, Statement, statement_id


class Printed(NamedTuple):
    """The value of a field that takes words [first, last) as they are printed."""

    first: int
    last: int


@dataclass
class Fact:
    """Values by key of the statement, in words of the text; `first` and `last` bound the quotation.

    `weight` tells which of several places that say the same fact says it best.
    """

    kind: str
    rule: str
    first: int
    last: int
    values: dict[str, Any] = field(default_factory=dict)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    weight: int = 0
    span: tuple[int, int] | None = None
    asserted: bool = True

    def say(self, key: str, value: Any, first: int, last: int) -> None:
        """A value of the fact, read from words [first, last)."""
        self.values[key] = value
        self.places = [place for place in self.places if place[0] != key]
        self.places.append((key, first, last))

    def print(self, key: str, words: tuple[int, int]) -> None:
        """A value of the fact that is its words as they are printed."""
        self.say(key, Printed(*words), *words)

    def lacks(self, key: str) -> bool:
        return self.values.get(key) is None


def statement_of(fact: Fact, text: Text, source_id: str, lang: str) -> Statement:
    """The statement of a fact, its places in code points of the text as decoded."""
    back = text.folded.back
    start, end = fact.span or (text.starts[fact.first], text.ends[fact.last - 1])
    start, end = back(start), back(end)
    printed = text.printed
    while start < end and printed[start].isspace():
        start += 1
    while end > start and printed[end - 1].isspace():
        end -= 1
    values = {key: value for key, value in fact.values.items() if value is not None}
    for key, value in values.items():
        if isinstance(value, Printed):
            values[key] = " ".join(text.as_printed(*value).split())
    places = sorted((key, back(text.starts[first]), back(text.ends[last - 1])) for key, first, last in fact.places)
    return Statement(
        id=statement_id(source_id, fact.kind, values),
        source_id=source_id,
        lang=lang,
        kind=fact.kind,
        values=values,
        span=(start, end),
        quote=printed[start:end],
        evidence=tuple(Evidence(field=key, start=a, end=b) for key, a, b in places),
        rule=fact.rule,
    )
