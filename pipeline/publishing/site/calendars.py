"""Calendars of the meetings (iCalendar, RFC 5545) in each language: all of them, and those of each agreement."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from icalendar import Calendar, Event

from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.context import GeneratedPage
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.registry_index import Index

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATUS = {
    "held": "CONFIRMED",
    "planned": "CONFIRMED",
    "tentative": "TENTATIVE",
    "postponed": "TENTATIVE",
    "cancelled": "CANCELLED",
}
# A calendar must name the moment at which it was made; a build that knows none says this one.
NO_MOMENT = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def calendar_pages(index: Index) -> Iterator[GeneratedPage]:
    """A calendar of each agreement with meetings of which the days are known, and one of all."""
    agreements = [key for key in index.by_key["agreements"] if has_calendar(index.meetings(key))]
    for key in agreements:
        yield GeneratedPage(f"calendars/{key}.ics", "", partial(calendar, agreements=[key]))
    yield GeneratedPage("calendars/all.ics", "", partial(calendar, agreements=agreements))


def calendar(page: Page, agreements: Sequence[str]) -> tuple[str]:
    """The calendar of some agreements in one piece; called after the one, or after the registry."""
    index, package = page.index, page.index.contract.package
    name = page.label("agreements", agreements[0]) if len(agreements) == 1 else package.title_in(page.lang)
    found = Calendar()
    found.add("prodid", f"-//{package.name}//{package.version}//")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    for key in agreements:
        for row in dated(index.meetings(key)):
            found.add_component(event(page, row))
    return (str(found.to_ical(), "utf-8"),)


def dated(rows: Sequence[Row]) -> Iterable[Row]:
    return (row for row in rows if DAY.fullmatch(row["start_date"]))


def has_calendar(rows: Sequence[Row]) -> bool:
    """Whether any of these meetings has a day, and so a place in a calendar."""
    return any(True for _ in dated(rows))


def event(page: Page, row: Row) -> Event:
    """A meeting as an event of whole days; its end is the day after the last, as the standard counts."""
    index, lang, package = page.index, page.lang, page.index.contract.package
    first = datetime.date.fromisoformat(row["start_date"])
    last = datetime.date.fromisoformat(row["end_date"]) if DAY.fullmatch(row["end_date"]) else first
    found = Event()
    found.add("uid", f"{row['id']}@{package.name}")
    found.add("dtstamp", datetime.datetime.fromisoformat(package.created) if package.created else NO_MOMENT)
    found.add("dtstart", first)
    found.add("dtend", last + datetime.timedelta(days=1))
    found.add("summary", index.label("meetings", row["id"], lang))
    if title := row[f"title_{lang}"] or row["title_en"]:
        found.add("description", title)
    if where := "; ".join(place(index, lang, held) for held in index.places(row["id"])):
        found.add("location", where)
    found.add("status", STATUS[row["status"]])
    found.add("transp", "TRANSPARENT")
    if package.homepage:
        found.add("url", f"{package.homepage.rstrip('/')}/{lang}/meetings/{row['id']}.html")
    return found


def place(index: Index, lang: Language, row: Row) -> str:
    named = (("cities", row["city"]), ("countries", row["country_code"]))
    return ", ".join(index.label(table, key, lang) for table, key in named if key)
