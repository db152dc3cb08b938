"""What is kept is read line by line only where it is what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.files.cache import cache_get, cache_get_lines, cache_put, cache_put_pieces


def lines(folder: Path) -> list[bytes]:
    with cache_get_lines(folder, "state") as found:
        return list(found)


def test_pieces_are_kept_as_one_piece_is(tmp_path: Path) -> None:
    cache_put(tmp_path, "whole", b"a\nb\n")
    cache_put_pieces(tmp_path, "state", (b"a\n", b"b", b"\n"))
    assert (tmp_path / "state").read_bytes() == (tmp_path / "whole").read_bytes()
    assert cache_get(tmp_path, "state") == b"a\nb\n"
    assert lines(tmp_path) == [b"a\n", b"b\n"]


@pytest.mark.parametrize("broken", [b"", b"\n", b"a\nb\n", b"0" * 64 + b"\na\n"])
def test_no_line_of_what_nobody_kept_is_read(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "state").write_bytes(broken)
    assert lines(tmp_path) == []


def test_there_are_no_lines_where_nothing_is_kept(tmp_path: Path) -> None:
    assert lines(tmp_path) == []
