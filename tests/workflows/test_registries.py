"""Two small registries, end to end: a tiny one whose build is pinned, an awful one all of whose findings are."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.i18n import Language
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import render_report
from pipeline.workflows import build, check_registry
from tests import ROOT
from tests.builds import build_data, quiet

REGISTRIES = ROOT / "tests" / "registries"
RegistryAt = Callable[[str], Path]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_tiny_registry_builds_as_pinned(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    assert build_data(root, root / "build").valid
    written = files(root / "build" / "data")
    tables = {name: data for name, data in written.items() if not name.startswith("vocabulary_")}
    expected = files(REGISTRIES / "tiny" / "expected" / "data")
    assert len(expected) == 21
    assert {name: data.decode() for name, data in tables.items()} == {
        name: data.decode() for name, data in expected.items()
    }
    report = json.loads((root / "build" / "report.json").read_text(encoding="utf-8"))
    pinned = json.loads((REGISTRIES / "tiny" / "expected" / "report.json").read_text(encoding="utf-8"))
    assert {key: report[key] for key in pinned} == pinned


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_the_awful_registry_is_reported_in_full(registry_at: RegistryAt, lang: Language) -> None:
    root = registry_at("awful")
    result = check_registry.check_registry(root, quiet)
    assert result.registry is None
    assert result.outcome.exit_code == 1
    told = render_report(Report(result.outcome, lang, root))
    assert told == (REGISTRIES / "awful" / f"findings.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("unverified")
def test_every_record_is_accounted_for(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    build_data(root, root / "build")
    report = json.loads((root / "build" / "report.json").read_text(encoding="utf-8"))
    assert len(report["raw"]) == 18
    for item in report["raw"]:
        records = len((root / item["path"]).read_text(encoding="utf-8").splitlines()) - 1
        assert (item["records"], item["published"]) == (records, records), item["path"]


@pytest.mark.usefixtures("unverified")
def test_a_build_with_errors_leaves_the_last_good_one(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    build_data(root, root / "build")
    before = files(root / "build")
    meetings = root / "raw" / "tables" / "meetings.csv"
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("2014-10-06", "2014-10-36"), encoding="utf-8")
    built = build.build(root, root / "build", quiet)
    assert (built.outcome.valid, built.pages) == (False, 0)
    assert files(root / "build") == before
    assert sorted(path.name for path in root.iterdir()) == ["build", "raw", "schemas"]


def build_elsewhere(root: Path, environment: dict[str, str]) -> dict[str, bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-W", "error::EncodingWarning", "-m", "pipeline", "build"]
    subprocess.run(command, cwd=root, env=env, check=True, capture_output=True)
    return files(root / "build")


@pytest.mark.release
def test_the_same_input_gives_the_same_bytes(registry_at: RegistryAt, tmp_path: Path) -> None:
    root = registry_at("tiny")
    other = tmp_path / "somewhere else" / "é"
    shutil.copytree(root, other)
    item = build_elsewhere(root, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "LANG": "C"})
    two = build_elsewhere(other, {"TZ": "America/Los_Angeles", "LC_ALL": "fr_FR.UTF-8", "PYTHONHASHSEED": "4242"})
    assert len(item) > 250
    assert item == two


def test_an_end_before_its_start_is_reported_with_its_line(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    meetings = root / "raw" / "tables" / "meetings.csv"
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("2014-10-17", "2014-09-17"), encoding="utf-8")
    outcome = check_registry.check_registry(root, quiet).outcome
    assert [(finding.variant, finding.file, finding.line) for finding in outcome.errors] == [
        ("end-not-before-start", "raw/tables/meetings.csv", 3)
    ]


def test_a_text_that_changed_since_it_was_received_is_reported(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    text = root / "raw" / "texts" / "page.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("onzième", "douzième"), encoding="utf-8")
    assert [finding.code for finding in check_registry.check_registry(root, quiet).outcome.errors] == ["checksum-error"]


def test_a_correction_of_what_no_source_says_is_reported(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    corrections = root / "raw" / "corrections.csv"
    corrections.write_text(
        corrections.read_text(encoding="utf-8").replace("1992-06-14", "1992-06-15"), encoding="utf-8"
    )
    codes = {
        (finding.code, finding.file, finding.line)
        for finding in check_registry.check_registry(root, quiet).outcome.errors
    }
    assert ("stale-correction", "raw/corrections.csv", 2) in codes


def test_a_table_that_lost_its_rows_is_reported(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    package = root / "schemas" / "package.yaml"
    text = package.read_text(encoding="utf-8").replace("  meetings: {}", "  meetings: {rows: {fewest: 4}}")
    package.write_text(text, encoding="utf-8")
    outcome = check_registry.check_registry(root, quiet).outcome
    assert [(finding.key, finding.details) for finding in outcome.errors] == [
        ("expectation/rows-fewest", {"table": "meetings", "found": 3, "expected": 4})
    ]


def test_a_value_that_only_a_source_has_is_shown_and_does_not_stop_the_build(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    citations = root / "raw" / "tables" / "citations.csv"
    text = citations.read_text(encoding="utf-8") + "secretariats,cms-secretariat,from_date,rapport,1984,,\n"
    citations.write_text(text, encoding="utf-8")
    secretariats = root / "raw" / "tables" / "secretariats.csv"
    result = check_registry.check_registry(root, quiet)
    assert ",1984," not in secretariats.read_text(encoding="utf-8")
    assert result.outcome.errors == ()
    assert result.registry is not None
    (found,) = (table for table in result.registry.tables["disagreements"] if table["row"] == "cms-secretariat")
    assert (found["value"], found["other_value"], found["state"]) == ("", "1984", "open")


def test_a_text_without_a_source_is_reported_with_the_row_to_add(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    path = root / "raw" / "texts" / "2026" / "Été à Quito.txt"
    path.parent.mkdir()
    path.write_bytes(b"The conference met.\n")
    (told,) = check_registry.check_registry(root, quiet).outcome.errors
    assert (told.code, told.variant) == ("undeclared-file", "text")
    assert told.details == {
        "name": "ete-a-quito",
        "own": "2026/Été à Quito.txt",
        "sha256": hashlib.sha256(b"The conference met.\n").hexdigest(),
    }
