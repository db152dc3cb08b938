"""The tiny registry published here and in an environment that differs in all it can: the same bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests import ROOT
from tests.reproducing.comparing import compare, verdict
from tests.reproducing.environments import ODD
from tests.reproducing.making import publish

pytestmark = pytest.mark.release


def test_another_environment_gives_the_same_bytes(first_release: Path, tmp_path: Path) -> None:
    other = publish(ODD, first_release, tmp_path, ROOT)
    # What was received is as it was received, and text is not what the settings of the checkout would make of it.
    for name in ("raw/texts/page.txt", "raw/tables/meetings.csv"):
        assert (other / name).read_bytes() == (first_release / name).read_bytes()
    found = compare(first_release, other, tmp_path / "unpacked")
    assert [name for comparison in found for name in comparison.different] == []
    counted = {comparison.kind: (comparison.files, comparison.same_bytes) for comparison in found}
    assert counted["data: csv"] == (39, 39)
    assert counted["the archive itself"] == (1, 1)
    assert counted["site: html"][0] > 100
    assert counted["site: search index"][0] > 20
    assert sum(comparison.files for comparison in found) > 700
    assert (other / "build" / "report.json").stat().st_mode & 0o777 == 0o600


def test_a_difference_is_seen(tmp_path: Path) -> None:
    for name, value in (("a", 1), ("b", 1), ("c", 2)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.txt").write_text(str(value), encoding="utf-8")
        with closing(sqlite3.connect(folder / "x.sqlite")) as connection:
            connection.execute(f"PRAGMA user_version = {ord(name)}")
            connection.execute("CREATE TABLE t (n)")
            connection.execute("INSERT INTO t VALUES (?)", [value])
            connection.commit()
        with duckdb.connect(":memory:") as engine:
            codec = "zstd" if name == "a" else "snappy"
            engine.execute(f"COPY (SELECT {value} AS n) TO '{folder}/x.parquet' (FORMAT parquet, COMPRESSION {codec})")
    said = {
        (suffix, other): verdict(tmp_path / "a" / f"x.{suffix}", tmp_path / other / f"x.{suffix}")
        for suffix in ("txt", "sqlite", "parquet")
        for other in "bc"
    }
    assert said == {
        ("txt", "b"): "bytes",
        ("txt", "c"): "different",
        ("sqlite", "b"): "value",
        ("sqlite", "c"): "different",
        ("parquet", "b"): "value",
        ("parquet", "c"): "different",
    }
    assert verdict(tmp_path / "a" / "x.txt", None) == "different"
