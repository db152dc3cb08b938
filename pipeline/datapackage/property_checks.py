"""Checks for properties that the standard does not have, that are null, or that have no effect where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

from pipeline.datapackage.descriptors import Descriptor, Dialect, Field
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.misplaced_properties import PropertyHome, has_namespace, home_of
from pipeline.datapackage.standard import Mistake

# Properties that belong to some types only; elsewhere they mean nothing.
OF_TYPES: Mapping[str, tuple[str, ...]] = {
    "decimal_char": ("number",),
    "group_char": ("number", "integer"),
    "bare_number": ("number", "integer"),
    "true_values": ("boolean",),
    "false_values": ("boolean",),
    "delimiter": ("list",),
    "item_type": ("list",),
}
# Properties of older versions that say nothing about data.
RETIRED = frozenset(
    [
        *("caseSensitiveHeader", "csvddfVersion", "license", "maintainers", "publishers", "author", "last_updated"),
        *("datapackage_version", "datapackage-version", "dataDependencies", "base", "views", "readme"),
    ]
)
# Properties of frictionless-py's dialects that say how it reads a file.
OF_OTHER_READERS = frozenset(
    [
        *("excel", "ods", "sheet", "xls", "xlsx", "html", "inline", "gsheets", "sql", "spss", "ckan", "bigquery"),
        *("headerCase", "skipBlankRows", "filters"),
    ]
)


class CustomProperty(NamedTuple):
    """A property that is unknown here: its place and name, the names that it could have had, where it belongs."""

    place: Place
    name: str
    known: tuple[str, ...]
    home: PropertyHome | None = None


def custom_properties(descriptor: Descriptor, place: Place = ()) -> Iterator[CustomProperty]:
    """The properties that neither the standard nor this program has."""
    shape = shape_of(type(descriptor))
    elsewhere = OF_OTHER_READERS if isinstance(descriptor, Dialect) else frozenset()
    for name in descriptor.unknown:
        if name not in RETIRED and name not in elsewhere and not has_namespace(name):
            yield CustomProperty((*place, name), name, shape.names, home_of(descriptor, name))
    if isinstance(descriptor, Field):
        yield from useless_properties(descriptor, place)
    given = descriptor.model_fields_set
    for attribute, name, _ in shape.nested:
        value = getattr(descriptor, attribute) if attribute in given else None
        if isinstance(value, Descriptor):
            yield from custom_properties(value, (*place, name))
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                if isinstance(item, Descriptor):
                    yield from custom_properties(item, (*place, name, at))


class Shape(NamedTuple):
    """The properties of a kind of descriptor: all names, and those that may hold descriptors (attribute, name, kinds).

    `attributes`: the attribute of each name.
    """

    names: tuple[str, ...]
    attributes: Mapping[str, str]
    nested: tuple[tuple[str, str, tuple[type[Descriptor], ...]], ...]


@cache
def shape_of(kind: type[Descriptor]) -> Shape:
    fields = {attribute: (field.alias or attribute, field.annotation) for attribute, field in kind.model_fields.items()}
    kinds = {attribute: tuple(descriptor_types(annotation)) for attribute, (_, annotation) in fields.items()}
    return Shape(
        names=tuple(name for name, _ in fields.values()),
        attributes={name: attribute for attribute, (name, _) in fields.items()},
        nested=tuple(
            (attribute, name, kinds[attribute]) for attribute, (name, _) in fields.items() if kinds[attribute]
        ),
    )


def useless_properties(field: Field, place: Place) -> Iterator[CustomProperty]:
    """Properties of the standard that a field of this type does not have."""
    for attribute in OF_TYPES if OF_TYPES.keys() & field.model_fields_set else ():
        if getattr(field, attribute) is not None and field.type not in OF_TYPES[attribute]:
            name = type(field).model_fields[attribute].alias or attribute
            yield CustomProperty((*place, name), name, ())


def null_properties(data: Any, shape: type[Descriptor], place: Place = ()) -> Iterator[Mistake]:
    """Properties of the standard that are null in a descriptor's data: they have a value or are left out."""
    if not isinstance(data, dict):
        return
    known = shape_of(shape)
    kinds = {name: nested for _, name, nested in known.nested if name in data}
    for name in known.names if kinds or None in data.values() else ():
        if name not in data or known.attributes[name] in ("data", "example"):
            continue
        if data[name] is None:
            yield Mistake((*place, name), "null")
        for nested in kinds.get(name, ()):
            many = enumerate(data[name]) if isinstance(data[name], list) else [(None, data[name])]
            for at, item in many:
                yield from null_properties(item, nested, (*place, name) if at is None else (*place, name, at))


def descriptor_types(annotation: Any) -> Iterator[type[Descriptor]]:
    """The descriptors that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Descriptor):
        yield annotation
    for part in get_args(annotation):
        yield from descriptor_types(part)
