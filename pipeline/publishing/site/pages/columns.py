"""The columns of a table as people read it: those that schemas/site.yaml declares, its fields, its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.translations import sort_key
from pipeline.registry.contract_models import ROW_EVIDENCE
from pipeline.registry.site_contract.labels import is_name
from pipeline.registry.site_contract.model import Column as Declared
from pipeline.registry.site_contract.paths import Path

# A key of this name is for programs; a key of another name, as a number of a register, tells people something.
KEY_FOR_PROGRAMS = "id"
# The key of the row that stands for one that is no longer used: shown at the head of a row's own page.
REPLACED_BY = "replaced_by"

Facet = tuple[str, str]
Facets = Callable[[Row], list[Facet]]
# What rows can be chosen by: for each column its codes, with the label and the number of rows of each.
Offers = dict[str, dict[str, tuple[str, int]]]


class Column(NamedTuple):
    """A column: its heading, its cell in a row, the text it is sorted by, and the codes and labels rows are chosen by.

    `sort` gives None where rows are sorted by what the cell shows; `facets` is None where nobody chooses by it.
    """

    name: str
    title: str
    cell: Callable[[Row], Markup]
    sort: Callable[[Row], str | None] = lambda row: None
    facets: Facets | None = None


@dataclass
class Grid:
    """A table to show: headings, rows as HTML, and what each choice offers (code, label, rows)."""

    name: str
    headings: list[tuple[str, str]]
    rows: list[Markup]
    choices: dict[str, tuple[str, list[tuple[str, str, int]]]] = field(default_factory=dict)


def columns(page: Page, table: str, hidden: frozenset[str] = frozenset()) -> list[Column]:
    """The columns of a table: the link to the row, those that are declared, its fields, its evidence."""
    schema = page.index.contract.tables[table]
    said = page.index.site.page(table).columns
    paged = table in page.index.paged
    found = [named(page, table)] if paged else []
    found += [column for one in said.first if (column := declared(page, table, one)).name not in hidden]
    left_out = {KEY_FOR_PROGRAMS, ROW_EVIDENCE, *hidden, *said.without, *((REPLACED_BY,) if paged else ())}
    for one in schema.fields:
        if one.name not in left_out and not (paged and is_name(schema, one)):
            found.append(plain(page, table, one))
    if schema.cited_fields:
        found.append(evidence(page, table))
    return chosen(page, table, found)


def chosen(page: Page, table: str, found: list[Column]) -> list[Column]:
    """The columns; rows are chosen by those that are declared, else by all that can be, but by one date alone."""
    filters = page.index.site.page(table).filters
    if filters is None:
        dates = [field.name for field in page.index.contract.tables[table].fields if field.is_edtf]
        return [one._replace(facets=None) if one.name in dates[1:] else one for one in found]
    return [one if one.name in (*filters, ROW_EVIDENCE) else one._replace(facets=None) for one in found]


def named(page: Page, table: str) -> Column:
    key = page.index.contract.tables[table].key[0]
    return Column("name", page.words["name"], lambda row: page.link(table, row[key]))


def declared(page: Page, table: str, one: Declared) -> Column:
    """A column that schemas/site.yaml declares."""
    paths = page.index.paths
    path = paths.path(table, one.path)
    end = path.end
    title = page.said(one.title) or (end.title_in(page.lang) if end else page.table_title(path.table))
    name = one.name or one.path.rpartition(".")[2]
    by = facets_of(page, table, paths.path(table, one.filter) if one.filter else path)
    if one.until is not None:
        return dates(page, table, name, title, (one.path, one.until))._replace(facets=by)
    if one.count:
        return counting(name, title, lambda row: page.values(table, row, path))

    between = str(escape(one.join))

    def cell(row: Row) -> Markup:
        return Markup(between.join(page.at(table, row, one.path).each(html=True)))

    return Column(name, title, cell, facets=by)


def dates(page: Page, table: str, name: str, title: str, ends: tuple[str, str]) -> Column:
    """A column of ranges of dates, sorted by the first."""

    first, last = (values_of(page, table, page.index.paths.path(table, end)) for end in ends)

    def end(values: Sequence[str]) -> str:
        return values[0] if values else ""

    return Column(
        name,
        title,
        lambda row: escape(range_in_words(end(first(row)), end(last(row)), page.lang)),
        lambda row: end(first(row)),
    )


def plain(page: Page, table: str, one: Field) -> Column:
    """A field as it stands."""
    sort = (lambda row: row[one.name]) if one.is_edtf or one.type in ("integer", "number") else lambda row: None
    facets = facets_of(page, table, page.index.paths.path(table, one.name))
    return Column(one.name, one.title_in(page.lang) or one.name, cell_of(page, table, one), sort, facets)


def cell_of(page: Page, table: str, field: Field) -> Callable[[Row], Markup]:
    """How a field is shown; a row named by table and key leads to where it is shown, a statement to its words."""
    if field.name == "row" and "table" in page.index.contract.tables[table].field_names:
        return lambda row: page.link(row["table"], row["row"]) if row["row"] else Markup("")
    if field.name == "statement_id" and page.index.role("statements"):
        return lambda row: words_link(page, row)
    if field.type in ("integer", "number"):
        return lambda row: number(row[field.name])
    return lambda row: page.value(table, field, row[field.name])


def number(value: str) -> Markup:
    return Markup(f'<span class="number">{escape(value)}</span>') if value else Markup("")


def words_link(page: Page, row: Row) -> Markup:
    sources = page.index.role("sources")
    if not row["statement_id"] or "source_id" not in row or sources is None:
        return escape(row["statement_id"])
    href = page.row_href(sources, row["source_id"])
    return Markup('<a href="{}#w-{}">{}</a>').format(href, row["statement_id"], page.words["see_words"])


def facets_of(page: Page, table: str, path: Path) -> Facets | None:
    """By the codes of vocabularies, by rows of tables that can be listed, and by the year of dates."""
    end, target, values = path.end, path.target, values_of(page, table, path)
    if target is not None:
        if not can_choose(page, target):
            return None
        return lambda row: [(key, page.label(target, key)) for key in values(row)]
    if end is not None and (vocabulary := end.vocabulary) is not None:
        label = page.index.contract.label
        return lambda row: [(code, label(vocabulary, code, page.lang)) for code in values(row)]
    if end is not None and end.is_edtf:
        return lambda row: [facet for value in values(row) for facet in year_facet(value)]
    return None


def values_of(page: Page, table: str, path: Path) -> Callable[[Row], Sequence[str]]:
    """What a path leads to from each row; the fast way for a field of the row itself."""
    name = path.field
    if name is None or path.steps or path.languages or (path.end is not None and path.end.type == "list"):
        return lambda row: page.values(table, row, path)
    return lambda row: (row[name],) if row[name] else ()


def can_choose(page: Page, table: str) -> bool:
    """Whether rows are chosen by the rows of a table: those have pages, are few, and are no sources."""
    about = (page.index.role("sources"), page.index.role("statements"))
    return table in page.index.paged and table not in about and page.index.is_short(table)


def year_facet(date: str) -> list[Facet]:
    year = date[:4]
    return [(year, year)] if year.isdigit() else []


def evidence(page: Page, table: str) -> Column:
    key = page.index.contract.tables[table].key[0]
    return Column(
        ROW_EVIDENCE,
        page.words["evidence"],
        lambda row: page.row_mark(table, row, row[key]),
        facets=facets_of(page, table, page.index.paths.path(table, ROW_EVIDENCE)),
    )


def counting(name: str, title: str, found: Callable[[Row], Sequence[object]]) -> Column:
    """How many things belong to a row; rows are sorted by it."""

    def count(row: Row) -> str:
        return str(len(found(row)))

    return Column(name, title, lambda row: number(count(row)), count)


def grid(page: Page, table: str, rows: Sequence[Row], hidden: frozenset[str] = frozenset(), keyed: bool = True) -> Grid:
    """Rows of a table as they are shown: only the columns in which one of them has anything; all where there is no row.

    `keyed`: each row carries its key as its id, for links to lead to; at most once a page.
    """
    used = used_columns(page, table, rows, hidden)
    offered = offers(used)
    lines = list(lines_html(page, table, rows, used, offered, keyed=keyed))
    return Grid(table, headings(used), lines, choices(page, used, offered, len(rows)))


def used_columns(page: Page, table: str, rows: Sequence[Row], hidden: frozenset[str] = frozenset()) -> list[Column]:
    """The columns in which one of some rows has anything; all of them where there is no row."""
    return [column for column in columns(page, table, hidden) if not rows or any(column.cell(row) for row in rows)]


def headings(used: Sequence[Column]) -> list[tuple[str, str]]:
    """The name and the title of each column."""
    return [(column.name, column.title) for column in used]


def offers(used: Sequence[Column]) -> Offers:
    """What rows can be chosen by, of which none is counted yet."""
    return {column.name: {} for column in used if column.facets}


def choices(
    page: Page, used: Sequence[Column], offered: Offers, rows: int
) -> dict[str, tuple[str, list[tuple[str, str, int]]]]:
    """What each column offers to choose by, if that tells rows apart."""
    return {
        column.name: (column.title, in_order(page, offered[column.name]))
        for column in used
        if 1 < len(offered.get(column.name, ())) < rows
    }


def lines_html(
    page: Page, table: str, rows: Iterable[Row], used: Sequence[Column], offered: Offers, *, keyed: bool = True
) -> Iterator[Markup]:
    """Each row as HTML; see `grid` and `line_html`."""
    key = page.index.contract.tables[table].key
    keyed = keyed and len(key) == 1 and table not in page.index.paged
    for row in rows:
        yield line_html(row, row[key[0]] if keyed else "", used, offered)


def line_html(row: Row, key: str, used: Sequence[Column], offered: Offers) -> Markup:
    """A row as HTML, with what it is chosen and sorted by; what it can be chosen by is counted in `offered`."""
    parts = [f'<tr id="{escape(key)}"' if key else "<tr"]
    for column in used:
        if column.facets:
            codes = column.facets(row)
            for code, label in codes:
                known = offered[column.name].get(code, (label, 0))
                offered[column.name][code] = (label, known[1] + 1)
            if codes:
                parts.append(f' data-f-{column.name}="{escape(" ".join(code for code, _ in codes))}"')
    parts.append(">")
    tag, end = '<th scope="row"', "</th>"
    for column in used:
        sort = column.sort(row)
        parts += (tag, ">" if sort is None else f' data-s="{escape(sort)}">', column.cell(row), end)
        tag, end = "<td", "</td>"
    parts.append("</tr>")
    return Markup("".join(parts))


def in_order(page: Page, offered: Mapping[str, tuple[str, int]]) -> list[tuple[str, str, int]]:
    """What can be chosen, in the order in which one looks for it: years from the latest on, the rest by name."""
    found = [(code, label, count) for code, (label, count) in offered.items()]
    if all(code.isdigit() for code in offered):
        return sorted(found, key=lambda year: -int(year[0]))
    return sorted(found, key=lambda choice: sort_key(page.lang, choice[1]))
