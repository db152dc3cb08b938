"""The pictures on the list of a table, with what they show as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from pipeline.publishing.site.page import Page
from pipeline.publishing.site.periods import lasting_in
from pipeline.publishing.site.translations import sort_key
from pipeline.registry.site_contract.paths import Path
from pipeline.registry.site_contract.pictures import Chronology, Cumulative, Curve, Matrix

SHADES = 4
Periods = Sequence[tuple[str, str]]


class Cell(NamedTuple):
    """A cell of a table of numbers: the number in words, and its shade (0: nothing to see)."""

    text: str
    shade: int = 0


class Counts(NamedTuple):
    """A table of numbers: what stands in its first column, its other headings, its lines."""

    head: str
    columns: list[str]
    rows: list[tuple[Markup, list[Cell]]]


class Shown(NamedTuple):
    """A picture on a list: `counts` is what it shows as a table; a matrix is nothing else (`drawn` is false)."""

    name: str
    drawn: bool
    counts: Counts | None = None


def on_list(page: Page, table: str) -> list[Shown]:
    """The pictures that stand on the list of a table, as far as there is anything to show."""
    found = []
    for name, picture in page.index.site.pictures.items():
        if isinstance(picture, Chronology) or picture.list != table:
            continue
        if isinstance(picture, Matrix):
            counts = matrix(page, picture)
            found += [Shown(name, drawn=False, counts=counts)] if counts.rows else []
        elif page.index.picture(name):
            found.append(Shown(name, drawn=True, counts=by_year(page, picture)))
    return found


def by_year(page: Page, picture: object) -> Counts | None:
    """The numbers of a curve at the end of each tenth year; None for pictures of which the list says the same."""
    if isinstance(picture, Curve):
        declared = page.index.site.periods[picture.periods]
        target = page.index.targets[declared.table, declared.of]
        keys = [page.index.walker.key(target, row) for row in page.index.table(target)]
        lines = {page.link(target, key): page.index.periods(picture.periods, key) for key in keys}
        return tenth_years(
            page, page.index.contract.tables[declared.table].field(declared.of).title_in(page.lang), lines
        )
    if isinstance(picture, Cumulative):
        group = page.index.paths.path(picture.table, picture.of).target if picture.of else None
        groups = page.index.cumulative(picture)
        lines = {
            page.link(group, key) if group else Markup("{}").format(page.table_title(picture.table)): periods
            for key, periods in groups.items()
        }
        return tenth_years(page, page.table_title(group or picture.table), lines)
    return None


def tenth_years(page: Page, head: str, lines: Mapping[Markup, Periods]) -> Counts:
    years = [int(since[:4]) for periods in lines.values() for since, _ in periods if since[:4].isdigit()]
    shown = range(10 * (min(years) // 10) + 10, max(years) + 1, 10) if years else range(0)
    rows = [
        (link, [Cell(page.number(lasting_in(year, periods))) for year in shown])
        for link, periods in lines.items()
        if periods
    ]
    return Counts(head, [str(year) for year in shown], rows)


def matrix(page: Page, picture: Matrix) -> Counts:
    """How many rows have each value of one path and each of another."""
    table = picture.table
    down, across = (page.index.paths.path(table, text) for text in (picture.down, picture.across))
    counted = Counter(
        (low, high)
        for row in page.index.table(table)
        if page.index.walker.fulfils(table, row, picture.where)
        for low in page.values(table, row, down)
        for high in page.values(table, row, across)
    )
    most = max(counted.values(), default=1)
    lows, highs = (in_order(page, path, {pair[at] for pair in counted}) for at, path in enumerate((down, across)))
    rows = [(html, [cell(page, counted.get((low, high), 0), most) for high, _ in highs]) for low, html in lows]
    return Counts(title(page, down), [html.striptags() for _, html in highs], rows)


def cell(page: Page, count: int, most: int) -> Cell:
    return Cell(page.number(count), -(-SHADES * count // most)) if count else Cell("")


def in_order(page: Page, path: Path, values: set[str]) -> list[tuple[str, Markup]]:
    """Values as they are shown, in the order of the alphabet."""
    target = path.target
    shown = [(value, page.link(target, value) if target else page.shown(path, value)) for value in values]
    return sorted(shown, key=lambda one: (*sort_key(page.lang, one[1].striptags()), one[0]))


def title(page: Page, path: Path) -> str:
    """What the end of a path is called."""
    return path.end.title_in(page.lang) if path.end is not None else page.table_title(path.table)
