"""What pictures and periods of `schemas/site.yaml` need and the tables cannot give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.datapackage.json_positions import Place
from pipeline.registry.site_contract.paths import PathError, Paths, nearest_name
from pipeline.registry.site_contract.pictures import (
    Chronology,
    Conditions,
    Cumulative,
    Curve,
    Matrix,
    Network,
    Periods,
    Picture,
    Timeline,
    WorldMap,
)

NUMBERS = ("number", "integer")
DATES = ("date", "datetime", "year", "yearmonth")


class SiteMistake(NamedTuple):
    """A mistake: its place in the file, the variant of its finding, what is wrong, what may be meant, the table."""

    place: Place
    variant: str
    value: str
    suggestion: str | None = None
    table: str = ""


Mistakes = Iterator[SiteMistake]


def path_mistakes(
    paths: Paths, place: Place, table: str, text: str, *, rows: bool = False, holds: str = ""
) -> Mistakes:
    """A path that leads nowhere, or to no `rows`, or to no "date" or "number" where one is needed."""
    try:
        path = paths.path(table, text)
    except PathError as error:
        yield SiteMistake(place, error.variant, error.name, error.suggestion, table)
        return
    field = path.end
    if rows and path.target is None:
        yield SiteMistake(place, "path-rows", text, table=table)
    elif holds == "date" and not (field and (field.is_edtf or field.type in DATES)):
        yield SiteMistake(place, "path-date", text, table=table)
    elif holds == "number" and not (field and field.type in NUMBERS):
        yield SiteMistake(place, "path-number", text, table=table)


def condition_mistakes(paths: Paths, place: Place, table: str, conditions: Conditions) -> Mistakes:
    for text in conditions:
        yield from path_mistakes(paths, (*place, text), table, text)


def mistakes(paths: Paths) -> Mistakes:
    """Every mistake of the pictures and periods."""
    for name, one in paths.site.periods.items():
        yield from period_mistakes(paths, ("periods", name), one)
    for name, picture in paths.site.pictures.items():
        yield from one_picture(paths, ("pictures", name), picture)


def period_mistakes(paths: Paths, place: Place, one: Periods) -> Mistakes:
    if one.table not in paths.tables:
        yield unknown_table(paths, place, one.table)
        return
    for name in ("of", "who"):
        yield from path_mistakes(paths, (*place, name), one.table, getattr(one, name), rows=True)
    yield from path_mistakes(paths, (*place, "action"), one.table, one.action)
    yield from path_mistakes(paths, (*place, "date"), one.table, one.date, holds="date")
    if one.as_of is not None:
        yield from path_mistakes(paths, (*place, "as_of"), one.table, one.as_of, holds="date")


def unknown_table(paths: Paths, place: Place, table: str) -> SiteMistake:
    return SiteMistake(place, "unknown-table", table, nearest_name(table, paths.tables))


def one_picture(paths: Paths, place: Place, picture: Picture) -> Mistakes:
    """The mistakes of a picture: its tables, and the paths that its kind needs."""
    if not isinstance(picture, Chronology) and picture.list not in paths.tables:
        yield unknown_table(paths, place, picture.list)
    if isinstance(picture, Curve):
        if picture.periods not in paths.site.periods:
            suggestion = nearest_name(picture.periods, paths.site.periods)
            yield SiteMistake((*place, "periods"), "unknown-periods", picture.periods, suggestion)
    elif picture.table not in paths.tables:
        yield unknown_table(paths, place, picture.table)
    else:
        yield from feeding(paths, place, picture)


Fed = Timeline | Cumulative | Matrix | Network | WorldMap | Chronology


def feeding(paths: Paths, place: Place, picture: Fed) -> Mistakes:
    """The mistakes of the paths that feed a picture."""
    rows, dates, numbers, others = wanted(picture)
    for names, leads_to_rows, holds in ((rows, True, ""), (dates, False, "date"), (numbers, False, "number")):
        for name in names:
            if (text := getattr(picture, name)) is not None:
                yield from path_mistakes(paths, (*place, name), picture.table, text, rows=leads_to_rows, holds=holds)
    for name in others:
        if (text := getattr(picture, name)) is not None:
            yield from path_mistakes(paths, (*place, name), picture.table, text)
    if isinstance(picture, Cumulative | Matrix):
        yield from condition_mistakes(paths, (*place, "where"), picture.table, picture.where)
    if isinstance(picture, Timeline):
        yield from condition_mistakes(paths, (*place, "large"), picture.table, picture.large)
        yield from condition_mistakes(paths, (*place, "filled"), picture.table, picture.filled)
        for column, text in picture.data.items():
            yield from path_mistakes(paths, (*place, "data", column), picture.table, text)
    if (
        isinstance(picture, Network)
        and picture.filled is not None
        and not any(path_mistakes(paths, place, picture.table, picture.ends, rows=True))
    ):
        target = paths.path(picture.table, picture.ends).target or picture.table
        yield from path_mistakes(paths, (*place, "filled"), target, picture.filled)


def wanted(picture: Fed) -> tuple[tuple[str, ...], ...]:
    """The attributes of a picture that lead to rows, to dates, to numbers, and anywhere."""
    if isinstance(picture, Timeline):
        return ("lane",), ("date",), (), ()
    if isinstance(picture, Chronology):
        return ("lane",), ("date", "until"), (), ("by",)
    if isinstance(picture, Cumulative):
        return ("of",), ("date",), (), ()
    if isinstance(picture, Matrix):
        return (), (), (), ("across", "down")
    if isinstance(picture, Network):
        return ("ends",), (), (), ("line",)
    return ("size", "mark"), (), ("latitude", "longitude"), ()
