"""The evidence of each value, computed from the citations: sourced, unsourced or in disagreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.registry.reconciliation.date_comparison import agrees, contains


class CitationTarget(NamedTuple):
    """One field of one row: what a citation is about."""

    table: str
    row: str
    field: str


def target_of(row: Row) -> CitationTarget:
    return CitationTarget(row["table"], row["row"], row["field"])


def by_target(citations: Iterable[Row]) -> Mapping[CitationTarget, list[Row]]:
    """Citations (or corrections) by what they are about, in their order."""
    grouped: defaultdict[CitationTarget, list[Row]] = defaultdict(list)
    for citation in citations:
        grouped[target_of(citation)].append(citation)
    return grouped


def confirms(field: Field, said: str, published: str) -> bool:
    """Whether a source says the published value. A more precise date does; a less precise one does not."""
    return said == published or (field.is_edtf and contains(published, said))


def contradicts(field: Field, said: str, published: str) -> bool:
    """Whether a source says another value; a date of other precision that can be the same day does not."""
    return said != published and not (field.is_edtf and agrees(said, published))


def field_evidence(field: Field, published: str, citations: Iterable[Row], disputed: bool) -> tuple[str, int]:
    """The evidence of a value and how many sources say it."""
    sources = {row["source_id"] for row in citations if confirms(field, row["value"], published)}
    if disputed:
        return "in-disagreement", len(sources)
    return ("sourced" if sources else "unsourced"), len(sources)


def row_evidence(fields: Iterable[str]) -> str:
    """The evidence of a row from that of its fields."""
    seen = set(fields)
    if "in-disagreement" in seen:
        return "in-disagreement"
    if seen == {"sourced"}:
        return "sourced"
    return "partly-sourced" if "sourced" in seen else "unsourced"


def evidence_rows(
    fields: Mapping[str, tuple[Field, ...]],
    rows: Mapping[str, Mapping[str, Row]],
    citations: Mapping[CitationTarget, list[Row]],
    disputed: frozenset[CitationTarget],
) -> Iterator[dict[str, str]]:
    """The table evidence: one row for each filled cited field of each row."""
    for table, cited in fields.items():
        for key, row in rows[table].items():
            for field in cited:
                if row[field.name]:
                    target = CitationTarget(table, key, field.name)
                    said = citations.get(target, [])
                    evidence, count = field_evidence(field, row[field.name], said, target in disputed)
                    yield {**target._asdict(), "evidence": evidence, "sources": str(count)}
