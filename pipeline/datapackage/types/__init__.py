"""Cells to logical values, as the text of Table Schema says: the reference that decides every verdict. Pure."""

from pipeline.datapackage.types.cell_validator import Judge, Judged, Judges, Problem
from pipeline.datapackage.types.cell_validator import parser as field_parser
from pipeline.datapackage.types.field_definition import field_mistakes

__all__ = ["Judge", "Judged", "Judges", "Problem", "field_mistakes", "field_parser"]
