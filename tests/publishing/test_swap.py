"""A build takes its place whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.findings import Fault
from pipeline.publishing.swap import one_build, previous, recover, refuse_foreign, staging, swap_in


def write_build(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / "report.json").write_text(name, encoding="utf-8")


def built(out: Path) -> str:
    return (out / "report.json").read_text(encoding="utf-8")


def test_the_new_build_replaces_the_last(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(out, "old")
    write_build(staging(out), "new")
    swap_in(out)
    assert built(out) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_killed_between_the_renames_the_last_build_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(previous(out), "old")
    write_build(staging(out), "new")
    recover(out)
    assert built(out) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_killed_while_writing_the_last_build_stays(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(out, "old")
    write_build(staging(out), "half")
    recover(out)
    assert built(out) == "old"
    assert not staging(out).exists()


def test_killed_before_cleaning_up_the_new_build_stays(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(out, "new")
    write_build(previous(out), "old")
    recover(out)
    assert built(out) == "new"
    assert not previous(out).exists()


def test_a_second_build_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "build"
    with one_build(out), pytest.raises(Fault, match="another build is writing"), one_build(out):
        pass


def test_a_folder_that_no_build_wrote_is_never_swapped_away(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Fault, match="is not a build of this program"):
        refuse_foreign(tmp_path)
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_or_absent_folder_may_be_built_in(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refuse_foreign(tmp_path / "empty")
    refuse_foreign(tmp_path / "absent")
