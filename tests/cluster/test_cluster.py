"""The same findings on a cluster as on one machine; `nox -s spark` runs this against a real master and two workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.trade import make_package, make_table, spoil
from pipeline.core.database.connection import workspace
from pipeline.datapackage.package_reader import joined, read_package
from pipeline.datapackage.rows import SEGMENT_ROWS
from pipeline.findings.model import Outcome
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import Options, ValidateTable, check_contents, check_paths, validation_engine
from tests import ROOT
from tests.standard.test_packages import CASES, write
from tests.validation.test_paths import packages, told, written

pytestmark = pytest.mark.spark
SMALL = Sizes(block=64, few=0)


@pytest.fixture(scope="module")
def validate() -> Iterator[ValidateTable]:
    """A Spark session in this process, with two threads."""
    with validation_engine("local[2]") as judged:
        assert judged is not None
        yield judged


def check_on(validate: ValidateTable, path: Path, sizes: Sizes) -> Outcome:
    with workspace() as connection:
        return check_contents(connection, joined([read_package(path)]), Options(sizes=sizes), validate)


def test_every_package_of_the_standard_is_checked_alike(validate: ValidateTable, tmp_path: Path) -> None:
    assert len(CASES) > 70
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = write(folder, case)
        assert told(check_on(validate, path, SMALL)) == told(check_paths([path], None, Options(sizes=SMALL))), case[
            "name"
        ]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(package=packages())
def test_every_generated_package_is_checked_alike(
    validate: ValidateTable,
    tmp_path_factory: pytest.TempPathFactory,
    package: tuple[dict[str, Any], list[list[str]], list[list[str]]],
) -> None:
    folder = tmp_path_factory.mktemp("package")
    descriptor, rows, others = package
    (folder / "t.csv").write_text(written(["a", "b", "c"], rows), encoding="utf-8", newline="")
    (folder / "other.csv").write_text(written(["k"], others), encoding="utf-8", newline="")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    path = folder / "datapackage.json"
    assert told(check_on(validate, path, SMALL)) == told(check_paths([path]))


def test_several_files_with_faults_are_checked_alike(validate: ValidateTable, tmp_path: Path) -> None:
    make_table(tmp_path / "trade.csv", 20_000)
    spoil(tmp_path / "trade.csv", tmp_path / "bad.csv", structure=True)
    path = make_package(tmp_path, "bad.csv")
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    # The same file twice: every key of the second stands in the first.
    descriptor["resources"][0]["path"] = ["bad.csv", "trade.csv"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    alone = check_paths([path])
    assert alone.error_count > 19_000
    assert {finding.code for finding in alone.errors} >= {
        "primary-key",
        "foreign-key",
        "rule",
        "extra-cell",
        "type-error",
    }
    assert told(check_on(validate, path, Sizes(block=1 << 17, few=0))) == told(alone)


def test_a_field_of_two_references_is_reported_once(validate: ValidateTable, tmp_path: Path) -> None:
    """Its values are kept for both; more keys than can be looked up on the way make the first wait."""
    keys = [f"key-{number:06}-{'x' * 20}" for number in range(3_000)]
    pairs = [[key, str(number)] for number, key in enumerate(keys)]
    rows = [[str(number), *pair] for number, pair in enumerate(pairs[:100])]
    rows += [["100", "nobody", "0"], ["101", "nothing", "1"]]
    tables = {"big": (["a"], [[key] for key in keys]), "pair": (["a", "b"], pairs), "t": (["id", "a", "b"], rows)}
    primary = {"big": ["a"], "pair": ["a", "b"], "t": ["id"]}
    resources: list[dict[str, Any]] = []
    for name, (fields, cells) in tables.items():
        (tmp_path / f"{name}.csv").write_text(written(fields, cells), encoding="utf-8", newline="")
        schema: dict[str, Any] = {"fields": [{"name": field, "type": "string"} for field in fields]}
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema | {"primaryKey": primary[name]}})
    resources[2]["schema"]["foreignKeys"] = [
        {"fields": fields, "reference": {"resource": to, "fields": fields}}
        for fields, to in ((["a"], "big"), (["a", "b"], "pair"))
    ]
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"resources": resources}), encoding="utf-8")
    alone = check_paths([path])
    assert [(finding.code, finding.line) for finding in alone.errors] == [("foreign-key", 102)] * 2 + [
        ("foreign-key", 103)
    ] * 2
    assert told(check_on(validate, path, Sizes(block=1 << 14, few=0))) == told(alone)


def test_the_last_row_of_32_767_blocks_has_a_number() -> None:
    """After 128 blocks it was too large once, and the check ended with a fault of DuckDB's."""
    # Imported here: it needs Spark, and so this module could not be collected without.
    from pipeline.workflows.spark_check import SEGMENTS

    last = 32_767 * SEGMENTS - 1
    assert last < 1 << 31
    assert (last + 1) * SEGMENT_ROWS - 1 < 1 << 63


def test_a_cluster_that_is_not_there_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "p.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "check", "p.json", "--engine", "spark", "--master", "nowhere"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PASSERELLE_LANG": "en"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("passerelle: Spark cannot start at nowhere: ")
