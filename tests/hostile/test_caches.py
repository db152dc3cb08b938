"""A cache is believed only where this user alone can have written it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.files.cache import cache_folder, cache_get, cache_get_lines, cache_put, clear_cache
from pipeline.datapackage.schema_store import SchemaStore

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners of this kind")
Change = Callable[[Path], object]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one thing in it, `ab/c`."""
    folder = tmp_path / "above" / "cache"
    cache_put(folder, "ab/c", b"good\n")
    assert cache_get(folder, "ab/c") == b"good\n"
    return folder


def of_somebody_else(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a folder seem that of another user: only root can give one away."""
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        state = list(real(path))
        state[4] = 54321 if path == place else state[4]
        return os.stat_result(state)

    monkeypatch.setattr(Path, "lstat", lstat)


def lines(folder: Path) -> list[bytes]:
    with cache_get_lines(folder, "ab/c") as found:
        return list(found)


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757])
@pytest.mark.parametrize("place", [".", "ab", ".."])
def test_a_cache_that_others_can_write_is_neither_read_nor_written(cache: Path, place: str, mode: int) -> None:
    """Seen without it: what lies there was taken for our own; so the statements of a stranger are those of a text."""
    (cache / place).resolve().chmod(mode)
    cache_put(cache, "ab/d", b"more")
    assert (cache_get(cache, "ab/c"), lines(cache)) == (None, [])
    assert sorted(path.name for path in cache.rglob("*")) == ["ab", "c"]


def test_nothing_is_cleared_in_a_cache_that_others_can_write(cache: Path) -> None:
    (cache / ".passerelle-x.new").write_bytes(b"")
    cache.chmod(0o777)
    clear_cache(cache)
    assert (cache / ".passerelle-x.new").exists()


@pytest.mark.parametrize("place", [".", "ab", ".."])
def test_a_cache_of_somebody_else_is_neither_read_nor_written(
    cache: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_somebody_else((cache / place).resolve(), monkeypatch)
    cache_put(cache, "ab/d", b"more")
    assert (cache_get(cache, "ab/c"), lines(cache), (cache / "ab/d").exists()) == (None, [], False)


def test_a_link_in_the_place_of_a_cache_is_not_followed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = cache.with_name("link")
    link.symlink_to(cache)
    monkeypatch.setenv("PASSERELLE_CACHE", str(link))
    for folder in (link, cache_folder(), cache_folder() / "site"):
        cache_put(folder, "ab/d", b"more")
        assert cache_get(folder, "ab/c") is None
    assert not (cache / "ab/d").exists()


def test_a_folder_for_all_is_good_enough_if_none_can_delete_there(cache: Path) -> None:
    """The folder for temporary files of most systems is of this kind."""
    cache.parent.chmod(0o1777)
    assert cache_get(cache, "ab/c") == b"good\n"


def test_a_cache_behind_a_link_of_the_user_is_believed(cache: Path) -> None:
    """Many have moved their cache folder to a larger disk."""
    cache.parent.with_name("link").symlink_to(cache.parent)
    assert cache_get(cache.parent.with_name("link") / "cache", "ab/c") == b"good\n"


def test_new_folders_are_of_this_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        cache_put(tmp_path / "a" / "b", "c/d", b"x")
    finally:
        os.umask(before)
    modes = [(tmp_path / item).stat().st_mode & 0o777 for item in ("a", "a/b", "a/b/c", "a/b/c/d")]
    assert modes == [0o700, 0o700, 0o700, 0o600]


def test_a_schema_that_others_put_into_the_cache_is_fetched_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return b"{}"

    for mode in (0o700, 0o777):
        SchemaStore(fetch=fetch, cache=tmp_path / "cache").document("https://example.org/s.json")
        (tmp_path / "cache" / "schemas").chmod(mode)
        SchemaStore(fetch=fetch, cache=tmp_path / "cache").document("https://example.org/s.json")
    assert len(asked) == 2


@pytest.mark.parametrize("above", ["x" * 300, "closed"])
def test_a_cache_that_nobody_may_look_at_keeps_nothing(
    above: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: with the home of another user (docker run --user), extract and build were refused."""
    (tmp_path / "closed").mkdir(mode=0)
    monkeypatch.delenv("PASSERELLE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / above))
    folder = cache_folder()
    cache_put(folder, "one", b"1")
    # Root may look behind a closed door.
    assert cache_get(folder, "one") == (b"1" if above == "closed" and os.geteuid() == 0 else None)
    (tmp_path / "closed").chmod(0o700)
