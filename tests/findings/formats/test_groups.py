"""A report that is read to its end: one group for each check and shape of value, counted in full."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.core.i18n import LANGUAGES, Language
from pipeline.findings.formats.groups import grouped, shape
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import render_report
from pipeline.findings.model import Finding, Hidden, Outcome, TableRead, Unchecked


def wrong(line: int, value: str, suggestion: str | None = None) -> Finding:
    return Finding(
        code="type-error",
        variant="datetime",
        file="t.csv",
        line=line,
        column=1,
        row=line,
        field="date",
        value=value,
        suggestion=suggestion,
    )


def table(rows: int) -> TableRead:
    return TableRead(name="t", files=("t.csv",), labels=("date",), rows=rows)


def test_a_column_of_100_000_wrong_cells_is_a_few_lines_with_its_count() -> None:
    times = [(at, f"15:47:{at % 60:02}") for at in range(2, 1_002)]
    findings = tuple(wrong(at, f"2013-10-15 {time}", f"2013-10-15T{time}") for at, time in times)
    hidden = Hidden(table="t", code="type-error", variant="datetime", field="date", total=100_000, shown=1_000)
    said = render_report(Report(Outcome(findings=findings, hidden=(hidden,), tables=(table(100_000),)), "fr"))
    assert said == (
        "t.csv:2:1: erreur[type-error] «\u202f2013-10-15 15:47:02\u202f» n’est pas une date suivie de l’heure au "
        "format AAAA-MM-JJThh:mm:ss (ISO 8601), le seul que le champ date accepte.\n"
        "    remède Écrivez 2013-10-15T15:47:02.\n"
        "    aussi 99\u202f999 autres (100\u202f000 lignes sur 100\u202f000)\u00a0: aux lignes "
        "3 («\u202f2013-10-15 15:47:03\u202f» → 2013-10-15T15:47:03), "
        "4 («\u202f2013-10-15 15:47:04\u202f» → 2013-10-15T15:47:04), "
        "5 («\u202f2013-10-15 15:47:05\u202f» → 2013-10-15T15:47:05), …\n"
        "Pour en savoir plus\u00a0: passerelle explain type-error\n"
        "Non valide\u00a0: 100\u202f000 erreurs, 0 avertissement dans 0 fichier, 0 ligne.\n"
    )


def test_values_of_another_shape_are_reported_apart_and_rare_shapes_together() -> None:
    values = ["2013-10-15 15:47", "hier", "2013-10-16 15:47", "?", "!", "#", "demain"]
    groups = grouped([wrong(at, value) for at, value in enumerate(values, start=2)], "en")
    assert [[finding.value for finding in group.findings] for group in groups] == [
        ["2013-10-15 15:47", "2013-10-16 15:47"],
        ["hier", "demain"],
        ["?", "!", "#"],
    ]


def test_what_has_another_remedy_is_reported_apart() -> None:
    assert len(grouped([wrong(2, "a", "x"), wrong(3, "b"), wrong(4, "c", "")], "en")) == 3


@pytest.mark.parametrize(("value", "wanted"), [("2013-10-15", "9-9-9"), ("Été 12", "a 9"), ("a_b", "a_a"), ("", "")])
def test_a_shape_is_runs_of_letters_and_digits(value: str, wanted: str) -> None:
    assert shape(value) == wanted


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "also 12 times in all\n"), ("fr", "aussi 12 fois en tout\n"), ("es", "también 12 veces en total\n")],
)
def test_the_same_missing_file_of_twelve_resources_has_no_empty_places(lang: Language, said: str) -> None:
    missing = Finding(code="source-error", variant="missing", file="nope.json")
    assert said in render_report(Report(Outcome(findings=(missing,) * 12), lang))


def test_missing_files_are_named_in_one_group() -> None:
    findings = tuple(Finding(code="source-error", variant="missing", file=f"{at}.csv") for at in range(3))
    assert "    also 1.csv, 2.csv\n" in render_report(Report(Outcome(findings=findings), "en"))


def test_missing_columns_are_named_in_one_group() -> None:
    findings = tuple(
        Finding(code="missing-label", file="t.csv", line=1, field=name, severity="error") for name in ("a", "b", "c")
    )
    said = render_report(Report(Outcome(findings=findings), "en"))
    assert said.count("error[missing-label]") == 1
    assert "    also “b”, “c”\n" in said


def test_what_could_not_be_checked_is_grouped_by_its_reason() -> None:
    left = tuple(
        Unchecked(file=f"r{at}", property="path", reason="remote-file", details={"url": f"https://x.org/{at}"})
        for at in range(12)
    )
    said = render_report(Report(Outcome(unchecked=left), "en"))
    assert said.count("unchecked[path]") == 1
    assert "    also 11 more (12 in all): r1, r2, r3, r4, r5, r6, r7, r8, …\n" in said


def test_properties_that_nobody_knows_are_a_line_each_after_the_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = [{"name": "a", "type": "integer", "iso": "x"}, {"name": "b", "iso": "y", "unite": "m"}]
    resource = {"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": fields}}
    text = json.dumps({"resources": [resource]}, indent=1)
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    (tmp_path / "t.csv").write_text("a,b\nx,1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = render_report(Report(pipeline.check("datapackage.json"), "en", tmp_path))
    assert said.index("error[type-error]") < said.index("warning[custom-property]")
    assert "    12 │ iso (2 times)\n    17 │ unite\n    help Look for a misspelling;" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_is_in_one_group(lang: Language) -> None:
    codes = ["type-error", "foreign-key", "missing-cell", "blank-row", "schema-error", "source-error", "rule"]
    where: list[dict[str, Any]] = [
        {"file": f"{at % 3}.csv", "line": at or None, "field": f"f{at % 4}", "value": str(at * 7)} for at in range(40)
    ]
    findings = [Finding(code=code, details={"found": at}, **item) for at, item in enumerate(where) for code in codes]
    groups = grouped(findings, lang)
    assert sorted(id(finding) for group in groups for finding in group.findings) == sorted(map(id, findings))
