"""The real registry, built once, with every export beside it: what each consumer's tool reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.publishing.exports import write_exports
from pipeline.workflows import build, check_registry
from tests import ROOT

HOME = "https://registry.example/passerelle"
# So many cells has the registry at least: a comparison that saw fewer compared nothing.
FEWEST_CELLS = 100_000


class Expected(NamedTuple):
    """A table as the standard library reads it: its published schema and its rows of text."""

    schema: Mapping[str, Any]
    rows: list[dict[str, str]]

    @property
    def fields(self) -> list[dict[str, Any]]:
        return list(self.schema["fields"])

    @property
    def columns(self) -> list[str]:
        return [field["name"] for field in self.fields]

    def values(self) -> list[list[Any]]:
        """Every row as its schema types it; objects and arrays as JSON."""
        return [[typed(field, row[field["name"]]) for field in self.fields] for row in self.rows]

    def texts(self) -> list[list[str]]:
        return [list(row.values()) for row in self.rows]


def typed(field: Mapping[str, Any], cell: str) -> Any:
    if cell == "":
        return None
    made: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "number": float,
        "list": lambda text: text.split(field.get("delimiter", ",")),
        "array": json.loads,
        "object": json.loads,
    }
    return made.get(field["type"], str)(cell)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with build/, as who has run `nox -s build` has it, and the formats of a release in it."""
    place = tmp_path_factory.mktemp("consumers")
    out = place / "build"
    assert build.build(ROOT, out, lambda _: None, build.Addresses(homepage=HOME)).outcome.valid
    registry = check_registry.check_registry(ROOT, lambda _: None).registry
    assert registry is not None
    write_exports(build.addressed(registry, build.Addresses(homepage=HOME)), out)
    return place


@pytest.fixture(scope="session")
def package(place: Path) -> Path:
    return place / "build"


@pytest.fixture(scope="session")
def expected(package: Path) -> dict[str, Expected]:
    """Every table by name, read with the standard library alone."""
    found = {}
    for resource in json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        with (package / resource["path"]).open(encoding="utf-8", newline="") as lines:
            found[resource["name"]] = Expected(resource["schema"], list(csv.DictReader(lines)))
    assert len(found) == 39
    assert sum(len(item.rows) * len(item.columns) for item in found.values()) >= FEWEST_CELLS
    return found
