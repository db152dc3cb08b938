"""Findings about a whole row: it is blank, or it violates a condition with a message of its own."""

from __future__ import annotations

from pipeline.core.i18n import Language
from pipeline.datapackage.descriptors import Condition
from pipeline.datapackage.rows import RowLocation
from pipeline.datapackage.types.cell_validator import KEYLESS, MISSING
from pipeline.findings.messages import read_wordings
from pipeline.findings.model import Finding, OwnWording

# What is wrong with an empty cell that must have a value.
EMPTY = (*MISSING.problems, *KEYLESS.problems)


def blank_finding(place: RowLocation) -> Finding:
    """That all cells of a row are empty."""
    line, column = place.place(None)
    return Finding(
        code="blank-row",
        variant="cells",
        file=place.file,
        line=line,
        column=column,
        row=place.row,
        cells=place.texts,
    )


def is_blank(place: RowLocation) -> bool:
    """Whether nothing is written in any of the cells of a row."""
    texts = place.texts
    return len(texts) > 1 and not any(texts)


def own_wording(rule: Condition, lang: Language) -> OwnWording:
    """The words of a condition: its own message where it has one, else the usual ones."""
    usual = read_wordings(lang)["rule/condition"]
    message = rule.message_in(lang)
    return OwnWording(title=usual.title or "", message=message or usual.message, remedy=usual.remedy)
