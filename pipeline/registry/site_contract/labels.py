"""What a row is called where `schemas/site.yaml` does not say it, and which labels other labels are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.registry.site_contract.paths import Paths

# Fields that hold names, by what people call them; the first that a row has is its label.
NAMES = ("short_name", "name", "title", "label")
NAME_LIKE = re.compile(
    rf"(?:(?:short|full|long|official|common)_)?(?:name|title|label|acronyms?|alias(?:es)?)(?:_(?:{'|'.join(LANGUAGES)}))?"
)
LANGUAGE_SUFFIX = re.compile(rf"_(?:{'|'.join(LANGUAGES)})$")


def is_name(schema: Schema, field: Field) -> bool:
    """Whether a field holds a name of the row: one that the schema lists under `names`, or called like one."""
    return field.name in listed(schema) or (field.type in ("string", "list") and bool(NAME_LIKE.fullmatch(field.name)))


def listed(schema: Schema) -> Sequence[str]:
    """The fields that a schema of a registry lists under `names`."""
    found: Sequence[str] = getattr(schema, "names", ())
    return found


def name_paths(paths: Paths, table: str) -> tuple[str, ...]:
    """The paths to the fields that name a row, the best first."""
    own = (LANGUAGE_SUFFIX.sub("", name) for name in listed(paths.tables[table]))
    candidates = dict.fromkeys((*NAMES, *own))
    return tuple(name for name in candidates if paths.end(table, name) is not None)


def has_names(paths: Paths, table: str) -> bool:
    return bool(name_paths(paths, table))


def label_parts(paths: Paths, table: str) -> tuple[Field, ...]:
    """The fields that together name a row without a name: references, codes and dates that each row must have.

    Empty where a label would be made of itself.
    """
    found = parts(paths, table)
    return () if leads_back(table, {one: targets(paths, one) for one in paths.tables}) else found


def parts(paths: Paths, table: str) -> tuple[Field, ...]:
    return tuple(
        field
        for field in paths.tables[table].fields
        if field.constraints.required
        and ((table, field.name) in paths.targets or field.vocabulary is not None or field.is_edtf)
    )


def targets(paths: Paths, table: str) -> set[str]:
    """The tables of whose labels the label of a row is made, where nothing else is said of it."""
    if has_names(paths, table) or paths.site.page(table).label is not None:
        return set()
    return {paths.targets[table, field.name] for field in parts(paths, table) if (table, field.name) in paths.targets}


def leads_back(start: str, edges: Mapping[str, set[str]]) -> bool:
    """Whether a way along the edges leads back to its start."""
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            waiting += edges.get(one, ())
    return False


def circles(edges: Mapping[str, set[str]]) -> Iterator[str]:
    """The names from which a way along the edges leads back."""
    return (name for name in edges if leads_back(name, edges))
