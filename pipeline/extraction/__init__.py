"""Texts to statements, deterministic and offline. Start reading at `extract.py`."""

from pipeline.extraction.extract import extract_statements
from pipeline.extraction.marks.gazetteer import Gazetteer

__all__ = ["Gazetteer", "extract_statements"]
