"""The real registry released twice and compared: python -m tests.reproducing. Exit status 1 where a byte differs."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path, PurePosixPath

from pipeline.run_release import prepare
from tests.conftest import ROOT
from tests.releasing.repositories import commit_all, git
from tests.reproducing.twice import ENVIRONMENTS, Comparison, compare, make

PARTS = ("schemas", "raw", "LICENSE", "CHANGELOG.md", "CITATION.cff", ".gitattributes", ".gitignore")


def committed(root: Path) -> Path:
    """What this checkout holds of the registry, in a repository of its own and ready for a release."""
    root.mkdir()
    for name in PARTS:
        path = ROOT / name
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, root / name)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root, "first")
    prepare(root, None, None, lambda _: None)
    commit_all(root, "release")
    return root


def table(found: Comparison) -> str:
    """Files by kind: how many were made, and in how many of them a byte differs."""
    kinds = Counter(kind(name) for name in (*found.same, *found.different))
    wrong = Counter(map(kind, found.different))
    lines = [f"| {one} | {kinds[one]} | {wrong[one]} |" for one in sorted(kinds)]
    return "\n".join(["| kind | files | different |", "|---|---:|---:|", *lines])


def kind(name: str) -> str:
    return PurePosixPath(name).suffix or PurePosixPath(name).name


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="reproduce-") as folder:
        work = Path(folder)
        source = committed(work / "source")
        found = compare(*(make(source, work, one) for one in ENVIRONMENTS))
    print(table(found))  # noqa: T201 - a program of its own
    print(f"{len(found.same)} files the same, {len(found.different)} different", *found.different[:50], sep="\n")  # noqa: T201
    return 1 if found.different or not found.same else 0


if __name__ == "__main__":
    sys.exit(main())
