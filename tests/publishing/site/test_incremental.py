"""A later build takes over what nothing has touched, and gives the same bytes as one from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.workflows.build import build as build_registry
from tests.publishing.site.conftest import tiny_at

pytestmark = pytest.mark.release

Files = dict[str, bytes]


class Lived(NamedTuple):
    """A registry that was built before, and how it is built again with what was kept of that."""

    root: Path
    cache: Path
    build: Callable[[], Files]


def files(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(root: Path, cache: Path) -> Files:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PASSERELLE_CACHE", str(cache))
        # The data are those of other tests; here pages are compared.
        patch.setattr("pipeline.workflows.build.validate_with_frictionless", lambda _folder: None)
        assert build_registry(root, root / "build", lambda _: None).pages
    return files(root / "build")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """One registry for all the tests of this module, which go through its life one after the other."""
    folder = tmp_path_factory.mktemp("lived")
    root, cache = tiny_at(folder / "tiny"), folder / "cache"
    build(root, cache)
    return Lived(root, cache, lambda: build(root, cache))


EDITS = {
    "a date": ("meetings.csv", "2014-11-09", "2014-11-08"),
    "a name": ("cities.csv", "Quito,Quito,Quito", "Quito,Quito (Équateur),Quito"),
    "a status": ("meetings.csv", ",held,", ",cancelled,"),
    "a memorandum": ("cooperation.csv", "memorandum-of-cooperation", "memorandum-of-understanding"),
    "nothing": ("meetings.csv", "2014", "2014"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_changed_record_gives_what_a_build_from_nothing_gives(lived: Lived, tmp_path: Path, edit: str) -> None:
    inodes = {path: path.stat().st_ino for path in (lived.root / "build" / "site").rglob("*.html")}
    name, before, after = EDITS[edit]
    path = lived.root / "raw" / "tables" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    again = lived.build()
    kept = [path for path, inode in inodes.items() if path.is_file() and path.stat().st_ino == inode]
    assert len(kept) > len(inodes) / 3
    other = tiny_at(tmp_path / "other")
    for entry in (lived.root / "raw" / "tables").iterdir():
        (other / "raw" / "tables" / entry.name).write_bytes(entry.read_bytes())
    assert again == build(other, tmp_path / "fresh")


def test_a_page_that_somebody_touched_is_written_again(lived: Lived) -> None:
    first = lived.build()
    (lived.root / "build" / "site" / "fr" / "meetings" / "cms-cop-11.html").write_text("mine", encoding="utf-8")
    assert lived.build() == first


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"version": 1}'])
def test_a_broken_memory_is_as_none(lived: Lived, broken: str) -> None:
    first = files(lived.root / "build")
    kept = list((lived.cache / "site").rglob("*.json"))
    assert len(kept) == 1
    for path in kept:
        path.write_text(broken, encoding="utf-8")
    assert lived.build() == first


def test_where_a_registry_stands_changes_no_page(lived: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = list((lived.root / "build" / "site" / "fr").rglob("*.html"))
    inodes = {path: path.stat().st_ino for path in pages}
    shutil.copytree(lived.root, tmp_path / "branch", ignore=shutil.ignore_patterns("build", ".build*"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSERELLE_CACHE", str(lived.cache))
    assert build_registry(Path("branch"), lived.root / "build", lambda _: None).pages
    kept = [path for path in pages if path.stat().st_ino == inodes[path]]
    assert len(kept) > 0.9 * len(pages)
