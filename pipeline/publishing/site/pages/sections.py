"""The sections of a row's page: rows of other tables, first those that schemas/site.yaml names, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages import chronology
from pipeline.publishing.site.pages.columns import Grid, grid
from pipeline.publishing.site.pages.period_table import Side, period_grid, side_of
from pipeline.publishing.site.registry_index import ROWS_ON_A_PAGE
from pipeline.publishing.site.walking import Referrer
from pipeline.registry.roles import Role
from pipeline.registry.site_contract import pictures
from pipeline.registry.site_contract.model import Section as Declared
from pipeline.registry.site_contract.model import section_of
from pipeline.registry.site_contract.words import Text

# These tables say something of other rows; a page shows them as footnotes, disagreements and marks instead.
ABOUT_ROWS: tuple[Role, ...] = (
    "citations",
    "disagreements",
    "corrections",
    "statements",
    "statement_outcomes",
    "evidence",
)


class Section(NamedTuple):
    """Rows of one table that belong to the page; `more`: where the others are that are too many to show here.

    `strip`: their chronology, with the words of its legend. `note`: what must be known of all of them.
    """

    title: str
    anchor: str
    grid: Grid
    total: int
    more: str = ""
    strip: chronology.Chronology | None = None
    legend: Mapping[str, str] = {}
    note: str = ""


def related(page: Page, table: str, key: str) -> list[Section]:
    """A section for each field of another table that refers to this row, and for each path that is declared."""
    found = dict(page.index.referring(table, key))
    hidden = {page.index.role(role) for role in ABOUT_ROWS}
    for referrer in list(found):
        if referrer.table in hidden or page.index.site.page(referrer.table).same_as == referrer.field:
            del found[referrer]
    sections = []
    for one in map(section_of, page.index.site.page(table).sections):
        ways = [referrer for referrer in found if referrer.table == one.rows]
        if ways:
            sections += [referring(page, table, key, referrer, found.pop(referrer), one) for referrer in ways]
        elif one.rows not in page.index.contract.tables or (one.rows, table) not in page.index.paths.ways:
            sections += along(page, table, key, one)
    order = list(page.index.contract.tables)
    rest = sorted(found, key=lambda referrer: order.index(referrer.table))
    sections += [referring(page, table, key, one, found[one], Declared(rows=one.table)) for one in rest]
    return sections


def referring(page: Page, table: str, key: str, referrer: Referrer, rows: Sequence[Row], said: Declared) -> Section:
    """The rows that refer to this one by a field, without the column that leads back here."""
    side = side_of(page, *referrer, key)
    if side is not None:
        return periods(page, side, rows, said)
    schema = page.index.contract.tables[referrer.table]
    heading = page.table_title(referrer.table, said.title)
    # Where a table refers to this one in several ways, the heading says in which.
    if said.title is None and len(page.index.paths.ways[referrer.table, table]) > 1:
        heading = f"{heading} · {schema.field(referrer.field).title_in(page.lang)}"
    return section(page, referrer, rows, said, heading)


def along(page: Page, table: str, key: str, said: Declared) -> Iterator[Section]:
    """The rows that a path leads to from this one."""
    path = page.index.paths.path(table, said.rows)
    target = path.target or path.table
    rows = page.index.reached(table, key, path.text)
    if rows:
        last = path.steps[-1] if path.steps and path.field is None else None
        field = last.name if last is not None and last.kind == "from" else said.rows.rpartition(".")[2]
        yield section(page, Referrer(target, field), rows, said, page.table_title(target, said.title))


def section(page: Page, referrer: Referrer, rows: Sequence[Row], said: Declared, heading: str) -> Section:
    """Rows of a table under a heading, without the columns that say on each line what the page is about."""
    hidden = frozenset({referrer.field, *said.hide})
    shown = grid(page, referrer.table, rows[:ROWS_ON_A_PAGE], hidden, keyed=False)
    more = page.list_href(referrer.table) if len(rows) > ROWS_ON_A_PAGE else ""
    drawn = page.index.site.pictures.get(said.picture or "")
    anchor = f"{referrer.table}-{referrer.field}"
    if not isinstance(drawn, pictures.Chronology):
        return Section(heading, anchor, shown, len(rows), more)
    strip = chronology.of_rows(page, drawn, rows)
    return Section(heading, anchor, shown, len(rows), more, strip, legend(page, drawn.legend))


def periods(page: Page, side: Side, rows: Sequence[Row], said: Declared) -> Section:
    """What belongs to a row, or to what a row belongs, by the actions that refer to it."""
    declared = side.declared
    heading = page.table_title(declared.table, said.title)
    shown = period_grid(page, side, rows)
    strip = None if side.is_whole else chronology.of_periods(page, side, rows)
    note, known = "", max((row[declared.as_of] for row in rows), default="") if declared.as_of else ""
    if known:
        note = (page.said(declared.as_of_note) or page.words["as_of_note"]).replace("{date}", known)
    return Section(
        heading, side.name, shown, len(shown.rows), strip=strip, legend=legend(page, declared.legend), note=note
    )


def legend(page: Page, said: Mapping[pictures.Shape, Text]) -> Mapping[str, str]:
    return {shape: page.said(text) for shape, text in said.items()}
