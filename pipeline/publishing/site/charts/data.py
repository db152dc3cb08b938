"""The pictures of the whole registry: meetings in time and on the map, parties over the years, memoranda.

Here is what they show, as records; how they are drawn is said in `charts`, loaded only where one must be drawn.
They hold names, years and numbers alone, so that each is drawn once; the page says in its language what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from pipeline.publishing.site.charts.network import layout
from pipeline.publishing.site.membership import parties_in
from pipeline.publishing.site.registry_index import Index

Records = list[dict[str, Any]]
Chart = Callable[[], dict[str, Any]]
# Records lead to pages and hold what only the drawing needs; the files of their data leave that out.
NOT_DATA = frozenset({"page", "last"})


class Figure(NamedTuple):
    """A picture: its name, the table on whose list it stands, its data, and what makes its chart (Vega-Lite)."""

    name: str
    table: str
    records: Records
    chart: Chart

    @property
    def columns(self) -> list[str]:
        return [name for name in self.records[0] if name not in NOT_DATA]


def figures(index: Index) -> Mapping[str, Figure]:
    """Every picture that the registry has data for, by name."""
    made: Sequence[Callable[[Index], Figure]] = (parties, timeline, network, world)
    return {figure.name: figure for make in made if (figure := make(index)).records}


def timeline(index: Index) -> Figure:
    """All meetings with a date, agreement by agreement."""
    records = [meeting(index, key, row) for key in index.by_key["agreements"] for row in index.meetings(key)]
    found = [record for record in records if record["date"][:4].isdigit()]
    return Figure("meetings-timeline", "meetings", found, drawn("timeline", found))


def meeting(index: Index, agreement: str, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "agreement": index.label("agreements", agreement, "en"),
        "date": whole_day(row["start_date"]),
        "meeting": index.label("meetings", row["id"], "en"),
        "kind": index.by_key["bodies"][row["body_id"]]["kind"],
        "status": row["status"],
        "page": f"{row['id']}.html",
    }


def whole_day(date: str) -> str:
    """A day for a date of which the month or the day is not known."""
    return "-".join((*date.split("-"), "01", "01")[:3]) if len(date) < 10 else date[:10]


def parties(index: Index) -> Figure:
    """How many states were bound by each agreement at the end of each year, as far as its acts are known."""
    records = [record for key in index.by_key["agreements"] for record in bound_by(index, key)]
    return Figure("parties-over-the-years", "agreements", records, drawn("parties", records))


def bound_by(index: Index, agreement: str) -> Iterator[dict[str, Any]]:
    bound = index.parties(agreement)
    years = [int(since[:4]) for since, _ in bound if since[:4].isdigit()]
    if not years:
        return
    last = index.known_until(agreement)
    name = index.label("agreements", agreement, "en")
    for year in range(min(years), last + 1):
        yield {"agreement": name, "year": year, "parties": parties_in(year, bound), "last": year == last}


def network(index: Index) -> Figure:
    """Who is bound to whom by an instrument."""
    nodes, lines = layout(index)
    records = [line._asdict() for line in lines]
    points = [node._asdict() for node in nodes]
    return Figure("network", "cooperation", records, drawn("network", points, records))


def world(index: Index) -> Figure:
    """Where meetings were or will be, and where secretariats have their seats today."""
    records = [record for key, row in index.by_key["cities"].items() if (record := city(index, key, row)) is not None]
    return Figure("map", "cities", records, drawn("world", records))


def city(index: Index, key: str, row: Mapping[str, str]) -> dict[str, Any] | None:
    """A city with a position in which anything happens."""
    held, seats = len(index.held_at(key)), sum(not seat["to_date"] for seat in index.seated_at(key))
    if not (row["latitude"] and row["longitude"] and (held or seats)):
        return None
    where = {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
    return {"city": row["name_en"], **where, "meetings": held, "seats": seats, "page": f"{key}.html"}


def drawn(name: str, *records: Records) -> Chart:
    return partial(draw, name, records)


def draw(name: str, records: Sequence[Records]) -> dict[str, Any]:
    from pipeline.publishing.site.charts import specs

    spec: dict[str, Any] = getattr(specs, name)(*records)
    return spec
