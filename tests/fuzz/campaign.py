"""Very many mutants through the command: `python -m tests.fuzz.campaign --number 2000`.

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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import click

from tests.fuzz.descriptors import grown_descriptor
from tests.fuzz.documents import mutated_document
from tests.fuzz.expressions import mutated_pattern
from tests.fuzz.json_schemas import mutated_json_schema
from tests.fuzz.memory import PEAK, too_much
from tests.fuzz.office import mutated_workbook
from tests.fuzz.packages import Files, mutated_package
from tests.fuzz.registries import Ground, mutated_registry
from tests.fuzz.trials import Broken, try_document, try_package, try_registry, try_workbook
from tests.fuzz.yamls import mutated_yaml

# A hang in a library that looks at no signal ends the process, which says where it was. By the clock, so that a busy
# machine is given time for several calls.
HARD_SECONDS = 600


# What makes the files of a mutant of its seed, by the kind of the mutant.
MAKERS: Mapping[str, Callable[[int], Files]] = {
    "package": mutated_package,
    "registry": mutated_registry,
    "descriptor": grown_descriptor,
    "json-schema": mutated_json_schema,
    "pattern": mutated_pattern,
    "yaml": mutated_yaml,
    "workbook": mutated_workbook,
    "document": mutated_document,
}
# Those that are tried in a folder with a registry.
GROUNDED: Mapping[str, Callable[[Files, Ground, int], Iterator[Broken]]] = {
    "registry": try_registry,
    "workbook": try_workbook,
    "document": try_document,
}
# How many of each kind a campaign tries, and the long one.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "package": (200, 18_000),
    "registry": (6, 2_000),
    **{kind: (8, 2_000) for kind in MAKERS if kind not in ("package", "registry")},
}


class Mutant(NamedTuple):
    """A mutant by its kind and its seed."""

    kind: str
    seed: int

    @property
    def files(self) -> Files:
        return MAKERS[self.kind](self.seed)


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
    if kind in GROUNDED:
        with contextlib.chdir(ground().folder):
            return tuple(GROUNDED[kind](files, ground(), seed))
    with tempfile.TemporaryDirectory(prefix="passerelle-fuzz-") as folder, contextlib.chdir(folder):
        return tuple(try_package(files, Path(folder), seed))


def try_mutant(mutant: Mutant) -> Tried:
    start = perf_counter()
    files = mutant.files
    faulthandler.dump_traceback_later(HARD_SECONDS, exit=True)
    PEAK.reset()
    broken = try_files(*mutant, files)
    taken = too_much()
    faulthandler.cancel_dump_traceback_later()
    return Tried(mutant, (*broken, *([Broken(taken)] if taken else ())), perf_counter() - start)


def mutants(numbers: Mapping[str, int], seed: int) -> Iterator[Mutant]:
    for kind, number in numbers.items():
        yield from (Mutant(kind, at) for at in range(seed, seed + number))


def prepare() -> None:
    warnings.simplefilter("error")
    os.environ.setdefault("PASSERELLE_CACHE", tempfile.mkdtemp(prefix="passerelle-fuzz-cache-"))


def run(numbers: Mapping[str, int], seed: int, jobs: int) -> Iterator[Tried]:
    """What came of each, as it comes; `numbers`: how many mutants of each kind."""
    wanted = list(mutants(numbers, seed))
    if jobs == 1:
        yield from map(try_mutant, wanted)
        return
    with ProcessPoolExecutor(jobs, initializer=prepare) as pool:
        yield from pool.map(try_mutant, wanted, chunksize=20)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", choices=list(MAKERS), help="mutants of this kind alone")
    options.add_argument("--number", type=int, help="so many of each kind")
    options.add_argument("--full", action="store_true", help="32,000 mutants: hours")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=1)
    chosen = options.parse_args()
    kinds = [chosen.kind] if chosen.kind else list(MAKERS)
    numbers = {kind: chosen.number or NUMBERS[kind][chosen.full] for kind in kinds}
    prepare()
    start = perf_counter()
    failures: defaultdict[str, list[Tried]] = defaultdict(list)
    counted: defaultdict[str, list[float]] = defaultdict(list)
    for tried in run(numbers, chosen.seed, chosen.jobs):
        counted[tried.mutant.kind].append(tried.seconds)
        for item in tried.broken:
            if item.what not in failures:
                said = f"{tried.mutant.kind} {tried.mutant.seed}: {item.what}\n{shortened(item.trace)}"
                click.echo(said, err=True)
            failures[item.what].append(tried)
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
    for what, tries in sorted(failures.items(), key=lambda item: -len(item[1])):
        lines.append(f"- {what}: {len(tries)} times, first by {tries[0].mutant.kind} {tries[0].mutant.seed}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
