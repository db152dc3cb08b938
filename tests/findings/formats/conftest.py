"""A table with mistakes of every kind of place, and what was found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from pipeline.findings.model import Outcome

FIELDS = [
    {
        "name": "date",
        "type": "date",
        "title": "Date",
        "title_fr": "Date d’ouverture",
        "description": "The first day.",
        "description_fr": "Le premier jour.",
        "example": "2014-11-04",
    },
    {"name": "city", "type": "string", "constraints": {"enum": ["Quito", "Nairobi"]}},
]
ROWS = 'date,city\n2014-11-36,Quito\n2014-11-05,Nairoby\n2014-11-05,Nairoby\n2014-11-05,"Nairoby"\n,東京\n2014-11-06\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "meetings.csv").write_text(ROWS, encoding="utf-8")
    resource = {"name": "meetings", "path": "meetings.csv", "type": "table", "schema": {"fields": FIELDS}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def outcome(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.chdir(folder)
    return pipeline.check("datapackage.json")
