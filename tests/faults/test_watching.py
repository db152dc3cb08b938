"""A file that changes while it is read is told, and nothing is said or published of what was read of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.files.snapshot import assert_unchanged, files_below, fingerprints
from pipeline.core.os_errors import EnvironmentFault
from pipeline.workflows import build, check_package
from pipeline.workflows.check_package import Options, Progress

RegistryAt = Callable[[str], Path]


@pytest.mark.parametrize(
    ("stage", "change", "name"),
    [
        ("normalise", lambda root: append(root / "raw/tables/meetings.csv"), "meetings.csv"),
        ("check", lambda root: (root / "raw/texts/page.txt").unlink(), "page.txt"),
        ("read", lambda root: (root / "raw/tables/more.csv").write_text("id\n", encoding="utf-8"), "more.csv"),
        ("extract", lambda root: append(root / "schemas/package.yaml"), "package.yaml"),
        # Half a file has faults that nobody made: they are not told.
        ("read", lambda root: (root / "raw/tables/cities.csv").write_text('id,"', encoding="utf-8"), "cities.csv"),
    ],
)
def test_a_change_on_the_way_is_reported(
    registry_at: RegistryAt, stage: str, change: Callable[[Path], object], name: str
) -> None:
    root = registry_at("tiny")
    told: list[str] = []

    def tell(now: str) -> None:
        if now == stage and now not in told:
            change(root)
        told.append(now)

    with pytest.raises(EnvironmentFault, match=f"{name} changed while being read, so the result would be wrong"):
        build.build(root, root / "build", tell)
    assert stage in told
    assert sorted(path.name for path in root.iterdir()) == ["raw", "schemas"]


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def test_a_save_that_changes_nothing_and_the_files_of_an_editor_are_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    with assert_unchanged(lambda: files_below([tmp_path])):
        (tmp_path / "new").write_text("id\n1\n", encoding="utf-8")
        (tmp_path / "new").replace(tmp_path / "a.csv")
        (tmp_path / ".a.csv.swp").write_text("", encoding="utf-8")
        (tmp_path / "a.csv~").write_text("", encoding="utf-8")


def test_what_is_as_long_as_before_is_seen_to_be_another(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id\n1\n", encoding="utf-8")
    before = fingerprints([path])
    path.write_text("id\n2\n", encoding="utf-8")
    assert fingerprints([path]) != before
    assert len(before) == 1


def test_a_table_of_any_package_that_changes_while_it_is_checked_is_reported(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("n\n" + "1\n" * 50_000, encoding="utf-8")
    fields = [{"name": "n", "type": "integer"}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")

    def progress(at: Progress) -> None:
        assert at.table == "t"
        append(table)

    with pytest.raises(EnvironmentFault, match=r"t\.csv changed while being read"):
        check_package.check_paths([tmp_path / "datapackage.json"], None, Options(progress=progress))
