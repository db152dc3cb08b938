"""Every finding of a table of several buffers stands where the file has it, and none is lost."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.trade import COUNTRIES, make_package, make_table, spoil
from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import Options, check_paths

ROWS = 200_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trade")
    make_table(folder / "trade.csv", ROWS)
    spoil(folder / "trade.csv", folder / "bad.csv")
    return make_package(folder, "bad.csv")


@pytest.fixture(scope="module")
def outcome(package: Path) -> Outcome:
    return check_paths([package], None, Options(findings_per_check=10_000))


def test_the_cell_of_each_finding_stands_at_its_line_and_column(package: Path, outcome: Outcome) -> None:
    lines = package.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    assert len(outcome.findings) > 1_500
    for finding in outcome.findings:
        assert finding.line is not None
        assert finding.line == finding.row
        line = lines[finding.line - 1]
        assert ",".join(finding.cells) == line
        if finding.field is not None:
            assert finding.column is not None
            assert line[finding.column - 1 :].startswith(finding.value or ","), finding


def test_there_are_as_many_findings_as_reading_row_by_row_counts(package: Path, outcome: Outcome) -> None:
    expected: Counter[tuple[str, str | None]] = Counter()
    ids: set[str] = set()
    with package.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            expected["primary-key", "Id"] += row["Id"] in ids
            expected["type-error", "Year"] += row["Year"] == "19x5"
            expected["constraint-error", "Year"] += row["Year"] == "1950"
            expected["constraint-error", "Appendix"] += row["Appendix"] == "IV"
            expected["constraint-error", "Taxon"] += not row["Taxon"]
            expected["constraint-error", "Quantity"] += row["Quantity"].startswith("-")
            expected["foreign-key", "Importer"] += row["Importer"] not in COUNTRIES
            expected["rule", None] += row["Importer"] == row["Exporter"]
            ids.add(row["Id"])
    assert outcome.hidden == ()
    assert Counter((finding.code, finding.field) for finding in outcome.findings) == expected
    assert min(expected.values()) > 200


def test_each_key_that_stands_twice_names_the_row_that_has_it_first(package: Path, outcome: Outcome) -> None:
    first: dict[str, int] = {}
    for number, line in enumerate(package.with_suffix(".csv").read_text(encoding="utf-8").splitlines(), start=1):
        first.setdefault(line.partition(",")[0], number)
    told = [
        (finding.value, str(finding.details["first"]).rpartition(":")[2])
        for finding in outcome.findings
        if finding.code == "primary-key"
    ]
    assert told == [(value, str(first[value or ""])) for value, _ in told]
