"""The names of the real registry, made ready for reading once for all tests."""

from __future__ import annotations

from functools import cache

from pipeline.extraction import Gazetteer, extract_statements
from pipeline.registry.statements import Statement
from pipeline.workflows.extract import registry_reading
from tests import ROOT


@cache
def gazetteer() -> Gazetteer:
    return registry_reading(ROOT, cache=False).gazetteer


def read(text: str, lang: str | None = None) -> tuple[Statement, ...]:
    return extract_statements(text, "page", lang, gazetteer())
