"""A fact on its way to a statement: its values, each with its place, and the rule that found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.extracting.units import Unit
from pipeline.statements import Evidence, Kind, Statement, statement_id


@dataclass
class Fact:
    """Values by key of the statement; `places`: where each stands, also outside the quotation."""

    kind: Kind
    rule: str
    span: Unit
    values: dict[str, Any] = field(default_factory=dict)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def say(self, key: str, value: Any, start: int, end: int) -> None:
        """A value of the fact, read from [start, end)."""
        self.values[key] = value
        self.places.append((key, start, end))


def statement_of(fact: Fact, text: str, source_id: str, lang: str) -> Statement:
    """The statement of a fact; its quotation is the span without white space around it."""
    start, end = fact.span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    values = {key: value for key, value in fact.values.items() if value is not None}
    return Statement.model_validate(
        {
            "id": statement_id(source_id, fact.kind, values),
            "source_id": source_id,
            "lang": lang,
            "kind": fact.kind,
            "span": (start, end),
            "quote": text[start:end],
            "evidence": tuple(Evidence(field=key, start=a, end=b) for key, a, b in sorted(fact.places)),
            "rule": fact.rule,
        }
        | values
    )
