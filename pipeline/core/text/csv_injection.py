"""Cells that a spreadsheet takes for formulas: it works them out when it opens a CSV, and some of them do harm."""

from __future__ import annotations

import re

# Surely one, and what may be one: "+" and "-" begin numbers and telephone numbers too. RE2 reads them as Python does.
SURE = r"^[=@\t\r]"
PERHAPS = r"^[+-](?:[^0-9]*[A-Za-z(@=|!&]|.*(?:[|!]|[A-Za-z]\())"


def is_formula(cell: str) -> bool:
    return re.match(SURE, cell) is not None


def may_be_formula(cell: str) -> bool:
    return is_formula(cell) or re.match(PERHAPS, cell) is not None


def neutral(cell: str) -> str:
    """A cell that stays text in a spreadsheet: one that may be a formula has an apostrophe before it.

    For what people look at in a spreadsheet; published values stay as they are, and are refused instead.
    """
    return f"'{cell}" if may_be_formula(cell) else cell
