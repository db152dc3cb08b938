"""The data pages: each table's dictionary, its rows in pages, its download; all from the contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from pipeline.contract.descriptors import Field
from pipeline.publishing.site.cells import Page
from pipeline.publishing.site.index import ROWS_ON_A_PAGE, Index
from pipeline.registry import Row

PageOf = tuple[str, str, Callable[[Page], dict[str, Any]]]


def data_pages(index: Index) -> Iterator[PageOf]:
    """The index of the data, then the dictionary and the pages of rows of each table, then the controlled lists."""
    yield "data/index.html", "data.html", lambda page: {"tables": index.contract.tables}
    yield "data/vocabularies.html", "vocabularies.html", lambda page: {"vocabularies": index.contract.vocabularies}
    for table in index.contract.tables:
        rows = index.registry.tables[table]
        total = max(1, -(-len(rows) // ROWS_ON_A_PAGE))
        yield f"data/{table}/index.html", "table.html", dictionary(table, total, len(rows))
        for number in range(1, total + 1):
            yield f"data/{table}/{number}.html", "rows.html", rows_page(table, rows, number, total)


def dictionary(table: str, pages: int, rows: int) -> Callable[[Page], dict[str, Any]]:
    def context(page: Page) -> dict[str, Any]:
        schema = page.index.contract.tables[table]
        fields = [(field, field_rules(page, table, field), example(field)) for field in schema.fields]
        return {"table": table, "schema": schema, "fields": fields, "pages": pages, "count": rows}

    return context


def field_rules(page: Page, table: str, field: Field) -> list[Markup]:
    """What a value of a field must be, in words."""
    words, given = page.words, field.constraints
    schema = page.index.contract.tables[table]
    rules = [Markup("{}").format(words["key"])] if field.name in schema.key else []
    rules += [Markup("{}").format(words[name]) for name in ("required", "unique") if getattr(given, name)]
    rules += [Markup("{}").format(words["computed"])] if field.computed else []
    if given.pattern:
        rules.append(Markup("{} <code>{}</code>").format(words["pattern"], given.pattern))
    if given.minimum is not None:
        rules.append(Markup("{} {}").format(words["minimum"], given.minimum))
    target = page.index.targets.get((table, field.name))
    if target:
        rules.append(
            Markup('{} <a href="{}">{}</a>').format(words["refers_to"], page.href(f"data/{target}/index.html"), target)
        )
    if field.vocabulary:
        href = page.href(f"data/vocabularies.html#{field.vocabulary}")
        rules.append(Markup('{} <a href="{}">{}</a>').format(words["one_of"], href, field.vocabulary))
    return rules


def example(field: Field) -> str:
    return field.example if isinstance(field.example, str) else json.dumps(field.example, ensure_ascii=False)


def rows_page(table: str, rows: Sequence[Row], number: int, total: int) -> Callable[[Page], dict[str, Any]]:
    shown = rows[(number - 1) * ROWS_ON_A_PAGE : number * ROWS_ON_A_PAGE]

    def context(page: Page) -> dict[str, Any]:
        schema = page.index.contract.tables[table]
        fields = [field for field in schema.fields if any(row[field.name] for row in shown)] or list(schema.fields)
        key = schema.key[0] if len(schema.key) == 1 else None
        lines = [(row[key] if key else None, [cell(page, table, field, row) for field in fields]) for row in shown]
        return {"table": table, "schema": schema, "fields": fields, "lines": lines, "number": number, "total": total}

    return context


def cell(page: Page, table: str, field: Field, row: Row) -> Markup:
    """A cell; the key leads to the row's page, and a row named by table and key to where it is shown."""
    if field.name in ("id", "code") and table in page.index.paged:
        return Markup('<a href="{}">{}</a>').format(page.row_href(table, row[field.name]), row[field.name])
    if field.name == "row" and "table" in row and row["row"]:
        href = page.row_href(row["table"], row["row"])
        return Markup('<a href="{}">{}</a>').format(href, row["row"]) if href else Markup("{}").format(row["row"])
    if field.name == "statement_id" and row.get("source_id") and row[field.name]:
        href = page.href(f"sources/{row['source_id']}.html#w-{row[field.name]}")
        return Markup('<a href="{}">{}</a>').format(href, row[field.name])
    return page.value(table, field, row[field.name])
