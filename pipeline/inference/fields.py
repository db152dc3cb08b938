"""The fields of a proposed table: what was chosen of each column, its constraints, and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.inference.choose import Choice
from pipeline.inference.columns import Column
from pipeline.inference.missing import Missing
from pipeline.inference.model import Doubt, InferredField
from pipeline.inference.names import distinct, field_slug
from pipeline.inference.profile import Profile
from pipeline.inference.references import Found, Judged
from pipeline.inference.shapes import ENOUGH
from pipeline.inference.vocabulary import NAMES, TEXTS, says

# A vocabulary has so few values, each of which is repeated so often, and none of which is a sentence.
MOST_TERMS = 40
LEAST_REPETITION = 3
LONGEST_TERM = 60
FEWEST_CELLS = 12
# Of so many terms so many may stand once.
SHARE_OF_RARE = 0.34
LONGEST_EXAMPLE = 80


def inferred_fields(
    profile: Profile, judged: Judged, lost: Missing, references: Mapping[int, Found], *, named: bool
) -> Iterator[InferredField]:
    """The fields in order. `named`: whether the labels can be names; else the slugs are."""
    labels = [column.label for column in profile.columns]
    slugs = list(distinct(field_slug(label, at) for at, label in enumerate(labels, start=1)))
    for at, column in enumerate(profile.columns):
        choice = judged.choices[at]
        found = references.get(at)
        doubts = [*choice.doubts, *([lost.doubts[at]] if at in lost.doubts else [])]
        doubts += [found.doubt] if found is not None and found.doubt is not None else []
        constraints, more = constraints_of(
            profile, judged, lost, at, refers=found is not None and found.reference is not None
        )
        yield InferredField(
            label=column.label,
            name=column.label if named else slugs[at],
            slug=slugs[at],
            properties={**choice.properties, **({"missingValues": list(lost.own[at])} if at in lost.own else {})},
            constraints=constraints,
            example=next((one for one in column.values if len(one) <= LONGEST_EXAMPLE), None),
            doubts=(*doubts, *more),
        )


def constraints_of(
    profile: Profile, judged: Judged, lost: Missing, at: int, *, refers: bool
) -> tuple[dict[str, Any], list[Doubt]]:
    """The constraints that all cells of a column hold, and what is doubtful about them."""
    column, choice = profile.columns[at], judged.choices[at]
    given: dict[str, Any] = {}
    doubts: list[Doubt] = []
    if profile.rows and not column.nulls and not lost.by_column[at] and (column.values or column.markers):
        given["required"] = True
    if (at,) in judged.keys.unique:
        given["unique"] = True
    is_key = any(at in key for key in (judged.keys.primary, *judged.keys.unique) if len(key) == 1)
    if choice.properties != {"type": "string"}:
        return given, doubts
    terms = None if refers or is_key else vocabulary(column, lost.by_column[at])
    if terms:
        given["enum"] = terms
        doubts.append(Doubt("vocabulary", {"values": len(terms)}))
    elif (pattern := pattern_of(column, lost.by_column[at])) is not None:
        given["pattern"] = pattern
    return given, doubts


def vocabulary(column: Column, missing: frozenset[str]) -> list[str] | None:
    """The values of a column that has few, each many times; None for any other."""
    if not column.closed or says(column.label, TEXTS) or column.kinds.keys() - {"text"}:
        return None
    terms = {**column.values, **{mark: one for mark, one in column.markers.items() if mark not in missing}}
    cells = column.filled - sum(column.markers[mark].times for mark in missing if mark in column.markers)
    if not 2 <= len(terms) <= MOST_TERMS or cells < max(FEWEST_CELLS, LEAST_REPETITION * len(terms)):
        return None
    if max(map(len, terms)) > LONGEST_TERM or (says(column.label, NAMES) and len(terms) > MOST_TERMS // 2):
        return None
    rare = sum(one.times == 1 for one in terms.values())
    return sorted(terms) if rare <= SHARE_OF_RARE * len(terms) else None


def pattern_of(column: Column, missing: frozenset[str]) -> str | None:
    """The shape of all values of a column, if it says something and enough values have it."""
    shape = column.shape
    if shape is None or not shape.tells or column.markers.keys() - missing or column.kinds.keys() - {"text"}:
        return None
    return shape.pattern if max(len(column.values), column.distinct) >= ENOUGH else None


__all__ = ["Choice", "inferred_fields"]
