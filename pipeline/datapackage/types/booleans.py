"""Booleans (Table Schema, "boolean")."""

from __future__ import annotations

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import Logical, Parser

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")


def boolean_parser(field: Field) -> Parser:
    """The parser of a boolean field; its keys are "true" and "false"."""
    values = dict.fromkeys(FALSE_VALUES if field.false_values is None else field.false_values, "false")
    values |= dict.fromkeys(TRUE_VALUES if field.true_values is None else field.true_values, "true")

    def parse(cell: object) -> Logical:
        if isinstance(cell, bool):
            return Logical("true" if cell else "false")
        if not isinstance(cell, str) or cell not in values:
            raise ValueError(cell)
        return Logical(values[cell])

    return parse
