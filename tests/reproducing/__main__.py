"""python -m tests.reproducing: the last commit published twice, and a table of what is equal; exit 1 where not all is.

commit -> prepared in a clone -> published in two environments -> compared
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from pipeline.workflows.release import prepare
from tests import ROOT
from tests.reproducing.comparing import Compared, compare
from tests.reproducing.environments import ODD, PLAIN
from tests.reproducing.making import committed, publish


def main(out: TextIO) -> int:
    with tempfile.TemporaryDirectory(prefix="passerelle-") as name:
        below = Path(name)
        origin = below / "origin"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(origin)], check=True)
        prepare(origin, None, None, lambda _: None)
        committed(origin, "Release")
        plain, odd = (publish(item, origin, below, None) for item in (PLAIN, ODD))
        found = compare(plain, odd, below / "unpacked")
    write_summary(found, out)
    return 1 if any(comparison.different for comparison in found) else 0


def write_summary(found: list[Compared], out: TextIO) -> None:
    """The environments and the verdicts, as tables of Markdown."""
    plain, odd = PLAIN.shown(), ODD.shown()
    lines = ["| what differs | plain | odd |", "|---|---|---|"]
    lines += [f"| {name} | {plain.get(name, '—')} | {odd.get(name, '—')} |" for name in {**plain, **odd}]
    lines += ["", "| files | in all | equal in bytes | equal in value | different |", "|---|---|---|---|---|"]
    lines += [
        f"| {item.kind} | {item.files} | {item.same_bytes} | {item.same_value} | {len(item.different)} |"
        for item in found
    ]
    sums = [
        sum(numbers)
        for numbers in zip(
            *((comparison.files, comparison.same_bytes, comparison.same_value) for comparison in found), strict=True
        )
    ]
    lines.append(f"| all | {sums[0]} | {sums[1]} | {sums[2]} | {sums[0] - sums[1] - sums[2]} |")
    lines += ["", *(f"different: {name}" for comparison in found for name in comparison.different)]
    out.write("\n".join(lines).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.stdout))
