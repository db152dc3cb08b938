"""A later build takes over what nothing has touched, and gives the same bytes as one from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import run
from tests.publishing.site.conftest import tiny_at


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setenv("PASSERELLE_CACHE", str(cache))
    assert run.build(root, root / "build", lambda _: None).pages
    return files(root / "build")


EDITS = {
    "a date": ("meetings.csv", "2014-11-09", "2014-11-08"),
    "a name": ("cities.csv", "Quito,Quito,Quito", "Quito,Quito (Équateur),Quito"),
    "a status": ("meetings.csv", ",held,", ",cancelled,"),
    "a memorandum": ("cooperation.csv", "memorandum-of-cooperation", "memorandum-of-understanding"),
    "nothing": ("meetings.csv", "2014", "2014"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_changed_record_gives_what_a_build_from_nothing_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    root = tiny_at(tmp_path / "tiny")
    build(root, tmp_path / "cache", monkeypatch)
    inodes = {path: path.stat().st_ino for path in (root / "build" / "site").rglob("*.html")}
    name, before, after = EDITS[edit]
    path = root / "raw" / "tables" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    again = build(root, tmp_path / "cache", monkeypatch)
    kept = [path for path, inode in inodes.items() if path.is_file() and path.stat().st_ino == inode]
    assert len(kept) > len(inodes) / 3
    other = tiny_at(tmp_path / "other")
    (other / "raw" / path.relative_to(root / "raw")).write_bytes(path.read_bytes())
    assert again == build(other, tmp_path / "fresh", monkeypatch)


def test_a_page_that_somebody_touched_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tiny_at(tmp_path / "tiny")
    first = build(root, tmp_path / "cache", monkeypatch)
    (root / "build" / "site" / "fr" / "meetings" / "cms-cop-11.html").write_text("mine", encoding="utf-8")
    assert build(root, tmp_path / "cache", monkeypatch) == first


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"version": 1}'])
def test_a_broken_memory_is_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    root = tiny_at(tmp_path / "tiny")
    first = build(root, tmp_path / "cache", monkeypatch)
    kept = list((tmp_path / "cache" / "site").rglob("*.json"))
    assert len(kept) == 2
    for path in kept:
        path.write_text(broken, encoding="utf-8")
    assert build(root, tmp_path / "cache", monkeypatch) == first
