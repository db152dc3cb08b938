"""What the machine does not allow: told in a line with a remedy, code 2, the last build and raw/ as they were."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from pipeline.core.files.atomic_files import Rewrite, clear_leftovers, new_file, replace_file, replace_files
from pipeline.core.files.cache import cache_get, cache_put, clear_cache
from pipeline.core.i18n import LANGUAGES, Language, phrase, say
from pipeline.core.i18n.catalogue import read_catalogue
from pipeline.core.os_errors import EnvironmentFault, environment_fault
from pipeline.core.signals import Stopped, stoppable
from pipeline.workflows.fix.registry import fix_registry, write_fixes
from tests.commands import passerelle
from tests.faults.registries import REGISTRIES, State, command, copy_registry, environment, state

RegistryAt = Callable[[str], Path]
SMALL = 300_000  # bytes: more than raw/ has, less than a build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, State]:
    """A registry with a good build, its cache, and the state of all of it. No test may change that."""
    folder = tmp_path_factory.mktemp("built")
    root, cache = folder / "registry", folder / "cache"
    copy_registry(REGISTRIES / "tiny", root)
    subprocess.run(command("build"), cwd=root, env=environment(cache), check=True, capture_output=True)
    return root, cache, state(root)


def build(root: Path, cache: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("build", *options),
        cwd=root,
        env=environment(cache, **more),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.crash
def test_a_file_that_may_not_be_that_large_is_reported_and_the_last_build_stays(
    built: tuple[Path, Path, State],
) -> None:
    root, cache, before = built
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        done = build(root, cache, PASSERELLE_LANG="fr")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.returncode == 2
    assert "dépasserait la taille permise ici" in done.stderr.splitlines()[-1]
    assert say("fr", "kept") in done.stderr
    assert state(root) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with hardly any room."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        # A promise of the system, not of the program: what a full disk says is said everywhere by
        # test_a_file_that_may_not_be_that_large_is_reported_and_the_last_build_stays, which needs no mount.
        pytest.skip("only root may mount a small file system, and not in every container")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.crash
def test_a_full_disk_is_reported_and_the_last_build_stays(built: tuple[Path, Path, State], small_disk: Path) -> None:
    root, cache, before = built
    out = small_disk / "build"
    done = build(root, cache, "--out", str(out), PASSERELLE_LANG="es")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("passerelle: no queda espacio en el disco de ")
    assert (list(small_disk.iterdir()), state(root)) == ([], before)


@pytest.mark.crash
def test_a_disk_that_can_only_be_read_is_reported(built: tuple[Path, Path, State], small_disk: Path) -> None:
    root, cache, _ = built
    # Whoever could mount the disk can mount it again for reading only.
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = build(root, cache, "--out", str(small_disk / "build"))
    assert (done.returncode, "is on a read-only file system" in done.stderr) == (2, True)


@pytest.mark.crash
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write in every folder; the read-only mount stands for it")
def test_a_folder_that_may_not_be_written_is_reported(built: tuple[Path, Path, State], tmp_path: Path) -> None:
    root, cache, before = built
    (tmp_path / "closed").mkdir(mode=0o500)
    done = build(root, cache, "--out", str(tmp_path / "closed" / "build"))
    assert (done.returncode, "cannot be read or written" in done.stderr, state(root)) == (2, True, before)


@pytest.mark.crash
@pytest.mark.parametrize("out", ["raw", "raw/site", "."])
def test_a_build_in_its_own_sources_is_refused(built: tuple[Path, Path, State], out: str) -> None:
    root, cache, before = built
    done = build(root, cache, "--out", out)
    assert (done.returncode, "would replace raw/ or schemas/" in done.stderr) == (2, True)
    assert state(root) == before


@pytest.mark.crash
def test_no_home_no_cache_and_a_link_are_no_hindrance(registry_at: RegistryAt, tmp_path: Path) -> None:
    root = registry_at("tiny")
    (tmp_path / "www").mkdir()
    (root / "build").symlink_to(tmp_path / "www")
    cache = tmp_path / "file"
    cache.write_text("no folder", encoding="utf-8")
    done = build(root, cache, HOME="/nonexistent")
    assert (done.returncode, (root / "build").is_symlink()) == (0, True)
    assert sorted(path.name for path in (tmp_path / "www").iterdir()) == [
        "data",
        "datapackage.json",
        "report.json",
        "site",
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("raw", ["a file", "missing"])
def test_a_registry_without_its_raw_is_reported(registry_at: RegistryAt, raw: str) -> None:
    root = registry_at("tiny")
    (root / "raw").rename(root / "away")
    if raw == "a file":
        (root / "raw").write_text("", encoding="utf-8")
    done = passerelle("check", cwd=root, PASSERELLE_LANG="en")
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert "an internal error" not in done.stderr


def ended(folder: Path, shell: str, asked: str) -> tuple[int, str]:
    """The code and the last line of a command whose output goes where `shell` says."""
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *command(asked)],
        cwd=folder,
        env=environment(folder / "cache"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stderr.splitlines()[-1] if done.stderr else ""


@pytest.mark.crash
@pytest.mark.parametrize("asked", ["explain", "--help", "--version"])
def test_outputs_that_take_nothing_are_reported_where_they_can_be(tmp_path: Path, asked: str) -> None:
    told = say("en", "trouble-output", problem="no space is left")
    if Path("/dev/full").exists():
        assert ended(tmp_path, '"$@" > /dev/full', asked) == (2, f"passerelle: {told}")
    assert ended(tmp_path, '"$@" >&-', asked) == (0, "")
    assert ended(tmp_path, 'set -o pipefail; "$@" | true', asked) in ((0, ""), (141, ""))


@pytest.fixture
def signals_heard() -> Iterator[None]:
    """A shell lets what it starts in the background ignore Ctrl+C, and what that starts ignores it too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# A build that waits before it takes its place, so that a signal always meets it at work.
WAITING_BUILD = """
import sys, time
from pipeline.workflows import build
from pipeline.__main__ import main

build.validate_with_frictionless = lambda folder: time.sleep(60)
sys.argv = ["passerelle", "build"]
main()
"""


@pytest.mark.crash
@pytest.mark.usefixtures("signals_heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_a_build_clears_up_and_says_so(built: tuple[Path, Path, State], number: signal.Signals) -> None:
    root, cache, before = built
    running = subprocess.Popen(
        [sys.executable, "-c", WAITING_BUILD],
        cwd=root,
        env=environment(cache),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    end = time.monotonic() + 60
    while not (root / ".build.next" / "new").exists() and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 128 + number
    assert told.splitlines()[-1] == say("en", "stopped", name=number.name)
    assert state(root) == before


# A query of its own in a command of ours.
QUERY = """
import click
from pipeline.core.database.connection import memory
from pipeline.cli.error_handling import Command

@click.command(cls=Command)
def endless():
    many = "range(10000000)"
    with memory() as connection:
        print("begun", flush=True)
        connection.execute(f"SELECT count(*) FROM {many} a, {many} b WHERE hash(a.range, b.range) = 1").fetchall()

endless()
"""


@pytest.mark.crash
@pytest.mark.usefixtures("signals_heard")
def test_asked_to_stop_within_a_query_it_says_so() -> None:
    """A query hears of no signal, and what it raises when it is interrupted is an error of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", QUERY],
        env=environment(Path("unused")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "begun\n"
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            _, told = running.communicate(timeout=60)
        finally:
            # Without it one that does not stop counts for hours.
            running.kill()
    assert (running.returncode, told) == (130, say("en", "stopped", name="SIGINT") + "\n")


def asked_twice() -> None:
    with stoppable():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)


def test_only_the_first_signal_counts_and_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped) as stopped:
        asked_twice()
    assert (stopped.value.exit_code, signal.getsignal(signal.SIGTERM)) == (143, before)


def test_what_was_kept_is_believed_only_as_it_was_written(tmp_path: Path) -> None:
    cache_put(tmp_path, "a/b", b"data")
    assert cache_get(tmp_path, "a/b") == b"data"
    whole = (tmp_path / "a" / "b").read_bytes()
    for broken in (whole[:-1], whole[:20], b"", b"\xff\xfe garbage", b"data", whole + b"x"):
        (tmp_path / "a" / "b").write_bytes(broken)
        assert cache_get(tmp_path, "a/b") is None
    assert cache_get(tmp_path, "none") is None
    (tmp_path / ".passerelle-dead.new").write_bytes(b"half")
    clear_cache(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for path in (first, second):
        path.write_bytes(b"old")
    first.chmod(0o640)
    with pytest.raises(EnvironmentFault, match=r"two was changed while it was corrected"):
        replace_files([Rewrite(first, b"new", b"old"), Rewrite(second, b"new", b"older")])
    with pytest.raises(EnvironmentFault, match=r"does not exist, or was deleted"):
        replace_files([Rewrite(first, b"new", b"old"), Rewrite(tmp_path / "none" / "two", b"new")])
    assert (first.read_bytes(), second.read_bytes()) == (b"old", b"old")
    replace_files([Rewrite(first, b"new", b"old"), Rewrite(second, b"new", b"old")])
    assert (first.read_bytes(), first.stat().st_mode & 0o777, second.read_bytes()) == (b"new", 0o640, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_through_a_link_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    replace_file(tmp_path / "link", b"new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "target").read_bytes()) == (True, b"new")


def test_leftovers_of_the_dead_are_cleared_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    dead = tmp_path / "raw" / ".passerelle-dead.new"
    dead.write_bytes(b"half")
    (tmp_path / "raw" / ".hidden").write_bytes(b"mine")
    with new_file(tmp_path / "raw") as (_, fresh):
        clear_leftovers(tmp_path)
        assert (fresh.exists(), dead.exists()) == (True, False)
    assert [path.name for path in (tmp_path / "raw").iterdir()] == [".hidden"]


def test_a_fix_that_a_kill_left_half_is_ended_by_the_next(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    for name in ("actors", "bodies", "cities"):
        path = root / "raw" / "tables" / f"{name}.csv"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (root / "raw" / "tables" / ".passerelle-dead.new").write_bytes(b"half")
    left_by_the_dead = root / "raw" / "tables" / ".passerelle-dead.new"
    assert passerelle("check", "--diff", "--lang", "en", cwd=root).returncode in (0, 1)
    assert left_by_the_dead.exists(), "who only looks deletes nothing"
    files = fix_registry(root)
    write_fixes(files[:1])
    left = fix_registry(root)
    assert [file.display_path for file in left] == [file.display_path for file in files[1:]]
    assert passerelle("check", "--fix", cwd=root).returncode in (0, 1)
    assert (fix_registry(root), list(root.rglob(".passerelle-*"))) == ([], [])


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "full"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only"),
        (PermissionError(errno.EACCES, "Permission denied"), "forbidden"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "name-too-long"),
        (OSError(errno.EMFILE, "Too many open files"), "too-many-open"),
        (OSError(errno.EBUSY, "Device or resource busy"), "in-use"),
        (OSError(errno.EIO, "Input/output error"), "system"),
        (OSError([("a", "b", "[Errno 28] No space left on device: 'b'")]), "full"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "no-temporary"),
        (MemoryError(), "memory"),
        (CalledProcessError(-9, ["pagefind"], b""), "child"),
    ],
)
def test_what_the_system_says_has_words_and_a_remedy(error: Exception, key: str) -> None:
    found = environment_fault(error, Path("/srv/build"))
    assert found is not None
    assert found.key == f"trouble-{key}"
    assert {found.message(lang) for lang in LANGUAGES} >= {str(found)}
    assert len({found.message(lang) for lang in LANGUAGES}) == 3


def test_other_exceptions_are_not_the_machines() -> None:
    assert environment_fault(ValueError("x"), Path()) is None


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_troubles_are_said_in_every_language_with_the_same_values(lang: Language) -> None:
    whole = [key for key in read_catalogue("en").keys if key.startswith("command/trouble-")]
    keys = [key.removeprefix("command/") for key in whole]
    assert len(keys) > 20
    for key in keys:
        said, english = phrase(lang, key), phrase("en", key)
        assert set(re.findall(r"\{(\w+)\}", said)) == set(re.findall(r"\{(\w+)\}", english)), key
        assert lang != "fr" or not re.search(r"[^\u202f\u00a0][;?!»]|[^\u00a0]: |'", said), said
