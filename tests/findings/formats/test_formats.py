"""The formats that other programs read, read by programs of theirs where there is one for Python."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from junitparser import JUnitXml

from pipeline.findings.formats import FORMATS, render
from pipeline.findings.formats.report import Report
from pipeline.findings.model import Finding, Outcome, Severity, Unchecked

COMMAND = re.compile(r"::(?P<name>error|warning)(?: (?P<properties>[^:\n]*))?::(?P<message>[^\n]*)")


def unescaped(text: str) -> str:
    return unquote(text, errors="strict")


def commands(said: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as GitHub reads them."""
    found = []
    for line in said.splitlines():
        if match := COMMAND.fullmatch(line):
            pairs = (part.partition("=") for part in (match["properties"] or "").split(",") if part)
            properties = {key: unescaped(value) for key, _, value in pairs}
            found.append((match["name"], properties, unescaped(match["message"])))
    return found


def many(count: int, severity: Severity = "error") -> tuple[Finding, ...]:
    """Findings of as many fields, in turn in three files."""
    kind = partial(Finding, code="type-error", variant="integer", severity=severity)
    return tuple(kind(file=f"f{at % 3}.csv", line=at + 2, field=f"c{at}", value=str(at)) for at in range(count))


def test_github_gets_the_true_place_of_each(outcome: Outcome) -> None:
    found = commands(render(Report(outcome, "en"), "github"))
    assert [(name, item.get("line"), item.get("col"), item.get("endColumn")) for name, item, _ in found] == [
        ("error", "2", "1", "11"),
        ("error", "3", "12", "19"),
        ("error", "6", "2", "4"),
        ("error", "7", "1", "1"),
    ]
    assert {item["file"] for _, item, _ in found} == {"meetings.csv"}
    assert found[1][2].endswith("\nWrite Nairobi.\nalso on lines 4, 5")


def test_github_gets_ten_at_most_and_the_last_counts_the_rest() -> None:
    findings = (*many(14, "warning"), *many(25))
    found = commands(render(Report(Outcome(findings=findings), "en"), "github"))
    assert [name for name, _, _ in found] == ["error"] * 10 + ["warning"] * 10
    assert found[9][2].startswith("16 more findings are not shown here, in f1.csv, f2.csv;")
    assert found[19][2].startswith("5 more findings")


def test_a_column_of_wrong_values_is_one_note_where_ten_would_not_do() -> None:
    findings = tuple(
        Finding(code="type-error", variant="integer", file="a.csv", line=at + 2, field="n", value=f"{at}x")
        for at in range(12)
    )
    assert len(commands(render(Report(Outcome(findings=findings[:10]), "en"), "github"))) == 10
    ((_, properties, message),) = commands(render(Report(Outcome(findings=findings), "en"), "github"))
    assert properties["line"] == "2"
    assert message.endswith("also 11 more (12 in all): on lines 3 (“1x”), 4 (“2x”), 5 (“3x”), …")


def test_exactly_ten_are_all_reported() -> None:
    found = commands(render(Report(Outcome(findings=many(10)), "en"), "github"))
    assert len(found) == 10
    assert "more findings" not in found[9][2]


@pytest.mark.parametrize(
    "value", ["a\n::error::b", "a\r\n::set-output name=x::y", "%0A::stop-commands::x", ",line=1::x"]
)
def test_a_cell_gives_github_no_commands(value: str) -> None:
    finding = Finding(code="type-error", variant="integer", file=f"raw/{value}.csv", line=2, value=value)
    said = render(Report(Outcome(findings=(finding,)), "en"), "github")
    lines = said.splitlines()
    assert [line.startswith("::error file=") for line in lines] == [True, False]
    ((_, properties, _),) = commands(said)
    assert properties["line"] == "2"


def test_paths_are_distinguished_from_the_top_of_the_repository(outcome: Outcome) -> None:
    report = Report(outcome, "en", prefix="registry/")
    assert commands(render(report, "github"))[0][1]["file"] == "registry/meetings.csv"
    shape = json.loads(render(report, "sarif"))
    place = shape["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "registry/meetings.csv"


def test_sarif_has_a_rule_for_each_kind_and_a_region_for_each_result(outcome: Outcome) -> None:
    run = json.loads(render(Report(outcome, "fr"), "sarif"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["type-error", "constraint-error", "missing-cell"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(run["results"]) == 6
    region = run["results"][4]["locations"][0]["physicalLocation"]["region"]
    assert (run["columnKind"], region) == ("unicodeCodePoints", {"startLine": 6, "startColumn": 2, "endColumn": 4})


def test_junit_is_read_with_a_failure_for_each_error(outcome: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(render(Report(outcome, "es", seconds=1.5), "junit"), encoding="utf-8")
    read = JUnitXml.fromfile(str(path))
    assert (read.tests, read.failures, read.errors, read.time) == (6, 6, 0, 1.5)
    (suite,) = read
    assert next(iter(suite)).name == "meetings.csv:2:1 type-error"
    assert all(case.result[0].message for case in suite)


def test_junit_has_a_passed_case_for_a_file_without_errors_and_an_error_for_what_was_not_checked(folder: Path) -> None:
    unchecked = Unchecked(file="a.dbf", property="format", reason="format", details={"name": "dbf"})
    said = render(Report(Outcome(unchecked=(unchecked,)), "en", folder), "junit")
    read = JUnitXml.fromstring(said.encode())
    assert (read.tests, read.failures, read.errors) == (1, 0, 1)


@pytest.mark.parametrize("value", ["\x00", "\x1b[31m", "<script>", "]]>", "\ufffe", "\ud800"])
def test_every_format_holds_any_value(value: str) -> None:
    finding = Finding(code="type-error", variant="integer", file="a.csv", line=2, field="n", value=value)
    for form in FORMATS:
        said = render(Report(Outcome(findings=(finding,)), "en"), form)
        said.encode()
        if form in ("json", "sarif", "frictionless"):
            assert json.loads(said)
        if form == "junit":
            assert JUnitXml.fromstring(said.encode()).failures == 1


def test_markdown_shows_tables_in_which_no_value_is_markup() -> None:
    value = "<img src=x onerror=alert(1)> | [x](https://example.org) `@someone`"
    finding = Finding(code="type-error", variant="integer", file="raw/a|b.csv", line=2, field="n", value=value)
    said = render(Report(Outcome(findings=(finding,), files=1, rows=3), "en"), "markdown")
    (row,) = (line for line in said.splitlines() if line.startswith("| `raw"))
    assert row.startswith(
        '| `raw/a¦b.csv:2` | "\\<img src=x onerror=alert(1)\\> \\| `[x](https://example.org)` `ˋ@someoneˋ"`'
    )
    assert re.findall(r"(?<!\\)\|", row) == ["|"] * 4
    assert said.startswith("## ❌ Not valid: 1 error, 0 warnings in 1 file, 3 rows.\n\n### Errors (1)\n")


def test_many_warnings_are_folded(folder: Path) -> None:
    said = render(Report(Outcome(findings=many(6, "warning")), "fr", folder), "markdown")
    assert "<details><summary>Avertissements (6)</summary>\n\n| " in said
    assert said.startswith("## ✅ ")
