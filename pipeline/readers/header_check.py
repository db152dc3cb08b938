"""Compares the header of a table with the fields of its schema (Table Schema, "fieldsMatch")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pipeline.core.limits import COLUMNS, LABEL_CHARACTERS
from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.header import Expected
from pipeline.findings.model import Finding

MOST_COMPARED = 10_000
NAMED = {"\t": "\\t"}
# The line and column of a label by its position from 0; None where labels have no place of their own.
PlaceOf = Callable[[int], tuple[int, int]]


def check_header(
    labels: Sequence[str],
    expected: Expected,
    display_path: str,
    line: int = 1,
    row: int = 1,
    place: PlaceOf | None = None,
) -> Iterator[Finding]:
    """The findings about a header: blank, duplicate, missing, extra or misplaced labels. Columns are 1-based."""
    if list(labels) == list(expected.fields):
        # Names may stand twice in a schema (Data Package v1), and then do in the data.
        return
    delimiter = expected.delimiter_of(labels[0], ",") if len(labels) == 1 else None
    if delimiter:
        details: dict[str, str | int] = {"found": NAMED.get(delimiter, delimiter), "delimiter": delimiter}
        yield Finding(code="dialect-error", file=display_path, line=line, row=row, details=details)
        return
    for finding in header_findings(labels, expected, display_path):
        at: tuple[int, int | None] = (line, None)
        if place is not None and "number" in finding.details:
            at = place(int(finding.details["number"]) - 1)
        yield finding.model_copy(update={"line": at[0], "column": at[1], "row": row})


def check_labels(
    labels: Sequence[str], display_path: str, line: int, place: PlaceOf | None = None
) -> Iterator[Finding]:
    """Warnings of blank and double labels, for a table without a schema."""
    for finding in label_findings(labels, display_path):
        at: tuple[int, int | None] = (line, None) if place is None else place(int(finding.details["number"]) - 1)
        yield finding.model_copy(update={"line": at[0], "column": at[1], "severity": "warning"})


def match_columns(labels: Sequence[str], expected: Expected) -> list[int | None]:
    """The column of each field, counted from 0: by its name, else by the only label that can mean it, else None."""
    if list(labels) == list(expected.fields):
        return list(range(len(labels)))
    columns = {label: at for at, label in reversed(list(enumerate(labels)))}
    known = {name: columns[name] for name in expected.fields if name in columns}
    for at, label in enumerate(labels):
        field = expected.field_of(label) if label and label not in known else None
        if field is not None and field not in known:
            known[field] = at
    return [known.get(name) for name in expected.fields]


def header_limit(labels: Sequence[str], display_path: str, line: int = 1) -> Finding | None:
    """The finding that a header exceeds a limit (number of columns, length of a label); None if it does not."""
    details: dict[str, str | int] = {"found": len(labels), "most": COLUMNS}
    if len(labels) > COLUMNS:
        return Finding(code="source-error", variant="columns", file=display_path, line=line, row=1, details=details)
    number, label = next(((at, label) for at, label in enumerate(labels, 1) if len(label) > LABEL_CHARACTERS), (0, ""))
    if not number:
        return None
    details = {"number": number, "found": len(label), "most": LABEL_CHARACTERS}
    return Finding(code="source-error", variant="label", file=display_path, line=line, row=1, details=details)


def header_findings(labels: Sequence[str], expected: Expected, display_path: str) -> Iterator[Finding]:
    yield from label_findings(labels, display_path)
    if expected.match == "exact":
        yield from check_exact(labels, expected, display_path)
    else:
        yield from check_sets(labels, expected, display_path)


def label_findings(labels: Sequence[str], display_path: str) -> Iterator[Finding]:
    """Blank labels, and labels that an earlier column has."""
    seen: set[str] = set()
    for number, label in enumerate(labels, start=1):
        if not label:
            yield header_finding("blank-label", display_path, number, label)
        elif label in seen:
            yield header_finding("duplicate-label", display_path, number, label)
        seen.add(label)


def check_exact(labels: Sequence[str], expected: Expected, display_path: str) -> Iterator[Finding]:
    """Every field in its place. A header with the right labels in another order says so of each misplaced one."""
    yield from check_sets(labels, expected._replace(match="equal"), display_path)
    if sorted(labels) == sorted(expected.fields):
        for number, (label, field) in enumerate(zip(labels, expected.fields, strict=True), start=1):
            if label != field:
                yield header_finding("incorrect-label", display_path, number, label, field)


def check_sets(labels: Sequence[str], expected: Expected, display_path: str) -> Iterator[Finding]:
    fields, match = expected.fields, expected.match
    missing = absent(fields, labels)
    known = set(fields)
    extra = [(number, label) for number, label in enumerate(labels, start=1) if label and label not in known]
    # Every label is held against every field: of very many of both nobody reads what was meant.
    few = len(extra) * len(missing) <= MOST_COMPARED
    suggested = {label: meant(label, missing, expected) for _, label in extra} if match == "equal" and few else {}
    under_another_name = set(suggested.values())
    if match in ("equal", "subset"):
        for field in missing:
            # A field under another name is there: that is told once, of its label.
            if field not in under_another_name:
                yield Finding(code="missing-label", file=display_path, line=1, row=1, field=field)
    if match in ("equal", "superset"):
        for number, label in extra:
            suggestion = meant(label, missing, expected) if few else None
            yield header_finding("extra-label", display_path, number, label, suggestion)
    if match == "partial" and not set(labels) & set(fields):
        yield Finding(code="missing-label", file=display_path, line=1, row=1, field=", ".join(fields))


def absent(fields: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The fields that no label names; a name that stands twice among the fields must stand twice in the header."""
    left = Counter(labels)
    found: list[str] = []
    for field in fields:
        left[field] -= 1
        if left[field] < 0:
            found.append(field)
    return found


def meant(label: str, fields: Sequence[str], expected: Expected) -> str | None:
    """The field that a label means: the one that it can only mean, else the one that it is spelt like."""
    field = expected.field_of(label)
    if field in fields:
        return field
    return closest_match(label, fields, Similarity.LABEL)


def header_finding(code: str, display_path: str, number: int, label: str, suggestion: str | None = None) -> Finding:
    details: dict[str, str | int] = {"number": number}
    return Finding(code=code, file=display_path, line=1, row=1, value=label, suggestion=suggestion, details=details)
