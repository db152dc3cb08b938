"""What contributors do to a file, by mistake."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Edit = Callable[[bytes, Sequence[str]], bytes]


def edit(path: Path, edits: Sequence[Sequence[str]]) -> None:
    """Does each edit to a file: its name, then what it takes."""
    for name, *given in edits:
        if name == "remove":
            path.unlink()
        else:
            data = path.read_bytes() if path.is_file() else b""
            path.write_bytes(EDITS[name](data, given))


def replaced(data: bytes, given: Sequence[str]) -> bytes:
    before, after = (item.encode() for item in given)
    assert data.count(before), before
    return data.replace(before, after, 1)


def separated(data: bytes, given: Sequence[str]) -> bytes:
    out = io.StringIO()
    rows = csv.reader(io.StringIO(data.decode()))
    csv.writer(out, delimiter=given[0], lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def encoded(data: bytes, given: Sequence[str]) -> bytes:
    return data.decode().encode(given[0], "replace")


def one_line_encoded(data: bytes, given: Sequence[str]) -> bytes:
    mark, encoding = given
    lines = data.decode().splitlines(keepends=True)
    return b"".join(line.encode(encoding if mark in line else "utf-8") for line in lines)


def without(data: bytes, given: Sequence[str]) -> bytes:
    lines = data.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(given[0].encode())]
    assert len(kept) == len(lines) - 1
    return b"".join(kept)


EDITS: Mapping[str, Edit] = {
    "replace": replaced,
    "delimiter": separated,
    "encode": encoded,
    "encode_line": one_line_encoded,
    "line_ends": lambda data, given: data.replace(b"\n", given[0].encode()),
    "append": lambda data, given: data + given[0].encode() + b"\n",
    "delete": without,
    "whole": lambda data, given: given[0].encode(),
    "truncate": lambda data, given: data[: data.index(given[0].encode()) + len(given[0].encode())],
    "truncate_end": lambda data, given: data.removesuffix(b"\n"),
}
