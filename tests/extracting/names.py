"""The names of the real registry, made ready for reading once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.extracting import Gazetteer, extract_statements
from pipeline.run_extract import registry_reading
from pipeline.statements import Statement

ROOT = Path(__file__).parents[2]


@cache
def gazetteer() -> Gazetteer:
    return registry_reading(ROOT, cache=False).gazetteer


def read(text: str, lang: str | None = None) -> tuple[Statement, ...]:
    return extract_statements(text, "page", lang, gazetteer())
