"""Descriptors judged as the text of the standard says: one property of a good package changed at a time."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.i18n import LANGUAGES
from pipeline.findings.messages import render_finding
from pipeline.workflows.check_package import check_paths
from tests import yaml_of

CASES: dict[str, list[tuple[str, Any]]] = yaml_of(
    (Path(__file__).parent / "descriptors.yaml").read_text(encoding="utf-8")
)
GOOD = {
    "resources": [
        {
            "name": "t",
            "path": "t.csv",
            "schema": {"fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]},
        }
    ]
}


def changed(place: str, value: Any) -> dict[str, Any]:
    package = deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    part: Any = package
    for step in way:
        part = part.setdefault(step, {}) if isinstance(part, dict) else part[step]
    if value == "absent":
        del part[last]
    else:
        part[last] = value
    return package


@pytest.mark.parametrize("valid", [True, False])
def test_there_are_as_many_as_were_written(valid: bool) -> None:
    assert len(CASES["valid" if valid else "invalid"]) > (50 if valid else 170)


@pytest.mark.parametrize(
    ("place", "value", "valid"),
    [(place, value, verdict == "valid") for verdict, cases in CASES.items() for place, value in cases],
)
def test_descriptors(tmp_path: Path, place: str, value: Any, valid: bool) -> None:
    (tmp_path / "t.csv").write_bytes(b"id,name\r\n01,a\r\n")
    (tmp_path / "datapackage.json").write_text(json.dumps(changed(place, value), indent=1), encoding="utf-8")
    outcome = check_paths([tmp_path / "datapackage.json"])
    assert outcome.valid is valid, [finding.key for finding in outcome.findings]
    assert valid or {"schema-error", "source-error"} & {finding.code for finding in outcome.errors}
    for finding in outcome.errors:
        assert all(render_finding(finding, lang).remedy for lang in LANGUAGES)
