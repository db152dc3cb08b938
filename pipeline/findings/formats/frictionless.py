"""An outcome in the shape of frictionless-py's `Report` (version 5)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from pipeline.core.i18n import Language
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import hidden_line, unchecked_text
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding, Hidden, Outcome, TableRead

# Our codes that frictionless-py has under another name; what stands in neither list it has under ours.
TYPES = {
    "rule": "row-constraint",
    "expectation": "table-error",
    "hash-error": "hash-count",
    "checksum-error": "hash-count",
    "byte-count-error": "byte-count",
    "schema-error": "package-error",
    "stray-quote": "source-error",
    "unclosed-quote": "source-error",
    "suspicious-quote": "source-error",
    "nul-byte": "source-error",
    "line-end": "source-error",
    "undeclared-file": "resource-error",
    "name-error": "resource-error",
}
CELL_TYPES = ("extra-cell", "missing-cell", "type-error", "constraint-error", "unique-error")
ROW_TYPES = ("blank-row", "primary-key", "foreign-key", "row-constraint")
LABEL_TYPES = ("blank-label", "duplicate-label", "missing-label", "extra-label", "incorrect-label")
KNOWN = (*CELL_TYPES, *ROW_TYPES, *LABEL_TYPES, "blank-header", "source-error", "encoding-error")
TAGS = {
    **dict.fromkeys(CELL_TYPES, ("#table", "#row", "#cell")),
    **dict.fromkeys(ROW_TYPES, ("#table", "#row")),
    **dict.fromkeys(LABEL_TYPES, ("#table", "#header", "#label")),
    "blank-header": ("#table", "#header"),
    "table-error": ("#table",),
    "hash-count": ("#file",),
    "byte-count": ("#file",),
}


# Tables may share a file, and each of them has the findings of it: so many errors are listed in all.
MOST_ERRORS = 20_000


def render_report(report: Report) -> str:
    """The report as JSON. What is said of no table, and what was left unchecked, stands among the report's errors."""
    outcome, lang = report.outcome, report.lang
    by_file: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in outcome.findings:
        by_file[finding.file or ""].append(finding)
    tables = [*outcome.tables, *other_files(outcome, by_file)]
    # Each of very many tables may have one file with very many findings: these are looked through once.
    errors_in = {file: [finding for finding in found if finding.severity == "error"] for file, found in by_file.items()}
    warnings_in = {
        file: [finding for finding in found if finding.severity == "warning"] for file, found in by_file.items()
    }
    hidden: defaultdict[str, list[Hidden]] = defaultdict(list)
    for check in outcome.hidden:
        hidden[check.table].append(check)
    tasks, room = [], MOST_ERRORS
    for table in tables:
        wrong, slight = ([found.get(file, []) for file in table.files] for found in (errors_in, warnings_in))
        made = task(table, wrong, slight, hidden.get(table.name, []), lang, room)
        room = max(room - len(made["errors"]) - len(made["warnings"]), 0)
        tasks.append(made)
    known_files = {file for table in tables for file in table.files}
    loose = [finding for file, found in by_file.items() if file not in known_files for finding in found]
    errors = [as_error(finding, (), lang) for finding in loose if finding.severity == "error"]
    errors += [unchecked_error(unchecked_text(item, lang)) for item in outcome.unchecked]
    warnings = [render_finding(finding, lang).message for finding in loose if finding.severity == "warning"]
    count = len(errors) + sum(task["stats"]["errors"] for task in tasks)
    stats = {"tasks": len(tasks), "errors": count, "warnings": len(warnings), "seconds": round(report.seconds, 3)}
    shape = {"valid": bool(outcome.valid), "stats": stats, "warnings": warnings, "errors": errors, "tasks": tasks}
    return json.dumps(shape, ensure_ascii=False, indent=2)


def other_files(outcome: Outcome, by_file: Iterable[str]) -> list[TableRead]:
    """CSV files that findings name and that no table claims, as those of the registry's raw/."""
    known = {file for table in outcome.tables for file in table.files}
    names = [file for file in by_file if file.endswith((".csv", ".tsv")) and file not in known]
    return [TableRead(name=PurePath(file).stem, files=(file,), labels=(), rows=0) for file in names]


def task(
    table: TableRead,
    wrong: Sequence[Sequence[Finding]],
    slight: Sequence[Sequence[Finding]],
    hidden: Sequence[Hidden],
    lang: Language,
    room: int,
) -> dict[str, Any]:
    """What is said of a table; no more than `room` errors and warnings are listed, all errors are counted.

    `wrong`, `slight`: the errors and the warnings of each of its files; `hidden`: those of it that are not listed.
    """
    errors = [as_error(finding, table.labels, lang) for finding in islice(chain(*wrong), room)]
    warnings = [render_finding(finding, lang).message for finding in islice(chain(*slight), room)]
    more = sum(check.total - check.shown for check in hidden if check.severity == "error")
    warnings += [hidden_line(check, lang).plain for check in hidden]
    stats: dict[str, Any] = {"errors": sum(map(len, wrong)) + more, "warnings": len(warnings), "seconds": table.seconds}
    stats |= {} if table.bytes is None else {"bytes": table.bytes}
    stats |= {"fields": len(table.labels), "rows": table.rows}
    return {
        "name": table.name,
        "type": "table",
        "valid": not stats["errors"],
        "place": ", ".join(table.files),
        "labels": list(table.labels),
        "stats": stats,
        "warnings": warnings,
        "errors": errors,
    }


def as_error(finding: Finding, labels: Sequence[str], lang: Language) -> dict[str, Any]:
    """One error, with what frictionless-py says of an error of its type: of a cell, a row, a label or none of them."""
    words = render_finding(finding, lang)
    kind = TYPES.get(finding.code, finding.code if finding.code in KNOWN else "data-error")
    error: dict[str, Any] = {
        "type": kind,
        "title": words.title,
        "description": words.remedy,
        "message": words.message,
        "tags": list(TAGS.get(kind, ())),
        "note": words.message,
    }
    number, field = cell_place(finding, labels)
    if kind in LABEL_TYPES:
        error |= {"labels": list(labels), "rowNumbers": [finding.row or 1]}
        error |= {"label": finding.value or "", "fieldName": field, "fieldNumber": number}
    if kind == "blank-header":
        error |= {"labels": list(labels), "rowNumbers": [finding.row or 1]}
    if kind in (*ROW_TYPES, *CELL_TYPES):
        error |= {"cells": list(finding.cells), "rowNumber": finding.row or 1}
    if kind in CELL_TYPES:
        error |= {"cell": finding.value or "", "fieldName": field, "fieldNumber": number}
    if kind == "foreign-key":
        own, theirs, table = (str(finding.details.get(key, "")) for key in ("own", "fields", "table"))
        error |= {"fieldNames": own.split(", "), "fieldCells": (finding.value or "").split(", ")}
        error |= {"referenceName": table, "referenceFieldNames": theirs.split(", ")}
    return error


def cell_place(finding: Finding, labels: Sequence[str]) -> tuple[int, str]:
    """The number (from 1) and the name of a field; of the place where a row of another width goes wrong."""
    if finding.field is not None and finding.field in labels:
        return labels.index(finding.field) + 1, finding.field
    at = {"extra-cell": len(labels), "missing-cell": len(finding.cells)}.get(finding.code, 0)
    return at + 1, finding.field or (labels[at] if finding.code == "missing-cell" and at < len(labels) else "")


def unchecked_error(note: str) -> dict[str, Any]:
    error = {"type": "resource-error", "title": "Unchecked", "description": note, "message": note}
    return {**error, "tags": [], "note": note}
