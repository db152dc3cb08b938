"""Calendars (iCalendar, RFC 5545) in each language of the rows that schemas/site.yaml declares to be events."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from icalendar import Calendar, Event

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.context import GeneratedPage
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.registry_index import DAY, Index
from pipeline.publishing.site.texts import first_of
from pipeline.registry.site_contract.model import Calendar as Declared
from pipeline.registry.site_contract.model import EventStatus

# A calendar must name the moment at which it was made; a build that knows none says this one.
NO_MOMENT = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Part(NamedTuple):
    """The events of a table, or those of one row of another: the table, its declaration, that row ("": all events)."""

    table: str
    declared: Declared
    of: str = ""


def declared(index: Index) -> list[Part]:
    """The tables whose rows are events."""
    pages = index.site.tables.items()
    return [Part(table, page.calendar) for table, page in pages if page.calendar is not None]


def parts(index: Index, whole: Part) -> list[Part]:
    """A part for each row that has a calendar of its own; the whole where none has."""
    target = target_of(index, whole)
    if target is None:
        return [whole]
    return [whole._replace(of=key) for key in index.by_key[target] if index.events(whole.table, key)]


def target_of(index: Index, part: Part) -> str | None:
    """The table whose rows have calendars of their own."""
    return index.paths.path(part.table, part.declared.of).target if part.declared.of else None


def path_of(index: Index, part: Part) -> str:
    """Where a calendar stands below its language."""
    folder = "calendars" if len(declared(index)) == 1 else f"calendars/{part.table}"
    return f"{folder}/{part.of}.ics" if part.of else "calendars/all.ics"


def calendar_pages(index: Index) -> Iterator[GeneratedPage]:
    """A calendar of each row with events of which the days are known, and one of all."""
    every = [part for whole in declared(index) for part in parts(index, whole)]
    for part in every:
        if part.of:
            yield GeneratedPage(path_of(index, part), "", partial(calendar, parts=[part]))
    if declared(index):
        yield GeneratedPage("calendars/all.ics", "", partial(calendar, parts=every))


def own_calendar(page: Page, table: str, key: str) -> tuple[str, str] | None:
    """The path and the title of the calendar of a row; None where it has none."""
    for whole in declared(page.index):
        part = whole._replace(of=key)
        if target_of(page.index, whole) == table and page.index.events(whole.table, key):
            return path_of(page.index, part), page.said(whole.declared.title_of) or page.words["calendar_of"]
    return None


def calendar(page: Page, parts: Sequence[Part]) -> tuple[str]:
    """The calendar of some parts in one piece; called after the one, or after the registry."""
    index, package = page.index, page.index.contract.package
    target = target_of(index, parts[0]) if len(parts) == 1 else None
    name = page.label(target, parts[0].of) if target is not None else page.package_title
    found = Calendar()
    found.add("prodid", f"-//{package.name}//{package.version}//")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    for part in parts:
        for key in index.events(part.table, part.of):
            found.add_component(event(page, part, index.row(part.table, key) or {}))
    return (str(found.to_ical(), "utf-8"),)


def event(page: Page, part: Part, row: Row) -> Event:
    """A row as an event of whole days; its end is the day after the last, as the standard counts."""
    table, said, package = part.table, part.declared, page.index.contract.package
    key = page.index.walker.key(table, row)
    start = first_of(page.at(table, row, said.start))
    end = first_of(page.at(table, row, said.end)) if said.end else ""
    first = datetime.date.fromisoformat(start)
    last = datetime.date.fromisoformat(end) if DAY.fullmatch(end) else first
    found = Event()
    # Keys are those of one table.
    named = key if len(declared(page.index)) == 1 else f"{table}-{key}"
    found.add("uid", f"{named}@{package.name}")
    found.add("dtstamp", datetime.datetime.fromisoformat(package.created) if package.created else NO_MOMENT)
    found.add("dtstart", first)
    found.add("dtend", last + datetime.timedelta(days=1))
    found.add("summary", page.label(table, key))
    for name, template in (("description", said.description), ("location", said.location)):
        if template is not None and (text := page.text(table, row, template)):
            found.add(name, text)
    if status := status_of(page, table, row, said.status):
        found.add("status", status)
    found.add("transp", "TRANSPARENT")
    if package.homepage:
        found.add("url", f"{package.homepage.rstrip('/')}/{page.lang}/{table}/{key}.html")
    return found


def status_of(page: Page, table: str, row: Row, said: EventStatus | None) -> str:
    """The status of an event in the words of the standard; empty where the row says nothing of it."""
    if said is None:
        return ""
    value = first_of(page.at(table, row, said.path))
    words = ("confirmed", "tentative", "cancelled")
    return next((word.upper() for word in words if value in getattr(said, word)), "")
