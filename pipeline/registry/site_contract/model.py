"""The model of `schemas/site.yaml`.

A *path* leads from a row to values: `start_date`, a field; `body_id.agreement_id`, a field of the row that a field
refers to; `places.city`, a field of each row of another table that refers to this one (with `table[field]`
where it does so by several fields). A *template* is a text with paths in braces (see `templates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field as Property

from pipeline.findings.model import Model
from pipeline.registry.site_contract.pictures import Conditions, Periods, Picture
from pipeline.registry.site_contract.words import Text


class Rows(Model):
    """Rows that a path leads to: those that fulfil all conditions, in the order of a field."""

    rows: str
    where: Conditions = Property(default_factory=dict)
    order: str | None = None


class Column(Model):
    """A column of a list. `until` makes a range of two dates; `count` shows how many rows there are, not which.

    `filter`: another path, by whose values the rows are chosen.
    """

    path: str
    name: str | None = None
    title: Text | None = None
    until: str | None = None
    join: str = ", "
    count: bool = False
    filter: str | None = None


class Columns(Model):
    """The columns of a table's lists: `first`, then the fields of the table but for those of `without`."""

    first: tuple[Column, ...] = ()
    without: tuple[str, ...] = ()


class Facts(Model):
    """The fields that the page of a row does not show among its facts."""

    without: tuple[str, ...] = ()


class Section(Model):
    """Rows on the page of another row: those that a path leads to, without some columns, with a picture."""

    rows: str
    title: Text | None = None
    hide: tuple[str, ...] = ()
    picture: str | None = None


class Order(Model):
    """An order of rows: by a field."""

    field: str
    descending: bool = False


class Neighbours(Model):
    """The row before and the row after one, among those with the same value of a field."""

    within: str
    order: str


class EventStatus(Model):
    """The status of an event in a calendar, by the values of a field."""

    path: str
    confirmed: tuple[str, ...] = ()
    tentative: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


class Calendar(Model):
    """The rows of a table as events. `of`: the path to the row that has a calendar of its own."""

    start: str
    end: str | None = None
    of: str | None = None
    status: EventStatus | None = None
    description: Text | None = None
    location: Text | None = None
    title: Text | None = None
    title_of: Text | None = None
    how: Text | None = None


class Coded(Model):
    """A property of a thing that is another word for a value of a field."""

    path: str
    values: Mapping[str, str]


class Thing(Model):
    """What search engines read of a row: a type of schema.org and its properties.

    A property is a template, another word for a value, or a thing for each row that `rows` leads to.
    """

    type: str
    rows: str | None = None
    properties: Mapping[str, str | Coded | Thing]


class TablePage(Model):
    """How a table is shown.

    `label`: what a row is called; `short`: the same where there is little room; `full`: its full name; `inline`: how it
    is written in a line about another row. `same_as`: the field with the row that stands for this one. `summary`: the
    parts of the line at the head of its page.
    """

    label: Text | None = None
    short: Text | None = None
    full: Text | None = None
    inline: Text | None = None
    same_as: str | None = None
    pages: bool | None = None
    summary: tuple[Text, ...] = ()
    related: Mapping[str, Rows] = Property(default_factory=dict)
    columns: Columns = Columns()
    filters: tuple[str, ...] | None = None
    order: Literal["label", "published"] | Order | None = None
    facts: Facts = Facts()
    sections: tuple[str | Section, ...] = ()
    neighbours: Neighbours | None = None
    calendar: Calendar | None = None
    schema_org: Thing | None = None
    search: tuple[str, ...] | None = None


class Item(Model):
    """A table in a menu or among the counts, under a title of its own; `picture`: leads to that on its list."""

    table: str
    title: Text | None = None
    picture: str | None = None


Items = tuple[str | Item, ...]


class HomeList(Model):
    """Some rows of a table on the home page, each with a template of more about it."""

    table: str
    where: Conditions = Property(default_factory=dict)
    order: str | Order | None = None
    most: Annotated[int, Property(ge=1)] = 12
    title: Text | None = None
    detail: Text | None = None
    links: Items = ()


class Way(Model):
    """A way into the registry, for one kind of reader: what is asked, where the answer is, some of it."""

    table: str
    title: Text
    text: Text | None = None
    links: Items = ()
    list: HomeList | None = None


class Home(Model):
    """The home page. `example`: tables of which a citation may be shown, with the path to the row that it is about."""

    ways: tuple[Way, ...] | None = None
    picture: str | None = None
    lists: tuple[HomeList, ...] | None = None
    counts: Items | None = None
    example: Mapping[str, str | None] | None = None


class About(Model):
    """What the page about the registry says: how to read it and to contribute, its licence, its credits."""

    reading: tuple[Text, ...] = ()
    contribute: Text | None = None
    licence: Text | None = None
    credits: tuple[Text, ...] = ()


class SiteContract(Model):
    """schemas/site.yaml. A registry without it has a plain site."""

    name: Text | None = None
    tagline: Text | None = None
    lead: Text | None = None
    footer: Text | None = None
    search_hint: Text | None = None
    menu: Items | None = None
    more: Items | None = None
    home: Home = Home()
    about: About = About()
    tables: Mapping[str, TablePage] = Property(default_factory=dict)
    pictures: Mapping[str, Picture] = Property(default_factory=dict)
    periods: Mapping[str, Periods] = Property(default_factory=dict)

    def page(self, table: str) -> TablePage:
        """How a table is shown, as far as anything is said of it."""
        return self.tables.get(table, PLAIN)


PLAIN = TablePage()


def item_of(one: str | Item) -> Item:
    """An entry of a menu in full."""
    return Item(table=one) if isinstance(one, str) else one


def section_of(one: str | Section) -> Section:
    """A section in full."""
    return Section(rows=one) if isinstance(one, str) else one
