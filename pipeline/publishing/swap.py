"""A fresh folder put in the place of the last good build, by renames that are recovered at the next start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.findings import Fault


def staging(out: Path) -> Path:
    """Where a build is written before it takes its place; beside it, so that the renames stay on one file system."""
    return out.with_name(f".{out.name}.next")


def previous(out: Path) -> Path:
    """Where the last good build waits while the next one is renamed into its place."""
    return out.with_name(f".{out.name}.previous")


@contextmanager
def one_build(out: Path) -> Iterator[None]:
    """Keeps other builds of the same folder out. Raises Fault while one is running or the folder cannot be written."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=0):
            yield
    except Timeout as error:
        raise Fault(f"another build is writing {out}; wait until it has ended") from error


def refuse_foreign(out: Path) -> None:
    """Raises Fault where `out` holds something that no build wrote: the swap would delete it."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / "report.json").is_file()):
        raise Fault(f"{out} exists and is not a build of this program; name an empty or new folder with --out")


def recover(out: Path) -> None:
    """Undoes what a killed build left: the last good build is in its place again, half-written folders are gone."""
    if previous(out).exists() and not out.exists():
        previous(out).rename(out)
    for leftover in (staging(out), previous(out)):
        if leftover.exists():
            shutil.rmtree(leftover)


def swap_in(out: Path) -> None:
    """Puts the staged build in its place. Killed between any two of its steps, `recover` mends it."""
    if out.exists():
        out.rename(previous(out))
    staging(out).rename(out)
    if previous(out).exists():
        shutil.rmtree(previous(out))
