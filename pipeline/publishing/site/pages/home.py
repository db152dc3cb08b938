"""The home page: an entry for each kind of reader, and what the registry contains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.menus import Entry, entries, main_tables, menu
from pipeline.registry.site_contract.model import HomeList, Order, Way
from pipeline.registry.site_contract.pictures import Chronology, Matrix

# As many ways and rows are shown where nobody has said which.
MOST_WAYS, MOST_ROWS = 4, 12


class Listed(NamedTuple):
    """Some rows of a table: a heading, each row with more about it, and where to go on."""

    title: str
    rows: list[tuple[Markup, Markup]]
    links: Sequence[Entry]


class Shown(NamedTuple):
    """A way into the registry: where it leads, what it answers, some of it."""

    href: str
    title: str
    text: str
    list: Listed | None
    links: Sequence[Entry]


def context(page: Page) -> dict[str, Any]:
    site = page.index.site
    return {
        "figures": figures(page),
        "ways": ways(page),
        "lists": [listed(page, one) for one in (plain_lists(page) if site.home.lists is None else site.home.lists)],
        "picture": picture(page),
        "example": example(page),
    }


def picture(page: Page) -> tuple[str, str] | None:
    """The picture at the head of the registry, and the folder of the list to which its marks lead."""
    name = page.index.site.home.picture
    declared = page.index.site.pictures.get(name or "")
    if name is None or declared is None or isinstance(declared, Chronology | Matrix) or not page.index.picture(name):
        return None
    return name, f"{declared.list}/"


def ways(page: Page) -> list[Shown]:
    """The ways that schemas/site.yaml declares, else one for each of the first tables of the menu."""
    declared = page.index.site.home.ways
    if declared is not None:
        return [way(page, one) for one in declared]
    tables = page.index.contract.tables
    return [
        Shown(page.href(one.path), one.title, tables[one.table].description_in(page.lang), None, ())
        for one in menu(page)[:MOST_WAYS]
    ]


def way(page: Page, said: Way) -> Shown:
    rows = listed(page, said.list) if said.list is not None else None
    return Shown(
        page.list_href(said.table), page.said(said.title), page.said(said.text), rows, entries(page, said.links)
    )


def listed(page: Page, said: HomeList) -> Listed:
    """Rows of a table that fulfil the conditions, the first of them in their order."""
    index, table = page.index, said.table
    rows: Iterable[Row] = index.table(table)
    if said.order is not None:
        order = said.order if isinstance(said.order, Order) else Order(field=said.order)
        rows = index.walker.ordered(table, rows, order.field)
        rows = rows[::-1] if order.descending else rows
    shown = [row for row in rows if index.walker.fulfils(table, row, said.where)][: said.most]
    detail = said.detail
    lines = [
        (
            page.link(table, index.walker.key(table, row)),
            page.html(table, row, detail) if detail is not None else Markup("{}").format(page.full_name(table, row)),
        )
        for row in shown
    ]
    return Listed(page.said(said.title), lines, entries(page, said.links))


def plain_lists(page: Page) -> list[HomeList]:
    """The first rows of the first table, where nothing is declared."""
    first = next((one.table for one in menu(page) if one.table in page.index.paged), None)
    title = page.table_title(first) if first else ""
    return [HomeList(table=first, title=title, detail="", most=MOST_ROWS, links=(first,))] if first else []


def figures(page: Page) -> list[tuple[str, str, str]]:
    """What the registry holds: a number, its word, and where to see it."""
    tables = page.index.registry.tables
    declared = page.index.site.home.counts
    shown = entries(page, main_tables(page.index.contract) if declared is None else declared)
    counted = [(page.number(len(tables[one.table])), one.title, page.href(one.path)) for one in shown]
    if disagreements := page.index.role("disagreements"):
        disputed = sum(row["state"] == "open" for row in tables[disagreements])
        counted.append((page.number(disputed), page.words["open_disagreements"], page.href("disagreements.html")))
    if evidence := page.index.role("evidence"):
        facts = tables[evidence]
        sourced = sum(row["evidence"] == "sourced" for row in facts) / max(1, len(facts))
        counted.append((page.share(sourced), page.words["sourced_share"], page.href("quality.html")))
    return counted


def example(page: Page) -> dict[str, Any] | None:
    """A fact with the sentence that says it: the first read from a text in the page's language, else in any."""
    citations, sources = page.index.role("citations"), page.index.role("sources")
    tables = page.index.site.home.example
    if citations is None or sources is None or page.index.role("statements") is None:
        return None
    quoted = [
        row
        for row in page.index.table(citations)
        if row.get("quote") and row.get("statement_id") and (tables is None or row["table"] in tables)
    ]
    if not quoted:
        return None
    own = [row for row in quoted if language(page, sources, row) == page.lang]
    row = (own or quoted)[0]
    return {
        "link": about(page, row["table"], row["row"], (tables or {}).get(row["table"])),
        "quote": row["quote"],
        "lang": language(page, sources, row),
        "href": f"{page.row_href(sources, row['source_id'])}#w-{row['statement_id']}",
    }


def about(page: Page, table: str, key: str, path: str | None) -> Markup:
    """The row that a citation is about, or the one that a path leads to from there."""
    row = page.index.row(table, key)
    if path is not None and row is not None:
        target = page.index.paths.path(table, path).target or table
        return Markup(", ").join(page.link(target, one) for one in page.at(table, row, path).values)
    return page.link(table, key)


def language(page: Page, sources: str, citation: Row) -> str:
    return (page.index.row(sources, citation["source_id"]) or {}).get("lang", "")
