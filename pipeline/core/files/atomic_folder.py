"""Atomic replacement of a build: in one step if the system can, else in two renames from which the next build recovers.

A build needs one hidden folder next to its place, which git ignores and which is deleted afterwards:

    .build.next/lock        locked by the running build; the system releases it when the process ends
    .build.next/new         the build that is being written
    .build.next/old         the last good build, between two renames, if they cannot be one step
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.files.atomic_files import sync_folder
from pipeline.core.linux import exchange, sync_file_system
from pipeline.core.os_errors import EnvironmentFault, translate_os_errors

if TYPE_CHECKING:
    from filelock import FileLock

ATTEMPTS = 5
# What systems leave in folders that people look at; it may go with the build in which it lies.
OVERLOOKED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def work(out: Path) -> Path:
    """The folder that a build needs beside its place, so that every rename stays on one file system."""
    return out.with_name(f".{out.name}.next")


def staging(out: Path) -> Path:
    """The folder in which the next build of `out` is written."""
    return work(out) / "new"


def previous(out: Path) -> Path:
    """Where the last good build waits while the next one is renamed into its place."""
    return work(out) / "old"


@contextmanager
def one_build(out: Path) -> Iterator[None]:
    """Context manager: locks the folder `out` for one build, recovers from a killed build, and removes its own files.

    Raises EnvironmentFault if another build is running, or if the folder cannot be written.
    """
    with translate_os_errors(out):
        lock = locked(out)
    try:
        with translate_os_errors(out):
            recover(out)
        yield
    finally:
        # Whatever stopped the build is what there is to tell; what cannot be cleared now the next build clears.
        with suppress(OSError):
            # Stopped between two renames, the last good build stands in the folder that is cleared.
            recover(out)
            clear(out)
        lock.release()


def locked(out: Path) -> FileLock:
    """The lock of a build. Raises EnvironmentFault where another build holds it."""
    # A check builds nothing, and does not wait for it to load.
    from filelock import FileLock, Timeout

    lock = FileLock(work(out) / "lock", timeout=0)
    for _ in range(ATTEMPTS):
        work(out).mkdir(parents=True, exist_ok=True)
        # A build that has just ended may be taking the folder away.
        with suppress(FileNotFoundError):
            try:
                lock.acquire()
            except Timeout as error:
                raise EnvironmentFault("another-build", path=str(out)) from error
            (work(out) / ".gitignore").write_text("*\n", encoding="utf-8")
            return lock
    raise EnvironmentFault("another-build", path=str(out))


def clear(out: Path) -> None:
    """Takes the folder of the build away, its lock last."""
    for path in sorted(work(out).iterdir(), key=lambda path: path.name == "lock"):
        remove(path)
    work(out).rmdir()


def remove(path: Path) -> None:
    """Removes a folder, or a file (a release is one archive), if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def refuse_place(out: Path, sources: Iterable[Path]) -> None:
    """Raises EnvironmentFault if a build in `out` would replace one of its `sources`, or a part of one."""
    if any(out in (path, *path.parents) or path in out.parents for path in (source.resolve() for source in sources)):
        raise EnvironmentFault("sources-there", path=str(out))


def require_own_build(out: Path) -> None:
    """Raises EnvironmentFault if `out` contains anything that no build wrote, because publishing would delete it."""
    with translate_os_errors(out):
        ours = all((out / name).is_file() for name in ("report.json", "datapackage.json"))
        if out.is_file() or (out.is_dir() and any(out.iterdir()) and not ours):
            raise EnvironmentFault("foreign", path=str(out))


def require_known_files(out: Path) -> None:
    """Raises EnvironmentFault where beside the last build lies something that the new one would not have."""
    names = {path.name for path in out.iterdir()} - {path.name for path in staging(out).iterdir()} - OVERLOOKED
    names -= known_names(out)
    if names:
        raise EnvironmentFault("strangers", path=str(out), names=", ".join(sorted(names)))


def known_names(out: Path) -> set[str]:
    """What a build or a restored release has at its top, which another one may lack: the site, what the sums list."""
    sums = out / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    listed = {line.partition("  ")[2].partition("/")[0] for line in lines}
    return {"site", *listed, *([sums.name] if lines else [])}


def recover(out: Path) -> None:
    """Undoes what a killed build left: the last good build is in its place again, half-written folders are gone."""
    if previous(out).exists() and not out.exists():
        previous(out).rename(out)
    for leftover in (staging(out), previous(out)):
        remove(leftover)


def publish_folder(out: Path) -> None:
    """Exchanges `out` with the staged build; after a kill, `out` is one of the two, or `recover` repairs it."""
    if out.exists():
        require_known_files(out)
        shutil.copymode(out, staging(out))
    sync_file_system(staging(out))
    if not out.exists():
        staging(out).rename(out)
    elif not exchange(staging(out), out):
        out.rename(previous(out))
        staging(out).rename(out)
    sync_folder(out.parent)
