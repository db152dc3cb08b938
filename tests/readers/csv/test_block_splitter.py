"""Blocks take as much memory as their data need."""

import io

import pytest

from pipeline.readers.csv.block_splitter import LEAST_BYTES, Start, split
from pipeline.readers.csv.dialect import CsvDialect


def blocks(data: bytes, size: int) -> list[bytes]:
    stream = io.BytesIO(data)
    return [bytes(view) for _, view in split(stream, CsvDialect(), 2, Start(), size)]


def test_a_small_file_has_a_small_buffer() -> None:
    ((_, view),) = split(io.BytesIO(b"1,2\n"), CsvDialect(), 2, Start())
    assert isinstance(view.obj, bytearray)
    assert len(view.obj) <= LEAST_BYTES


def test_a_block_of_another_size_than_the_buffers_steps_is_whole() -> None:
    data = b"1,2\n" * LEAST_BYTES
    assert b"".join(blocks(data, 3 * LEAST_BYTES + 7)) == data


@pytest.mark.parametrize("size", [8, 9, 64, 1 << 20])
def test_blocks_end_with_a_record(size: int) -> None:
    data = b"".join(b'%d,"a\nb"\n' % number for number in range(100))
    found = blocks(data, size)
    assert b"".join(found) == data
    assert all(item.endswith(b'b"\n') for item in found)


def test_a_record_longer_than_a_block_is_not_cut() -> None:
    data = b"1," + b"x" * 500 + b"\n3,4\n"
    found = blocks(data, 16)
    assert b"".join(found) == data
    assert found[0].startswith(b"1," + b"x" * 500 + b"\n")
