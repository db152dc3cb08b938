"""The stage that reconciles statements and rows; returns the tables to publish and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row, Tables
from pipeline.findings.model import Finding
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import ROW_EVIDENCE
from pipeline.registry.lookups import Lookups
from pipeline.registry.reconciliation.date_comparison import agrees
from pipeline.registry.reconciliation.disagreements import (
    Origins,
    RowPlaces,
    apply_corrections,
    disagreement_rows,
    noted,
    open_disagreements,
    stale_corrections,
)
from pipeline.registry.reconciliation.draft import Draft, draft_of
from pipeline.registry.reconciliation.evidence import CitationTarget, by_target, evidence_rows, row_evidence
from pipeline.registry.reconciliation.matching import RowMatch, match_statement
from pipeline.registry.roles import Role
from pipeline.registry.statement_kinds import StatementKind
from pipeline.registry.statements import Statement

CITATION_KEY = ("table", "row", "field", "source_id", "value")


@dataclass(frozen=True)
class Reconciled:
    """The published rows of every table, the findings, and how many values corrections changed."""

    tables: Tables
    findings: tuple[Finding, ...]
    corrected: int


def reconcile(
    contract: Contract, typed: Tables, statements: Sequence[Statement], lookups: Lookups, origins: Origins
) -> Reconciled:
    """Typed rows (text, normalised, checked) and statements as the tables that are published.

    `origins`: file and line of each typed row by table and key.
    """
    draft = draft_of(
        typed,
        {name: schema.key for name, schema in contract.tables.items()},
        {name: schema.field_names for name, schema in contract.tables.items()},
        lookups,
    )
    outcomes, found_citations = match_statements(draft, contract.statement_kinds, statements)
    citations = by_target(merged_citations(contract.rows_of_role(typed, "citations"), found_citations))
    corrections = by_target(contract.rows_of_role(typed, "corrections"))
    corrected = apply_corrections(draft, corrections)
    cited = contract.facts
    disagreements = list(contract.rows_of_role(typed, "disagreements"))
    if contract.table_of_role("disagreements"):
        disagreements += disagreement_rows(draft, by_name(cited), citations, corrections, noted(disagreements))
    evidence = grade_evidence(draft, cited, citations, disagreements)
    computed: Mapping[Role, Sequence[Row]] = {
        "citations": [row for rows in citations.values() for row in rows],
        "disagreements": disagreements,
        "evidence": evidence,
        "statement_outcomes": outcomes,
    }
    return Reconciled(
        tables={name: list(rows.values()) for name, rows in draft.rows.items()} | of_roles(contract, computed),
        findings=(
            *stale_corrections(corrections, citations, RowPlaces(contract, origins)),
            *open_disagreements(disagreements, citations, RowPlaces(contract, origins)),
            *unsourced(evidence),
        ),
        corrected=corrected,
    )


def of_roles(contract: Contract, computed: Mapping[Role, Sequence[Row]]) -> dict[str, list[Row]]:
    """Computed rows by the table that plays their role, with the columns that it has; the rest is left out."""
    played = {role: contract.table_of_role(role) for role in computed}
    return {
        table: [with_columns(row, contract.tables[table].field_names) for row in computed[role]]
        for role, table in played.items()
        if table is not None
    }


def with_columns(row: Row, columns: Sequence[str]) -> Row:
    return row if tuple(row) == tuple(columns) else {column: row.get(column, "") for column in columns}


def match_statements(
    draft: Draft, kinds: Mapping[str, StatementKind], statements: Iterable[Statement]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Every statement against the rows: its outcomes (confirms, adds, disagrees, none, ...) and its citations."""
    outcomes: list[dict[str, str]] = []
    citations: list[dict[str, str]] = []
    for statement in statements:
        rows = match_statement(draft, kinds.get(statement.kind), statement)
        for match in rows:
            outcomes.append(outcome_row(statement, match.table, match.row, outcome(draft, match)))
            citations += citation_rows(statement, match)
            for field, value in match.values.items():
                draft.fill(match.table, match.row, field, value)
        if not rows:
            outcomes.append(outcome_row(statement, "", "", "none"))
    return outcomes, citations


def outcome_row(statement: Statement, table: str, row: str, found: str) -> dict[str, str]:
    key = f"{statement.id}-{table}-{row}".strip("-").replace("_", "-")
    return {"id": key, "statement_id": statement.id, "outcome": found, "table": table, "row": row}


def outcome(draft: Draft, match: RowMatch) -> str:
    row = draft.rows[match.table][match.row]
    if match.outcome is not None:
        return match.outcome
    if match.added or any(not row[field] for field in match.values):
        return "adds"
    differs = any(row[field] != value and not agrees(value, row[field]) for field, value in match.values.items())
    return "disagrees" if differs else "confirms"


def citation_rows(statement: Statement, match: RowMatch) -> Iterator[dict[str, str]]:
    """A citation for each value, with the words and their place (RFC 5147: characters from, to)."""
    for field, value in match.values.items():
        yield {
            # For a table of citations whose key is an id; others have no such column.
            "id": "-".join((statement.id, match.table, match.row, field)).replace("_", "-"),
            "table": match.table,
            "row": match.row,
            "field": field,
            "source_id": statement.source_id,
            "value": value,
            "locator": f"char={statement.span[0]},{statement.span[1]}",
            "quote": statement.quote,
            "statement_id": statement.id,
        }


def merged_citations(typed: Sequence[Row], found: Sequence[Row]) -> list[Row]:
    """Typed citations, then those of statements; what both say is the statement's, which has the words."""
    merged: dict[tuple[str, ...], Row] = {}
    for row in (*typed, *found):
        key = tuple(row[field] for field in CITATION_KEY)
        if key not in merged or (row.get("quote") and not merged[key].get("quote")):
            merged[key] = row
    return list(merged.values())


def by_name(cited: Mapping[str, tuple[Field, ...]]) -> dict[tuple[str, str], Field]:
    return {(table, field.name): field for table, fields in cited.items() for field in fields}


def grade_evidence(
    draft: Draft,
    cited: Mapping[str, tuple[Field, ...]],
    citations: Mapping[CitationTarget, list[Row]],
    disagreements: Iterable[Row],
) -> list[dict[str, str]]:
    """The evidence of each field, and from it that of each row (written into its column `evidence`)."""
    disputed = frozenset(
        CitationTarget(row["table"], row["row"], row["field"]) for row in disagreements if row["state"] == "open"
    )
    rows = list(evidence_rows(cited, draft.rows, citations, disputed))
    of_row: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        of_row.setdefault((row["table"], row["row"]), []).append(row["evidence"])
    for table in cited:
        for key in draft.rows[table]:
            draft.read_instead(table, key, ROW_EVIDENCE, row_evidence(of_row.get((table, key), [])))
    return rows


def unsourced(evidence: Iterable[Row]) -> Iterator[Finding]:
    """One warning a table: how many of its values no source says."""
    total = Counter(row["table"] for row in evidence)
    missing = Counter(row["table"] for row in evidence if row["evidence"] == "unsourced")
    for table, count in missing.items():
        details: dict[str, str | int] = {"table": table, "count": count, "total": total[table]}
        yield Finding(code="unsourced", severity="warning", file=f"raw/tables/{table}", details=details)


__all__ = ["Reconciled", "reconcile"]
