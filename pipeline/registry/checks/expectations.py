"""Checks the expected numbers of rows and filled cells, so that no table loses rows unnoticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.findings.model import Finding
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import Expectations

CONTRACT_FILE = "schemas/package.yaml"


def check_expectations(contract: Contract, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[Finding]:
    """The findings about expected numbers: too few rows or values are errors, too many rows are warnings."""
    for table, expected in contract.package.tables.items():
        yield from check_one(table, expected, tables.get(table, ()))


def check_one(table: str, expected: Expectations, rows: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    found: dict[str, str | int] = {"table": table, "found": len(rows)}
    if len(rows) < expected.rows.fewest:
        details = found | {"expected": expected.rows.fewest}
        yield Finding(code="expectation", variant="rows-fewest", file=CONTRACT_FILE, details=details)
    if expected.rows.most is not None and len(rows) > expected.rows.most:
        details = found | {"expected": expected.rows.most}
        yield Finding(code="expectation", variant="rows-most", severity="warning", file=CONTRACT_FILE, details=details)
    for field, share in expected.filled.items():
        filled = sum(1 for row in rows if row[field]) / len(rows) if rows else 1.0
        if filled < share:
            shares: dict[str, str | int] = {"expected": f"{share:.0%}", "filled": f"{filled:.0%}"}
            yield Finding(code="expectation", variant="filled", file=CONTRACT_FILE, field=field, details=found | shares)
