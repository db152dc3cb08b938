"""The header of a table beside the fields of its schema (fieldsMatch of Data Package v2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process

from pipeline.contract.descriptors import FieldsMatch
from pipeline.findings import Finding

CLOSE = 70


def check_header(
    labels: Sequence[str], fields: Sequence[str], match: FieldsMatch, shown: str, line: int = 1, row: int = 1
) -> Iterator[Finding]:
    """What is wrong with a header: blank, duplicate, missing, extra or misplaced labels. Columns count from 1."""
    if list(labels) == list(fields):
        # Names may stand twice in a schema (Data Package v1), and then do in the data.
        return
    for finding in header_findings(labels, fields, match, shown):
        yield finding.model_copy(update={"line": line, "row": row})


def header_findings(labels: Sequence[str], fields: Sequence[str], match: FieldsMatch, shown: str) -> Iterator[Finding]:
    for number, label in enumerate(labels, start=1):
        if not label:
            yield header_finding("blank-header", shown, number, label)
        elif label in labels[: number - 1]:
            yield header_finding("duplicate-label", shown, number, label)
    if match == "exact":
        yield from check_exact(labels, fields, shown)
    else:
        yield from check_sets(labels, fields, match, shown)


def check_exact(labels: Sequence[str], fields: Sequence[str], shown: str) -> Iterator[Finding]:
    """Every field in its place. A header with the right labels in another order says so of each misplaced one."""
    yield from check_sets(labels, fields, "equal", shown)
    if sorted(labels) == sorted(fields):
        for number, (label, field) in enumerate(zip(labels, fields, strict=True), start=1):
            if label != field:
                yield header_finding("incorrect-label", shown, number, label, field)


def check_sets(labels: Sequence[str], fields: Sequence[str], match: FieldsMatch, shown: str) -> Iterator[Finding]:
    missing = [field for field in fields if field not in labels]
    extra = [(number, label) for number, label in enumerate(labels, start=1) if label and label not in fields]
    if match in ("equal", "subset"):
        for field in missing:
            yield Finding(code="missing-label", file=shown, line=1, row=1, field=field)
    if match in ("equal", "superset"):
        for number, label in extra:
            yield header_finding("extra-label", shown, number, label, closest(label, missing))
    if match == "partial" and not set(labels) & set(fields):
        yield Finding(code="missing-label", file=shown, line=1, row=1, field=", ".join(fields))


def closest(label: str, fields: Sequence[str]) -> str | None:
    found = process.extractOne(label, fields, score_cutoff=CLOSE)
    return found[0] if found else None


def header_finding(code: str, shown: str, number: int, label: str, suggestion: str | None = None) -> Finding:
    details: dict[str, str | int] = {"number": number}
    return Finding(code=code, file=shown, line=1, row=1, value=label, suggestion=suggestion, details=details)
