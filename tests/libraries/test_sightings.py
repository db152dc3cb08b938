"""A check of many rows, with whatever versions of the libraries are installed."""

from __future__ import annotations

from pathlib import Path

from pipeline.workflows.check_package import check_paths
from tests.libraries.sightings import FAULTS, PLACES, write_package

ROWS = 200_000


def test_200_000_good_rows_are_valid(tmp_path: Path) -> None:
    outcome = check_paths([write_package(tmp_path, ROWS)])
    assert (outcome.valid, outcome.rows, outcome.findings) == (True, ROWS + PLACES, ())


def test_each_bad_row_of_200_000_is_found_at_its_place(tmp_path: Path) -> None:
    bad = range(1_234, ROWS, 17_321)
    outcome = check_paths([write_package(tmp_path, ROWS, bad)])
    faults = [(row, *FAULTS[at % len(FAULTS)]) for at, row in enumerate(bad)]
    wanted = {(row + 2, field, value.format(row=row), code) for row, field, value, code in faults}
    assert len(wanted) == len(bad) > len(FAULTS)
    assert {(finding.line, finding.field, finding.value, finding.code) for finding in outcome.findings} == wanted
    assert (outcome.valid, outcome.rows, outcome.unchecked) == (False, ROWS + PLACES, ())
