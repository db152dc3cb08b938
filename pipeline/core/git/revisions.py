"""Revisions of the registry in git: their files, what has changed since, releases."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.git.commands import git
from pipeline.core.git.trees import MODULE, differing, entries, on_disk, write_tree
from pipeline.core.limits import REGISTRY_FILES
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.versions import parse_version

PARTS = ("schemas", "raw")
# What a release is made from and by, where a registry has it.
RELEASED = (*PARTS, "CHANGELOG.md", "CITATION.cff", "LICENSE", "constraints.txt", "pyproject.toml", "pipeline")
TAG = "v"
NO_REVISION, NO_REPOSITORY = "fault-no-revision", "fault-git-none"
COMMITTED = re.compile(rb"^committer .*> (-?\d{1,18}) [-+]\d+$", re.MULTILINE)


@contextmanager
def revision(root: Path, name: str, parts: Sequence[str] = PARTS) -> Iterator[Path]:
    """Context manager: a temporary folder with `parts` (schemas/ and raw/ by default) as they are in a revision.

    `name`: any name that git knows for the revision. Raises PasserelleError if it knows none.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        with translate_os_errors(Path(folder)):
            write_tree(root, name, commit(root, name), parts, Path(folder))
        yield Path(folder)


def commit(root: Path, name: str) -> str:
    """The hash of the commit that a name stands for; names that begin with "-" are not taken as options of git.

    Raises UserError if git knows no such commit.
    """
    if "\0" in name:
        raise UserError(NO_REVISION, name=ascii(name), root=str(root))
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    try:
        found = git(root, *asked, fine=(0, 1)).decode("ascii", "replace").strip()
    except UserError as error:
        if error.key != "fault-git":
            raise
        # A name of something else than a commit: a tree, a file, an ambiguous one.
        raise UserError(NO_REVISION, name=name, root=str(root)) from error
    if not found:
        raise UserError("fault-git-shallow" if is_shallow(root) else NO_REVISION, name=name, root=str(root))
    return found


def is_shallow(root: Path) -> bool:
    """Whether a clone has only the last commits, as those of CI do."""
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def changed_since(root: Path, name: str) -> list[str]:
    """The paths of the files of schemas/ and raw/ that differ from a revision or that git does not track."""
    return changed(root, commit(root, name), PARTS)


def changed(root: Path, at: str, parts: Sequence[str], *, ends: bool = False) -> list[str]:
    """The files of some parts that differ from a commit; `ends`: not by their ends of lines alone."""
    listed = {entry.path: entry for entry in entries(root, at, parts) if entry.mode != MODULE}
    present = list(on_disk(root, parts))
    if len(present) > REGISTRY_FILES:
        # Whoever checks these finds that there are too many.
        return list(parts)
    differ = set(differing(root, listed, present, ends=ends))
    new = ignored(root, sorted(differ - listed.keys()))
    return sorted((differ - new) | (listed.keys() - set(present)))


def ignored(root: Path, paths: Sequence[str]) -> set[str]:
    """Those of some files that git is told to ignore."""
    if not paths:
        return set()
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    said = git(root, "check-ignore", "-z", "--stdin", given=given, fine=(0, 1))
    return {os.fsdecode(path) for path in said.split(b"\0") if path}


def parts_at(root: Path, name: str, wanted: Sequence[str]) -> list[str]:
    """Those of the `wanted` files and folders that a revision has."""
    listed = git(root, "ls-tree", "--name-only", "-z", commit(root, name)).decode("utf-8", "surrogateescape")
    return [name for name in wanted if name in listed.split("\0")]


def uncommitted(root: Path) -> list[str]:
    """The paths of the released files that differ from the last commit or that git does not track."""
    return changed(root, commit(root, "HEAD"), RELEASED, ends=True)


def commit_day(root: Path, name: str) -> str:
    """The day of a commit in UTC, as YYYY-MM-DD."""
    head = git(root, "cat-file", "commit", commit(root, name)).partition(b"\n\n")[0]
    seconds = COMMITTED.search(head)
    if seconds is None:
        raise UserError("fault-git-corrupt", root=str(root), problem=f"{name}: committer")
    try:
        return datetime.datetime.fromtimestamp(int(seconds[1]), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise UserError("fault-git-corrupt", root=str(root), problem=f"{name}: committer") from error


def tags(root: Path, *which: str) -> list[str]:
    """The tags of releases (`v<version>`), the highest version first; `which`: further options of `git tag`."""
    asked = ("for-each-ref", "--format=%(refname:strip=2)", *which, f"refs/tags/{TAG}*")
    named = git(root, *asked).decode("utf-8", "replace").split()
    versions = [tag for tag in named if parse_version(tag.removeprefix(TAG))]
    return sorted(versions, key=tag_order, reverse=True)


def tag_order(tag: str) -> tuple[tuple[int, int, int], bool, str]:
    """What comes before a version (1.0.0-rc.1) is below it."""
    version = tag.removeprefix(TAG)
    return parse_version(version) or (0, 0, 0), "-" not in version, version


def last_release(root: Path, name: str) -> str | None:
    """The tag of the highest version below a revision, without the revision's own tags; None if there is none."""
    own = {*tags(root, "--points-at", commit(root, name))}
    return next((tag for tag in tags(root, "--merged", commit(root, name)) if tag not in own), None)
