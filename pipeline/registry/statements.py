"""A statement: a fact that a text states, with the characters that state it."""

from __future__ import annotations

import hashlib
from typing import Literal, NamedTuple

from pipeline.findings.model import Model

Kind = Literal[
    "meeting",
    "seat",
    "host",
    "function",
    "cooperation",
    "membership",
    "adoption",
    "opening_for_signature",
    "signature",
    "entry_into_force",
]
ID_LENGTH = 16


class Evidence(Model):
    """The place of one value of a statement: code points [start, end) of the text; it may be outside the span."""

    field: str
    start: int
    end: int


class DecidedAt(Model):
    """The session that decided something, as the text names it: body kind and number."""

    body: str
    number: int | None


class Statement(Model):
    """A fact that a text states; schemas/tables/statements.yaml describes its fields.

    `span`: code points [start, end) of the text; `quote` is `text[span[0]:span[1]]`.
    """

    id: str
    source_id: str
    lang: str
    kind: Kind
    agreement: str | None = None
    body: str | None = None
    number: int | None = None
    part: str | None = None
    city: str | None = None
    country: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    date: str | None = None
    status: str | None = None
    partner: str | None = None
    instrument: str | None = None
    host: str | None = None
    decided_at: DecidedAt | None = None
    function: str | None = None
    party: str | None = None
    action: str | None = None
    count: int | None = None
    span: tuple[int, int]
    quote: str
    evidence: tuple[Evidence, ...]
    rule: str


NOT_IN_ID = frozenset({"id", "lang", "span", "quote", "evidence", "rule"})


def statement_id(source_id: str, kind: str, fields: dict[str, object]) -> str:
    """The id of a statement: 16 hexadecimal digits of the SHA-256 of its source, its kind and its values."""
    said = sorted((key, str(value)) for key, value in fields.items() if value is not None and key not in NOT_IN_ID)
    return hashlib.sha256(repr((source_id, kind, said)).encode()).hexdigest()[:ID_LENGTH]


class Gap(NamedTuple):
    """A sentence (code points [start, end)) that gave no statement: the reason (a key of messages), and the words."""

    start: int
    end: int
    reason: str
    words: str
