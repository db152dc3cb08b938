"""Cells to logical values, by the text of the Table Schema standard. These pure functions decide what is valid."""

from pipeline.datapackage.types.cell_validator import CellResult, CellValidator, Problem, ValidatorCache
from pipeline.datapackage.types.cell_validator import parser as field_parser
from pipeline.datapackage.types.field_checks import field_mistakes

__all__ = ["CellResult", "CellValidator", "Problem", "ValidatorCache", "field_mistakes", "field_parser"]
