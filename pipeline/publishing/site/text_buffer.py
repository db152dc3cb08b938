"""A buffer for texts of pages in an unnamed file, so that no long list is in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import SpooledTemporaryFile

# What an ordinary list takes is never written to the disk.
IN_MEMORY = 4_000_000


class TextBuffer:
    """Texts in the order in which they were added; each is read again by its number."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where the file lies, of which nothing is left when it is closed."""
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))  # noqa: SIM115 - open as long as texts are read
        self.ends = array("Q", [0])

    def add(self, text: str) -> None:
        """Adds a text behind the others."""
        data = text.encode()
        self.file.write(data)
        self.ends.append(self.ends[-1] + len(data))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def read(self, first: int, last: int) -> list[str]:
        """The texts from number `first` to before `last`, as far as there are any."""
        ends = self.ends[first : last + 1]
        self.file.seek(ends[0])
        data = self.file.read(ends[-1] - ends[0])
        return [data[start - ends[0] : end - ends[0]].decode() for start, end in pairwise(ends)]

    def batches(self, size: int) -> Iterator[list[str]]:
        """All texts, so many at a time."""
        return (self.read(first, first + size) for first in range(0, len(self), size))

    def close(self) -> None:
        """Lets go of the texts."""
        self.file.close()
