"""What is proposed for files without a schema, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.datapackage.resource import CheckedTable
from pipeline.findings.model import Finding, Unchecked
from pipeline.inference.names import table_slug


@dataclass(frozen=True)
class Doubt:
    """Something that the data do not settle: `code` is the key of a wording below "command/infer-"."""

    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """A foreign key: own fields and those of the other table, by position; `table` is empty for the same table."""

    fields: tuple[int, ...]
    table: str
    theirs: tuple[int, ...]


@dataclass(frozen=True)
class InferredField:
    """A field. `label`: the header as it is in the file; `slug`: a name for a registry.

    `properties`: type, format and the like as a Table Schema has them, without name and title.
    """

    label: str
    name: str
    slug: str
    properties: Mapping[str, Any]
    constraints: Mapping[str, Any]
    example: str | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class InferredTable:
    """A proposed table. Keys are tuples of positions of fields."""

    name: str
    path: Path
    rows: int
    fields: tuple[InferredField, ...]
    primary_key: tuple[int, ...] = ()
    unique_keys: tuple[tuple[int, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    format: str = "csv"
    encoding: str = "utf-8"
    compression: str = ""
    dialect: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def slug(self) -> str:
        """The name for a registry: letters, digits and underscores."""
        return table_slug(self.name)


@dataclass(frozen=True)
class Proposal:
    """The tables that are proposed, and what is wrong with the files; a file that is no table has no table here."""

    tables: tuple[InferredTable, ...]
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True)
class Described:
    """A file, or a sheet of one, as it is read: the table without a schema, and how its dialect was found."""

    table: CheckedTable
    path: Path
    dialect: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
