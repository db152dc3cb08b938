"""Properties on the wrong level of a descriptor, and properties with a namespace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.descriptors import Constraints, Descriptor, Dialect, Field, Package, Resource, Schema, Titled

# A misspelt property of ours would not be checked, so it must not pass for a property of another owner.
OURS = ("passerelle:rules",)
# They say something on every level.
COMMON = frozenset({"name", "type", "format", "path", "title", "description", "example", "profile", "$schema"})
# Where each level's missing properties may belong: how it is said, the property that holds them, and their model.
HOMES: Mapping[type[Descriptor], tuple[tuple[str, str, type[Descriptor]], ...]] = {
    Package: (("item", "resources", Resource), ("inside", "schema", Schema), ("inside", "dialect", Dialect)),
    Resource: (("inside", "schema", Schema), ("inside", "dialect", Dialect), ("item", "fields", Field)),
    Schema: (("inside", "dialect", Dialect), ("item", "fields", Field), ("inside", "constraints", Constraints)),
    Field: (("inside", "constraints", Constraints), ("inside", "schema", Schema)),
    Constraints: (("outside", "fields", Field),),
    Dialect: (("inside", "schema", Schema), ("item", "fields", Field)),
}


class PropertyHome(NamedTuple):
    """Where a property belongs: the variant of its wording, and the property that would hold it."""

    variant: str
    owner: str


def home_of(descriptor: Descriptor, name: str) -> PropertyHome | None:
    """Where a property that its descriptor does not have belongs; None where no level of the standard has it."""
    for variant, owner, shape in HOMES.get(type(descriptor), ()):
        if name not in COMMON and name in properties(shape):
            return PropertyHome(variant, owner)
    return None


def properties(shape: type[Descriptor]) -> frozenset[str]:
    own = (field.alias or name for name, field in shape.model_fields.items() if name not in Titled.model_fields)
    return frozenset(own)


def has_namespace(name: str) -> bool:
    """Whether a name says whose it is (`skos:broadMatch`, `@context`, `_private`) or in which language (`title@fr`)."""
    if closest_match(name, OURS, Similarity.OWN_PROPERTY, letter_by_letter=True) in OURS:
        return False
    before, sign, _ = name.partition(":")
    return bool(before and sign) or "@" in name or name.startswith("_")
