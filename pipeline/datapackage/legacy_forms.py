"""Forms of frictionless-py and of older versions of the standard, translated to those of version 2.

A form that departs from the standard gives one warning (`non-standard`); one that only another tool needs gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pipeline.datapackage.descriptors import FieldType
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.standard import Mistake, departure

# The controls of frictionless-py's dialects that describe a format, and the properties of the standard for the same.
CONTROLS: Mapping[str, Mapping[str, str]] = {
    "csv": {
        "delimiter": "delimiter",
        "lineTerminator": "lineTerminator",
        "quoteChar": "quoteChar",
        "doubleQuote": "doubleQuote",
        "escapeChar": "escapeChar",
        "nullSequence": "nullSequence",
        "skipInitialSpace": "skipInitialSpace",
    },
    "json": {"property": "property", "keys": "itemKeys"},
    "sql": {"table": "table"},
}
# Optional properties, which exporters leave empty ("" or []) for what they do not know.
OPTIONAL = frozenset(
    [
        *("id", "title", "description", "homepage", "version", "created", "image", "profile", "$schema", "email"),
        *("encoding", "compression", "format", "mediatype", "hash", "scheme", "schema", "dialect", "rdfType", "role"),
        *("givenName", "familyName", "organization", "primaryKey", "uniqueKeys", "foreignKeys", "sources"),
        *("licenses", "contributors", "keywords", "roles", "pattern", "label", "decimalChar", "groupChar"),
        *("commentChar", "escapeChar", "delimiter", "quoteChar", "lineTerminator"),
    ]
)
# Those that may be empty in the standard as well.
MAY_BE_EMPTY = frozenset({"title", "description", "label", "version", "id", "groupChar"})
KEYS = frozenset({"primaryKey", "uniqueKeys"})
PATH = frozenset({"path"})
LISTS_OF_OBJECTS = frozenset({"sources", "licenses", "contributors"})


def standard_package(data: Any) -> tuple[Any, list[Mistake]]:
    """A package's descriptor in the form of the standard, and what departed from it. The schemas stay as they are."""
    data = copied(data)
    if not isinstance(data, dict):
        return data, []
    departures = [*without_empty(data, ()), *in_one_language(data, ())]
    for at, resource in enumerate(data["resources"] if isinstance(data.get("resources"), list) else ()):
        if isinstance(resource, dict):
            departures += standard_resource(resource, ("resources", at))
    return data, departures


def standard_resource(resource: dict[str, Any], place: Place) -> Iterator[Mistake]:
    yield from without_empty(resource, place)
    yield from in_one_language(resource, place)
    if isinstance(resource.get("dialect"), dict):
        resource["dialect"] = standard_dialect(resource["dialect"])
        yield from without_empty(resource["dialect"], (*place, "dialect"))


def standard_dialect(dialect: Mapping[str, Any]) -> dict[str, Any]:
    """A dialect with what frictionless-py nests below the name of a format at its top, where the standard has it.

    What it has of workbooks (`excel`, `ods`) is read where these are.
    """
    flat = {name: value for name, value in dialect.items() if not (name in CONTROLS and isinstance(value, dict))}
    for control, names in CONTROLS.items():
        given = dialect.get(control)
        if isinstance(given, dict):
            flat |= {names[name]: value for name, value in given.items() if name in names}
            flat |= {"itemType": "object"} if given.get("keyed") is True else {}
    return flat


def standard_schema(data: Any) -> tuple[Any, list[Mistake]]:
    """A Table Schema in the form of the standard, and what departed from it."""
    data = copied(data)
    if not isinstance(data, dict):
        return data, []
    departures = [*without_empty(data, ())]
    match = data.get("fieldsMatch")
    if isinstance(match, list) and len(match) == 1:
        # The published profile of version 2.0 has an array where its text has a word.
        data["fieldsMatch"] = match[0]
        departures.append(departure(("fieldsMatch",), "fields-match", value=str(match[0])))
    for name, kind in (("foreignKeys", dict), ("missingValues", str)):
        if isinstance(data.get(name), kind):
            data[name] = [data[name]]
            departures.append(departure((name,), "list", name=name))
    departures += in_one_language(data, ())
    for at, field in enumerate(data["fields"] if isinstance(data.get("fields"), list) else ()):
        if isinstance(field, dict):
            departures += without_empty(field, ("fields", at))
            departures += standard_type(field, ("fields", at))
            departures += in_one_language(field, ("fields", at))
            if isinstance(field.get("constraints"), dict):
                departures += without_empty(field["constraints"], ("fields", at, "constraints"))
    return data, departures


def in_one_language(holder: dict[str, Any], place: Place) -> Iterator[Mistake]:
    """A title or description that is given by language, in the one without a name, in English, or else the first."""
    for name in ("title", "description"):
        given = holder.get(name)
        if isinstance(given, dict) and given and all(isinstance(text, str) for text in given.values()):
            holder[name] = given.get("") or given.get("en") or next(iter(given.values()))
            yield departure((*place, name), "languages", name=name)


def standard_type(field: dict[str, Any], place: Place) -> Iterator[Mistake]:
    """The type of a field in lower case, as the standard writes it."""
    given = field.get("type")
    known = given.strip().lower() if isinstance(given, str) else ""
    if known != given and known in get_args(FieldType):
        field["type"] = known
        yield departure((*place, "type"), "capitals", value=str(given), type=known)


def without_empty(holder: dict[str, Any], place: Place, more: frozenset[str] = frozenset()) -> Iterator[Mistake]:
    """Takes out the optional properties that are empty: exporters write "" or [] for what is not known.

    `more`: properties that are optional in this object.
    """
    optional = (OPTIONAL | more) & holder.keys()
    empty = {name for name in optional if holder[name] == "" or (holder[name] == [] and name in KEYS)}
    for name in sorted(empty):
        if name not in MAY_BE_EMPTY:
            yield departure((*place, name), "empty", name=name)
        del holder[name]
    for name in LISTS_OF_OBJECTS & holder.keys():
        for at, item in enumerate(holder[name] if isinstance(holder[name], list) else ()):
            if isinstance(item, dict):
                yield from without_empty(item, (*place, name, at), PATH)


def copied(data: Any) -> Any:
    """A copy of data of JSON, in a fraction of the time that `copy.deepcopy` takes."""
    if isinstance(data, dict):
        return {name: copied(value) for name, value in data.items()}
    return [copied(item) for item in data] if isinstance(data, list) else data
