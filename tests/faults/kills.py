"""Kills commands at random moments and sees that nothing is lost: `python -m tests.faults.kills --help`.

Each kill: the registry as it was got ready; the command started and killed with SIGKILL; what must be whole is; the
command run again ends well and leaves, byte for byte and with nothing left over, what an undisturbed run leaves.
Half of the kills come at any moment of a run, half when its last steps are near; half hit the process alone, half its
children too.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tests import ROOT
from tests.faults.cases import CASES, Case
from tests.faults.registries import REGISTRIES, State, command, copy_registry, environment, state

FULL = 200
# How long the eve of a command is waited for at most, and no command takes as long: seconds.
MOST = 600.0
ENDED = "ended before"
# How often a run is tried again that ended before it was to be killed.
TRIES = 4


@dataclass(frozen=True)
class Kill:
    """When a command is killed: `share` of its duration after its start, or of a moment after its eve; and who is."""

    share: float
    at_eve: bool
    group: bool


@dataclass(frozen=True)
class Seen:
    """What came of a kill: what the command had done by then, and what was wrong."""

    reached: str
    wrong: tuple[str, ...]


class Ground:
    """A registry got ready for a case, to be put back before each kill; and what an undisturbed run makes of it."""

    def __init__(self, case: Case, source: Path, folder: Path) -> None:
        self.case, self.folder = case, folder
        self.root, self.kept, self.cache = folder / "registry", folder / "kept", folder / "cache"
        copy_registry(source, self.root)
        case.prepare(self.root, self.cache)
        shutil.copytree(self.root, self.kept, symlinks=True)
        self.before = state(self.root)
        # How long a run takes, and what comes after its eve, as far as was seen yet: what a kill is timed by.
        self.seconds, self.soon = MOST, case.soon
        # How often its eve was seen: never, and it is none.
        self.eves = 0
        self.run()
        self.after = state(self.root)
        assert self.before != self.after, "a command that changes nothing shows nothing"

    def put_back(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.kept, self.root, symlinks=True)

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command(*self.case.arguments),
            cwd=self.root,
            env=environment(self.cache),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self) -> None:
        """Runs the command to its end, and notes how long that takes at least. Raises AssertionError for a bad end."""
        start = monotonic()
        done = subprocess.run(
            command(*self.case.arguments),
            cwd=self.root,
            env=environment(self.cache),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-500:]}"
        self.seconds = min(self.seconds, monotonic() - start)

    def kill(self, kill: Kill) -> Seen:
        """Kills a run of the registry as it was got ready; judges what it left and what the next makes of it.

        A run that had ended by then was not killed, and showed how long one takes: the next is killed sooner.
        """
        for _ in range(TRIES):
            self.put_back()
            reached, wrong = self.kill_once(kill)
            if reached != ENDED or wrong:
                break
        return Seen(reached, (*wrong, *self.next_run()))

    def kill_once(self, kill: Kill) -> tuple[str, list[str]]:
        """Kills a run of the registry as it is; what it had done by then, and what is wrong with what it left."""
        process = self.start()
        ended = self.wait(process, kill)
        if not ended:
            (os.killpg if kill.group else os.kill)(process.pid, signal.SIGKILL)
        process.wait()
        now = state(self.root)
        return self.reached(now, ended=ended), [*self.case.verify(self.before, self.after, now)]

    def wait(self, process: subprocess.Popen[bytes], kill: Kill) -> bool:
        """Waits for the moment of a kill; whether the command had ended before."""
        if not kill.at_eve:
            self.seconds, ended = ended_within(process, kill.share, self.seconds)
            return ended
        end = monotonic() + MOST
        while not (eve := any(self.root.glob(self.case.eve))) and process.poll() is None and monotonic() < end:
            sleep(0.0005)
        if not eve:
            return process.poll() is not None
        self.eves += 1
        self.soon, ended = ended_within(process, kill.share, self.soon)
        return ended

    def reached(self, now: State, *, ended: bool) -> str:
        if ended:
            return ENDED
        if now == self.before:
            return "nothing done yet"
        return "done, not cleared up" if all(now.get(path) == self.after[path] for path in self.after) else "on its way"

    def next_run(self) -> Iterator[str]:
        """What is wrong after the next run: it fails, or leaves other bytes than an undisturbed one, or more."""
        try:
            self.run()
        except AssertionError as error:
            yield f"the next run: {error}"
            return
        now = state(self.root)
        for path in sorted(now.keys() | self.after.keys()):
            if now.get(path) != self.after.get(path):
                yield f"after the next run {path} is {'left over' if path not in self.after else 'another'}"
        yield from (f"left over in the cache: {path.name}" for path in self.cache.rglob(".passerelle-*"))


def ended_within(process: subprocess.Popen[bytes], share: float, seconds: float) -> tuple[float, bool]:
    """Waits for a share of so many seconds; how many it is by what was seen, and whether the process ended in them."""
    start = monotonic()
    try:
        process.wait(share * seconds)
    except subprocess.TimeoutExpired:
        return seconds, False
    return min(seconds, monotonic() - start), True


def kills(number: int, seed: int) -> list[Kill]:
    """So many kills, the same for the same seed: at any moment and near the end by turns."""
    chance = random.Random(seed)
    return [Kill(chance.random(), at_eve=at % 2 == 1, group=chance.random() < 0.5) for at in range(number)]


def campaign(name: str, source: Path, chosen: list[Kill], jobs: int) -> list[Seen]:
    """Every kill of a command, on `jobs` registries side by side."""

    def some(number: int) -> list[Seen]:
        with tempfile.TemporaryDirectory(prefix=f"kills-{name}-") as folder:
            ground = Ground(CASES[name], source, Path(folder))
            mine = chosen[number::jobs]
            seen = [ground.kill(kill) for kill in mine]
            assert ground.eves or not any(kill.at_eve for kill in mine), f"{ground.case.eve} was never there"
            return seen

    with ThreadPoolExecutor(jobs) as pool:
        return [seen for part in pool.map(some, range(jobs)) for seen in part]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("commands", nargs="*", help=f"Of {', '.join(CASES)}; none: all of them.")
    parser.add_argument("--kills", type=int, default=4, help="Of each command (4).")
    parser.add_argument("--full", action="store_true", help=f"{FULL} kills of each command.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="Side by side (the processors).")
    parser.add_argument("--registry", choices=["tiny", "real"], default="tiny")
    options = parser.parse_args()
    source = ROOT if options.registry == "real" else REGISTRIES / "tiny"
    number = FULL if options.full else options.kills
    failed = 0
    for name in options.commands or CASES:
        start = monotonic()
        seen = campaign(name, source, kills(number, options.seed), min(options.jobs, number))
        reached = Counter(other.reached for other in seen)
        told = ", ".join(f"{count} {what}" for what, count in sorted(reached.items()))
        bad = [other for other in seen if other.wrong]
        # A campaign in which nothing was killed shows nothing.
        failed += len(bad) or (set(reached) == {ENDED})
        print(f"{name}: {len(seen) - len(bad)} of {len(seen)} kills whole ({told}); {monotonic() - start:.0f} s")  # noqa: T201 - a program of its own
        for item in bad:
            print(f"  {item.reached}: {'; '.join(item.wrong[:5])}")  # noqa: T201 - a program of its own
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
