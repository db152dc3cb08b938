"""A best-effort cache: atomic writes, verified by SHA-256 when read. Without it, the work is done again."""

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
    """Writes data to the cache below `folder`; errors are ignored."""
    cache_put_pieces(folder, name, (data,))


def cache_put_pieces(folder: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Writes data to the cache as `cache_put` does, piece by piece."""
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
    """The data of a cache entry; None if there is none, or if its digest does not match."""
    if not is_private(folder, name):
        return None
    try:
        checksum, _, data = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if checksum == digest(data) else None


@contextmanager
def cache_get_lines(folder: Path, name: str) -> Iterator[Iterator[bytes]]:
    """Context manager: the lines of a cache entry, read one at a time; no lines if `cache_get` would return None."""
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
    """Deletes the unfinished entries of a cache folder."""
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
    """The folder of the cache: $PASSERELLE_CACHE, or else the cache folder of the user.

    If it is a link, the null device is returned, so that nothing is cached: the owner of a link decides where it leads.
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
    """The cache folder of the site."""
    return cache_folder() / "site"
