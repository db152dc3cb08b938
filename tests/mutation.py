"""A sample of the mutants of mutmut: `python -m tests.mutation --number 150`. How many does a test notice?

mutmut makes mutants of what `[tool.mutmut]` in pyproject.toml names, in mutants/, and runs the tests that reach each.
All of them would take a day, so a sample is drawn: the same for the same seed and the same code.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

MUTANTS = Path("mutants")
# What mutmut writes of a mutant whose process ended so; others ran out of time or memory, and were noticed.
SURVIVED, UNREACHED = 0, 33


def mutmut(*arguments: str, quiet: bool = False) -> None:
    subprocess.run([sys.executable, "-m", "mutmut", *arguments], check=False, capture_output=quiet)


def verdicts() -> dict[str, int | None]:
    """What came of each mutant by its name; None of those that were not tried."""
    found: dict[str, int | None] = {}
    for path in sorted(MUTANTS.rglob("*.py.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def sample(names: Sequence[str], pattern: str, number: int, seed: int) -> list[str]:
    """So many of the mutants that a pattern names."""
    chosen = [name for name in names if fnmatchcase(name, pattern)]
    return sorted(random.Random(seed).sample(chosen, min(number, len(chosen))))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("pattern", nargs="?", default="*", help="Of the mutants' names (all of them).")
    parser.add_argument("--number", type=int, default=150, help="How many are tried (150).")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # No mutant has this name: mutmut makes all of them, measures the tests, and ends there with an error.
    mutmut("run", "none", quiet=True)
    names = sample([*verdicts()], options.pattern, options.number, options.seed)
    if not names:
        print(f"no mutant is named {options.pattern}")  # noqa: T201 - a program of its own
        return 1
    mutmut("run", *names)
    found = verdicts()
    counted = Counter(found[name] for name in names)
    noticed = len(names) - counted[SURVIVED] - counted[UNREACHED] - counted[None]
    print(  # noqa: T201 - a program of its own
        f"{noticed} of {len(names)} noticed; {counted[SURVIVED]} survived, {counted[UNREACHED]} reached by no test"
    )
    for name in names:
        if found[name] in (SURVIVED, UNREACHED):
            print(f"  {name}: mutmut show {name}")  # noqa: T201 - a program of its own
    return 0


if __name__ == "__main__":
    sys.exit(main())
