"""Cells that a spreadsheet program runs as formulas when it opens a CSV file (CSV injection)."""

from __future__ import annotations

import re

# Surely one, and what may be one: "+" and "-" begin numbers and telephone numbers too. RE2 reads them as Python does.
SURE = r"^[=@\t\r]"
PERHAPS = r"^[+-](?:[^0-9]*[A-Za-z(@=|!&]|.*(?:[|!]|[A-Za-z]\())"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program runs a cell as a formula."""
    return re.match(SURE, cell) is not None


def may_be_formula(cell: str) -> bool:
    """Whether some spreadsheet program may run a cell as a formula, such as "+x" or "-x" too."""
    return is_formula(cell) or re.match(PERHAPS, cell) is not None


def neutral(cell: str) -> str:
    """A cell that every spreadsheet program shows as text: an apostrophe is added before a possible formula."""
    return f"'{cell}" if may_be_formula(cell) else cell
