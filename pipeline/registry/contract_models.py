"""What schemas/package.yaml and the files of schemas/tables say, as models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field as Property

from pipeline.core.i18n import DataLanguage
from pipeline.datapackage.descriptors import Contributor, Field, License, Schema, Titled
from pipeline.findings.model import Model
from pipeline.registry.roles import Roles

# An address that can stand in a page and in a graph as it is.
ADDRESS = re.compile(r"^https?://[^\s<>\"{}|\\^`]+$")
# The computed field that says of a row whether sources say its facts: its table has facts.
ROW_EVIDENCE = "evidence"


class TableSchema(Schema):
    """A Table Schema of the registry. `rows_from` says who writes its rows: people, the pipeline, or both."""

    rows_from: Literal["typed", "computed", "both"] = Property(alias="source")
    # Citations, rules and pages name a row by it.
    primary_key: str | Annotated[tuple[str, ...], Property(min_length=1)]
    path: str | None = None
    names: tuple[str, ...] = ()

    @property
    def typed_fields(self) -> tuple[Field, ...]:
        """The fields that people type in raw/."""
        return tuple(field for field in self.fields if not field.computed)

    @property
    def cited_fields(self) -> tuple[Field, ...]:
        """The fields that are facts: each value needs a source.

        In a table with the computed field `evidence` these are all typed fields but those of its keys; `cited`
        says otherwise of a field.
        """
        if not any(field.name == ROW_EVIDENCE and field.computed for field in self.fields):
            return ()
        keys = {*self.key, *(name for key in self.unique_keys or () for name in key)}
        return tuple(
            field
            for field in self.fields
            if (field.name not in keys and not field.computed if field.cited is None else field.cited)
        )


class RowCounts(Model):
    fewest: int = 0
    most: int | None = None


class Expectations(Model):
    """What is expected of a table: too few rows or values is an error, too many rows a warning."""

    rows: RowCounts = RowCounts()
    filled: Mapping[str, float] = Property(default_factory=dict)


class PackageContract(Titled):
    """The content of schemas/package.yaml."""

    name: str
    version: str
    # When this version was made, the address of its site, where its raw/ can be edited: who makes a release says so.
    created: str | None = None
    homepage: Annotated[str, Property(pattern=ADDRESS.pattern)] | None = None
    repository: str | None = None
    keywords: tuple[str, ...] = ()
    licenses: Annotated[tuple[License, ...], Property(min_length=1)]
    contributors: Annotated[tuple[Contributor, ...], Property(min_length=1)]
    languages: tuple[DataLanguage, ...]
    roles: Roles = Roles()
    # The code that reads its texts, where that knows more of the field than schemas/statements says.
    reading: str | None = None
    tables: Mapping[str, Expectations]
