"""The list of each table: pages of 200 rows, the filters above them, and all rows in a script for filtering."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.page import Page, list_page
from pipeline.publishing.site.pages.columns import Grid, choices, headings, lines_html, offers, used_columns
from pipeline.publishing.site.pages.pictures import on_list
from pipeline.publishing.site.registry_index import ROWS_ON_A_PAGE, SHARED, Index
from pipeline.publishing.site.text_buffer import TextBuffer
from pipeline.publishing.site.translations import sort_key
from pipeline.registry.site_contract.model import Order


class FullList(NamedTuple):
    """The list of a table in a language: its headings, its rows as HTML, and what these can be chosen by."""

    name: str
    headings: list[tuple[str, str]]
    lines: TextBuffer
    choices: dict[str, tuple[str, list[tuple[str, str, int]]]]


class Lists:
    """The lists of all tables; each is made once for all its pages, which follow one another: the last one is held."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where long lists wait for their pages; nothing of it stays."""
        self.folder = folder
        self.made: FullList | None = None

    def whole(self, page: Page, table: str) -> FullList:
        index, name = page.index, f"{page.lang}/{table}"
        if self.made is None or self.made.name != name:
            self.close()
            before, index.asked = index.asked, set()
            self.made = self.make(Page(index, page.lang, page.path, footnotes=False), table, name)
            index.shared[name] = tuple(index.asked)
            index.asked = before
        if index.asked is not None:
            index.asked.add((SHARED, name))
        return self.made

    def make(self, page: Page, table: str, name: str) -> FullList:
        rows = ordered(page, table)
        used = used_columns(page, table, rows)
        offered, lines = offers(used), TextBuffer(self.folder)
        for line in lines_html(page, table, rows, used, offered):
            lines.add(line)
        return FullList(name, headings(used), lines, choices(page, used, offered, len(rows)))

    def close(self) -> None:
        """Lets go of the list that was made last."""
        if self.made is not None:
            self.made.lines.close()
            self.made = None

    def context(self, page: Page, table: str, number: int) -> dict[str, Any]:
        """The context of a page of a list."""
        whole = self.whole(page, table)
        schema = page.index.contract.tables[table]
        first = (number - 1) * ROWS_ON_A_PAGE
        return {
            "table": table,
            "title": schema.title_in(page.lang),
            "description": schema.description_in(page.lang),
            "rows": Grid(table, whole.headings, marked(whole.lines.read(first, first + ROWS_ON_A_PAGE))),
            "grid_choices": whole.choices,
            "shown_pictures": on_list(page, table) if number == 1 else (),
            "calendar": page.index.site.page(table).calendar is not None,
            "count": len(whole.lines),
            "number": number,
            "pages": [(n, list_page(n)) for n in range(1, page_count(page.index, table) + 1)],
            "script": "rows.js" if len(whole.lines) > ROWS_ON_A_PAGE else "",
        }

    def script(self, page: Page, table: str) -> Iterator[str]:
        """All rows of a table as a script, which opens from disk where a page may not fetch a file; piece by piece."""
        lines = self.whole(page, table).lines
        yield 'passerelleRows("'
        for batch in lines.batches(ROWS_ON_A_PAGE):
            yield json.dumps("".join(batch), ensure_ascii=False)[1:-1]
        yield '");\n'


def marked(lines: Iterable[str]) -> list[Markup]:
    """Lines that are HTML already: `columns.line_html` makes them of escaped cells."""
    return [Markup(line) for line in lines]


def page_count(index: Index, table: str) -> int:
    return max(1, -(-len(index.registry.tables[table]) // ROWS_ON_A_PAGE))


def ordered(page: Page, table: str) -> Sequence[Row]:
    """The rows as readers look for them: as schemas/site.yaml says, else by name where they have pages."""
    rows = page.index.table(table)
    order = page.index.site.page(table).order or ("label" if table in page.index.paged else "published")
    if isinstance(order, Order):
        found = page.index.walker.ordered(table, rows, order.field)
        return found[::-1] if order.descending else found
    if order == "label":
        key = page.index.contract.tables[table].key[0]
        return sorted(rows, key=lambda row: (*sort_key(page.lang, page.label(table, row[key])), row[key]))
    return rows
