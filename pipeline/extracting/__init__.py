"""Extracting: texts to statements, deterministic and offline. Start reading at `extract.py`."""

from pipeline.extracting.extract import extract_statements
from pipeline.extracting.gazetteer import Gazetteer

__all__ = ["Gazetteer", "extract_statements"]
