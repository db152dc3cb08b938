"""A build takes its place whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from pathlib import Path

import pytest

from pipeline.core.files import atomic_folder
from pipeline.core.files.atomic_folder import (
    one_build,
    previous,
    publish_folder,
    recover,
    refuse_place,
    require_own_build,
    staging,
    work,
)
from pipeline.core.os_errors import EnvironmentFault


def write_build(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    for file in ("report.json", "datapackage.json"):
        (folder / file).write_text(name, encoding="utf-8")


def built(out: Path) -> str:
    return (out / "report.json").read_text(encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def two_renames(_one: Path, _other: Path) -> bool:
    """A system that cannot let two folders change places in one step."""
    return False


@pytest.fixture(params=["as the system does it", "two renames"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of swapping: in one step where the system and its file system can, and by two renames."""
    if request.param == "two renames":
        monkeypatch.setattr(atomic_folder, "exchange", two_renames)
    return str(request.param)


@pytest.mark.usefixtures("how")
def test_the_new_build_replaces_the_last(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(out, "old")
    out.chmod(0o2775)
    with one_build(out):
        write_build(staging(out), "new")
        assert (work(out) / ".gitignore").read_text(encoding="utf-8") == "*\n"
        publish_folder(out)
        assert built(out) == "new"
    assert names(tmp_path) == ["build"]
    assert out.stat().st_mode & 0o7777 == 0o2775


def test_where_the_second_rename_fails_the_last_build_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_to_put_there(path: Path, _other: Path) -> bool:
        shutil.rmtree(path)
        return False

    monkeypatch.setattr(atomic_folder, "exchange", nothing_to_put_there)
    out = tmp_path / "build"
    write_build(out, "old")
    with one_build(out):
        write_build(staging(out), "new")
        with pytest.raises(FileNotFoundError):
            publish_folder(out)
    assert (built(out), names(tmp_path)) == ("old", ["build"])


def test_killed_between_the_renames_the_last_build_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(previous(out), "old")
    write_build(staging(out), "new")
    with one_build(out):
        assert built(out) == "old"
        assert names(work(out)) == [".gitignore", "lock"]
    assert names(tmp_path) == ["build"]


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
    with one_build(out), pytest.raises(EnvironmentFault, match="another build is writing"), one_build(out):
        pass


def hold_and_die(out: Path) -> None:
    with one_build(out):
        os._exit(9)


def test_the_lock_of_a_dead_build_is_nobodys(tmp_path: Path) -> None:
    out = tmp_path / "build"
    dead = multiprocessing.get_context("spawn").Process(target=hold_and_die, args=(out,))
    dead.start()
    dead.join()
    assert (dead.exitcode, names(tmp_path)) == (9, [".build.next"])
    with one_build(out):
        pass
    assert names(tmp_path) == []


def test_a_folder_that_no_build_wrote_is_never_swapped_away(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="is not a build of this program"):
        require_own_build(tmp_path)
    # Other programs write a report.json too.
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="is not a build of this program"):
        require_own_build(tmp_path)
    assert names(tmp_path) == ["letters.txt", "report.json"]


def test_what_lies_next_to_a_build_is_never_swapped_away(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_build(out, "old")
    (out / "CNAME").write_text("example.org", encoding="utf-8")
    (out / ".DS_Store").write_text("", encoding="utf-8")
    with one_build(out):
        write_build(staging(out), "new")
        with pytest.raises(EnvironmentFault, match="a new build would delete them: CNAME"):
            publish_folder(out)
    assert (built(out), (out / "CNAME").read_text(encoding="utf-8")) == ("old", "example.org")


@pytest.mark.parametrize("name", ["", "raw", "raw/texts", "schemas", "schemas/tables", ".."])
def test_a_build_never_takes_the_place_of_its_sources(tmp_path: Path, name: str) -> None:
    root = tmp_path / "registry"
    (root / "raw").mkdir(parents=True)
    with pytest.raises(EnvironmentFault, match="would replace raw/ or schemas/"):
        refuse_place((root / name).resolve(), [root / "raw", root / "schemas"])


@pytest.mark.parametrize("name", ["build", "../build", "raws", "docs/site"])
def test_a_build_stands_anywhere_else(tmp_path: Path, name: str) -> None:
    refuse_place((tmp_path / "registry" / name).resolve(), [tmp_path / "registry" / "raw"])


def test_an_empty_or_absent_folder_may_be_built_in(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    require_own_build(tmp_path / "empty")
    require_own_build(tmp_path / "absent")
