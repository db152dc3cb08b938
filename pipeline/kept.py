"""What is kept between runs to save time: never half, never trusted unless it is what was written, never needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from pipeline.writing import LEFTOVERS, delete_unlocked, new_file


def keep(folder: Path, name: str, data: bytes) -> None:
    """Keeps data under a name below `folder`. One that cannot be written is no reason to stop."""
    keep_pieces(folder, name, (data,))


def keep_pieces(folder: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Keeps data as `keep` does, a piece at a time."""
    try:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # All new files stand in one folder, where those of killed runs are found at once.
        with new_file(folder) as (file, fresh):
            told = hashlib.sha256()
            # The digest stands first, and is known last.
            file.write(digest(b"") + b"\n")
            for piece in pieces:
                told.update(piece)
                file.write(piece)
            file.seek(0)
            file.write(told.hexdigest().encode())
            file.flush()
            fresh.replace(folder / name)
    except OSError:
        return


def kept(folder: Path, name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, or something that nobody kept: cut, rotten, edited."""
    try:
        told, _, data = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if told == digest(data) else None


@contextmanager
def kept_lines(folder: Path, name: str) -> Iterator[Iterator[bytes]]:
    """The lines that were kept under a name, read one at a time; none where `kept` would give None."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context((folder / name).open("rb"))
            told = file.readline().rstrip(b"\n")
            start = file.tell()
            same = told == digest_of(file)
            file.seek(start)
        except OSError:
            same = False
        yield iter(file) if same else iter(())


def digest_of(file: IO[bytes]) -> bytes:
    """The digest of what is left of a file."""
    found = hashlib.sha256()
    while piece := file.read(1 << 20):
        found.update(piece)
    return found.hexdigest().encode()


def clear_kept(folder: Path) -> None:
    """Deletes what killed runs were about to keep in a folder."""
    delete_unlocked(folder.glob(LEFTOVERS))


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
