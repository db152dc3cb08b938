"""Data Package v2 descriptors as strict models (https://datapackage.org/standard), with our documented extensions.

Every property of the standard has its place here; what a descriptor holds beyond them is kept in `unknown`, so that
nobody can ignore it in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic import Field as Property
from pydantic.alias_generators import to_camel

from pipeline.core.i18n import Language
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
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"


def property_name(attribute: str) -> str:
    """The property of an attribute: camelCase as in the standard, but `title_fr` and the like as they are."""
    return attribute if attribute.endswith(("_fr", "_es")) else to_camel(attribute)


class Descriptor(BaseModel):
    """A descriptor: frozen; unknown properties are kept apart for whoever must report them."""

    # Built where it is asked for: a small check needs few of them.
    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=property_name, defer_build=True)

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(self.__pydantic_extra__ or ())


class Titled(Descriptor):
    """What people read: a title and a description in English, French and Spanish."""

    title: str | None = None
    title_fr: str | None = None
    title_es: str | None = None
    description: str | None = None
    description_fr: str | None = None
    description_es: str | None = None

    def title_in(self, lang: Language) -> str:
        """The title in a language, else in English, else empty."""
        return getattr(self, f"title_{lang}", None) or self.title or ""

    def description_in(self, lang: Language) -> str:
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
    value: str | int
    label: str | None = None
    label_fr: str | None = None
    label_es: str | None = None


class Field(Titled):
    """Table Schema, "Field Descriptor". Last the extensions: vocabulary, normalise, cited, computed.

    `cited`: whether the values of the field are facts that need a source; where nothing is said the table decides.
    `normalise: cited` marks a value of that field of another table which its row names under `table` and `field`.
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
        return self.rdf_type == EDTF

    @property
    def note(self) -> FieldNote:
        """What people are told of the field."""
        titles = (self.title or "", self.title_fr or "", self.title_es or "")
        descriptions = (self.description or "", self.description_fr or "", self.description_es or "")
        example = "" if self.example is None else self.example
        written = example if isinstance(example, str) else json.dumps(example)
        return FieldNote(name=self.name, titles=titles, descriptions=descriptions, example=written)


class Reference(Descriptor):
    fields: str | Annotated[tuple[str, ...], Property(min_length=1)]
    resource: str | None = None
    package: str | None = None


class ForeignKey(Descriptor):
    """`fields` of this table name a row of `reference`; an empty or absent resource is the table itself."""

    fields: str | Annotated[tuple[str, ...], Property(min_length=1)]
    reference: Reference

    @property
    def own(self) -> tuple[str, ...]:
        return as_tuple(self.fields)

    @property
    def target_fields(self) -> tuple[str, ...]:
        return as_tuple(self.reference.fields)


UniqueKey = Annotated[tuple[str, ...], Property(min_length=1)]


class Condition(Descriptor):
    """A rule across the fields of a row (our extension `passerelle:rules`): an SQL condition over its columns.

    A row for which it is false is an error; where a part of it is empty it is not false. `message` says what is wrong.
    """

    name: Name
    condition: Name
    message: str | None = None
    message_fr: str | None = None
    message_es: str | None = None

    def message_in(self, lang: Language) -> str:
        """The message in a language, else in English, else empty."""
        return getattr(self, f"message_{lang}", None) or self.message or ""


class Schema(Titled):
    """Table Schema. Last the extension: rules across the fields of a row."""

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
        """The fields of the primary key, empty where there is none."""
        return as_tuple(self.primary_key) if self.primary_key else ()

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return self.fields[self.positions[name]]

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @cached_property
    def missing_texts(self) -> frozenset[str]:
        """The texts that mean "no value" in all fields that have none of their own."""
        return frozenset(
            missing.value if isinstance(missing, MissingValue) else missing for missing in self.missing_values
        )

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each field by its name; the first position where several fields have one name."""
        return {name: at for at, name in reversed([*enumerate(self.field_names)])}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, of other fields perhaps: it works out again what is kept of them."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in ("field_names", "missing_texts", "positions"):
            copied.__dict__.pop(kept, None)
        return copied

    @property
    def fields_by_title(self) -> dict[str, str]:
        """The field of each title, folded, in any language: people write "Date de début" for start_date."""
        titles = (
            (title, field.name) for field in self.fields for title in (field.title, field.title_fr, field.title_es)
        )
        return {fold_text(title): name for title, name in titles if title}


class Dialect(Descriptor):
    """Table Dialect. `None` means that the descriptor leaves the property to the standard's default."""

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
    name: str | None = None
    path: str | None = None
    title: str | None = None


class Contributor(Descriptor):
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
    """The standard writes one name as a string and several as an array; here they are always several."""
    return (names,) if isinstance(names, str) else names
