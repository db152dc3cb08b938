"""A fixed file, and how `--diff` shows it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.workflows.fix.registry_file import Fixed

NO_END = "\\ No newline at end of file"


@dataclass(frozen=True)
class FixedFile:
    """A file with something to mend: as findings show it, where it is, its bytes before, and what it should be."""

    display_path: str
    path: Path
    before: bytes
    fixed: Fixed

    def diff(self) -> Iterator[str]:
        """What would change, line by line, as diff writes it: a line ends with LF and with nothing else."""
        before = self.before.decode(self.fixed.encoding, "backslashreplace")
        files = (f"a/{self.display_path}", f"b/{self.display_path}")
        for line in difflib.unified_diff(lines_of(before), lines_of(self.fixed.text), *files, n=1):
            yield line.removesuffix("\n")
            if line[0] in "+- " and not line.startswith(("+++", "---")) and not line.endswith("\n"):
                yield NO_END


def lines_of(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), *([last] if last else [])]
