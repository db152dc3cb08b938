"""The site of the tiny registry, built once in a run for the tests that only read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.workflows import build
from tests import ROOT, yaml_of, yaml_text
from tests.builds import made_once, quiet

CHANGELOG = """# Changelog

## 0.2.0 (unreleased)

### Data
- A row & more.

## 0.1.0 (2026-01-02)

### Data
- First
  rows.
"""
HOME = "https://registry.example/passerelle"


def tiny_at(root: Path) -> Path:
    """The tiny registry, with a name that is markup, an address, and a place where its rows can be edited."""
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copytree(ROOT / "tests" / "registries" / "tiny" / "raw", root / "raw")
    path = root / "schemas" / "package.yaml"
    package = yaml_of(path.read_text(encoding="utf-8"))
    package |= {"tables": {table: {} for table in package["tables"]}, "created": "2026-11-23T00:00:00Z"}
    package |= {"homepage": f"{HOME}/", "repository": "https://forge.example/passerelle"}
    path.write_text(yaml_text(package), encoding="utf-8")
    agreements = root / "raw" / "tables" / "agreements.csv"
    text = agreements.read_text(encoding="utf-8").replace("Biodiversity Convention", "<script>alert(1)</script>", 1)
    agreements.write_text(text, encoding="utf-8")
    (root / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished build: datapackage.json, data/, report.json, site/."""

    def make(folder: Path) -> None:
        root = tiny_at(folder / "tiny")
        assert build.build(root, root / "build", quiet).pages > 250

    return made_once(tmp_path_factory, "site", make) / "tiny" / "build"


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    return built / "site"
