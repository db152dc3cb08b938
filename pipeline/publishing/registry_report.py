"""report.json: what became of every record of raw/, what each table contains, and its evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.findings.model import Finding, Model
from pipeline.publishing.csv_files import DataFile
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.raw_files.accounting import RawFile, text_accounts


def publish_report(
    folder: Path,
    registry: PublishedRegistry,
    raw_files: Sequence[RawFile],
    files: Sequence[DataFile],
    findings: Iterable[Finding],
    changes: Sequence[Model],
    corrected: int,
) -> Mapping[str, Any]:
    """Writes report.json below `folder`; returns what it says."""
    contract, tables = registry.contract, registry.tables
    outcomes = contract.rows_of_role(tables, "statement_outcomes")
    statements = contract.rows_of_role(tables, "statements")
    report: dict[str, Any] = {
        "version": registry.contract.package.version,
        "raw": [one.model_dump() for one in raw_files],
        "texts": [one.model_dump() for one in text_accounts(registry.texts, statements, outcomes)],
        "normalised": [change.model_dump() for change in changes],
        "corrected": corrected,
        "statements": dict(sorted(Counter(row["outcome"] for row in outcomes).items())),
        "tables": {file.name: table_report(registry, file) for file in files},
        "findings": dict(sorted(Counter(finding.code for finding in findings).items())),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    (folder / "report.json").write_text(text, encoding="utf-8", newline="\n")
    return report


def table_report(registry: PublishedRegistry, file: DataFile) -> Mapping[str, Any]:
    """Rows, bytes and hash of a published table, and the evidence of its facts."""
    graded = registry.contract.rows_of_role(registry.tables, "evidence")
    facts = Counter(row["evidence"] for row in graded if row["table"] == file.name)
    about = {"rows": file.rows, "bytes": file.bytes, "sha256": file.sha256}
    return about | ({"evidence": dict(sorted(facts.items()))} if facts else {})
