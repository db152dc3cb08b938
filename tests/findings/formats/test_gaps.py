"""What mutants showed that no test held: files that were not checked for one reason, and all of an error's parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.i18n import LANGUAGES, Language, say
from pipeline.findings.formats import render
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import unchecked_text
from pipeline.findings.model import Finding, Outcome, TableRead, Unchecked

NOT_CHECKED = tuple(
    Unchecked(file=f"{name}.dbf", property="format", reason="format", details={"name": "dbf"}) for name in "abc"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_files_that_were_not_checked_for_one_reason_are_one_note_that_names_the_others(lang: Language) -> None:
    """Seen without it: the word before the other files could be any, and the language English."""
    report = Report(Outcome(unchecked=NOT_CHECKED), lang)
    first = unchecked_text(NOT_CHECKED[0], lang)
    also = say(lang, "also")
    (note,) = (line for line in render(report, "github").splitlines() if line.startswith("::error"))
    assert note.startswith(f"::error::{first}%0A{also} ")
    assert note.endswith("b.dbf, c.dbf")
    (line,) = (line for line in render(report, "markdown").splitlines() if line.startswith("- "))
    assert f" {also} " in line
    assert line.index("a.dbf") < line.index("b.dbf") < line.index("c.dbf")


def test_a_report_for_frictionless_has_all_parts_of_an_error_of_a_cell(outcome: Outcome, folder: Path) -> None:
    shape = json.loads(render(Report(outcome, "en", folder), "frictionless"))
    assert list(shape) == ["valid", "stats", "warnings", "errors", "tasks"]
    assert (shape["valid"], shape["warnings"], shape["errors"]) == (False, [], [])
    (task,) = shape["tasks"]
    cells = [error for error in task["errors"] if error["type"] in ("type-error", "constraint-error")]
    assert [(cell["cell"], cell["fieldName"], cell["fieldNumber"], cell["rowNumber"]) for cell in cells] == [
        ("2014-11-36", "date", 1, 2),
        ("Nairoby", "city", 2, 3),
        ("Nairoby", "city", 2, 4),
        ("Nairoby", "city", 2, 5),
        ("東京", "city", 2, 6),
    ]


def test_tables_that_share_a_file_list_so_many_errors_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: 2,000 resources of one file took minutes and gigabytes. All errors are still counted."""
    monkeypatch.setattr("pipeline.findings.formats.frictionless.MOST_ERRORS", 3)
    findings = tuple(Finding(code="blank-row", file="a.csv", line=line) for line in (2, 3))
    tables = tuple(TableRead(name=name, files=("a.csv",), labels=("a",), rows=2) for name in ("x", "y", "z"))
    shape = json.loads(render(Report(Outcome(findings=findings, tables=tables), "en"), "frictionless"))
    assert [len(task["errors"]) for task in shape["tasks"]] == [2, 1, 0]
    assert [(task["stats"]["errors"], task["valid"]) for task in shape["tasks"]] == [(2, False)] * 3


READS: list[str] = []


class Counted(Finding):
    """A finding that notes how often it is asked how severe it is."""

    def __getattribute__(self, name: str) -> Any:
        if name == "severity":
            READS.append(name)
        return super().__getattribute__(name)


def test_findings_of_a_file_are_looked_through_once_however_many_tables_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen without it: 20,000 findings for each of 2,000 tables, 5 s of the processor."""
    monkeypatch.setattr("pipeline.findings.formats.frictionless.MOST_ERRORS", 3)
    findings = tuple(Counted(code="blank-row", file="a.csv", line=line) for line in range(2, 12))
    tables = tuple(TableRead(name=f"t{at}", files=("a.csv",), labels=("a",), rows=9) for at in range(50))
    report = Report(Outcome(findings=findings, tables=tables), "en")
    READS.clear()
    shape = json.loads(render(report, "frictionless"))
    assert [one["stats"]["errors"] for one in shape["tasks"]] == [10] * 50
    assert len(READS) < 10 * len(findings)
