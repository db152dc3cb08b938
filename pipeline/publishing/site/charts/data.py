"""What the pictures of the whole registry show, as records; how they are drawn is in `specs`, loaded only for that.

They hold names, years and numbers alone, so that each is drawn once; the page says in its language what it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.charts.addresses import LANG, address
from pipeline.publishing.site.charts.network import layout
from pipeline.publishing.site.periods import lasting_in
from pipeline.publishing.site.registry_index import Index
from pipeline.registry.site_contract.pictures import Chronology, Cumulative, Curve, Matrix, Network, Timeline, WorldMap

Records = list[dict[str, Any]]
# Records lead to pages and hold what only the drawing needs; the files of their data leave that out.
NOT_DATA = frozenset({"page", "last", "large", "filled"})


class Figure(NamedTuple):
    """A picture: its name, its data, how it is drawn and from what, and other names for columns of its data."""

    name: str
    records: Records
    drawing: str
    given: Sequence[Any]
    names: Mapping[str, str]

    def chart(self) -> dict[str, Any]:
        """The chart as a specification of Vega-Lite."""
        from pipeline.publishing.site.charts import specs

        spec: dict[str, Any] = getattr(specs, self.drawing)(*self.given)
        return spec

    @property
    def columns(self) -> list[str]:
        return [name for name in self.records[0] if name not in NOT_DATA]


def figures(index: Index) -> Mapping[str, Figure]:
    """Every picture that is declared and that the registry has data for, by name."""
    found = {}
    for name, declared in index.site.pictures.items():
        if isinstance(declared, Chronology):
            continue
        records, drawing, given = fed(index, declared)
        if records:
            found[name] = Figure(name, records, drawing, given, declared.columns)
    return found


def fed(
    index: Index, declared: Timeline | Curve | Cumulative | Matrix | Network | WorldMap
) -> tuple[Records, str, Sequence[Any]]:
    """The data of a picture, the name of what draws it ("": the page does), and what that is given."""
    if isinstance(declared, Timeline):
        records = timeline(index, declared)
        return records, "timeline", [records]
    if isinstance(declared, Curve):
        records = curve(index, declared)
        return records, "curves", [records]
    if isinstance(declared, Cumulative):
        records = cumulative(index, declared)
        return records, "curves", [records]
    if isinstance(declared, Matrix):
        return matrix(index, declared), "", []
    if isinstance(declared, WorldMap):
        records = world(index, declared)
        return records, "world", [records]
    nodes, lines = layout(index, declared)
    records = [one._asdict() for one in lines]
    return records, "network", [[one._asdict() for one in nodes], records, (declared.solid, declared.dashed)]


def timeline(index: Index, declared: Timeline) -> Records:
    """All rows with a date, lane by lane in the order of the lanes' table."""
    walker, table = index.walker, declared.table
    lane_path = index.paths.path(table, declared.lane)
    lanes: dict[str, list[Row]] = {key: [] for key in index.by_key[lane_path.target or ""]}
    for row in walker.ordered(table, index.registry.tables[table], declared.date):
        for lane in walker.values(table, row, lane_path):
            lanes[lane].append(row)
    found = (one for lane, rows in lanes.items() for row in rows for one in dot(index, declared, lane, row))
    return list(found)


def dot(index: Index, declared: Timeline, lane: str, row: Row) -> Iterator[dict[str, Any]]:
    """A row of a timeline; nothing where it has no year."""
    walker, table, paths = index.walker, declared.table, index.paths
    date = next(iter(walker.values(table, row, paths.path(table, declared.date))), "")
    if not date[:4].isdigit():
        return
    key = walker.key(table, row)
    lanes = paths.path(table, declared.lane).target or ""
    data = {name: ", ".join(walker.values(table, row, paths.path(table, path))) for name, path in declared.data.items()}
    marks = {"large": walker.fulfils(table, row, declared.large), "filled": walker.fulfils(table, row, declared.filled)}
    names = {"lane": index.short(lanes, lane, LANG), "date": whole_day(date), "row": index.label(table, key, LANG)}
    yield {**names, **data, **marks, "page": address(index, declared.list, table, key)}


def whole_day(date: str) -> str:
    """A day for a date of which the month or the day is not known."""
    return "-".join((*date.split("-"), "01", "01")[:3]) if len(date) < 10 else date[:10]


def curve(index: Index, declared: Curve) -> Records:
    """How many periods of each row lasted at the end of each year, as far as its actions are known."""
    periods = index.site.periods[declared.periods]
    table = index.targets[periods.table, periods.of]
    return [one for key in index.by_key[table] for one in years(index, declared.periods, table, key)]


def years(index: Index, name: str, table: str, key: str) -> Iterator[dict[str, Any]]:
    found = index.periods(name, key)
    known = [int(since[:4]) for since, _ in found if since[:4].isdigit()]
    if not known:
        return
    last = index.known_until(name, key)
    label = index.short(table, key, LANG)
    for year in range(min(known), last + 1):
        yield {"of": label, "year": year, "count": lasting_in(year, found), "last": year == last}


def cumulative(index: Index, declared: Cumulative) -> Records:
    """How many rows there were at the end of each year, group by group."""
    target = index.paths.path(declared.table, declared.of).target if declared.of else None
    found = index.cumulative(declared)
    dates = [int(since[:4]) for periods in found.values() for since, _ in periods if since[:4].isdigit()]
    last = max(dates, default=0)
    return [
        {"of": index.short(target, key, LANG) if target else "", "year": year, "count": count, "last": year == last}
        for key, periods in found.items()
        for year in range(min((int(since[:4]) for since, _ in periods if since[:4].isdigit()), default=last), last + 1)
        if (count := lasting_in(year, periods))
    ]


def matrix(index: Index, declared: Matrix) -> Records:
    """How many rows have each pair of values, as codes and keys."""
    walker, table = index.walker, declared.table
    down, across = (index.paths.path(table, text) for text in (declared.down, declared.across))
    counted = Counter(
        (low, high)
        for row in index.registry.tables[table]
        if walker.fulfils(table, row, declared.where)
        for low in walker.values(table, row, down)
        for high in walker.values(table, row, across)
    )
    return [{"down": low, "across": high, "count": count} for (low, high), count in sorted(counted.items())]


def world(index: Index, declared: WorldMap) -> Records:
    """The rows with a position for which anything is to be shown."""
    found = (place(index, declared, row) for row in index.registry.tables[declared.table])
    return [one for one in found if one is not None]


def place(index: Index, declared: WorldMap, row: Row) -> dict[str, Any] | None:
    walker, table, paths = index.walker, declared.table, index.paths
    where = {}
    for name in ("latitude", "longitude"):
        values = walker.values(table, row, paths.path(table, getattr(declared, name)))
        if not values:
            return None
        where[name] = float(values[0])
    counts = {
        name: len(walker.values(table, row, paths.path(table, path)))
        for name in ("size", "mark")
        if (path := getattr(declared, name)) is not None
    }
    if counts and not any(counts.values()):
        return None
    key = walker.key(table, row)
    page = address(index, declared.list, table, key)
    return {"row": index.label(table, key, LANG), **where, **(counts or {"size": 1}), "page": page}
