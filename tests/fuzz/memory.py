"""How much memory a trial takes at most: that of this process, and of the largest of its children."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path

from pipeline.core.limits import READER_MEMORY

# What a mutant may take in MB: a small input must not fill a small machine.
# It is what a reader may take (docs/limits.md), since the largest of the children counts.
MEGABYTES = READER_MEMORY >> 20
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Peak:
    """The largest memory of this process since the last reset; where the system cannot tell, since its beginning."""

    def __init__(self) -> None:
        self.base = self.children = 0.0

    def reset(self) -> None:
        with suppress(OSError):
            RESET.write_text("5", encoding="ascii")
        self.base, self.children = own(), of_children()

    def grown(self) -> float:
        """MB that were taken since the reset beyond what was held then, or by a child."""
        later = of_children()
        return max(own() - self.base, later if later > self.children else 0)


PEAK = Peak()


def own() -> float:
    """The largest memory of this process in MB."""
    try:
        lines = STATUS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return next(int(line.split()[1]) / 1_024 for line in lines if line.startswith("VmHWM"))


def of_children() -> float:
    """The memory in MB of the largest child that has ended."""
    return megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def megabytes(size: int) -> float:
    # macOS counts bytes, Linux kilobytes.
    return size / (1_048_576 if sys.platform == "darwin" else 1_024)


def too_much() -> str | None:
    """What a trial that took too much memory is told by; None for one that did not."""
    taken = PEAK.grown()
    return f"more than {MEGABYTES:,} MB of memory" if taken > MEGABYTES else None
