"""What is kept between runs to save time: never half, never trusted unless it is what was written, never needed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.files.atomic_files import LEFTOVERS, delete_unlocked, new_file


def cache_put(folder: Path, name: str, data: bytes) -> None:
    """Keeps data under a name below `folder`. One that cannot be written is no reason to stop."""
    cache_put_pieces(folder, name, (data,))


def cache_put_pieces(folder: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Keeps data as `cache_put` does, a piece at a time."""
    try:
        make_private((folder / name).parent)
        if not is_private(folder, name):
            return
        # All new files stand in one folder, where those of killed runs are found at once.
        with new_file(folder) as (file, fresh):
            checksum = hashlib.sha256()
            # The digest is at the beginning of the file; it is known at the end.
            file.write(digest(b"") + b"\n")
            for piece in pieces:
                checksum.update(piece)
                file.write(piece)
            file.seek(0)
            file.write(checksum.hexdigest().encode())
            file.flush()
            fresh.replace(folder / name)
    except OSError:
        return


def cache_get(folder: Path, name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, or something that nobody kept: cut, rotten, edited."""
    if not is_private(folder, name):
        return None
    try:
        checksum, _, data = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if checksum == digest(data) else None


@contextmanager
def cache_get_lines(folder: Path, name: str) -> Iterator[Iterator[bytes]]:
    """The lines that were kept under a name, read one at a time; none where `cache_get` would give None."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context((folder / name).open("rb"))
            checksum = file.readline().rstrip(b"\n")
            start = file.tell()
            same = checksum == digest_of(file) and is_private(folder, name)
            file.seek(start)
        except OSError:
            same = False
        yield iter(file) if same else iter(())


def digest_of(file: IO[bytes]) -> bytes:
    """The digest of what is left of a file."""
    found = hashlib.sha256()
    while piece := file.read(CHUNK_BYTES):
        found.update(piece)
    return found.hexdigest().encode()


def clear_cache(folder: Path) -> None:
    """Deletes what killed runs were about to keep in a folder."""
    if is_private(folder):
        delete_unlocked(folder.glob(LEFTOVERS))


def make_private(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, for this user alone. Raises OSError."""
    for path in reversed((folder, *folder.parents)):
        if not path.exists():
            path.mkdir(mode=0o700, exist_ok=True)


def is_private(folder: Path, name: str = "") -> bool:
    """Whether this user alone can have kept what lies under a name below `folder`; True where files have no owners."""
    if not hasattr(os, "getuid"):
        return True
    inside = [folder / path for path in Path(name).parents] or [folder]
    try:
        return all(is_ours(path) for path in inside) and all(is_guarded(parent) for parent in parent_folders(folder))
    except (OSError, ValueError):
        return False


def is_ours(folder: Path) -> bool:
    """Whether a folder (not a link) belongs to this user, and no other user can write in it."""
    state = folder.lstat()
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022


def is_guarded(folder: Path) -> bool:
    """Whether no other user but root can replace a folder in this folder by another one."""
    state = folder.lstat()
    shared = not stat.S_ISLNK(state.st_mode) and state.st_mode & 0o022 and not state.st_mode & stat.S_ISVTX
    return state.st_uid in (0, os.getuid()) and not shared


def parent_folders(folder: Path) -> Iterator[Path]:
    """The folders above a folder up to the user's own, by the path that is given and by that without links."""
    # Path.expanduser fails for a user who has no folder; then none of these is it.
    home = Path(os.path.expanduser("~")).resolve()  # noqa: PTH111
    # Links are kept in the one: who can change them says what lies behind.
    for path in (folder.absolute(), folder.resolve()):
        for parent in path.parents:
            yield parent
            if parent.resolve() == home:
                break


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def cache_folder() -> Path:
    """Where the cache is: $PASSERELLE_CACHE, else the user's cache folder; in place of a link, where nothing is kept.

    Who can put a link there says what lies behind it.
    """
    named = os.environ.get("PASSERELLE_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    folder = Path(named) if named else (Path(base) if base else user_folder() / ".cache") / "passerelle"
    # Path.is_symlink raises where the folder above may not be read: that of another user.
    return Path(os.devnull) if os.path.islink(folder) else folder  # noqa: PTH114


def user_folder() -> Path:
    """The user's folder; of a user who has none, a place at which nothing can be kept."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def site_cache() -> Path:
    """Where the site keeps what it knows of its last build."""
    return cache_folder() / "site"
