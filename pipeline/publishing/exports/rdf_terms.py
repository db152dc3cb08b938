"""terms.yaml: which term each column becomes in the graph, and the terms of our own with their labels and comments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import Field as Property
from pydantic import field_validator

from pipeline.core.i18n import LANGUAGES
from pipeline.findings.model import Model
from pipeline.publishing.exports.rdf_model import OURS
from pipeline.registry.contract import Contract

# In the order in which terms.yaml writes labels and comments.
WRITTEN = ("en", "fr", "es")
Texts = tuple[str, str, str]


class ColumnTerm(Model):
    """The term of a column, and which other column says its language or the table of its row."""

    term: str
    lang: str | None = None
    row_of: str | None = None
    refers: str | None = None


class TableTerms(Model):
    class_: str = Property(alias="class")
    columns: Mapping[str, ColumnTerm]
    special: tuple[str, ...] = ()

    @field_validator("columns", mode="before")
    @classmethod
    def short_form(cls, columns: Mapping[str, object]) -> Mapping[str, object]:
        """A column of which only the term is said is that term."""
        return {name: {"term": column} if isinstance(column, str) else column for name, column in columns.items()}


class OwnClass(Model):
    of: str
    labels: Texts
    broader: tuple[str, ...] = ()


class OwnProperty(Model):
    of: str
    broader: str | None = None
    labels: Texts | None = None
    comments: Texts | None = None


class Terms(Model):
    """All of terms.yaml."""

    tables: Mapping[str, TableTerms]
    classes: Mapping[str, OwnClass]
    properties: Mapping[str, OwnProperty]

    def classes_of(self, table: str) -> tuple[str, ...]:
        """The class of the rows of a table, and the broader ones, so that nobody need reason to find them."""
        if table not in self.tables:
            return (f"{OURS}:{table}",)
        own = self.tables[table].class_
        return (own, *self.classes[own.partition(":")[2]].broader)

    def column(self, table: str, column: str) -> ColumnTerm | None:
        """The term of a column; one of its own where none is said, so that a new column is in the graph as well.

        None where the statements' own module says what it is.
        """
        known = self.tables.get(table)
        if known is not None and column in known.special:
            return None
        return known.columns[column] if known and column in known.columns else ColumnTerm(term=own_term(table, column))


def own_term(table: str, column: str) -> str:
    return f"{OURS}:{table}-{column}"


@cache
def read_terms() -> Terms:
    text = (Path(__file__).parent / "terms.yaml").read_text(encoding="utf-8")
    return Terms.model_validate(yaml.load(text, Loader=yaml.CSafeLoader), strict=False)


class TermLabel(NamedTuple):
    """The label and the comment of a term in a language."""

    lang: str
    label: str
    comment: str


def class_labels(contract: Contract, own: OwnClass) -> tuple[TermLabel, ...]:
    schema = contract.tables[own.of]
    labels = dict(zip(WRITTEN, own.labels, strict=True))
    return tuple(TermLabel(lang, labels[lang], schema.description_in(lang)) for lang in LANGUAGES)


def property_labels(contract: Contract, own: OwnProperty) -> tuple[TermLabel, ...]:
    """As the column of the contract has it, unless the property has words of its own."""
    table, _, column = own.of.partition(".")
    field = contract.tables[table].field(column)
    labels = dict(zip(WRITTEN, own.labels, strict=True)) if own.labels else {}
    comments = dict(zip(WRITTEN, own.comments, strict=True)) if own.comments else {}
    return tuple(
        TermLabel(lang, labels.get(lang) or field.title_in(lang), comments.get(lang) or field.description_in(lang))
        for lang in LANGUAGES
    )
