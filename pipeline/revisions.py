"""The registry as it stood at a revision of git, and what has changed since."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.findings import Fault

PARTS = ("schemas", "raw")


@contextmanager
def revision(root: Path, name: str) -> Iterator[Path]:
    """A folder with schemas/ and raw/ as they stood at a revision. Raises Fault where there is no such revision."""
    data = git(root, "archive", "--format=tar", commit(root, name), *PARTS)
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            try:
                archive.extractall(folder, filter="data")
            except tarfile.FilterError as error:
                raise Fault(f"{name} holds a link that leads out of the registry: {error}") from error
        yield Path(folder)


def commit(root: Path, name: str) -> str:
    """The commit that a name stands for; `--end-of-options` keeps names from being options."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except Fault as error:
        raise Fault(f"{name} is no revision of the repository in {root}; git log lists them") from error


def changed_since(root: Path, name: str) -> list[str]:
    """The files of schemas/ and raw/ that differ from a revision, those that git does not know yet included."""
    diff = git(root, "diff", "--name-only", "--relative", "-z", commit(root, name), "--", *PARTS)
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *PARTS)
    return sorted({path.decode("utf-8", "surrogateescape") for path in (diff + new).split(b"\0") if path})


def git(root: Path, *arguments: str) -> bytes:
    """What git says. Raises Fault where it fails, or is not there."""
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise Fault("git is not installed, and a revision needs it") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        raise Fault(f"git {arguments[0]}: {said[-1]}") from error
