"""Very many mutants of registries and packages through the command: `python -m tests.fuzz.campaign --packages 2000`.

The same seed gives the same mutants. What breaks a promise is told with the seed that makes it again; made as small
as it goes it becomes a case of tests/fuzz/test_found.py.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import os
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import click

from tests.fuzz.packages import Files, mutated_package
from tests.fuzz.registries import Ground, mutated_registry
from tests.fuzz.trials import Broken, try_package, try_registry

# A hang in a library that looks at no signal ends the process, which says where it was.
HARD_SECONDS = 90


class Mutant(NamedTuple):
    """A mutant by its kind (package, registry) and its seed."""

    kind: str
    seed: int

    @property
    def files(self) -> Files:
        return mutated_package(self.seed) if self.kind == "package" else mutated_registry(self.seed)


class Tried(NamedTuple):
    """What came of a mutant, and how many seconds it took."""

    mutant: Mutant
    broken: tuple[Broken, ...]
    seconds: float


@cache
def ground() -> Ground:
    """The registry of this process; it goes with the process."""
    return Ground(Path(tempfile.mkdtemp(prefix="passerelle-fuzz-")))


def try_files(kind: str, seed: int, files: Files) -> tuple[Broken, ...]:
    """Every promise that files break, tried as the seed has it."""
    if kind == "registry":
        with contextlib.chdir(ground().folder):
            return tuple(try_registry(files, ground(), seed))
    with tempfile.TemporaryDirectory(prefix="passerelle-fuzz-") as folder, contextlib.chdir(folder):
        return tuple(try_package(files, Path(folder), seed))


def try_mutant(mutant: Mutant) -> Tried:
    faulthandler.dump_traceback_later(HARD_SECONDS, exit=True)
    start = perf_counter()
    broken = try_files(*mutant, mutant.files)
    faulthandler.cancel_dump_traceback_later()
    return Tried(mutant, broken, perf_counter() - start)


def mutants(packages: int, registries: int, seed: int) -> Iterator[Mutant]:
    yield from (Mutant("package", at) for at in range(seed, seed + packages))
    yield from (Mutant("registry", at) for at in range(seed, seed + registries))


def prepare() -> None:
    warnings.simplefilter("error")
    os.environ.setdefault("PASSERELLE_CACHE", tempfile.mkdtemp(prefix="passerelle-fuzz-cache-"))


def run(packages: int, registries: int, seed: int, jobs: int) -> Iterator[Tried]:
    """What came of each, as it comes."""
    wanted = list(mutants(packages, registries, seed))
    if jobs == 1:
        yield from map(try_mutant, wanted)
        return
    with ProcessPoolExecutor(jobs, initializer=prepare) as pool:
        yield from pool.map(try_mutant, wanted, chunksize=20)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=int, default=600)
    options.add_argument("--registries", type=int, default=12)
    options.add_argument("--full", action="store_true", help="18,000 packages and 2,000 registries")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=1)
    chosen = options.parse_args()
    packages, registries = (18_000, 2_000) if chosen.full else (chosen.packages, chosen.registries)
    prepare()
    start = perf_counter()
    failures: defaultdict[str, list[Tried]] = defaultdict(list)
    counted: defaultdict[str, list[float]] = defaultdict(list)
    for tried in run(packages, registries, chosen.seed, chosen.jobs):
        counted[tried.mutant.kind].append(tried.seconds)
        for one in tried.broken:
            if one.what not in failures:
                said = f"{tried.mutant.kind} {tried.mutant.seed}: {one.what}\n{shortened(one.trace)}"
                click.echo(said, err=True)
            failures[one.what].append(tried)
    click.echo(table(counted, failures, perf_counter() - start))
    return 1 if failures else 0


def shortened(trace: str) -> str:
    """The end of a trace, where the place is."""
    return "\n".join(trace.splitlines()[-24:])


def table(counted: dict[str, list[float]], failures: dict[str, list[Tried]], seconds: float) -> str:
    lines = ["| mutants | number | seconds each | slowest |", "|---|---|---|---|"]
    for kind, times in counted.items():
        lines.append(f"| {kind} | {len(times):,} | {sum(times) / len(times):.2f} | {max(times):.1f} |")
    lines.append(f"\nseconds in all: {seconds:.0f}; promises broken: {len(failures)}")
    for what, tries in sorted(failures.items(), key=lambda one: -len(one[1])):
        lines.append(f"- {what}: {len(tries)} times, first by {tries[0].mutant.kind} {tries[0].mutant.seed}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
