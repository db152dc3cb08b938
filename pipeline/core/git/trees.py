"""The files of a revision as the stored bytes, without filters, attributes or settings."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.errors import UserError
from pipeline.core.git.commands import ShortAnswer, is_partial, running
from pipeline.core.limits import RAW_BYTES, REGISTRY_FILES, REVISION_BYTES

LINK, MODULE = "120000", "160000"
# What no name of a file system may be, and what a name may not hold where Windows reads it.
NO_NAMES = frozenset({"", ".", "..", ".git"})
NOT_ON_WINDOWS = frozenset('\\:*?"<>|')
NO_FILE = frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL})


class Entry(NamedTuple):
    """One file of a tree: its mode as git writes it, the id of what it holds, its bytes (0: not asked)."""

    mode: str
    id: str
    size: int
    path: str


def entries(root: Path, commit: str, parts: Sequence[str], *, sizes: bool = False) -> list[Entry]:
    """The files of some parts of a commit, as ids. Raises UserError for more than REGISTRY_FILES of them."""
    asked = ("ls-tree", "-r", "-z", *(("-l",) if sizes else ()), commit, "--", *parts)
    with running(root, *asked) as said:
        found = [entry(record) for record in islice(records(said), REGISTRY_FILES + 1)]
        if len(found) > REGISTRY_FILES:
            raise UserError("fault-revision-files", name=commit, most=REGISTRY_FILES)
    return found


def records(said: IO[bytes]) -> Iterator[bytes]:
    """What stands before each NUL."""
    rest = b""
    while part := said.read(CHUNK_BYTES):
        *whole, rest = (rest + part).split(b"\0")
        yield from whole


def entry(record: bytes) -> Entry:
    said, _, path = record.partition(b"\t")
    mode, _, identifier, *size = said.decode("ascii").split()
    return Entry(mode, identifier, int(size[0]) if size and size[0].isdigit() else 0, os.fsdecode(path))


def write_tree(root: Path, name: str, commit: str, parts: Sequence[str], folder: Path) -> None:
    """Writes some parts of a commit below a folder. Raises UserError for what is too large, or has no place there."""
    listed = entries(root, commit, parts, sizes=True)
    refuse_large(listed, name)
    for entry in listed:
        refuse_name(entry, name)
        if entry.mode == MODULE:
            (folder / entry.path).mkdir(parents=True, exist_ok=True)
    files = [entry for entry in listed if entry.mode != MODULE]
    links = {}
    for entry, content in zip(files, blobs(root, files), strict=True):
        if entry.mode == LINK:
            links[entry.path] = link_target(entry.path, content, name)
        else:
            place(folder, entry.path, name, partial(write_new, content=content))
    # Nothing is written through a link: all of them come last.
    for path, target in links.items():
        place(folder, path, name, partial(link_new, target=target))
    for path, target in links.items():
        # A link through another may lead elsewhere than its text says.
        if not Path(os.path.realpath(folder / path)).is_relative_to(os.path.realpath(folder)):
            raise UserError("fault-link-out", name=name, problem=f"{path!r} -> {target!r}")


def refuse_large(listed: Sequence[Entry], name: str) -> None:
    large = next((entry for entry in listed if entry.size > RAW_BYTES), None)
    if large is not None:
        raise UserError("fault-revision-file", name=name, file=large.path, most=RAW_BYTES >> 20)
    if sum(entry.size for entry in listed) > REVISION_BYTES:
        raise UserError("fault-revision-bytes", name=name, most=REVISION_BYTES >> 20)


def refuse_name(entry: Entry, name: str) -> None:
    """A tree that git itself did not make may name any place of the machine."""
    steps = entry.path.split("/")
    wrong = any(step.lower() in NO_NAMES for step in steps)
    if wrong or (os.name == "nt" and any(NOT_ON_WINDOWS.intersection(step) for step in steps)):
        raise UserError("fault-revision-name", name=name, file=ascii(entry.path))


def place(folder: Path, path: str, name: str, make: Callable[[Path], None]) -> None:
    """Makes a file or a link where its path says; two of one name, or a name that no system takes, are refused."""
    try:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        make(folder / path)
    except OSError as error:
        if error.errno not in NO_FILE:
            raise
        raise UserError("fault-revision-name", name=name, file=ascii(path)) from error


def write_new(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)


def link_new(path: Path, target: str) -> None:
    path.symlink_to(target)


def link_target(path: str, content: bytes, name: str) -> str:
    """Where a link leads. Raises UserError where that is out of the folder."""
    target = os.fsdecode(content)
    end = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if "\0" in target or not target or Path(target).is_absolute() or end.startswith(("/", "..")):
        raise UserError("fault-link-out", name=name, problem=f"{path!r} -> {target!r}")
    return target


def blobs(root: Path, wanted: Sequence[Entry]) -> Iterator[bytes]:
    """What is stored under each id, in their order."""
    if not wanted:
        return
    given = "".join(f"{entry.id}\n" for entry in wanted).encode()
    with running(root, "cat-file", "--batch", "--buffer", given=given) as said:
        for entry in wanted:
            yield blob(said, entry, root)


def blob(said: IO[bytes], entry: Entry, root: Path) -> bytes:
    head = said.readline(CHUNK_BYTES)
    if not head:
        raise ShortAnswer
    if head.split() != [entry.id.encode(), b"blob", str(entry.size).encode()]:
        # What a partial clone left out is missing for a reason; elsewhere it was lost.
        key = "fault-git-partial" if head.rstrip().endswith(b"missing") and is_partial(root) else "fault-git-corrupt"
        raise UserError(key, root=str(root), problem=f"{entry.id} ({entry.path!r})", command="cat-file")
    content = said.read(entry.size + 1)
    if len(content) != entry.size + 1:
        raise ShortAnswer
    return content[:-1]


def on_disk(root: Path, parts: Iterable[str]) -> Iterator[str]:
    """The files below some parts of a folder, links not followed; at most one more than REGISTRY_FILES of them."""
    return islice((path for part in parts for path in below(root, part)), REGISTRY_FILES + 1)


def below(root: Path, path: str) -> Iterator[str]:
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if (root / here).is_symlink() or not (root / here).is_dir():
            if os.path.lexists(root / here):
                yield here
            continue
        try:
            # What git keeps of another repository there is no file of the registry.
            waiting += [f"{here}/{path.name}" for path in (root / here).iterdir() if path.name != ".git"]
        except OSError:
            # The check that reads it says why it cannot.
            yield here


def differing(root: Path, listed: Mapping[str, Entry], paths: Iterable[str], *, ends: bool = False) -> Iterator[str]:
    """Those files on disk that do not hold what is stored of them; with `ends`, CR LF is the same as LF."""
    for path in paths:
        entry = listed.get(path)
        if entry is None or not is_same(root / path, entry, ends=ends):
            yield path


def is_same(path: Path, entry: Entry, *, ends: bool) -> bool:
    content = held(path, entry.mode)
    if content is None:
        return False
    return entry.id == blob_id(content, entry.id) or (
        ends and entry.id == blob_id(content.replace(b"\r\n", b"\n"), entry.id)
    )


def held(path: Path, mode: str) -> bytes | None:
    """What is on disk, if it is of that kind and no larger than a file of raw/ may be."""
    try:
        state = path.lstat()
        if mode == LINK:
            return os.fsencode(path.readlink()) if stat.S_ISLNK(state.st_mode) else None
        if mode == MODULE or not stat.S_ISREG(state.st_mode) or state.st_size > RAW_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        # What cannot be read has changed for whoever checks it, and the check says why.
        return None


def blob_id(content: bytes, like: str) -> str:
    """The id that git gives to a content, by the algorithm of another id."""
    # No secret: git itself names contents so.
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()
