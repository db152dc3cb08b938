"""The tables to export: those of the contract, then its vocabularies, with typed rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.i18n import ENGLISH_FIRST, LANGUAGES
from pipeline.datapackage.descriptors import Category, Field, ForeignKey, Reference, Schema
from pipeline.datapackage.rows import Row
from pipeline.publishing.csv_files import vocabulary_resource
from pipeline.publishing.exports.typed_values import Reader, Value, reader
from pipeline.publishing.package import vocabulary_schema
from pipeline.registry.contract import Contract
from pipeline.registry.published import PublishedRegistry

# A cell of these is written as JSON, in one of many ways.
UNLISTED = frozenset({"list", "array", "object", "geojson"})
# What people look for by its words: names, titles, and what a text says.
WORDS = ("name", "title", "short_name", "acronyms", "aliases", "label", "definition", "publisher", "quote", "wording")

# The names of a row, the shortest first.
LABELS = (
    "short_name",
    "name",
    *(f"name_{lang}" for lang in ENGLISH_FIRST),
    *(f"label_{lang}" for lang in ENGLISH_FIRST),
    "title_en",
    "title",
)


@dataclass(frozen=True)
class Table:
    """A table to export: its published schema, its rows of text in the order of the CSV file."""

    name: str
    schema: Schema
    rows: tuple[Row, ...]
    is_vocabulary: bool = False
    # The columns that hold names of a row, as its schema declares them.
    names: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.schema.fields

    @property
    def foreign_keys(self) -> Iterator[ForeignKey]:
        """References to rows of other tables, among them those to the codes of a vocabulary."""
        yield from self.schema.foreign_keys
        for field in self.fields:
            # A list is one cell, and a database cannot look its items up.
            if field.vocabulary and field.type != "list":
                target = Reference(fields=("code",), resource=vocabulary_resource(field.vocabulary))
                yield ForeignKey(fields=(field.name,), reference=target)

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns that say what a row is called, the shortest first; a list of names is none."""
        alone = (name for name in self.names if self.schema.field(name).type != "list")
        return tuple(dict.fromkeys(name for name in (*LABELS, *alone) if name in self.schema.field_names))

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """What reads the cells of each field, in the order of the fields."""
        return {field.name: reader(field) for field in self.fields}

    @property
    def searched(self) -> tuple[str, ...]:
        """The fields of words, for full-text search."""
        texts = (field.name for field in self.fields if field.type in ("string", "list") and not field.vocabulary)
        return tuple(name for name in texts if without_language(name) in WORDS or name in self.names)

    def columns(self) -> Iterator[tuple[Field, list[Value]]]:
        """Each field with its values, in the order of the rows."""
        for field in self.fields:
            read = self.readers[field.name]
            yield field, [read(row[field.name]) for row in self.rows]

    def records(self) -> Iterator[list[Value]]:
        """The values of each row, in the order of the fields."""
        for row in self.rows:
            yield [read(row[name]) for name, read in self.readers.items()]


def exported_tables(registry: PublishedRegistry) -> tuple[Table, ...]:
    """The tables and vocabularies to export, in the order of data/."""
    contract = registry.contract
    return (
        *(
            Table(name, contract.published_schema(name), tuple(registry.tables.get(name, ())), names=schema.names)
            for name, schema in contract.tables.items()
        ),
        *vocabulary_tables(contract),
    )


def vocabulary_tables(contract: Contract) -> Iterator[Table]:
    schema = Schema.model_validate(vocabulary_schema(contract.languages))
    for name, vocabulary in contract.vocabularies.items():
        yield Table(vocabulary_resource(name), schema, tuple(vocabulary.rows.values()), is_vocabulary=True)


def allowed_values(field: Field) -> tuple[str | int | float, ...]:
    """The only values that the contract lets a field have; empty where it names none, or none that a cell shows."""
    if field.type in UNLISTED:
        return ()
    codes = [category.value if isinstance(category, Category) else category for category in field.categories or ()]
    read = reader(field)
    values = [
        read(code if isinstance(code, str) else json.dumps(code)) for code in codes or field.constraints.enum or ()
    ]
    scalars = tuple(value for value in values if isinstance(value, str | int | float))
    return scalars if len(scalars) == len(values) else ()


def without_language(name: str) -> str:
    """A field's name without the language at its end: `name` of `name_fr`."""
    stem, _, end = name.rpartition("_")
    return stem if end in LANGUAGES else name
