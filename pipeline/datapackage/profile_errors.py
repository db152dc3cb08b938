"""Violations of a profile as findings with messages of ours instead of the library's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.datapackage.standard import Mistake, mistake

SHOWN = 200
SIGNS = {
    "minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<", "minItems": "≥", "maxItems": "≤",
    "minProperties": "≥", "maxProperties": "≤", "minLength": "≥", "maxLength": "≤",
}  # fmt: skip
EXCLUSIVE = {"minimum": ">", "maximum": "<"}
VARIANTS = {
    "required": "profile-required",
    "type": "profile-type",
    "enum": "profile-enum",
    "const": "profile-enum",
    "pattern": "profile-pattern",
    "format": "profile-format",
    "minimum": "profile-range",
    "maximum": "profile-range",
    "exclusiveMinimum": "profile-range",
    "exclusiveMaximum": "profile-range",
    "minItems": "profile-count",
    "maxItems": "profile-count",
    "minProperties": "profile-count",
    "maxProperties": "profile-count",
    "minLength": "profile-length",
    "maxLength": "profile-length",
    "uniqueItems": "profile-twice",
    "additionalProperties": "profile-unknown",
    "oneOf": "profile-choice",
    "anyOf": "profile-choice",
    "not": "profile-not",
    "passerelle:geojson": "profile-geojson",
}
# A branch of a choice that fails by one of these is not the one that was meant, if another does not.
MARKS = frozenset({"enum", "const", "not", "type"})


def causes(error: Any) -> Iterator[Any]:
    """The errors behind one: of a choice, those within the branch that was plainly meant, if one was."""
    branch = meant(error) if error.validator in ("oneOf", "anyOf") else None
    if branch is None:
        yield error
        return
    for inner in branch:
        yield from causes(inner)


def meant(error: Any) -> list[Any] | None:
    """The errors of the one branch of a choice whose marks (a name, a type) fit; None where none or several do."""
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [
        some for some in branches.values() if not any(error.validator in MARKS and is_near(error) for error in some)
    ]
    return fitting[0] if len(fitting) == 1 else None


def is_near(error: Any) -> bool:
    """Whether an error is about the value that the choice is about, or a property of it, and not what lies deeper."""
    return len(error.relative_path) <= 1


def mistake_of(error: Any, profile: str) -> Mistake:
    """An error of the library as a mistake: its place in the descriptor, and what fills its words."""
    keyword = str(error.validator or "additionalProperties")
    place = tuple(error.absolute_path)
    details: dict[str, str | int] = {"profile": profile, "name": str(place[-1]) if place else "", "keyword": keyword}
    given = error.validator_value
    if keyword in SIGNS:
        # In draft 4 a bound is exclusive where a word beside it says so.
        exclusive = error.schema.get(f"exclusive{keyword[:1].upper()}{keyword[1:]}") is True
        details["expected"] = f"{EXCLUSIVE[keyword] if exclusive else SIGNS[keyword]} {json_text(given)}"
    elif keyword in ("type", "enum"):
        details["expected"] = (
            json_text(", ".join(json_text(value) for value in given[:SHOWN])) if isinstance(given, list) else str(given)
        )
    elif keyword in ("const", "pattern", "format"):
        details["expected"] = given if isinstance(given, str) else json_text(given)
    is_counted = VARIANTS.get(keyword) in ("profile-count", "profile-length")
    details["found"] = len(error.instance) if is_counted else json_text(error.instance)
    return mistake(place, VARIANTS.get(keyword, "profile-other"), **details)


def json_text(value: Any) -> str:
    """A value as JSON, cut where it is long; a text as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
