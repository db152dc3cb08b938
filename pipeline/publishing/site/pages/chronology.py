"""A chronology: lanes of marks along the years, drawn as SVG by a macro of the templates; one for a page in no time.

The pictures of the whole registry are made by `figures`; these are small, many, and in the language of their page.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.membership import BINDING, FORCE, SIGNATURE, WITHDRAWAL, periods
from pipeline.publishing.site.page import Page

DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
WIDTH, GUTTER, LANE, TOP = 720, 150, 26, 26
SHAPES = {
    "held": "dot", "planned": "ring", "postponed": "ring", "tentative": "ring", "cancelled": "cross",
    SIGNATURE: "ring", FORCE: "bar", WITHDRAWAL: "cross",
} | dict.fromkeys(BINDING, "dot")  # fmt: skip


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
    """A date in EDTF, what kind of happening, where it leads, what it says."""

    date: str
    kind: str
    href: str
    title: str


# A lane before it has pixels: its label, where that leads, what happened, and from when to when something lasted.
Drawable = tuple[str, str, list[Event], list[tuple[str, str]]]


def of_meetings(page: Page, rows: Sequence[Row]) -> Chronology | None:
    """Meetings in a lane for each body."""
    lanes: dict[str, list[Event]] = {}
    for row in rows:
        title = f"{page.label('meetings', row['id'])}, {range_in_words(row['start_date'], row['end_date'], page.lang)}"
        event = Event(row["start_date"], row["status"], page.row_href("meetings", row["id"]) or "", title)
        lanes.setdefault(row["body_id"], []).append(event)
    named: dict[str, Drawable] = {
        body: (first_acronym(page, body), page.row_href("bodies", body) or "", found, [])
        for body, found in lanes.items()
    }
    return drawn(named.values())


def first_acronym(page: Page, body: str) -> str:
    row = page.index.row("bodies", body) or {}
    return row["acronyms"].split("|")[0] or page.label("bodies", body)


def of_country(page: Page, country: str, rows: Iterable[Row]) -> Chronology | None:
    """What a state joined: a lane for each agreement, from its signature on."""
    lanes = []
    for agreement in dict.fromkeys(row["agreement_id"] for row in rows):
        acts = page.index.acts(agreement, country)
        href = page.row_href("agreements", agreement) or ""
        # A state is bound as long as anybody has looked: until the day of the status, else to the end of the picture.
        known = max((act["as_of"] for act in acts), default="")
        marks = [Event(act["date"], act["action"], href, act_title(page, act)) for act in acts]
        lasting = [(since, end or known) for since, end in periods(acts)]
        lanes.append((page.label("agreements", agreement), href, marks, lasting))
    return drawn(lanes)


def act_title(page: Page, act: Row) -> str:
    action = page.index.contract.label("membership-actions", act["action"], page.lang)
    agreement = page.label("agreements", act["agreement_id"])
    return f"{agreement}{page.words['colon']} {action}, {range_in_words(act['date'], act['date'], page.lang)}"


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
            [Mark(x(event.date), SHAPES.get(event.kind, "dot"), event.href, event.title) for event in happenings],
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
