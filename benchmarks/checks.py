"""How long a contributor waits: `passerelle check`, whole and of one changed file, as whole processes.

`python -m benchmarks.checks --save`; with `--before REV` in turns with the code of an earlier revision.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import click
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "checks.json"
# The files that are changed one at a time: of every size, with few and with many neighbours.
CHANGED = (
    "raw/tables/cooperation.csv",
    "raw/tables/meeting_places.csv",
    "raw/tables/meetings.csv",
    "raw/tables/countries.csv",
    "raw/tables/citations/agreements.csv",
    "raw/sources.csv",
)
TEXT = "raw/texts/chm-ma-convention.txt"
WHOLE = "all"
WRONG = "raw/tables/meetings.csv, a wrong date"


class Timed(NamedTuple):
    """Seconds of every run of a case, and of those of an earlier revision beside them."""

    case: str
    now: tuple[float, ...]
    before: tuple[float, ...]

    def row(self) -> dict[str, object]:
        ratios = [now / then for now, then in zip(self.now, self.before, strict=False)]
        return {
            "case": self.case,
            "median": round(statistics.median(self.now), 2),
            "fastest": round(min(self.now), 2),
            "slowest": round(max(self.now), 2),
            "ratio": round(statistics.median(ratios), 2) if ratios else None,
        }


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def copied(revision: str, folder: Path) -> Path:
    """A clone of the repository at a revision, its modules compiled."""
    git(ROOT, "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder))
    git(folder, "checkout", "--quiet", "--detach", revision)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder / "pipeline")], check=True)
    return folder


def cases(registry: Path) -> Iterator[tuple[str, list[str]]]:
    """Each case with the options of its check, while the registry stands as the case has it."""
    yield WHOLE, []
    for file in CHANGED:
        path = registry / file
        lines = path.read_bytes().splitlines(keepends=True)
        # The last row is new.
        path.write_bytes(b"".join(lines[:-1]))
        git(registry, "commit", "--quiet", "--all", "--message", "without")
        path.write_bytes(b"".join(lines))
        yield file, ["--since", "HEAD"]
        git(registry, "commit", "--quiet", "--all", "--message", "with")
    (registry / TEXT).write_bytes((registry / TEXT).read_bytes() + b" ")
    yield TEXT, ["--since", "HEAD"]
    git(registry, "checkout", "--quiet", TEXT)
    meetings = registry / "raw" / "tables" / "meetings.csv"
    text = meetings.read_text(encoding="utf-8")
    meetings.write_text(text.replace("2008-05-19", "19.05.2008", 1), encoding="utf-8", newline="\n")
    yield WRONG, ["--since", "HEAD"]


def seconds(code: Path, registry: Path, options: Sequence[str]) -> float:
    """One check with the code of a folder."""
    command = [sys.executable, "-m", "pipeline", "check", *options, "--registry", str(registry)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    done = subprocess.run(command, cwd=code, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return perf_counter() - start


@click.command()
@click.option(
    "--repeat", default=9, show_default=True, help="Runs of each case; one more comes before and is not counted."
)
@click.option("--before", metavar="REV", help="A revision whose code runs in turns with that of HEAD.")
@click.option("--save", is_flag=True, help=f"Write {RESULTS.relative_to(ROOT)}.")
def main(repeat: int, before: str | None, save: bool) -> None:
    """Measure the checks of a contributor."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry, now = copied("HEAD", folder / "registry"), copied("HEAD", folder / "now")
        then = copied(before, folder / "before") if before else None
        for case, options in cases(registry):
            codes = [now, *([then] if then else [])]
            runs = [[seconds(code, registry, options) for code in codes] for _ in range(repeat + 1)][1:]
            found.append(Timed(case, tuple(run[0] for run in runs), tuple(run[1] for run in runs if then)))
    table = Table("checked", "median s", "fastest", "slowest", "times " + (before or "before"))
    for timing in found:
        table.add_row(*(str(value) for value in timing.row().values()))
    Console().print(table)
    if save:
        shape = {"before": before, "repeat": repeat, "cases": [timing.row() for timing in found]}
        RESULTS.write_text(json.dumps(shape, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
