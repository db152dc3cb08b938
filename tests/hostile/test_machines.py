"""Small and odd machines: the command works there, or says in one line what it lacks."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import pytest

from pipeline.cli import error_handling
from pipeline.cli.error_handling import fault_of
from pipeline.core.git.revisions import revision
from pipeline.core.limits import LEAST_ADDRESSES, LEAST_MEMORY
from pipeline.core.memory import TooLittle
from pipeline.core.os_errors import EnvironmentFault, environment_fault
from pipeline.registry.contract import load_contract
from tests.commands import passerelle, passerelle_process

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limit of addresses is Linux's")
SCHEMA = {"fields": [{"name": "a", "type": "integer", "constraints": {"unique": True}}]}


def run(*arguments: str | Path, megabytes: int) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, preexec_fn=limit)


def test_a_large_csv_is_checked_in_400_megabytes(tmp_path: Path) -> None:
    """Seen without it: "there is not enough memory" even with 700 MB, for threads that have nothing to do."""
    (tmp_path / "a.csv").write_text("a\n" + "".join(f"{index}\n" for index in range(100_000)), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    done = run("check", tmp_path / "a.csv", "--schema", tmp_path / "a.json", megabytes=400)
    assert (done.returncode, done.stdout) == (0, "Valid: 1 file, 100,000 rows, nothing wrong.\n"), done.stderr


def test_a_registry_is_checked_in_400_megabytes(registry_at: Callable[[str], Path]) -> None:
    done = run("check", "--registry", registry_at("tiny"), megabytes=400)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("megabytes", [120, 170, (LEAST_ADDRESSES >> 20) - 1])
def test_a_limit_that_is_too_low_is_said_in_one_line(registry_at: Callable[[str], Path], megabytes: int) -> None:
    """Seen without it, with 130 to 200 MB: SIGABRT or SIGSEGV of a library, without a word."""
    done = run("check", "--registry", registry_at("tiny"), megabytes=megabytes)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"passerelle: this process may have {megabytes} MiB of addresses (ulimit -v), and the command needs "
        f"{LEAST_ADDRESSES >> 20} MiB. Raise the limit where it is set, and run the command again\n"
    )


def test_a_program_reads_that_the_limit_is_too_low(registry_at: Callable[[str], Path]) -> None:
    done = run("check", "--registry", registry_at("tiny"), "--format", "json", "--lang", "fr", megabytes=200)
    fault = json.loads(done.stdout)["fault"]
    assert (done.returncode, fault["code"]) == (2, "trouble-little-addresses")
    assert fault["message"].startswith("ce processus peut avoir 200 Mio d’adresses (ulimit -v)")


def test_a_container_that_is_too_small_is_said_in_one_line(
    registry_at: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expected without it: the system kills the command (SIGKILL), without a word."""
    monkeypatch.setattr(error_handling, "too_little", lambda: TooLittle(64 << 20, LEAST_MEMORY, of_addresses=False))
    done = passerelle("check", cwd=registry_at("tiny"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "passerelle: this process may have 64 MiB of memory, and the command needs "
        f"{LEAST_MEMORY >> 20} MiB. Raise the limit of its container or control group, and run the command again\n"
    )


def test_a_file_is_not_wrong_where_the_machine_lacks_something(
    registry_at: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it, with 150 MB: schemas/package.yaml cannot be read, and the advice to put it in its place."""

    def lacking(path: Path) -> bytes:
        raise OSError(errno.ENOMEM, "Cannot allocate memory", str(path))

    root = registry_at("tiny")
    monkeypatch.setattr(Path, "read_bytes", lacking)
    with pytest.raises(OSError, match="Cannot allocate memory"):
        load_contract(root)


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_folder_for_temporary_files_is_reported_as_that(
    registry_at: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it, of `check --since` and `diff`: "the output of the command cannot be written": untrue."""
    root = registry_at("tiny")
    for arguments in (("init", "-q"), ("add", "-A"), ("-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x")):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    monkeypatch.setattr("pipeline.core.git.revisions.write_tree", full)
    with pytest.raises(EnvironmentFault) as caught, revision(root, "HEAD"):
        pass
    assert caught.value.key == "trouble-full-temporary"
    place = re.escape(f"{tempfile.gettempdir()}{os.sep}passerelle-")
    assert re.fullmatch(
        f"no space left for temporary files on the disk of {place}[^ ]+. Free some, or set TMPDIR to a folder on "
        "another disk, and run the command again",
        caught.value.message("en"),
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [("", "full-temporary"), ("passerelle-x/y", "full-temporary"), ("build/x", "full"), ("../x", "full")],
)
@pytest.mark.parametrize("kind", ["IOException", "OSError"])
def test_only_our_own_temporary_files_are_reported_as_those(name: str, key: str, kind: str) -> None:
    place = str(Path(tempfile.gettempdir()) / name)
    error: Exception = OSError(errno.ENOSPC, "No space left on device", place)
    if kind == "IOException":
        error = type(kind, (Exception,), {})(f'IO Error: Could not write file "{place}": No space left on device')
    found = environment_fault(error, Path())
    assert found is not None
    assert (found.key, place in found.message("en")) == (f"trouble-{key}", True)


@pytest.mark.parametrize("folder", ["/proc", "/nowhere/at/all"])
def test_a_folder_for_temporary_files_that_cannot_be_written_is_passed_over(
    registry_at: Callable[[str], Path], folder: str
) -> None:
    done = passerelle_process("check", cwd=registry_at("tiny"), TMPDIR=folder)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_full_folder_for_temporary_files_is_reported_as_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: diff and release said that the output was full, and to send it to another place."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Path("/dev/full").open("wb", buffering=0) as full:
        for write, told in (
            (full.write, f"no space left for temporary files on the disk of {tmp_path}."),
            (partial(click.echo, file=full), "the output of the command cannot be written"),
        ):
            with pytest.raises(OSError, match="No space left") as raised:
                write(b"x")
            assert str(fault_of(raised.value)).startswith(told)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "{0}/a.csv", "--schema", "{0}/a.json"), "Valid: 1 file, 1 row"),
        (("explain", "blank-row"), "blank-row"),
    ],
)
def test_what_needs_no_current_folder_works_where_it_was_deleted(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Seen without it: all was checked, then only "the current folder was deleted" was said."""
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(SCHEMA), encoding="utf-8")

    def leave() -> None:
        gone = tmp_path / "gone"
        gone.mkdir()
        os.chdir(gone)
        gone.rmdir()

    command = [sys.executable, "-P", "-m", "pipeline", *(argument.format(tmp_path) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, preexec_fn=leave)
    assert (done.returncode, said in done.stdout) == (0, True), done.stderr
