"""The commands that are killed: how each is got ready, what tells that its last steps are near, what must be whole."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT
from tests.faults.registries import State, below, command, environment
from tests.publishing.release.repositories import change, commit_all, git

# What is wrong in a state after a kill, given the states before it and after an undisturbed run.
Verify = Callable[[State, State, State], Iterable[str]]


@dataclass(frozen=True)
class Case:
    """A command with what it leaves alone (`untouched`), and how to verify what it left when it was killed.

    `eve`: a pattern of files; when one is there, the last steps are near, and take about `soon` seconds.
    """

    arguments: tuple[str, ...]
    prepare: Callable[[Path, Path], None]
    eve: str
    soon: float
    verify: Verify


def with_a_build(root: Path, cache: Path) -> None:
    """The registry with a good build, and a change since that the next one would publish."""
    subprocess.run(command("build"), cwd=root, env=environment(cache), check=True, capture_output=True)
    path = root / "raw" / "tables" / "actors.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:1], *sorted(lines[1:], reverse=True)]))
    cities = root / "raw" / "tables" / "cities.csv"
    cities.write_bytes(cities.read_bytes().replace(b"Quito", b"San Francisco de Quito"))


def with_mistakes(root: Path, cache: Path) -> None:
    """The registry with files that can be mended, each in another way."""
    assert cache
    tables = root / "raw" / "tables"
    for number, path in enumerate(sorted(tables.glob("*.csv"))):
        data = path.read_bytes()
        if number % 3 == 0:
            path.write_bytes(data.replace(b"\n", b"\r\n"))
        elif number % 3 == 1:
            path.write_bytes(data.decode("utf-8").encode("utf-8-sig"))
        else:
            path.write_bytes(data.replace(b"\n", b" \n", 1) + b"\n" * 3)


def with_a_release(root: Path, cache: Path) -> None:
    """A repository with a release, and a commit since that is ready for the next one."""
    shutil.copyfile(ROOT / ".gitattributes", root / ".gitattributes")
    (root / ".gitignore").write_text("/build/\n/.build.*\n/dist/\n", encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    released(root, cache)
    git(root, "tag", "v0.1.0")
    change(root, "raw/tables/cities.csv", "Quito", "San Francisco de Quito")
    commit_all(root)
    subprocess.run(command("release", "--prepare"), cwd=root, env=environment(cache), check=True, capture_output=True)
    commit_all(root)


def released(root: Path, cache: Path) -> None:
    for more in (("--prepare",), ()):
        subprocess.run(command("release", *more), cwd=root, env=environment(cache), check=True, capture_output=True)
        if more:
            commit_all(root)


def whole_release(before: State, after: State, now: State) -> Iterable[str]:
    """The last archive is as it was, the new one whole or not there; so with the build."""
    archives = {path: digest for path, digest in below(now, "dist").items() if not path.startswith("dist/.")}
    if archives not in (below(before, "dist"), below(after, "dist")):
        yield "an archive is not whole"
    yield from whole_build(before, after, now)
    if now["CHANGELOG.md"] != before["CHANGELOG.md"]:
        yield "CHANGELOG.md was touched"


def whole_build(before: State, after: State, now: State) -> Iterable[str]:
    """The build is the old one or the new one, all of it; the sources are as they were."""
    if below(now, "build") not in (below(before, "build"), below(after, "build")):
        yield "the build is neither the old one nor the new one"
    yield from untouched(before, now, "raw", "schemas")


def whole_files(before: State, after: State, now: State) -> Iterable[str]:
    """Each file of raw/ is the old one or the new one; nothing else has changed."""
    mine = below(now, "raw")
    for path in below(before, "raw"):
        if mine.get(path) not in (before[path], after.get(path)):
            yield f"{path} is neither the old one nor the new one"
    yield from (f"{path} is new" for path in mine.keys() - before.keys() if "/.passerelle-" not in path)
    yield from untouched(before, now, "schemas")


def untouched(before: State, now: State, *folders: str) -> Iterable[str]:
    for folder in folders:
        if below(before, folder) != below(now, folder):
            yield f"{folder}/ was touched"


CASES = {
    "build": Case(("build",), with_a_build, ".build.next/new/site/catalog.jsonld", 1.0, whole_build),
    "release": Case(("release",), with_a_release, "dist/.*.zip.next/new", 1.5, whole_release),
    "fix": Case(("check", "--fix"), with_mistakes, "raw/tables/.passerelle-*", 0.03, whole_files),
}
