"""Cells of a workbook that hold no value. A reader's process hands them over, so little is loaded for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell without a value: an error such as #N/A, or a formula whose result is not in the file.

    `text`: the error as the workbook shows it, or the formula with its "=".
    """

    text: str
    kind: Literal["error", "formula"]
