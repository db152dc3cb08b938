"""Cells of an .xls file that contain an error, which its reader returns as empty.

Sources: MS-CFB (the file is a small file system), MS-XLS 2.4.24 (BoolErr), 2.4.28 (BoundSheet8), 2.4.127 (Formula).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.datapackage.types.stored_cells import BrokenCell

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
FORMULA, EOF, BOUND_SHEET, BOOL_ERR, BOF = 0x0006, 0x000A, 0x0085, 0x0205, 0x0809
LAST_SECTOR = 0xFFFFFFFA
HEADER = 512
ENTRY = 128


def xls_errors(data: bytes, sheet: str) -> dict[int, dict[int, BrokenCell]]:
    """The cells of a sheet that hold an error, by row and column (1-based). Raises ValueError for a damaged file."""
    try:
        stream = workbook_stream(data)
        start = next((at for name, at in sheets(stream) if name == sheet), None)
        found: dict[int, dict[int, BrokenCell]] = {}
        for row, column, code in [] if start is None else errors(stream, start):
            found.setdefault(row + 1, {})[column + 1] = BrokenCell(ERRORS.get(code, "#VALUE!"), "error")
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from error
    return found


def workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook in the file system that an .xls is; empty where it has none of BIFF8."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = [*struct.unpack_from("<109I", data, 76)]
    more: int = struct.unpack_from("<I", data, 68)[0]
    while more < LAST_SECTOR and len(table) * size < len(data):
        part = struct.unpack_from(f"<{size // 4}I", data, HEADER + more * size)
        table += part[:-1]
        more = part[-1]
    links: list[int] = []
    for sector in table:
        if sector < LAST_SECTOR:
            links += struct.unpack_from(f"<{size // 4}I", data, HEADER + sector * size)
    folder = chain(data, links, struct.unpack_from("<I", data, 48)[0], size, HEADER)
    root, small = b"", struct.unpack_from("<I", data, 56)[0]
    for at in range(0, len(folder), ENTRY):
        width = struct.unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(0, width - 2)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", folder, at + 116)
        if at == 0:
            root = chain(data, links, start, size, HEADER)
        elif name == "Workbook" and length < small:
            first = struct.unpack_from("<I", data, 60)[0]
            short = [sector for (sector,) in struct.iter_unpack("<I", chain(data, links, first, size, HEADER))]
            return chain(root, short, start, 64, 0)[:length]
        elif name == "Workbook":
            return chain(data, links, start, size, HEADER)[:length]
    return b""


def chain(data: bytes, links: list[int], sector: int, size: int, base: int) -> bytes:
    """The sectors that follow each other from one on."""
    parts: list[bytes] = []
    while sector < LAST_SECTOR and len(parts) <= len(links):
        parts.append(data[base + sector * size : base + (sector + 1) * size])
        sector = links[sector]
    return b"".join(parts)


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records of a substream: their kind, where their data begin, and how many bytes these have."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        yield kind, at + 4, length
        at += 4 + length


def sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """The names of the sheets, and where each begins."""
    for kind, at, _ in records(stream, 0):
        if kind == BOUND_SHEET:
            start, count, wide = struct.unpack_from("<I2xBB", stream, at)
            name = stream[at + 8 : at + 8 + (2 * count if wide & 1 else count)]
            yield name.decode("utf-16-le" if wide & 1 else "latin-1"), start


def errors(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """The row, column (from 0) and code of each error in a sheet."""
    for kind, at, _ in records(stream, start):
        if kind == BOOL_ERR:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", stream, at)
            if is_error:
                yield row, column, code
        elif kind == FORMULA:
            row, column, result, code, mark = struct.unpack_from("<HH2xBxBxxxH", stream, at)
            if mark == 0xFFFF and result == 2:
                yield row, column, code
