"""Kinds of statements: schemas/statements/<kind>.yaml says what texts may state, and which rows a statement meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field as Property

from pipeline.datapackage.documents import Document, parse_yaml, read_text, validate
from pipeline.findings.model import Model
from pipeline.registry.parsed_files import kept_by_text
from pipeline.registry.statement_frames import Says

FOLDER = "schemas/statements"
# What a value of a statement is: the key of a row or a code, found by its printed names; a name as printed, whose
# key is looked up when the statement meets rows; a day, month or year; the first and last of these; numbers; text.
Holds = Literal["row", "code", "printed", "date", "dates", "number", "count", "text", "object"]


class Not(Model):
    """A condition on a value: it is none of these."""

    values: Annotated[tuple[str, ...], Property(alias="not", min_length=1)]


# A condition on a value: whether there is one, or which it is (one of several in a list), or which it is not.
Condition = bool | str | tuple[str, ...] | Not
Conditions = Mapping[str, Condition]


class Within(Model):
    """A date that is the same or more precise: 1996-02 holds 1996-02-19."""

    within: str


class Members(Model):
    """The rows of another table that refer to this one hold exactly these values in a field, in any order."""

    table: str
    refers: str
    field: str
    values: Annotated[tuple[str, ...], Property(min_length=1)]


# What a field of a row must hold: a pattern, one of several, a date within one.
Wanted = str | tuple[str, ...] | Within
Alternatives = Annotated[tuple["Search", ...], Property(min_length=1)]


class KindField(Model):
    """A value of a statement. `table` or `vocabulary`: whose names it is told by; `default`: where a text says none.

    `dates` are two columns of the statement, named by `start` and `end`; an `object` has `fields` of its own.
    """

    holds: Holds
    table: str | None = None
    vocabulary: str | None = None
    required: bool = False
    default: str | None = None
    start: str | None = None
    end: str | None = None
    fields: Mapping[str, KindField] = Property(default_factory=dict)

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of the statement that hold it."""
        return tuple(column for column in (self.start, self.end) if column) if self.holds == "dates" else (name,)


class Search(Model):
    """One way to find a row of a step's table.

    `where`: what its fields hold. `members`: what rows that refer to it hold. `prefer`: of those found, the ones that
    also hold this, if there are any, field by field. `fits`: each field is empty or holds the value.
    A pattern with a placeholder that has no value finds nothing (in `where`), or asks nothing (in the others).
    `take`: which of several rows counts. `several`: the outcome for each of them, where the text does not say which.
    """

    when: Conditions | tuple[Conditions, ...] = ()
    where: Mapping[str, Wanted] = Property(default_factory=dict)
    members: Members | None = None
    prefer: Mapping[str, Wanted] = Property(default_factory=dict)
    fits: Mapping[str, Wanted] = Property(default_factory=dict)
    take: Literal["first", "last", "only"] = "first"
    several: str | None = None


class Addition(Model):
    """A row to add where none is found: its values by field. Nothing is added while its key lacks a value."""

    when: Conditions | tuple[Conditions, ...] = ()
    row: Mapping[str, str]


class Step(Model):
    """A table that a statement meets: how its row is found, else added, and what the statement says of its fields.

    A pattern holds placeholders: {field} of the statement, {step.field} of a row that an earlier step found,
    {name|other} with what stands for it where there is no value. `find`: the ways to find the row, the first that
    finds one counts. `values`: the fields that the statement says, which are compared and cited; without it the step
    only looks a row up. `as`: what placeholders call the row, if not by the name of the table.
    """

    table: str
    name: str | None = Property(default=None, alias="as")
    when: Conditions | tuple[Conditions, ...] = ()
    find: Alternatives
    add: tuple[Addition, ...] = ()
    values: Mapping[str, str] | None = None


class StatementKind(Model):
    """schemas/statements/<kind>.yaml: the values of a statement, the rows that it meets, the words that say it.

    `sorted`: names for several values in the order of the alphabet, as {pair.1} and {pair.2}: two sides of one thing.
    `says`: the words that say it; None where code reads it.
    """

    fields: Annotated[Mapping[str, KindField], Property(min_length=1)]
    sorted: Mapping[str, tuple[str, ...]] = Property(default_factory=dict)
    meets: tuple[Step, ...] = ()
    says: Says | None = None

    @cached_property
    def columns(self) -> Mapping[str, KindField]:
        """The columns of a statement of this kind, each with what it holds."""
        return {column: field for name, field in self.fields.items() for column in field.columns(name)}


def read_statement_kinds(root: Path) -> Iterator[tuple[str, Document, StatementKind]]:
    """The kinds of statements of the registry in `root`, by name. Raises ContractError."""
    for path in sorted((root / FOLDER).glob("*.yaml")):
        shown = f"{FOLDER}/{path.name}"
        yield path.stem, *parse_kind(read_text(path, shown), shown)


@kept_by_text
def parse_kind(text: str, shown: str) -> tuple[Document, StatementKind]:
    document = Document(shown, text, parse_yaml(text, shown))
    return document, validate(document, StatementKind)
