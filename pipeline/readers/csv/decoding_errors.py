"""Bytes that are not valid in the encoding of their file: their places, and how the text around them is read.

Such a byte becomes a lone surrogate (PEP 383), which no valid text contains, so that all other characters keep their
places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.datapackage.types.cell_validator import UNREADABLE
from pipeline.findings.model import Finding
from pipeline.readers.csv.lexer import Record

ESCAPED = re.compile("[\udc80-\udcff]")


def is_undecodable(text: str) -> bool:
    """Whether a text holds a byte that is not of its encoding."""
    return not text.isascii() and ESCAPED.search(text) is not None


def readable_cells(cells: Sequence[Any]) -> list[Any]:
    """Cells with UNREADABLE in the place of those that hold such a byte."""
    return [UNREADABLE if isinstance(cell, str) and is_undecodable(cell) else cell for cell in cells]


def printable_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells with a replacement character (U+FFFD) for each such byte."""
    return tuple(ESCAPED.sub("\ufffd", cell) for cell in cells)


def undecodable_finding(record: Record, display_path: str, row: int, encoding: str | None = None) -> Finding | None:
    """The first such byte of a record; `encoding`: the one that the descriptor declares, None for UTF-8."""
    match = None if record.text.isascii() else ESCAPED.search(record.text)
    if match is None:
        return None
    line, column = record.place_of(match.start())
    byte = ord(match.group()) - 0xDC00
    details: dict[str, str | int] = {"byte": f"0x{byte:02X}"}
    details |= {"encoding": encoding} if encoding else {"guess": bytes([byte]).decode("cp1252", errors="replace")}
    variant = "declared" if encoding else None
    return Finding(
        code="encoding-error", variant=variant, file=display_path, line=line, column=column, row=row, details=details
    )


def likely_label(label: str, fields: Sequence[str]) -> str:
    """The only field that a label with such bytes can be, else the label with replacement characters."""
    pattern = re.compile(".*?".join(re.escape(part) for part in ESCAPED.split(label)))
    fitting = [field for field in fields if pattern.fullmatch(field)]
    return fitting[0] if len(fitting) == 1 else printable_cells([label])[0]
