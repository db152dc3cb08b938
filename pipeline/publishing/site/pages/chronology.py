"""A chronology: lanes of marks along the years, drawn as SVG by a macro of the templates.

altair draws the charts of the whole registry; chronologies are small, many, and in the language of their page.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.period_table import Side, code_label
from pipeline.publishing.site.periods import lasting
from pipeline.publishing.site.texts import first_of
from pipeline.registry.site_contract.pictures import Chronology as Declared
from pipeline.registry.site_contract.pictures import Shape

DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
WIDTH, GUTTER, LANE, TOP = 720, 150, 26, 26


class Mark(NamedTuple):
    """A happening: where along the years (pixels), its shape, where it leads, what it says."""

    x: float
    shape: str
    href: str
    title: str


class Lane(NamedTuple):
    """A row of marks; `spans` are the pixels between which something lasted."""

    label: str
    href: str
    y: int
    marks: list[Mark]
    spans: list[tuple[float, float]]


class Chronology(NamedTuple):
    """What the macro draws: lanes, the years along the axis with their pixels, and which shapes there are."""

    lanes: list[Lane]
    years: list[tuple[float, int]]
    height: int
    shapes: list[str]


class Event(NamedTuple):
    """A date in EDTF, the shape of its mark, where it leads, what it says."""

    date: str
    shape: str
    href: str
    title: str


# A lane before it has pixels: its label, where that leads, what happened, and from when to when something lasted.
Drawable = tuple[str, str, list[Event], list[tuple[str, str]]]


def of_rows(page: Page, declared: Declared, rows: Sequence[Row]) -> Chronology | None:
    """Rows of a section in a lane for each row that they belong to, as schemas/site.yaml declares it."""
    table, lane_path = declared.table, page.index.paths.path(declared.table, declared.lane)
    target = lane_path.target or ""
    key = page.index.contract.tables[table].key[0]
    lanes: dict[str, list[Event]] = {}
    for row in rows:
        start, end = (value(page, table, row, path) for path in (declared.date, declared.until))
        name = page.label(table, row[key])
        shape = shape_of(declared.shapes, value(page, table, row, declared.by))
        one = Event(
            start, shape, page.row_href(table, row[key]) or "", f"{name}, {range_in_words(start, end, page.lang)}"
        )
        for lane in page.values(table, row, lane_path) or [""]:
            lanes.setdefault(lane, []).append(one)
    return drawn(
        (page.index.short(target, lane, page.lang), page.row_href(target, lane) or "", found, [])
        for lane, found in lanes.items()
    )


def value(page: Page, table: str, row: Row, path: str | None) -> str:
    return first_of(page.at(table, row, path)) if path else ""


def shape_of(shapes: Mapping[Shape, Sequence[str]], code: str) -> str:
    return next((shape for shape, codes in shapes.items() if code in codes), "dot")


def of_periods(page: Page, side: Side, rows: Iterable[Row]) -> Chronology | None:
    """To what a row belongs: a lane for each, from the first action on; a line as long as it belongs to it."""
    declared = side.declared
    target = page.index.targets[declared.table, side.other]
    lanes = []
    for other in dict.fromkeys(row[side.other] for row in rows):
        actions = side.actions(page, other)
        href, label = page.row_href(target, other) or "", page.label(target, other)
        # A period lasts as long as anybody has looked: until the day of the status, else to the end of the picture.
        known = max((one[declared.as_of] for one in actions), default="") if declared.as_of else ""
        marks = [
            Event(
                one[declared.date], shape_of(declared.shapes, one[declared.action]), href, title(page, side, label, one)
            )
            for one in actions
        ]
        lanes.append((label, href, marks, [(since, end or known) for since, end in lasting(declared, actions)]))
    return drawn(lanes)


def title(page: Page, side: Side, label: str, row: Row) -> str:
    declared = side.declared
    action = code_label(page, declared, row[declared.action])
    return f"{label}{page.words['colon']} {action}, {range_in_words(row[declared.date], row[declared.date], page.lang)}"


def drawn(lanes: Iterable[Drawable]) -> Chronology | None:
    """Lanes with pixels; None where nothing has a date."""
    dated = [
        (label, href, [event for event in happenings if DATE.match(event.date)], lasting)
        for label, href, happenings, lasting in lanes
    ]
    dated = [lane for lane in dated if lane[2]]
    dates = [when(event.date) for lane in dated for event in lane[2]]
    if not dates:
        return None
    first, last = 5 * math.floor(min(dates) / 5), 5 * math.floor(max(dates) / 5) + 5
    scale = (WIDTH - GUTTER - 24) / (last - first)

    def x(date: str) -> float:
        return round(GUTTER + (when(date) - first) * scale, 1)

    found = [
        Lane(
            label,
            href,
            TOP + LANE * number + LANE // 2,
            [Mark(x(one.date), one.shape, one.href, one.title) for one in happenings],
            [(x(since), x(end) if DATE.match(end) else x(str(last))) for since, end in lasting if DATE.match(since)],
        )
        for number, (label, href, happenings, lasting) in enumerate(dated)
    ]
    shapes = [
        shape
        for shape in ("dot", "ring", "bar", "cross")
        if any(m.shape == shape for lane in found for m in lane.marks)
    ]
    years = [(x(str(year)), year) for year in ticks(first, last)]
    return Chronology(found, years, TOP + LANE * len(found) + 8, shapes)


def ticks(first: int, last: int) -> Iterator[int]:
    """The years that the axis names: never so many that they touch."""
    step = 5 if last - first <= 40 else 10 if last - first <= 90 else 20
    return (year for year in range(first, last + 1) if year % step == 0)


def when(date: str) -> float:
    """A date as a year with a fraction; the middle of the month or year where the day is not known."""
    match = DATE.match(date)
    if match is None:
        raise ValueError(date)
    year, month, day = match.groups()
    if month is None:
        return int(year) + 0.0
    middle = datetime.date(int(year), int(month), int(day) if day else 15)
    return int(year) + middle.timetuple().tm_yday / 366
