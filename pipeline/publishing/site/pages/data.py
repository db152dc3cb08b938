"""The data pages: the downloads, and the dictionary of each table, from the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from pipeline.datapackage.descriptors import Field
from pipeline.publishing.csv_files import DataFile
from pipeline.publishing.site.calendars import declared, parts, path_of, target_of
from pipeline.publishing.site.page import Page


def data_context(page: Page, files: Sequence[DataFile], package: int) -> dict[str, Any]:
    """Every table with its rows and the sizes of its files; `package`: bytes of the whole."""
    contract = page.index.contract
    tables = [(one, contract.tables[one.name]) for one in files if one.name in contract.tables]
    return {"tables": tables, "name": contract.package.name, "size": size(page, package), "calendars": calendars(page)}


def calendars(page: Page) -> list[dict[str, Any]]:
    """The calendars of each table of events: what they are, and where that of each row is."""
    index = page.index
    return [
        {
            "title": page.said(whole.declared.title) or page.table_title(whole.table),
            "how": page.said(whole.declared.how),
            "parts": [
                (path_of(index, one), page.label(target_of(index, one) or "", one.of))
                for one in parts(index, whole)
                if one.of
            ],
        }
        for whole in declared(index)
    ]


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
