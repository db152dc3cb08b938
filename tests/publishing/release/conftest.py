"""A tiny registry in a repository of git, with its first release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.workflows.release import Released, ReleaseOptions, prepare, release
from tests import ROOT
from tests.builds import made_once
from tests.conftest import copy_registry
from tests.publishing.release.repositories import commit_all, git


def quietly(_: str) -> None:
    """Nobody is told of the progress."""


def wanted(root: Path, previous: str | None = None) -> ReleaseOptions:
    return ReleaseOptions(root / "dist", root / "build", previous)


def released(root: Path, previous: str | None = None) -> Released:
    return release(root, wanted(root, previous), quietly)


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the tag v0.1.0, build/ and dist/passerelle-0.1.0.zip; not to be changed."""
    return made_once(tmp_path_factory, "first_release", make_first_release) / "registry"


def make_first_release(folder: Path) -> None:
    root = copy_registry("tiny", folder / "registry")
    shutil.copyfile(ROOT / ".gitattributes", root / ".gitattributes")
    shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
    (root / ".gitignore").write_text("/build/\n/.build.*\n/dist/\n", encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root, "first")
    assert prepare(root, None, None, quietly).version == "0.1.0"
    commit_all(root, "Release 0.1.0")
    git(root, "tag", "v0.1.0")
    assert released(root).file == root / "dist" / "passerelle-0.1.0.zip"


@pytest.fixture
def repository(first_release: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(first_release, tmp_path / "registry")
