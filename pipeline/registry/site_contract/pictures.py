"""The kinds of pictures that `schemas/site.yaml` can declare, each with the fields that feed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field as Property

from pipeline.findings.model import Model
from pipeline.registry.site_contract.words import Text

# The values that a path must have: one, or one of several; "" stands for none.
Conditions = Mapping[str, str | tuple[str, ...]]
Shape = Literal["dot", "ring", "bar", "cross"]


class Drawn(Model):
    """What every picture of the whole registry has.

    `list`: the table on whose list it stands. `columns`: other names for the columns of the file of its data.
    """

    list: str
    title: Text
    how: Text | None = None
    columns: Mapping[str, str] = Property(default_factory=dict)


class Timeline(Drawn):
    """Rows as dots along the years, in a lane for each row that `lane` leads to. `data`: more columns of its file."""

    kind: Literal["timeline"]
    table: str
    lane: str
    date: str
    large: Conditions = Property(default_factory=dict)
    filled: Conditions = Property(default_factory=dict)
    data: Mapping[str, str] = Property(default_factory=dict)


class Curve(Drawn):
    """How many periods lasted at the end of each year, in a small chart for each row that they belong to."""

    kind: Literal["curve"]
    periods: str


class Cumulative(Drawn):
    """How many rows there were at the end of each year, in a small chart for each row that `of` leads to, or in one."""

    kind: Literal["cumulative"]
    table: str
    date: str
    of: str | None = None
    where: Conditions = Property(default_factory=dict)


class Matrix(Drawn):
    """How many rows have each value of one path and each of another, as a table with shades."""

    kind: Literal["matrix"]
    table: str
    across: str
    down: str
    where: Conditions = Property(default_factory=dict)


class Network(Drawn):
    """Rows as lines between the rows that `ends` leads to. `line`: the field whose values draw lines differently.

    `filled`: a path from an end; the ends for which it leads anywhere are drawn full.
    """

    kind: Literal["network"]
    table: str
    ends: str
    line: str | None = None
    solid: tuple[str, ...] = ()
    dashed: tuple[str, ...] = ()
    filled: str | None = None


class WorldMap(Drawn):
    """Rows with a position on a map of the world, as large as `size` leads to rows; a diamond where `mark` does."""

    kind: Literal["map"]
    table: str
    latitude: str
    longitude: str
    size: str | None = None
    mark: str | None = None


class Chronology(Model):
    """Rows of a section along the years, in a lane for each row that `lane` leads to; shapes by the values of `by`."""

    kind: Literal["chronology"]
    table: str
    lane: str
    date: str
    until: str | None = None
    by: str | None = None
    shapes: Mapping[Shape, tuple[str, ...]] = Property(default_factory=dict)
    legend: Mapping[Shape, Text] = Property(default_factory=dict)


Whole = Timeline | Curve | Cumulative | Matrix | Network | WorldMap
Picture = Annotated[Whole | Chronology, Property(discriminator="kind")]


class ActionColumn(Model):
    """A column of the table of periods: the actions that stand in it."""

    title: Text
    actions: Annotated[tuple[str, ...], Property(min_length=1)]


class Periods(Model):
    """Who belongs to what from when to when, by the actions of each: a member to a club, a work to a collection.

    The rows of `table` are actions, by which the row of `who` begins (`opens`) or ceases (`closes`) to belong to the
    row of `of`. `as_of`: the date until which an action is known. Paths reach those who belong now as `NAME.open`.
    """

    table: str
    of: str
    who: str
    action: str
    date: str
    opens: Annotated[tuple[str, ...], Property(min_length=1)]
    closes: tuple[str, ...] = ()
    as_of: str | None = None
    as_of_note: Text | None = None
    columns: tuple[ActionColumn, ...] = ()
    shapes: Mapping[Shape, tuple[str, ...]] = Property(default_factory=dict)
    legend: Mapping[Shape, Text] = Property(default_factory=dict)
