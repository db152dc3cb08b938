"""Packages and registries of somebody who means harm. Beside each test stands its harm: "seen" where the
defence was taken out once and the test was run, "expected" where that was not tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import check_paths

Checked = Callable[..., Outcome]


def resource(**more: Any) -> dict[str, Any]:
    return {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "string"}]}, **more}


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """The check of a package with one resource, whose properties and files are given."""

    def check(files: dict[str, bytes] | None = None, **more: Any) -> Outcome:
        folder = tmp_path / "package"
        folder.mkdir(exist_ok=True)
        for name, data in (files or {}).items():
            (folder / name).write_bytes(data)
        descriptor = {"resources": [resource(**more)]}
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        return check_paths([folder / "datapackage.json"])

    return check


def keys(outcome: Outcome) -> list[str]:
    return [finding.key for finding in outcome.errors]


def reasons(outcome: Outcome) -> list[str]:
    """Why something could not be checked: limits of the program are no mistakes of a file."""
    return [item.reason for item in outcome.unchecked]
