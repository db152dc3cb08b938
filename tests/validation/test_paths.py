"""One verdict, whichever way the rows go: one by one, by query, in small blocks, through the lexer."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.findings.model import Outcome
from pipeline.readers.csv.text_layout import Sizes
from pipeline.validation.plan import Plan
from pipeline.workflows.check_package import Options, check_paths

BY_VALUE = Options(sizes=Sizes(block=1 << 20, few=1 << 30))
BY_QUERY = Options(sizes=Sizes(block=1 << 20, few=0))
BY_BLOCKS = Options(sizes=Sizes(block=64, few=0))

CELLS = {
    "integer": ["1", "01", "+1", "-0", "0", "12", "7", "99999999999999999999", "1_0", " 1", "1.0", "x", "", "NA", "1974"],
    "number": ["1", "1.0", "1.50", "-1", ".5", "5.", "1e3", "NaN", "INF", "-inf", "1,5", "0.1", "123456789.123456", "", "NA", "x"],
    "string": ["a", "b", "é", "E\u0301", "ab", "", "NA", " a", "a b", "abcdefghij", "😀", "1"],
    "boolean": ["true", "1", "False", "0", "yes", "", "NA"],
    "date": ["2024-01-26", "2024-02-30", "0001-01-01", "0000-01-01", "2024-1-1", "", "NA", "1999-12-31"],
    "time": ["15:00:00", "24:00:00", "15:00", "", "23:59:59"],
    "datetime": ["2024-01-26T15:00:00", "2024-01-26T15:00:00Z", "2024-01-26T17:00:00+02:00", "2024-01-26T15:00:00.0Z", "2024-01-26", ""],
    "year": ["2024", "1999", "999", "12345", "-0044", "2024Z", ""],
    "yearmonth": ["2024-01", "2024-13", ""],
    "duration": ["P1Y", "P12M", "P1D", "PT24H", "P", ""],
    "any": ["a", "1", ""],
}  # fmt: skip
# Those that RE2 and Python share, and those that only Python reads.
PATTERNS = [
    *(
        "[a-z]+",
        "a|b",
        r"\p{Ll}*",
        "[^a]+",
        "^[a-z]+$",
        "^a|b$",
        "(^a$|^é$|(?:^|.)b)+",
        r"^\w\s?\w?$",
        r"[^\w]*|\D+",
        "^.?$",
    ),
    *("(?!ab).*", r"(?i)^[A-E]\b.*", r"(.)\1*", "[[:alpha:]]+?", "\u00e9|1++", "["),
]
LIMITS: dict[str, dict[str, list[Any]]] = {
    "integer": {"pattern": [r"^[0-9]+$", r"-?\d{1,2}", "(?!0).*"], "maxLength": [2], "minimum": [0, "1", 2000], "maximum": [5, 3000], "exclusiveMinimum": [0], "enum": [[1, 7], ["0", "12"]]},
    "number": {"minimum": [0, 0.5, "1"], "exclusiveMaximum": [100], "enum": [[1, 1.5]]},
    "string": {"pattern": PATTERNS, "minLength": [1, 2], "maxLength": [1, 3], "enum": [["a", "é"]]},
    "boolean": {"enum": [[True]], "pattern": ["[a-z]+"]},
    "date": {"pattern": [r"^2024-\d\d-\d\d$"], "minimum": ["2000-01-01"], "maximum": ["2024-01-26"]},
    "time": {"minimum": ["15:00:00"]},
    "datetime": {"minimum": ["2024-01-26T15:00:00Z"], "maximum": ["2024-01-26T15:00:00"]},
    "year": {"minimum": [2000, "2024"]},
    "yearmonth": {"maximum": ["2024-01"]},
    "duration": {"minimum": ["P1Y"]},
    "any": {"enum": [["a"]], "pattern": ["^[a-z]$"], "minLength": [1]},
}  # fmt: skip


CONDITIONS = ["a <> b", "a = c OR b IS NULL", "a IS NOT NULL OR c IS NOT NULL", "a < c", "b = 'a'", "1 = 1 AND c >= b"]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(CELLS)))
    chosen = draw(st.lists(st.sampled_from(sorted(LIMITS[kind])), unique=True, max_size=2))
    constraints: dict[str, Any] = {item: draw(st.sampled_from(LIMITS[kind][item])) for item in chosen}
    constraints |= dict.fromkeys(draw(st.lists(st.sampled_from(["required", "unique"]), unique=True)), True)
    field: dict[str, Any] = {"name": name, "type": kind, "constraints": constraints}
    if draw(st.booleans()):
        field["missingValues"] = draw(st.sampled_from([["NA"], ["", "NA"], [], ["1", ""]]))
    return field


@st.composite
def packages(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]], list[list[str]]]:
    own = [draw(fields(name)) for name in ("a", "b", "c")]
    other = [draw(fields("k"))]
    schema: dict[str, Any] = {"fields": own}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.sampled_from([["a"], ["a", "b"]]))
    if draw(st.booleans()):
        schema["uniqueKeys"] = draw(st.sampled_from([[["c"]], [["a", "c"], ["b"]]]))
    keys = []
    if draw(st.booleans()):
        keys.append({"fields": ["b"], "reference": {"resource": "other", "fields": ["k"]}})
    if draw(st.booleans()):
        keys.append({"fields": ["a"], "reference": {"fields": ["c"]}})
    if keys:
        schema["foreignKeys"] = keys
    if draw(st.booleans()):
        schema["passerelle:rules"] = [
            {"name": f"r{number}", "condition": condition}
            for number, condition in enumerate(draw(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2)))
        ]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[item["type"]]) for item in own)), max_size=12))
    others = draw(st.lists(st.tuples(st.sampled_from(CELLS[other[0]["type"]])), max_size=5))
    resources = [
        {"name": "t", "path": "t.csv", "schema": schema},
        {"name": "other", "path": "other.csv", "schema": {"fields": other}},
    ]
    return {"resources": resources}, [list(row) for row in rows], [list(row) for row in others]


def written(labels: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL if len(labels) == 1 else csv.QUOTE_MINIMAL)
    writer.writerows([labels, *rows])
    return text.getvalue()


def told(outcome: Outcome) -> list[str]:
    found = [finding.model_dump_json() for finding in (*outcome.findings, *outcome.unchecked)]
    return [*found, str(outcome.hidden), str(outcome.rows)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(package=packages())
def test_every_way_gives_the_same_findings(
    tmp_path_factory: pytest.TempPathFactory, package: tuple[dict[str, Any], list[list[str]], list[list[str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("ways")
    descriptor, rows, others = package
    (folder / "t.csv").write_text(written(["a", "b", "c"], rows), encoding="utf-8", newline="")
    (folder / "other.csv").write_text(written(["k"], others), encoding="utf-8", newline="")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    by_value = told(check_paths([folder / "datapackage.json"], None, BY_VALUE))
    assert told(check_paths([folder / "datapackage.json"], None, BY_QUERY)) == by_value
    assert told(check_paths([folder / "datapackage.json"], None, BY_BLOCKS)) == by_value


def test_a_condition_that_cannot_be_computed_in_sql_loses_no_other_check(tmp_path: Path) -> None:
    """Seen with the optimizer for common expressions: a cast moved out of TRY, no row was judged, and all was valid."""
    fields = [{"name": "a", "type": "any"}, {"name": "b", "type": "boolean"}, {"name": "c", "type": "boolean"}]
    rules = [{"name": "r1", "condition": "a <> b"}, {"name": "r2", "condition": "a = c"}]
    key = {"fields": ["a"], "reference": {"fields": ["c"]}}
    schema = {"fields": fields, "foreignKeys": [key], "passerelle:rules": rules}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (tmp_path / "t.csv").write_text("a,b,c\na,true,true\n", encoding="utf-8")
    for options in (BY_VALUE, BY_QUERY):
        found = check_paths([tmp_path / "datapackage.json"], None, options).errors
        assert [(finding.code, finding.line, finding.field) for finding in found] == [("foreign-key", 2, "a")]


def test_rows_without_a_verdict_are_never_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: valid, though the only query over the rows had failed twice."""
    (tmp_path / "t.json").write_text('{"fields": [{"name": "a", "type": "string"}]}', encoding="utf-8")
    (tmp_path / "t.csv").write_text("a\nb\n", encoding="utf-8")
    monkeypatch.setattr(Plan, "select", lambda *_: "SELECT 'x'::INTEGER")
    outcome = check_paths([tmp_path / "t.csv"], tmp_path / "t.json", BY_QUERY)
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["raised"])
