"""The names of the real registry, made ready for reading once for all tests."""

from __future__ import annotations

from functools import cache

from pipeline.conventions.gazetteer import Gazetteer
from pipeline.conventions.reader import ConventionsReading
from pipeline.extraction.reading import Reading
from pipeline.registry.statements import Statement
from pipeline.workflows.extract import registry_reading
from tests import ROOT


@cache
def reading() -> Reading:
    return registry_reading(ROOT, cache=False).reading


def gazetteer() -> Gazetteer:
    known = reading()
    assert isinstance(known, ConventionsReading)
    return known.gazetteer


def read(text: str, lang: str | None = None) -> tuple[Statement, ...]:
    return reading().statements(text, "page", lang)
