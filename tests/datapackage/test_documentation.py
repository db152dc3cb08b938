"""docs/data-package.md has a row for every property of the standard that a descriptor can have."""

from __future__ import annotations

import re

import pytest

from pipeline.datapackage import descriptors
from pipeline.datapackage.descriptors import Descriptor
from tests import ROOT

PAGE = (ROOT / "docs" / "data-package.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
PLACES = {
    "Package": "Package",
    "Resource": "Resource",
    "Dialect": "Table Dialect",
    "Schema": "Table Schema",
    "Field": "Field",
    "Constraints": "Constraints",
    "ForeignKey": "Table Schema",
    "Reference": "Table Schema",
    "MissingValue": "Table Schema",
    "Category": "Field",
    "License": "Package",
    "Source": "Package",
    "Contributor": "Package",
    "Condition": "Rules across fields: an extension",
}
OURS = {"vocabulary", "normalise", "cited", "computed"}


def test_every_kind_of_descriptor_has_its_section() -> None:
    kinds = {
        name
        for name, var in vars(descriptors).items()
        if isinstance(var, type) and issubclass(var, Descriptor) and var.__module__ == descriptors.__name__
    }
    assert kinds - {"Descriptor", "Titled"} == set(PLACES)


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_every_property_has_its_row(kind: str) -> None:
    section = SECTIONS[PLACES[kind]]
    model: type[Descriptor] = getattr(descriptors, kind)
    properties = {field.alias or name for name, field in model.model_fields.items()}
    translated = {
        property_name for property_name in properties if property_name.endswith(("_fr", "_es")) and kind != "Condition"
    }
    missing = {property_name for property_name in properties - translated - OURS if f"`{property_name}`" not in section}
    assert missing == set()
    assert len(properties) > 1
