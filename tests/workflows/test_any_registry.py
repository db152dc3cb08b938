"""A registry of any field: its tables, names and roles are data, and nothing of it is known to the program."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.findings.model import Finding
from pipeline.workflows.check_registry import RegistryResult, check_registry
from tests.any_registry import bridges, trees
from tests.builds import build_data, quiet


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(root: Path) -> RegistryResult:
    return check_registry(root, quiet)


def keys(result: RegistryResult) -> list[str]:
    return sorted(one.key for one in result.outcome.findings)


def finding(result: RegistryResult, code: str) -> Finding:
    (found,) = (one for one in result.outcome.findings if one.code == code)
    return found


def test_a_registry_of_one_table_builds(tmp_path: Path) -> None:
    outcome = build_data(trees(tmp_path / "trees"), tmp_path / "build")
    assert outcome.valid is True
    assert outcome.findings == ()
    assert rows(tmp_path / "build", "trees") == [{"id": "oak-1", "species": "oak", "height": "12"}]


def test_a_registry_of_bridges_builds(tmp_path: Path) -> None:
    outcome = build_data(bridges(tmp_path / "bridges"), tmp_path / "build")
    assert [one for one in outcome.findings if one.severity == "error"] == []
    assert rows(tmp_path / "build", "bridges")[0]["evidence"] == "in-disagreement"
    facts = {row["field"]: row["evidence"] for row in rows(tmp_path / "build", "proofs")}
    assert facts == {"name": "unsourced", "opened": "sourced", "length": "unsourced", "state": "in-disagreement"}
    (dispute,) = rows(tmp_path / "build", "disputes")
    assert dispute["other_value"] == "closed"


def test_a_citation_of_any_table_that_says_another_value_is_a_disagreement(tmp_path: Path) -> None:
    found = finding(check(bridges(tmp_path)), "disagreement")
    assert (found.file, found.line, found.field, found.value) == ("raw/tables/bridges.csv", 2, "state", "open")
    assert found.details["other_value"] == "closed"
