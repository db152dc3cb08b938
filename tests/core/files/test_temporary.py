"""The private folder of a check: only for its user, gone when it ends, cleared by the next one when it was killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.files.temporary import PREFIX, scratch_folder

# A process that holds a folder with a file until it is killed.
HOLDS = """
import time
from pipeline.core.files.temporary import scratch_folder

with scratch_folder() as folder:
    (folder / "block.csv").write_bytes(b"a" * 1000)
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(parent: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process and its folder."""
    env = {**os.environ, "TMPDIR": str(parent)}
    with subprocess.Popen([sys.executable, "-c", HOLDS], env=env, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_the_folder_is_private_and_removed_with_all_that_is_in_it(parent: Path) -> None:
    with scratch_folder() as folder:
        assert (folder.parent, stat.S_IMODE(folder.stat().st_mode)) == (parent.resolve(), 0o700)
        (folder / "spilled").mkdir()
        (folder / "spilled" / "keys").write_bytes(b"1")
    assert list(parent.iterdir()) == []


def test_the_folder_is_removed_when_the_check_fails(parent: Path) -> None:
    def fail() -> None:
        with scratch_folder() as folder:
            (folder / "block.csv").write_bytes(b"1")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert list(parent.iterdir()) == []


def test_the_path_has_no_links_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "link"))
    with scratch_folder() as folder:
        assert folder.parent == (tmp_path / "real").resolve()


def test_what_a_killed_process_left_is_removed_by_the_next_one(holder: tuple[subprocess.Popen[str], Path]) -> None:
    process, left = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (left / "block.csv").exists()
    with scratch_folder():
        assert not left.exists()


def test_the_folder_of_a_process_that_runs_stays(holder: tuple[subprocess.Popen[str], Path]) -> None:
    _, folder = holder
    with scratch_folder():
        pass
    assert (folder / "block.csv").exists()


def test_a_folder_of_this_process_stays_while_it_opens_another() -> None:
    with scratch_folder() as path, scratch_folder() as other:
        assert path.is_dir()
        assert other.is_dir()


def test_neither_a_link_nor_a_file_nor_another_name_is_taken_for_a_folder_that_was_left(parent: Path) -> None:
    kept = parent / "kept"
    kept.mkdir()
    (kept / "letter").write_bytes(b"1")
    (parent / f"{PREFIX}link").symlink_to(kept)
    (parent / f"{PREFIX}file").write_bytes(b"1")
    before = sorted(parent.rglob("*"))
    with scratch_folder():
        pass
    assert sorted(parent.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_the_folder_of_another_user_stays(parent: Path) -> None:
    theirs = parent / f"{PREFIX}theirs"
    theirs.mkdir()
    os.chown(theirs, 12_345, 12_345)
    with scratch_folder():
        assert theirs.is_dir()


def test_without_locks_folders_are_made_and_removed_all_the_same(parent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.core.files.temporary.fcntl", None)
    abandoned = parent / f"{PREFIX}abandoned"
    abandoned.mkdir()
    with scratch_folder() as folder:
        assert folder.is_dir()
    assert list(parent.iterdir()) == [abandoned]
