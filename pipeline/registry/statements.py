"""A statement: a fact that a text states, with the characters that state it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import to_json

from pipeline.findings.model import Model

ID_LENGTH = 16


class Evidence(Model):
    """The place of one value of a statement: code points [start, end) of the text; it may be outside the span."""

    field: str
    start: int
    end: int


class Statement(Model):
    """One fact of a text: `values` by field, as schemas/statements/<kind>.yaml names them.

    `span`: code points [start, end) of the text; `quote` is `text[span[0]:span[1]]`.
    """

    id: str
    source_id: str
    lang: str
    kind: str
    values: Mapping[str, Any]
    span: tuple[int, int]
    quote: str
    evidence: tuple[Evidence, ...]
    rule: str

    def get(self, field: str) -> Any:
        """The value of a field; None where the text does not say it."""
        return self.values.get(field)

    def record(self, columns: Sequence[str]) -> dict[str, Any]:
        """The statement by column, in their order, as JSON has it; None where it has no value of a column."""
        whole = self.model_dump(mode="json")
        values = whole.pop("values")
        return {column: whole[column] if column in whole else values.get(column) for column in columns}

    def json_line(self, columns: Sequence[str]) -> str:
        """The statement as a line of JSON with these keys, in their order."""
        return to_json(self.record(columns)).decode()


# What every statement has beside its values, in the order in which it stands before them and behind them.
HEAD, TAIL = ("id", "source_id", "lang", "kind"), ("span", "quote", "evidence", "rule")


def statement_id(source_id: str, kind: str, values: Mapping[str, object]) -> str:
    """The id of a statement: sha256 over source, kind and the fields that have a value, 16 hex digits of it."""
    said = sorted((key, str(value)) for key, value in values.items() if value is not None)
    return hashlib.sha256(repr((source_id, kind, said)).encode()).hexdigest()[:ID_LENGTH]


class Gap(NamedTuple):
    """A sentence (code points [start, end)) that gave no statement: the reason (a key of messages), and the words."""

    start: int
    end: int
    reason: str
    words: str
