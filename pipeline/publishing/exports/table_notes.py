"""The titles and descriptions of tables and columns in three languages, for the formats that can contain them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.descriptors import Field
from pipeline.publishing.exports.tables import Table

TITLED = tuple(f"{what}_{lang}" for what in ("title", "description") for lang in LANGUAGES)
TABLE_NOTES = ("table", *TITLED)
COLUMN_NOTES = ("table", "column", "type", "required", "refers_to", *TITLED)


def table_notes(tables: Iterable[Table]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        titles = (table.schema.title_in(lang) or table.name for lang in LANGUAGES)
        yield (table.name, *titles, *(table.schema.description_in(lang) for lang in LANGUAGES))


def column_notes(tables: Iterable[Table]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        for field in table.fields:
            required = "yes" if field.constraints.required or field.name in table.schema.key else "no"
            yield (
                *(table.name, field.name, shown_type(field), required, refers_to(table, field)),
                *(field.title_in(lang) for lang in LANGUAGES),
                *(field.description_in(lang) for lang in LANGUAGES),
            )


def shown_type(field: Field) -> str:
    """The type in a word or two: a date of which only the year may be known says so."""
    if field.is_edtf:
        return "date (EDTF)"
    return f"list of {field.item_type or 'string'}" if field.type == "list" else field.type


def refers_to(table: Table, field: Field) -> str:
    """The tables and columns that a column names rows of."""
    targets = (
        f"{key.reference.resource or table.name}.{theirs}"
        for key in table.foreign_keys
        for own, theirs in zip(key.own, key.target_fields, strict=True)
        if own == field.name
    )
    return ", ".join(targets)
