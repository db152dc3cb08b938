"""The data pages: what there is to take away, and each table's dictionary; all from the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from pipeline.datapackage.descriptors import Field
from pipeline.publishing.csv_files import DataFile
from pipeline.publishing.site.calendars import has_calendar
from pipeline.publishing.site.page import Page


def data_context(page: Page, files: Sequence[DataFile], package: int) -> dict[str, Any]:
    """Every table with its rows and the sizes of its files; `package`: bytes of the whole."""
    contract, index = page.index.contract, page.index
    tables = [(file, contract.tables[file.name]) for file in files if file.name in contract.tables]
    calendars = [row["id"] for row in index.table("agreements") if has_calendar(index.meetings(row["id"]))]
    return {"tables": tables, "name": contract.package.name, "size": size(page, package), "calendars": calendars}


def size(page: Page, count: int) -> str:
    """Bytes as people say them."""
    unit, value = ("MB", count / 1e6) if count >= 1e6 else ("kB", count / 1e3)
    figure = page.number(round(value, 1) if value < 10 else round(value))
    return f"{figure}\u202f{page.words[unit]}"


def dictionary(page: Page, table: str, rows: int) -> dict[str, Any]:
    schema = page.index.contract.tables[table]
    fields = [(field, list(field_rules(page, table, field)), example(field)) for field in schema.fields]
    return {"table": table, "schema": schema, "fields": fields, "count": rows}


def field_rules(page: Page, table: str, field: Field) -> Iterator[Markup]:
    """What a value of a field must be, in words."""
    words, given = page.words, field.constraints
    if field.name in page.index.contract.tables[table].key:
        yield Markup("{}").format(words["key"])
    yield from (Markup("{}").format(words[name]) for name in ("required", "unique") if getattr(given, name))
    if field.computed:
        yield Markup("{}").format(words["computed"])
    if given.pattern:
        yield Markup("{} <code>{}</code>").format(words["pattern"], given.pattern)
    for name in ("minimum", "maximum"):
        if (bound := getattr(given, name)) is not None:
            yield Markup("{} {}").format(words[name], bound)
    if target := page.index.targets.get((table, field.name)):
        yield Markup('{} <a href="{}">{}</a>').format(words["refers_to"], page.href(f"data/{target}.html"), target)
    if field.vocabulary:
        href = page.href(f"data/vocabularies.html#{field.vocabulary}")
        yield Markup('{} <a href="{}">{}</a>').format(words["one_of"], href, field.vocabulary)


def example(field: Field) -> str:
    return field.example if isinstance(field.example, str) else json.dumps(field.example, ensure_ascii=False)
