"""The registry as it stood at a revision of git, and what has changed since."""

from __future__ import annotations

import datetime
import io
import posixpath
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.comparing.versions import parse_version
from pipeline.findings import Fault
from pipeline.refusals import Refusal

PARTS = ("schemas", "raw")
# What a release is made from and by, where a registry has it.
RELEASED = (*PARTS, "CHANGELOG.md", "CITATION.cff", "LICENSE", "constraints.txt", "pyproject.toml", "pipeline")
TAG = "v"
# However a repository was checked out, a revision is what was committed.
AS_COMMITTED = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")


@contextmanager
def revision(root: Path, name: str, parts: Sequence[str] = PARTS) -> Iterator[Path]:
    """A folder with schemas/ and raw/, or other parts, as they stood at a revision. Raises Fault for none."""
    data = git(root, *AS_COMMITTED, "archive", "--format=tar", commit(root, name), *parts)
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            problem = unpack(archive, folder)
        if problem:
            raise Refusal("fault-link-out", name=name, problem=problem)
        yield Path(folder)


def unpack(archive: tarfile.TarFile, folder: str) -> str | None:
    """Unpacks what git archived; why not, if a link in it leads out of the folder."""
    if not hasattr(tarfile, "data_filter"):
        # Python 3.11.0 to 3.11.3; of all that a filter refuses git archives nothing but links.
        for member in archive:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(member.name), member.linkname))
            if member.issym() and target.startswith(("/", "..")):
                return f"{member.name!r} -> {member.linkname!r}"
        archive.extractall(folder)
        return None
    try:
        archive.extractall(folder, filter="data")
    except tarfile.FilterError as error:
        return str(error)
    return None


def commit(root: Path, name: str) -> str:
    """The commit that a name stands for; `--end-of-options` keeps names from being options."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except Fault as error:
        raise Refusal("fault-no-revision", name=name, root=str(root)) from error


def changed_since(root: Path, name: str) -> list[str]:
    """The files of schemas/ and raw/ that differ from a revision, those that git does not know yet included."""
    diff = git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit(root, name), "--", *PARTS)
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *PARTS)
    return sorted({path.decode("utf-8", "surrogateescape") for path in (diff + new).split(b"\0") if path})


def parts_at(root: Path, name: str, wanted: Sequence[str]) -> list[str]:
    """Those of some files and folders that a revision has."""
    listed = git(root, "ls-tree", "--name-only", "-z", commit(root, name)).decode("utf-8", "surrogateescape")
    return [one for one in wanted if one in listed.split("\0")]


def uncommitted(root: Path) -> list[str]:
    """The files of what is released that differ from the last commit, or that git does not know."""
    said = git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *RELEASED)
    return sorted(one[3:].decode("utf-8", "surrogateescape") for one in said.split(b"\0") if one)


def commit_day(root: Path, name: str) -> str:
    """The day of a commit in UTC, so that it is the same in every time zone."""
    seconds = int(git(root, "show", "--no-patch", "--format=%ct", commit(root, name)))
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def tags(root: Path, *which: str) -> list[str]:
    """The tags of releases, the highest version first."""
    named = git(root, "tag", "--list", f"{TAG}*", *which).decode("utf-8", "replace").split()
    versions = [one for one in named if parse_version(one.removeprefix(TAG))]
    return sorted(versions, key=tag_order, reverse=True)


def tag_order(tag: str) -> tuple[tuple[int, int, int], bool, str]:
    """What comes before a version (1.0.0-rc.1) is below it."""
    version = tag.removeprefix(TAG)
    return parse_version(version) or (0, 0, 0), "-" not in version, version


def last_release(root: Path, name: str) -> str | None:
    """The tag of the highest version below a revision, its own tags aside; None where nothing was released yet."""
    own = {*tags(root, "--points-at", commit(root, name))}
    return next((one for one in tags(root, "--merged", commit(root, name)) if one not in own), None)


def git(root: Path, *arguments: str) -> bytes:
    """What git says. Raises Fault where it fails, or is not there."""
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise Refusal("fault-no-git") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        named = next(one for one in arguments if one != "-c" and "=" not in one)
        raise Refusal("fault-git", command=named, problem=said[-1], root=str(root)) from error
