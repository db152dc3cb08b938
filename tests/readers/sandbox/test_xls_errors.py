"""Errors in the cells of an .xls file, in a file system of hand-made sectors."""

from __future__ import annotations

import struct

import pytest

from pipeline.datapackage.types.typed_cells import BrokenCell
from pipeline.readers.sandbox.xls_errors import xls_errors

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def bound_sheet(start: int, name: str) -> bytes:
    return record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 1) + name.encode("utf-16-le"))


def xls(cells: bytes) -> bytes:
    """An .xls of the sheets "Un" (no cells) and "Été" (these records), in sectors of 512 bytes."""
    begin = record(0x0809, bytes(16))
    size = len(begin) + len(bound_sheet(0, "Un")) + len(bound_sheet(0, "Été")) + len(record(0x000A))
    empty = begin + record(0x000A)
    book = begin + bound_sheet(size, "Un") + bound_sheet(size + len(empty), "Été") + record(0x000A)
    stream = (book + empty + begin + cells + record(0x000A)).ljust(4096, b"\0")
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HH", header, 30, 9, 6)
    # One sector of links (0), the folder (1), the workbook (2 to 9).
    struct.pack_into("<IIIII", header, 44, 1, 1, 0, 4096, END)
    struct.pack_into("<III", header, 64, 0, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    links = struct.pack("<128I", FAT, END, *range(3, 10), END, *[FREE] * 118)
    return bytes(header) + links + entry("Root Entry", 5, END, 0) + entry("Workbook", 2, 2, 4096) + bytes(256) + stream


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    data = text.ljust(64, b"\0") + struct.pack("<HB", len(text), kind) + bytes(49)
    return data + struct.pack("<IQ", start, size)


def test_errors_are_found_typed_and_as_results_of_formulas_in_their_sheet_alone() -> None:
    typed = record(0x0205, struct.pack("<HHHBB", 1, 0, 0, 0x2A, 1))
    true = record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 1, 0))
    result = record(0x0006, struct.pack("<HHHBBBBHH", 2, 3, 0, 2, 0, 0x07, 0, 0, 0xFFFF) + bytes(8))
    number = record(0x0006, struct.pack("<HHHd", 3, 3, 0, 12.5) + bytes(8))
    data = xls(typed + true + result + number)
    assert xls_errors(data, "Un") == {}
    assert xls_errors(data, "Été") == {2: {1: BrokenCell("#N/A", "error")}, 3: {4: BrokenCell("#DIV/0!", "error")}}


@pytest.mark.parametrize("end", [40, 600, 1100])
def test_a_file_that_is_cut_off_has_no_errors_or_is_refused(end: int) -> None:
    try:
        found = xls_errors(xls(b"")[:end], "Été")
    except ValueError:
        return
    assert found == {}
