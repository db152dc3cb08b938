"""What is kept between runs to save time: never half, never trusted unless it is what was written, never needed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.writing import LEFTOVERS, delete_unlocked, new_file


def keep(folder: Path, name: str, data: bytes) -> None:
    """Keeps data under a name below `folder`. One that cannot be written is no reason to stop."""
    try:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # All new files stand in one folder, where those of killed runs are found at once.
        with new_file(folder) as (file, fresh):
            file.write(digest(data) + b"\n" + data)
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


def clear_kept(folder: Path) -> None:
    """Deletes what killed runs were about to keep in a folder."""
    delete_unlocked(folder.glob(LEFTOVERS))


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
