"""Cells to logical values, as the text of Table Schema says: the reference that decides every verdict. Pure."""

from pipeline.values.field_checks import field_mistakes
from pipeline.values.judge import Judge, Judged, Judges, Problem
from pipeline.values.judge import parser as field_parser

__all__ = ["Judge", "Judged", "Judges", "Problem", "field_mistakes", "field_parser"]
