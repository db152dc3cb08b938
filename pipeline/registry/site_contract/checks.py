"""What `schemas/site.yaml` says that the tables cannot give: each mistake with its place, before any row is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from pipeline.core.i18n import LANGUAGES, DataLanguage
from pipeline.datapackage.json_positions import Place
from pipeline.registry.site_contract.labels import circles
from pipeline.registry.site_contract.model import (
    Calendar,
    Coded,
    HomeList,
    Items,
    Order,
    Rows,
    Section,
    TablePage,
    Thing,
    item_of,
    section_of,
)
from pipeline.registry.site_contract.paths import Path, PathError, Paths, nearest_name
from pipeline.registry.site_contract.picture_checks import SiteMistake, condition_mistakes, path_mistakes
from pipeline.registry.site_contract.picture_checks import mistakes as picture_mistakes
from pipeline.registry.site_contract.templates import TemplateMistake, parse_template
from pipeline.registry.site_contract.words import Text, Words, text_in

Mistakes = Iterator[SiteMistake]


def site_mistakes(paths: Paths, languages: Sequence[DataLanguage]) -> Mistakes:
    """Every mistake of the site's contract, in the order of its parts; its texts are wanted in some languages."""
    site = paths.site
    yield from untranslated((), site, languages)
    for name in ("menu", "more"):
        yield from item_mistakes(paths, (name,), getattr(site, name) or ())
    yield from home_mistakes(paths)
    for table, page in site.tables.items():
        place: Place = ("tables", table)
        if table in paths.tables:
            yield from Checks(paths, table, place).page(page)
        else:
            yield SiteMistake(place, "unknown-table", table, nearest_name(table, paths.tables))
    yield from picture_mistakes(paths)
    yield from circle_mistakes(paths)


def untranslated(place: Place, part: object, languages: Sequence[DataLanguage]) -> Mistakes:
    """Texts that are not there in every language of the registry."""
    if isinstance(part, Words):
        yield from (SiteMistake(place, "missing", lang) for lang in part.missing(languages))
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from untranslated((*place, name), getattr(part, name), languages)
    elif isinstance(part, Mapping):
        for name, one in part.items():
            yield from untranslated((*place, name), one, languages)
    elif isinstance(part, tuple):
        for at, one in enumerate(part):
            yield from untranslated((*place, at), one, languages)


def item_mistakes(paths: Paths, place: Place, items: Items) -> Mistakes:
    for at, one in enumerate(map(item_of, items)):
        if one.table not in paths.tables:
            yield SiteMistake((*place, at), "unknown-table", one.table, nearest_name(one.table, paths.tables))
        if one.picture is not None and one.picture not in (whole := whole_pictures(paths)):
            suggestion = nearest_name(one.picture, whole)
            yield SiteMistake((*place, at), "unknown-picture", one.picture, suggestion)


def home_mistakes(paths: Paths) -> Mistakes:
    home = paths.site.home
    for at, way in enumerate(home.ways or ()):
        place: Place = ("home", "ways", at)
        yield from item_mistakes(paths, place, (way.table, *way.links))
        if way.list is not None:
            yield from list_mistakes(paths, (*place, "list"), way.list)
    for at, one in enumerate(home.lists or ()):
        yield from list_mistakes(paths, ("home", "lists", at), one)
    yield from item_mistakes(paths, ("home", "counts"), home.counts or ())
    if home.picture is not None and home.picture not in (whole := whole_pictures(paths)):
        suggestion = nearest_name(home.picture, whole)
        yield SiteMistake(("home", "picture"), "unknown-picture", home.picture, suggestion)
    for table, text in (home.example or {}).items():
        if table not in paths.tables:
            yield SiteMistake(("home", "example", table), "unknown-table", table)
        elif text is not None:
            yield from path_mistakes(paths, ("home", "example", table), table, text, rows=True)


def whole_pictures(paths: Paths) -> list[str]:
    """The drawn pictures of the whole registry."""
    return [name for name, one in paths.site.pictures.items() if one.kind not in ("chronology", "matrix")]


def list_mistakes(paths: Paths, place: Place, one: HomeList) -> Mistakes:
    if one.table not in paths.tables:
        yield SiteMistake(place, "unknown-table", one.table, nearest_name(one.table, paths.tables))
        return
    checks = Checks(paths, one.table, place)
    yield from condition_mistakes(paths, (*place, "where"), one.table, one.where)
    yield from checks.path("order", one.order.field if isinstance(one.order, Order) else one.order)
    yield from checks.template("detail", one.detail)
    yield from item_mistakes(paths, (*place, "links"), one.links)


class Checks(NamedTuple):
    """The mistakes of one table's entry, or of another part that is about rows of a table."""

    paths: Paths
    table: str
    place: Place

    def page(self, page: TablePage) -> Mistakes:
        """Every mistake of the entry of a table."""
        for name in ("label", "short", "full", "inline"):
            yield from self.template(name, getattr(page, name))
        for at, text in enumerate(page.summary):
            yield from self.template(("summary", at), text)
        yield from self.path("same_as", page.same_as, rows=True)
        for name, rows in page.related.items():
            yield from self.rows(name, rows)
        yield from self.columns(page)
        if page.order is not None and not isinstance(page.order, str):
            yield from self.fields("order", [page.order.field])
        yield from self.fields(("facts", "without"), page.facts.without)
        for at, one in enumerate(page.sections):
            yield from self.section(at, section_of(one))
        if page.neighbours is not None:
            yield from self.fields("neighbours", [page.neighbours.within, page.neighbours.order])
        if page.calendar is not None:
            yield from self.calendar(page.calendar)
        if page.schema_org is not None:
            yield from self.thing(self.table, ("schema_org",), page.schema_org)
        for at, text in enumerate(page.search or ()):
            yield from self.path(("search", at), text)

    def at(self, where: str | Place) -> Place:
        return (*self.place, *((where,) if isinstance(where, str) else where))

    def path(
        self, where: str | Place, text: str | None, *, table: str = "", rows: bool = False, holds: str = ""
    ) -> Mistakes:
        """The mistakes of a path from a row; see `path_mistakes`."""
        if text is not None:
            yield from path_mistakes(self.paths, self.at(where), table or self.table, text, rows=rows, holds=holds)

    def template(self, where: str | Place, text: Text | None, table: str = "") -> Mistakes:
        """The mistakes of a template, each language by itself."""
        if text is None:
            return
        for lang in LANGUAGES:
            if isinstance(text, str) and lang != LANGUAGES[0]:
                return
            if isinstance(text, Words) and not getattr(text, lang):
                continue
            place = (*self.at(where), lang) if isinstance(text, Words) else self.at(where)
            try:
                parse_template(text_in(text, lang), table or self.table, self.paths)
            except TemplateMistake as error:
                yield SiteMistake(place, error.variant, error.value, error.suggestion, table or self.table)

    def fields(self, where: str | Place, names: Iterable[str], known: Iterable[str] = ()) -> Mistakes:
        """Names that no field (nor anything else that is `known`) has."""
        all_known = {*self.paths.tables[self.table].field_names, *known}
        for name in names:
            if name not in all_known:
                suggestion = nearest_name(name, sorted(all_known))
                yield SiteMistake(self.at(where), "unknown-field", name, suggestion, self.table)

    def rows(self, name: str, rows: Rows) -> Mistakes:
        where = ("related", name)
        found = list(path_mistakes(self.paths, (*self.at(where), "rows"), self.table, rows.rows, rows=True))
        yield from found
        if not found and (target := self.paths.path(self.table, rows.rows).target):
            yield from condition_mistakes(self.paths, (*self.at(where), "where"), target, rows.where)
            yield from self.path((*where, "order"), rows.order, table=target)

    def columns(self, page: TablePage) -> Mistakes:
        for at, column in enumerate(page.columns.first):
            where: Place = ("columns", "first", at)
            yield from self.path((*where, "path"), column.path)
            yield from self.path((*where, "until"), column.until)
            yield from self.path((*where, "filter"), column.filter)
        yield from self.fields(("columns", "without"), page.columns.without)
        names = [one.name or one.path.rpartition(".")[2] for one in page.columns.first]
        yield from self.fields("filters", page.filters or (), names)

    def section(self, at: int, section: Section) -> Mistakes:
        """A section shows a table that refers to this one, or the rows that a path leads to."""
        where: Place = ("sections", at)
        ways = self.paths.ways.get((section.rows, self.table), ())
        if not ways:
            yield from self.path(where, section.rows, rows=True)
        if section.picture is not None:
            picture = self.paths.site.pictures.get(section.picture)
            if picture is None or picture.kind != "chronology":
                yield SiteMistake(self.at((*where, "picture")), "unknown-picture", section.picture)

    def calendar(self, calendar: Calendar) -> Mistakes:
        yield from self.path(("calendar", "start"), calendar.start, holds="date")
        yield from self.path(("calendar", "end"), calendar.end, holds="date")
        yield from self.path(("calendar", "of"), calendar.of, rows=True)
        if calendar.status is not None:
            yield from self.path(("calendar", "status", "path"), calendar.status.path)
        yield from self.template(("calendar", "description"), calendar.description)
        yield from self.template(("calendar", "location"), calendar.location)

    def thing(self, table: str, where: Place, thing: Thing) -> Mistakes:
        for name, one in thing.properties.items():
            place = (*where, "properties", name)
            if isinstance(one, str):
                yield from self.template(place, one, table)
            elif isinstance(one, Coded):
                yield from self.path((*place, "path"), one.path, table=table)
            elif one.rows is None:
                yield from self.thing(table, place, one)
            else:
                found = list(self.path((*place, "rows"), one.rows, table=table, rows=True))
                yield from found
                if not found and (target := self.paths.path(table, one.rows).target):
                    yield from self.thing(target, place, one)


def circle_mistakes(paths: Paths) -> Mistakes:
    """Labels that are made of themselves, over however many tables."""
    labelled: Callable[[TablePage], Text | None] = lambda page: page.label  # noqa: E731 - one of two, side by side
    inlined: Callable[[TablePage], Text | None] = lambda page: page.inline  # noqa: E731
    for name, text_of in (("label", labelled), ("inline", inlined)):
        for table in circles(used_labels(paths, text_of)):
            yield SiteMistake(("tables", table, name), "label-circle", table, table=table)


def used_labels(paths: Paths, text_of: Callable[[TablePage], Text | None]) -> Mapping[str, set[str]]:
    """The tables with such a template, and those of which each shows rows."""
    found: dict[str, set[str]] = {}
    for table, page in paths.site.tables.items():
        text = text_of(page)
        if table in paths.tables and text is not None:
            found[table] = {path.target for path in template_paths(paths, table, text) if path.target}
    return found


def template_paths(paths: Paths, table: str, text: Text) -> Iterator[Path]:
    """The paths in all languages of a template; none of one with a mistake."""
    for lang in LANGUAGES:
        try:
            yield from parse_template(text_in(text, lang), table, paths).paths.values()
        except (TemplateMistake, PathError):
            continue
