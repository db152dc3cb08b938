"""Cells of a workbook without a value. The process that reads workbooks imports this, so it imports little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell of a workbook without a value: an error such as #N/A, or a formula whose result is not in the file.

    `text`: the error as the workbook shows it, or the formula with its "=".
    """

    text: str
    kind: Literal["error", "formula"]
