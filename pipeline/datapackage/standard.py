"""Rules of the Data Package standard about descriptors, beyond the types of properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeline.core.limits import FORMAT_CHARACTERS
from pipeline.core.text.control_characters import UNSEEN
from pipeline.datapackage.descriptors import (
    Dialect,
    Field,
    ForeignKey,
    License,
    MissingValue,
    Package,
    Resource,
    Schema,
)
from pipeline.datapackage.json_positions import Place

URL = re.compile(r"(?:https?|ftps?)://[^\s/?#]+[^\s]*", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
DRIVE = re.compile(r"[A-Za-z]:[\\/]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
RFC3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
HASH = re.compile(r"[a-z0-9][a-z0-9_-]*:[0-9a-fA-F]+|[0-9a-fA-F]{32}")
MEDIATYPE = re.compile(r"[^\s/;]+/[^\s/;]+(?:\s*;\s*[^\s;=]+=[^;]+)*")
OLD_PROFILES = frozenset(
    {
        "data-package",
        "tabular-data-package",
        "fiscal-data-package",
        "data-resource",
        "tabular-data-resource",
        "json-data-resource",
    }
)
# Types that frictionless-py gives resources that are no tables.
OTHER_TYPES = frozenset(
    [
        *("article", "chart", "dialect", "document", "file", "image", "inquiry", "json", "jsonschema", "map"),
        *("package", "pipeline", "report", "resource", "schema", "script", "text", "transform", "view"),
    ]
)
BARE_ADDRESS = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/\S*)?")


class Mistake(NamedTuple):
    """A mistake in a descriptor: its place, the variant of its wording, its details, and its code.

    The code is "schema-error", or "non-standard" for what departs from the standard and is read as it was meant.
    """

    place: Place
    variant: str
    details: tuple[tuple[str, str | int], ...] = ()
    code: str = "schema-error"

    def below(self, base: Place) -> Mistake:
        """The same mistake in a descriptor that stands at `base` of another one."""
        return self._replace(place=(*base, *self.place))


def mistake(place: Place, variant: str, **details: str | int) -> Mistake:
    return Mistake(place, variant, tuple(details.items()))


def departure(place: Place, variant: str, **details: str | int) -> Mistake:
    """A departure from the standard that is read as it was plainly meant: a warning."""
    return Mistake(place, variant, tuple(details.items()), "non-standard")


def package_mistakes(package: Package) -> Iterator[Mistake]:
    """Mistakes of a package that concern the package itself or its resources together."""
    yield from described(package, ())
    if package.created is not None and not is_rfc3339(package.created):
        yield Mistake(("created",), "rfc3339")
    if package.image is not None:
        yield from path_mistakes(package.image, ("image",))
    if not package.resources:
        yield Mistake(("resources",), "empty-list")
    names = Counter(resource.name for resource in package.resources)
    for at, resource in enumerate(package.resources):
        place: Place = ("resources", at)
        if names[resource.name] > 1:
            yield Mistake((*place, "name"), "twice")
        yield from (mistake.below(place) for mistake in resource_mistakes(resource))


def described(descriptor: Package | Resource, place: Place) -> Iterator[Mistake]:
    """Homepage, sources, licences and contributors."""
    if descriptor.homepage is not None and not URL.fullmatch(descriptor.homepage):
        bare = BARE_ADDRESS.fullmatch(descriptor.homepage)
        where = (*place, "homepage")
        yield departure(where, "url", value=descriptor.homepage) if bare else Mistake(where, "url")
    yield from profile_mistakes(descriptor, place)
    for at, source in enumerate(descriptor.sources):
        here = (*place, "sources", at)
        if not source.model_fields_set and not source.unknown:
            yield Mistake(here, "empty-object")
        if source.path is not None:
            yield from path_mistakes(source.path, (*here, "path"))
        yield from email_mistakes(source.email, here)
    for at, licence in enumerate(descriptor.licenses):
        yield from license_mistakes(licence, (*place, "licenses", at))
    for at, person in enumerate(descriptor.contributors):
        here = (*place, "contributors", at)
        if not person.model_fields_set and not person.unknown:
            yield Mistake(here, "empty-object")
        if person.path is not None and not URL.fullmatch(person.path):
            yield Mistake((*here, "path"), "url")
        yield from email_mistakes(person.email, here)


def profile_mistakes(descriptor: Package | Resource, place: Place) -> Iterator[Mistake]:
    old = descriptor.old_profile
    if old is not None and old not in OLD_PROFILES and not URL.fullmatch(old):
        yield Mistake((*place, "profile"), "profile")
    if not place and descriptor.profile is not None and not URL.fullmatch(descriptor.profile):
        yield Mistake((*place, "$schema"), "url")


def email_mistakes(email: str | None, place: Place) -> Iterator[Mistake]:
    if email is not None and not EMAIL.fullmatch(email):
        yield Mistake((*place, "email"), "email")


def license_mistakes(licence: License, place: Place) -> Iterator[Mistake]:
    if licence.name is None and licence.path is None:
        # Version 0 of the standard had `id`, `type` and `url`.
        old = licence.title is not None or bool({"id", "type", "url"} & set(licence.unknown))
        yield departure(place, "license") if old else Mistake(place, "license")
    if licence.path is not None:
        yield from path_mistakes(licence.path, (*place, "path"))


def resource_mistakes(resource: Resource) -> Iterator[Mistake]:
    """Mistakes of a resource; places are relative to it."""
    yield from described(resource, ())
    yield from location_mistakes(resource)
    if resource.type in OTHER_TYPES:
        yield departure(("type",), "resource-type", value=resource.type)
    elif resource.type not in (None, "table"):
        yield mistake(("type",), "choice", expected="table", property="type")
    if resource.hash is not None and not HASH.fullmatch(resource.hash):
        yield Mistake(("hash",), "hash")
    if resource.mediatype is not None and not MEDIATYPE.fullmatch(resource.mediatype):
        yield Mistake(("mediatype",), "mediatype")
    for name in ("schema", "dialect"):
        given = resource.table_schema if name == "schema" else resource.dialect
        if isinstance(given, str):
            yield from path_mistakes(given, (name,))
    if resource.table_schema is None and resource.old_profile == "tabular-data-resource":
        yield Mistake(("schema",), "no-schema")


def location_mistakes(resource: Resource) -> Iterator[Mistake]:
    """`path` or `data`, one of them; paths that stay in the folder of the descriptor."""
    located = resource.path is not None or resource.url is not None
    if located and resource.has_data:
        yield Mistake(("data",), "path-and-data")
    elif not located and not resource.has_data:
        yield Mistake((), "no-data")
    paths = resource.paths
    if len({bool(URL.fullmatch(path)) for path in paths}) > 1:
        yield Mistake(("path",), "mixed-paths")
    several = isinstance(resource.path, tuple)
    for at, path in enumerate(paths):
        yield from path_mistakes(path, ("path", at) if several else ("path",))
    if resource.has_data:
        yield from data_mistakes(resource)


def data_mistakes(resource: Resource) -> Iterator[Mistake]:
    data = resource.data
    tabular = resource.type == "table" or resource.table_schema is not None
    if not isinstance(data, str | list | dict):
        yield Mistake(("data",), "data-shape")
    elif isinstance(data, str) and resource.format is None and resource.mediatype is None:
        yield Mistake(("data",), "data-format")
    elif (isinstance(data, dict) and tabular and not has_property(resource)) or (
        isinstance(data, list) and tabular and not all(isinstance(row, list | dict) for row in data)
    ):
        yield Mistake(("data",), "table-data")


def has_property(resource: Resource) -> bool:
    return isinstance(resource.dialect, Dialect) and resource.dialect.property is not None


def path_mistakes(path: str, place: Place) -> Iterator[Mistake]:
    """Why a text is not a "URL or Path" (Data Resource, "path"); nothing for a safe relative path or a web address."""
    if URL.fullmatch(path):
        return
    parts = path.split("/")
    if path.startswith(("/", "~", "\\")) or ".." in re.split(r"[/\\]", path) or DRIVE.match(path):
        yield Mistake(place, "unsafe-path")
    elif SCHEME.match(path):
        yield Mistake(place, "url-scheme")
    elif any(part.startswith(".") and part != "." for part in parts[:-1]):
        yield Mistake(place, "hidden-folder")
    elif not path or UNSEEN.search(path):
        yield Mistake(place, "empty-path" if not path else "unseen")


def schema_mistakes(schema: Schema, own_name: str | None = None) -> Iterator[Mistake]:
    """Mistakes of a Table Schema; what concerns its values is checked by `pipeline.datapackage.types`."""
    names = set(schema.field_names)
    if not names:
        yield Mistake(("fields",), "empty-list")
    yield from missing_value_mistakes(schema.missing_values, ("missingValues",))
    for name in schema.key:
        if name not in names:
            yield mistake(("primaryKey",), "no-field", name=name)
    for at, key in enumerate(schema.unique_keys or ()):
        yield from (mistake(("uniqueKeys", at), "no-field", name=name) for name in key if name not in names)
    for at, foreign in enumerate(schema.foreign_keys):
        yield from reference_mistakes(foreign, names, own_name, ("foreignKeys", at))
    for at, field in enumerate(schema.fields):
        yield from field_mistakes(field, ("fields", at))


def missing_value_mistakes(values: Sequence[str | MissingValue] | None, place: Place) -> Iterator[Mistake]:
    if not values:
        return
    listed = values
    texts = [missing.value if isinstance(missing, MissingValue) else missing for missing in listed]
    labels = [missing.label for missing in listed if isinstance(missing, MissingValue) and missing.label is not None]
    if len(set(texts)) != len(texts):
        yield Mistake(place, "twice")
    if len(set(labels)) != len(labels):
        yield Mistake(place, "twice")
    if len({isinstance(value, str) for value in listed}) > 1:
        yield Mistake(place, "mixed-values")


def reference_mistakes(key: ForeignKey, names: set[str], own_name: str | None, place: Place) -> Iterator[Mistake]:
    yield from (mistake((*place, "fields"), "no-field", name=name) for name in key.own if name not in names)
    if len(key.own) != len(key.target_fields):
        yield mistake((*place, "reference", "fields"), "key-width", expected=len(key.own))
    target = key.reference.resource
    if target and target == own_name and key.reference.package is None:
        yield departure((*place, "reference", "resource"), "self-reference")
    if not target and key.reference.package is None:
        yield from (
            mistake((*place, "reference", "fields"), "no-field", name=name)
            for name in key.target_fields
            if name not in names
        )


def field_mistakes(field: Field, place: Place) -> Iterator[Mistake]:
    yield from missing_value_mistakes(field.missing_values, (*place, "missingValues"))
    form = field.format.removeprefix("fmt:")
    if field.type in ("date", "time", "datetime") and form not in ("default", "any"):
        problem = pattern_problem(form)
        if problem:
            yield mistake((*place, "format"), "strptime", problem=problem)
    for name, signs in (("decimalChar", field.decimal_char), ("groupChar", field.group_char)):
        if signs is not None and re.search(r"[0-9eE+-]", signs):
            # "1" between digits could be read in endlessly many ways.
            yield Mistake((*place, name), "number-sign")
    true, false = set(field.true_values or ()), set(field.false_values or ())
    if true & false:
        yield mistake((*place, "trueValues"), "true-and-false", name=min(true & false))
    if field.rdf_type is not None and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+\Z", field.rdf_type):
        yield Mistake((*place, "rdfType"), "uri")


def pattern_problem(pattern: str) -> str | None:
    """Why a text is no pattern of strptime."""
    if "%" not in pattern:
        return "%?"
    if len(pattern) > FORMAT_CHARACTERS:
        return f"> {FORMAT_CHARACTERS}"
    try:
        datetime.strptime("", pattern)  # noqa: DTZ007 - only the pattern is of interest
    except re.error as error:
        # A directive that occurs twice: each of them is a group of one expression.
        return str(error.msg)
    except (ValueError, OverflowError, LookupError) as error:
        if "does not match format" not in str(error) and "unconverted" not in str(error):
            return str(error)
    return None


def is_rfc3339(text: str) -> bool:
    match = RFC3339.fullmatch(text)
    if not match:
        return False
    # A leap second is a time of RFC 3339.
    clock = match[2].replace(":60", ":59") if match[2].endswith(":60") else match[2]
    try:
        datetime.fromisoformat(f"{match[1]}T{clock}")
    except ValueError:
        return False
    return True


def dialect_mistakes(dialect: Dialect) -> Iterator[Mistake]:
    if dialect.escape_char is not None and dialect.quote_char is not None:
        yield departure(("escapeChar",), "escape-and-quote")
