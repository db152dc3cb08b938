"""Descriptors of Data Package 2.0 as strict models (https://datapackage.org/standard), with our documented extensions.

The models have every property of the standard. Other properties of a descriptor are in `unknown`, so that each can be
reported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic import Field as Property
from pydantic.alias_generators import to_camel

from pipeline.core.i18n import Language, translated
from pipeline.core.text.folding import fold_text
from pipeline.findings.model import FieldNote

FieldType = Literal[
    "string",
    "number",
    "integer",
    "boolean",
    "object",
    "array",
    "list",
    "datetime",
    "date",
    "time",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "geojson",
    "any",
]
FieldsMatch = Literal["exact", "equal", "subset", "superset", "partial"]
Name = Annotated[str, Property(min_length=1)]
Character = Annotated[str, Property(min_length=1, max_length=1)]
RowNumber = Annotated[int, Property(ge=1)]
Size = Annotated[int, Property(ge=0)]
# The ends of the names of translated properties: `_fr`, `_es`.
TRANSLATIONS = translated("")[1:]
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"


def property_name(attribute: str) -> str:
    """The property of an attribute: camelCase as in the standard, but `title_fr` and the like as they are."""
    return attribute if attribute.endswith(TRANSLATIONS) else to_camel(attribute)


class Descriptor(BaseModel):
    """A descriptor: frozen; unknown properties are kept apart for whoever must report them."""

    # Built where it is asked for: a small check needs few of them.
    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=property_name, defer_build=True)

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(self.__pydantic_extra__ or ())


class Titled(Descriptor):
    """A descriptor with a title and a description in English, French and Spanish."""

    title: str | None = None
    title_fr: str | None = None
    title_es: str | None = None
    description: str | None = None
    description_fr: str | None = None
    description_es: str | None = None

    def title_in(self, lang: Language) -> str:
        """The title in a language, or else in English, or else ""."""
        return getattr(self, f"title_{lang}", None) or self.title or ""

    def description_in(self, lang: Language) -> str:
        """The description in a language, or else in English, or else ""."""
        return getattr(self, f"description_{lang}", None) or self.description or ""


class Constraints(Descriptor):
    """Table Schema, "Field Constraints". Bounds keep the JSON value that stands in the descriptor."""

    required: bool = False
    unique: bool = False
    pattern: str | None = None
    enum: Annotated[tuple[JsonValue, ...], Property(min_length=1)] | None = None
    min_length: Size | None = None
    max_length: Size | None = None
    minimum: str | int | float | None = None
    maximum: str | int | float | None = None
    exclusive_minimum: str | int | float | None = None
    exclusive_maximum: str | int | float | None = None
    json_schema: dict[str, JsonValue] | None = None


class MissingValue(Descriptor):
    value: str
    label: str | None = None


class Category(Descriptor):
    """One of the values of a field (Table Schema, "categories"), with its label in English, French and Spanish."""

    value: str | int
    label: str | None = None
    label_fr: str | None = None
    label_es: str | None = None


class Field(Titled):
    """A field (Table Schema, "Field Descriptor"); vocabulary, normalise, cited and computed are extensions.

    `cited`: whether the values are facts that need a source; None: the table decides. `normalise: cited`: the cell is a
    value of the field that its row names in the columns `table` and `field`.
    """

    name: Name
    type: FieldType = "any"
    format: str = "default"
    example: JsonValue = None
    rdf_type: str | None = None
    constraints: Constraints = Constraints()
    missing_values: tuple[str | MissingValue, ...] | None = None
    categories: tuple[str | int | Category, ...] | None = None
    categories_ordered: bool | None = None
    decimal_char: Name | None = None
    group_char: Name | None = None
    bare_number: bool | None = None
    true_values: tuple[str, ...] | None = None
    false_values: tuple[str, ...] | None = None
    delimiter: Name | None = None
    item_type: Literal["string", "integer", "boolean", "number", "datetime", "date", "time"] | None = None
    vocabulary: str | None = None
    normalise: Literal["name", "date", "cited"] | None = None
    cited: bool | None = None
    computed: bool = False

    @property
    def is_edtf(self) -> bool:
        """Whether the field's `rdfType` makes its strings dates of EDTF (ISO 8601-2)."""
        return self.rdf_type == EDTF

    @property
    def note(self) -> FieldNote:
        """What findings show of the field: its titles, descriptions and example."""
        titles = tuple(getattr(self, name) or "" for name in translated("title"))
        descriptions = tuple(getattr(self, name) or "" for name in translated("description"))
        example = "" if self.example is None else self.example
        written = example if isinstance(example, str) else json.dumps(example)
        return FieldNote(name=self.name, titles=titles, descriptions=descriptions, example=written)


class Reference(Descriptor):
    """The target of a foreign key (Table Schema, "reference"): its fields, its resource, its package."""

    fields: str | Annotated[tuple[str, ...], Property(min_length=1)]
    resource: str | None = None
    package: str | None = None


class ForeignKey(Descriptor):
    """A foreign key (Table Schema, "foreignKeys"); without a resource, its target is the table itself."""

    fields: str | Annotated[tuple[str, ...], Property(min_length=1)]
    reference: Reference

    @property
    def own(self) -> tuple[str, ...]:
        """The fields of this table, always as a tuple."""
        return as_tuple(self.fields)

    @property
    def target_fields(self) -> tuple[str, ...]:
        """The fields of the target, always as a tuple."""
        return as_tuple(self.reference.fields)


UniqueKey = Annotated[tuple[str, ...], Property(min_length=1)]


class Condition(Descriptor):
    """A rule across the fields of a row (the extension `passerelle:rules`): an SQL condition over its columns.

    A row for which it is false is an error; if a part of it is null, it is not false. `message` says what is wrong.
    """

    name: Name
    condition: Name
    message: str | None = None
    message_fr: str | None = None
    message_es: str | None = None

    def message_in(self, lang: Language) -> str:
        """The message in a language, or else in English, or else ""."""
        return getattr(self, f"message_{lang}", None) or self.message or ""


class Schema(Titled):
    """A Table Schema, with the extension `passerelle:rules`."""

    name: str | None = None
    profile: str | None = Property(default=None, alias="$schema")
    fields: tuple[Field, ...]
    fields_match: FieldsMatch | None = None
    missing_values: tuple[str | MissingValue, ...] = ("",)
    primary_key: str | Annotated[tuple[str, ...], Property(min_length=1)] | None = None
    unique_keys: Annotated[tuple[UniqueKey, ...], Property(min_length=1)] | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    example: JsonValue = None
    rules: tuple[Condition, ...] = Property(default=(), alias="passerelle:rules")

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the fields of the primary key; empty if there is none."""
        return as_tuple(self.primary_key) if self.primary_key else ()

    def field(self, name: str) -> Field:
        """The field with a name. Raises KeyError."""
        return self.fields[self.positions[name]]

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in their order."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def missing_texts(self) -> frozenset[str]:
        """The texts that mean "no value" in the fields without `missingValues` of their own."""
        return frozenset(
            missing.value if isinstance(missing, MissingValue) else missing for missing in self.missing_values
        )

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each field by its name, 0-based; the first one if several fields have the same name."""
        return {name: at for at, name in reversed([*enumerate(self.field_names)])}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some properties changed; cached properties are computed again."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in ("field_names", "missing_texts", "positions"):
            copied.__dict__.pop(kept, None)
        return copied

    @property
    def fields_by_title(self) -> dict[str, str]:
        """The name of the field of each folded title in any language, such as "date de debut" for start_date."""
        titles = ((getattr(field, name), field.name) for field in self.fields for name in translated("title"))
        return {fold_text(title): name for title, name in titles if title}


class Dialect(Descriptor):
    """A Table Dialect. None: the descriptor does not have the property, so the standard's default applies."""

    profile: str | None = Property(default=None, alias="$schema")
    name: str | None = None
    title: str | None = None
    description: str | None = None
    type: str | None = None
    header: bool | None = None
    header_rows: Annotated[tuple[RowNumber, ...], Property(min_length=1)] | None = None
    header_join: str | None = None
    comment_rows: tuple[RowNumber, ...] | None = None
    comment_char: Name | None = None
    delimiter: Name | None = None
    line_terminator: Name | None = None
    quote_char: Character | None = None
    double_quote: bool | None = None
    escape_char: Character | None = None
    null_sequence: str | None = None
    skip_initial_space: bool | None = None
    property: str | None = None
    item_type: Literal["array", "object"] | None = None
    item_keys: tuple[str, ...] | None = None
    sheet_number: RowNumber | None = None
    sheet_name: str | None = None
    table: str | None = None


class Source(Descriptor):
    title: str | None = None
    path: str | None = None
    email: str | None = None
    version: str | None = None


class License(Descriptor):
    """A licence (Data Package, "licenses")."""

    name: str | None = None
    path: str | None = None
    title: str | None = None


class Contributor(Descriptor):
    """A contributor (Data Package, "contributors")."""

    title: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    path: str | None = None
    email: str | None = None
    roles: tuple[str, ...] | None = None
    role: str | None = None
    organization: str | None = None


class Resource(Titled):
    """Data Resource: the data by `path` (one or more) or inline."""

    name: Name
    profile: str | None = Property(default=None, alias="$schema")
    old_profile: str | None = Property(default=None, alias="profile")
    path: Name | Annotated[tuple[Name, ...], Property(min_length=1)] | None = None
    url: Name | None = None
    data: Any = None
    type: str | None = None
    scheme: str | None = None
    format: str | None = None
    mediatype: str | None = None
    encoding: str | None = None
    compression: str | None = None
    # frictionless-py: the file in a zip, and the paths after the first.
    innerpath: str | None = None
    extrapaths: tuple[Name, ...] | None = None
    bytes: Size | None = None
    hash: str | None = None
    homepage: str | None = None
    sources: tuple[Source, ...] = ()
    licenses: tuple[License, ...] = ()
    version: str | None = None
    contributors: tuple[Contributor, ...] = ()
    dialect: str | Dialect | None = None
    table_schema: str | Schema | None = Property(default=None, alias="schema")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths; `url` is what version 0 of the standard called them."""
        given = self.path if self.path is not None else self.url
        return (*as_tuple(given), *(self.extrapaths or ())) if given is not None else ()

    @property
    def has_data(self) -> bool:
        return "data" in self.model_fields_set


class Package(Titled):
    """Data Package."""

    name: str | None = None
    id: str | None = None
    profile: str | None = Property(default=None, alias="$schema")
    old_profile: str | None = Property(default=None, alias="profile")
    version: str | None = None
    created: str | None = None
    homepage: str | None = None
    image: str | None = None
    keywords: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    licenses: tuple[License, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    resources: tuple[Resource, ...]


def as_tuple(names: str | tuple[str, ...]) -> tuple[str, ...]:
    """The names as a tuple; the standard also allows a single name in place of an array."""
    return (names,) if isinstance(names, str) else names
