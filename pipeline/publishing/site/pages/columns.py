"""The columns of a table as people read it, from the contract; what some tables need besides stands in `SPECIAL`."""

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

# What stands on the row's own page is not repeated in a list of many rows.
LEFT_OUT = frozenset({"id", "evidence", "ordinal", "sha256", "span"})
LEFT_OUT_OF_PAGED = frozenset({"note", "website", "url", "archived_url", "replaced_by", "geonames_id"})
NAMES = ("name_", "title_", "acronyms", "aliases", "short_name", "title")
# By what a reader chooses rows: the tables whose rows are few enough to be listed, and the codes of a vocabulary.
CHOSEN_BY = frozenset({"agreements", "countries", "bodies", "actors", "cities"})

Facet = tuple[str, str]
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
    facets: Callable[[Row], list[Facet]] | None = None


@dataclass
class Grid:
    """A table to show: headings, rows as HTML, and what each choice offers (code, label, rows)."""

    name: str
    headings: list[tuple[str, str]]
    rows: list[Markup]
    choices: dict[str, tuple[str, list[tuple[str, str, int]]]] = field(default_factory=dict)


def columns(page: Page, table: str, hidden: frozenset[str] = frozenset()) -> list[Column]:
    """The columns of a table: the link to the row, what is special to it, its fields, its evidence."""
    schema = page.index.contract.tables[table]
    paged = table in page.index.paged
    special = SPECIAL.get(table)
    found = [named(page, table)] if paged else []
    if special:
        found += [column for column in special.made(page) if column.name not in hidden]
    left_out = LEFT_OUT | hidden | (LEFT_OUT_OF_PAGED if paged else frozenset())
    left_out |= special.instead_of if special else frozenset()
    for column in schema.fields:
        if column.name not in left_out and not (paged and is_name(column)):
            found.append(plain(page, table, column))
    if schema.cited_fields:
        found.append(evidence(page, table))
    return found


def named(page: Page, table: str) -> Column:
    key = page.index.contract.tables[table].key[0]
    return Column("name", page.words["name"], lambda row: page.link(table, row[key]))


def plain(page: Page, table: str, field: Field) -> Column:
    """A field as it stands."""
    sort = (lambda row: row[field.name]) if field.is_edtf or field.type in ("integer", "number") else lambda row: None
    return Column(
        field.name, field.title_in(page.lang), cell_of(page, table, field), sort, facets_of(page, table, field)
    )


def cell_of(page: Page, table: str, field: Field) -> Callable[[Row], Markup]:
    """How a field is shown; a row named by table and key leads to where it is shown, a statement to its words."""
    if field.name == "row" and "table" in page.index.contract.tables[table].field_names:
        return lambda row: page.link(row["table"], row["row"]) if row["row"] else Markup("")
    if field.name == "statement_id":
        return lambda row: words_link(page, row)
    if field.type in ("integer", "number"):
        return lambda row: number(row[field.name])
    return lambda row: page.value(table, field, row[field.name])


def number(value: str) -> Markup:
    return Markup(f'<span class="number">{escape(value)}</span>') if value else Markup("")


def words_link(page: Page, row: Row) -> Markup:
    if not row["statement_id"] or "source_id" not in row:
        return escape(row["statement_id"])
    href = page.row_href("sources", row["source_id"])
    return Markup('<a href="{}#w-{}">{}</a>').format(href, row["statement_id"], page.words["see_words"])


def facets_of(page: Page, table: str, field: Field) -> Callable[[Row], list[Facet]] | None:
    """By vocabularies, by rows of tables that can be listed, and by the year of dates."""
    target = page.index.targets.get((table, field.name))
    vocabulary = field.vocabulary
    if target in CHOSEN_BY and target is not None:
        return lambda row: [(row[field.name], page.label(target, row[field.name]))] if row[field.name] else []
    if vocabulary:
        label = page.index.contract.label
        return lambda row: [(row[field.name], label(vocabulary, row[field.name], page.lang))] if row[field.name] else []
    if field.is_edtf and field.name in ("date", "signed_date", "adoption_date", "as_of"):
        return lambda row: year_facet(row[field.name])
    return None


def year_facet(date: str) -> list[Facet]:
    year = date[:4]
    return [(year, year)] if year.isdigit() else []


def evidence(page: Page, table: str) -> Column:
    key = page.index.contract.tables[table].key[0]
    field = page.index.contract.tables[table].field("evidence")
    return Column(
        "evidence",
        page.words["evidence"],
        lambda row: page.row_mark(table, row, row[key]),
        facets=facets_of(page, table, field),
    )


def is_name(field: Field) -> bool:
    """Names stand in the link to a row's own page."""
    return field.name.startswith(NAMES)


class ExtraColumns(NamedTuple):
    """What the list of a table has besides its fields, and the fields that this stands for."""

    made: Callable[[Page], Iterator[Column]]
    instead_of: frozenset[str]


def of_meetings(page: Page) -> Iterator[Column]:
    words = page.words

    def agreement(row: Row) -> str:
        return page.index.agreement_of(row["id"])

    def kind(row: Row) -> list[Facet]:
        body = page.index.row("bodies", row["body_id"]) or {}
        return [(body["kind"], page.index.contract.label("body-kinds", body["kind"], page.lang))]

    yield Column(
        "agreement_id",
        words["agreement"],
        lambda row: page.link("agreements", agreement(row)),
        facets=lambda row: [(agreement(row), page.label("agreements", agreement(row)))],
    )
    yield Column("kind", words["kind"], lambda row: escape(kind(row)[0][1]), facets=kind)
    yield Column(
        "dates",
        words["dates"],
        lambda row: escape(range_in_words(row["start_date"], row["end_date"], page.lang)),
        lambda row: row["start_date"],
        lambda row: year_facet(row["start_date"]),
    )
    yield Column("places", words["place"], lambda row: places(page, row["id"]), facets=lambda row: held_in(page, row))


def places(page: Page, meeting: str) -> Markup:
    """Where a meeting was: cities with their countries."""
    found = []
    for row in page.index.places(meeting):
        city = page.link("cities", row["city"]) if row["city"] else Markup("")
        country = page.link("countries", row["country_code"]) if row["country_code"] else Markup("")
        found.append(Markup(", ").join(filter(None, (city, country))))
    return Markup("; ").join(found)


def held_in(page: Page, row: Row) -> list[Facet]:
    codes = dict.fromkeys(place["country_code"] for place in page.index.places(row["id"]) if place["country_code"])
    return [(code, page.label("countries", code)) for code in codes]


def of_cooperation(page: Page) -> Iterator[Column]:
    yield Column(
        "partners",
        page.words["partners"],
        lambda row: Markup(", ").join(page.link("actors", actor) for actor in page.index.partners(row["id"])),
        facets=lambda row: [(actor, page.label("actors", actor)) for actor in page.index.partners(row["id"])],
    )


def of_cities(page: Page) -> Iterator[Column]:
    yield counting("meetings", page.words["meetings"], lambda row: page.index.held_at(row["id"]))
    yield Column("seats", page.words["seat_of"], lambda row: seats(page, row["id"]))


def seats(page: Page, city: str) -> Markup:
    served = dict.fromkeys(row["agreement_id"] for row in page.index.seated_at(city) if not row["to_date"])
    return Markup(", ").join(page.link("agreements", agreement) for agreement in served)


def of_countries(page: Page) -> Iterator[Column]:
    yield counting("agreements", page.words["joined"], lambda row: page.index.joined(row["code"]))


def nothing(_page: Page) -> Iterator[Column]:
    return iter(())


def counting(name: str, title: str, found: Callable[[Row], Sequence[object]]) -> Column:
    """How many things belong to a row; rows are sorted by it."""

    def count(row: Row) -> str:
        return str(len(found(row)))

    return Column(name, title, lambda row: number(count(row)), count)


SPECIAL: Mapping[str, ExtraColumns] = {
    "meetings": ExtraColumns(of_meetings, frozenset({"body_id", "number", "part", "start_date", "end_date"})),
    "cooperation": ExtraColumns(of_cooperation, frozenset({"party_count"})),
    "cities": ExtraColumns(of_cities, frozenset({"latitude", "longitude"})),
    "countries": ExtraColumns(of_countries, frozenset({"numeric"})),
    "sources": ExtraColumns(nothing, frozenset({"accessed_date", "licence", "file"})),
    "agreements": ExtraColumns(
        nothing, frozenset({"signature_city", "signature_country", "signature_date", "adoption_country"})
    ),
}


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
        parts += (tag, ">" if sort is None else f' data-s="{escape(sort)}">', escape(column.cell(row)), end)
        tag, end = "<td", "</td>"
    parts.append("</tr>")
    return Markup("".join(parts))


def in_order(page: Page, offered: Mapping[str, tuple[str, int]]) -> list[tuple[str, str, int]]:
    """What can be chosen, in the order in which one looks for it: years from the latest on, the rest by name."""
    found = [(code, label, count) for code, (label, count) in offered.items()]
    if all(code.isdigit() for code in offered):
        return sorted(found, key=lambda year: -int(year[0]))
    return sorted(found, key=lambda choice: sort_key(page.lang, choice[1]))
