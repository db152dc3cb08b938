"""The terms of the graph: those of schemas/graph.yaml, and one of its own for what that does not name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.core.i18n import ENGLISH_FIRST
from pipeline.registry.contract import Contract
from pipeline.registry.graph_terms import OURS, ColumnTerm, GraphTerms, ObjectTerm, OwnClass, OwnProperty

# What the annotation of a statement says instead of a term of these columns.
ANNOTATED = frozenset({"span", "quote", "evidence"})


class Terms:
    """The terms of a registry's graph."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.graph: GraphTerms = contract.graph
        self.statements = contract.table_of_role("statements")
        self.sources = contract.table_of_role("sources")

    def classes_of(self, table: str) -> tuple[str, ...]:
        """The class of the rows of a table, and the broader ones, so that nobody need reason to find them."""
        if table not in self.graph.tables:
            return (f"{OURS}:{table}",)
        own = self.graph.tables[table].class_
        known = self.graph.classes.get(own.partition(":")[2]) if own.startswith(f"{OURS}:") else None
        return (own, *(known.broader if known else ()))

    def column(self, table: str, column: str) -> ColumnTerm | None:
        """The term of a column; one of its own where none is said, so that a new column is in the graph as well.

        None where an annotation or an object says what it is.
        """
        if (table == self.statements and column in ANNOTATED) or column in self.objects(table):
            return None
        known = self.graph.tables.get(table)
        named = known.columns.get(column) if known else None
        if named is None:
            return ColumnTerm(term=own_term(table, column), row_of=self.column_of_table(table, column))
        return ColumnTerm(term=named) if isinstance(named, str) else named

    def column_of_table(self, table: str, column: str) -> str | None:
        """For the column of a table with a role that names a row, the column that names the table of the row."""
        names_row = column == "row" and self.contract.package.roles.role_of(table) is not None
        return "table" if names_row and "table" in self.contract.tables[table].field_names else None

    def objects(self, table: str) -> Mapping[str, ObjectTerm]:
        """The columns of objects of a table, with their terms."""
        known = self.graph.tables.get(table)
        return known.objects if known else {}


def own_term(table: str, column: str) -> str:
    return f"{OURS}:{table}-{column}"


class TermLabel(NamedTuple):
    """The label and the comment of a term in a language."""

    lang: str
    label: str
    comment: str


def class_labels(contract: Contract, own: OwnClass) -> tuple[TermLabel, ...]:
    schema = contract.tables[own.of]
    labels = dict(zip(ENGLISH_FIRST, own.labels, strict=True))
    return tuple(TermLabel(lang, labels[lang], schema.description_in(lang)) for lang in contract.languages)


def property_labels(contract: Contract, own: OwnProperty) -> tuple[TermLabel, ...]:
    """As the column of the contract has it, unless the property has words of its own."""
    table, _, column = own.of.partition(".")
    field = contract.tables[table].field(column)
    labels = dict(zip(ENGLISH_FIRST, own.labels, strict=True)) if own.labels else {}
    comments = dict(zip(ENGLISH_FIRST, own.comments, strict=True)) if own.comments else {}
    return tuple(
        TermLabel(lang, labels.get(lang) or field.title_in(lang), comments.get(lang) or field.description_in(lang))
        for lang in contract.languages
    )
