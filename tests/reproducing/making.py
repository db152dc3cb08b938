"""A commit checked out, its files made anew in another order and at another time, and published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.reproducing.environments import Environment, faketime, variables

WHO = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


def publish(environment: Environment, origin: Path, below: Path, code: Path | None) -> Path:
    """The checkout in which a commit of `origin` was published as a release. Raises RuntimeError.

    `code`: the folder whose program publishes it, None for the one that is checked out.
    """
    folder = below / environment.folder
    checkout = folder / "checkout"
    env = variables(environment, folder)
    env["PYTHONPATH"] = str(code or checkout)
    env["PYTHONDONTWRITEBYTECODE"] = "1" if environment.backwards else ""
    settings = [part for item in environment.git for part in ("-c", item)]
    clone = ["git", *settings, "clone", "--quiet", *(part for item in environment.git for part in ("--config", item))]
    run([*clone, str(origin), str(folder / "first")], folder, env, environment)
    copy(folder / "first", checkout, backwards=environment.backwards, year=environment.year)
    # A copy has other times than the index knows.
    run(["git", "update-index", "-q", "--refresh"], checkout, env, environment)
    command = [sys.executable, "-m", "pipeline", "release"]
    program = faketime()
    run([program, environment.clock, *command] if program else command, checkout, env, environment)
    return checkout


def run(command: list[str], folder: Path, env: dict[str, str], environment: Environment) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        umask=environment.umask,
        preexec_fn=on_processors(environment.processors),
    )
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def on_processors(number: int) -> Callable[[], None] | None:
    """What keeps a process to some of the processors, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    wanted = sorted(os.sched_getaffinity(0))[:number]
    return lambda: os.sched_setaffinity(0, wanted)


def copy(source: Path, target: Path, *, backwards: bool, year: int) -> None:
    """Copies a tree file by file in an order of its own; every file was last changed in `year`."""
    files = sorted((path for path in source.rglob("*") if path.is_file()), reverse=backwards)
    moment = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    for path in files:
        made = target / path.relative_to(source)
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, made)
        os.utime(made, (moment, moment))


def committed(root: Path, message: str) -> None:
    """Commits everything in a repository that is made where there is none."""
    if not (root / ".git").exists():
        subprocess.run(["git", "-C", str(root), "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", str(root), "add", "--all"], check=True)
    subprocess.run(
        ["git", "-C", str(root), *WHO, "commit", "--quiet", "--allow-empty", "--message", message], check=True
    )
