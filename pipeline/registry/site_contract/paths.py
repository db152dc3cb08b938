"""Paths of `schemas/site.yaml`, resolved against the tables before any row is read: none fails on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from pipeline.core.i18n import LANGUAGES, Language, data_language
from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.registry.site_contract.model import PLAIN, Rows, SiteContract

PART = re.compile(r"([a-z][a-z0-9_]*)(?:\[([a-z][a-z0-9_]*)\])?")
# What leads to the row itself, and from a row to those with which it has an open period.
ITSELF, OPEN = "label", "open"


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The name that may be meant by one that there is not."""
    return closest_match(name, list(known), Similarity.LABEL, letter_by_letter=True)


class PathError(Exception):
    """A path that leads nowhere: the variant of its finding, the name that is wrong, what may be meant."""

    def __init__(self, variant: str, name: str, suggestion: str | None = None) -> None:
        super().__init__(variant, name)
        self.variant, self.name, self.suggestion = variant, name, suggestion


class Step(NamedTuple):
    """A step from rows of one table to rows of another.

    `to`: the rows that the field `name` refers to; `from`: those whose field `name` refers here; `related`: those of a
    path that the table gives a name; `open`: those with an open period of that name.
    """

    kind: Literal["to", "from", "related", "open"]
    name: str
    table: str


@dataclass(frozen=True)
class Path:
    """A resolved path: its steps, the table at which it arrives, and the field there (None: the rows themselves).

    `target`: the table of the rows whose keys the values are; None where they are no keys. `languages`: the field of
    each language, where there is one for each. `end`: what the schema says of the field.
    """

    text: str
    start: str
    steps: tuple[Step, ...]
    table: str
    field: str | None
    target: str | None
    languages: Mapping[str, str]
    end: Field | None = None

    def in_language(self, lang: Language) -> str:
        """The path as it is asked in a language: with the field of that language where there is one for each."""
        if not self.languages:
            return self.text
        own = self.languages.get(data_language(lang)) or self.languages.get("en") or next(iter(self.languages.values()))
        return ".".join((*self.text.split(".")[:-1], own))


class Paths:
    """The paths of a registry, each resolved once."""

    def __init__(self, site: SiteContract, tables: Mapping[str, Schema]) -> None:
        self.site, self.tables = site, tables
        self.resolved: dict[tuple[str, str], Path] = {}
        # The related rows that are being resolved: none may lead to itself.
        self.open: list[tuple[str, str]] = []

    @cached_property
    def targets(self) -> Mapping[tuple[str, str], str]:
        """The table that a field refers to, by table and field."""
        return {
            (table, key.own[0]): key.reference.resource or table
            for table, schema in self.tables.items()
            for key in schema.foreign_keys
            if len(key.own) == 1
        }

    @cached_property
    def ways(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The fields by which a table refers to another, by the two tables."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for (table, field), target in self.targets.items():
            found[table, target] = (*found.get((table, target), ()), field)
        return found

    def path(self, table: str, text: str) -> Path:
        """A path from rows of a table. Raises PathError."""
        if (table, text) not in self.resolved:
            self.resolved[table, text] = self.resolve(table, text)
        return self.resolved[table, text]

    def resolve(self, start: str, text: str) -> Path:
        parts = text.split(".")
        if text == ITSELF and ITSELF not in self.tables[start].field_names:
            return Path(text, start, (), start, None, start, {})
        steps: list[Step] = []
        table, at = start, 0
        while at < len(parts):
            match = PART.fullmatch(parts[at])
            if match is None:
                raise PathError("path-syntax", text)
            name, by = match.groups()
            if at == len(parts) - 1 and by is None and (end := self.end(table, name)) is not None:
                field, languages = end
                target = self.targets.get((table, field))
                shown = next(one for one in self.tables[table].fields if one.name == field)
                return Path(text, start, tuple(steps), table, field, target, languages, shown)
            step = self.step(table, name, by)
            steps.append(step)
            table, at = step.table, at + 1
            if step.kind == "open":
                if parts[at : at + 1] != [OPEN]:
                    raise PathError("path-unknown", ".".join(parts[at : at + 1]) or name, OPEN)
                at += 1
        return Path(text, start, tuple(steps), table, None, table, {})

    def end(self, table: str, name: str) -> tuple[str, Mapping[str, str]] | None:
        """The field of that name, or the fields of that name by language; None where there is none."""
        known = self.tables[table].field_names
        if name in known:
            return name, {}
        languages: dict[str, str] = {lang: f"{name}_{lang}" for lang in LANGUAGES if f"{name}_{lang}" in known}
        return (next(iter(languages.values())), languages) if languages else None

    def step(self, table: str, name: str, by: str | None) -> Step:
        """The step that a name within a path stands for. Raises PathError."""
        if by is None and (table, name) in self.targets:
            return Step("to", name, self.targets[table, name])
        if by is None and name in self.tables[table].field_names:
            raise PathError("path-end", name)
        if by is None and name in self.related(table):
            return Step("related", name, self.rows(table, name).target or table)
        if by is None and (other := self.opposite(table, name)) is not None:
            return Step("open", name, other)
        ways = self.ways.get((name, table), ())
        if by is not None and by not in ways:
            raise PathError("path-unknown", by, nearest_name(by, ways))
        if not ways:
            raise PathError("path-unknown", name, nearest_name(name, self.known(table)))
        if by is None and len(ways) > 1:
            raise PathError("path-ambiguous", name, f"{name}[{ways[0]}]")
        return Step("from", by or ways[0], name)

    def related(self, table: str) -> Mapping[str, Rows]:
        return self.site.tables.get(table, PLAIN).related

    def rows(self, table: str, name: str) -> Path:
        """The path of rows that a table gives a name. Raises PathError where it leads to itself."""
        if (table, name) in self.open:
            raise PathError("path-circle", name)
        self.open.append((table, name))
        try:
            return self.path(table, self.related(table)[name].rows)
        finally:
            self.open.pop()

    def opposite(self, table: str, periods: str) -> str | None:
        """The table whose rows have periods with those of a table; None where no such periods are of it."""
        one = self.site.periods.get(periods)
        if one is None:
            return None
        sides = (self.targets.get((one.table, one.of)), self.targets.get((one.table, one.who)))
        return next((other for side, other in (sides, sides[::-1]) if side == table), None)

    def known(self, table: str) -> list[str]:
        """The names with which a path can begin at a table."""
        return [*self.tables[table].field_names, *self.related(table), *self.openers(table), *self.referring(table)]

    def openers(self, table: str) -> Iterator[str]:
        return (name for name in self.site.periods if self.opposite(table, name) is not None)

    def referring(self, table: str) -> Iterator[str]:
        return (name for name, target in self.ways if target == table)
