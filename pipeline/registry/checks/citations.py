"""Checks citations, corrections and disagreements: rows that name a field of a table and a value of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name, text
from pipeline.core.i18n import translated
from pipeline.core.limits import RULE_LIKENESS
from pipeline.core.text.folding import fold_text
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.header import expected
from pipeline.datapackage.types import CellValidator, ValidatorCache
from pipeline.findings.collector import NON_STANDARD, UNCHECKED
from pipeline.findings.model import Finding
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import TableSchema
from pipeline.validation.cell_suggestions import advise, closest

# The field by which a citation names a row, and how alike a key must be to be meant by another.
ROW = "row"
ALIKE = 0.9


def check_cited(
    connection: DuckDBPyConnection,
    contract: Contract,
    relations: Mapping[str, str],
    validators: ValidatorCache,
    *,
    last: bool,
) -> Iterator[Finding]:
    """The findings about citations and corrections: unknown tables and fields, and values that the field cannot have.

    `relations`: a relation with `_file`, `_line` and `_row` for each table. Unless this is the `last` check, references
    are looked up in entered tables only, because texts may still add rows.
    """
    targets = CitedFields(connection, contract, relations, validators, last)
    for table, relation in relations.items():
        schema = contract.tables[table]
        values = [field.name for field in schema.fields if field.normalise == "cited"]
        if table in contract.citing:
            columns = ", ".join(map(name, ("table", "field", *values)))
            query = f"SELECT _file, _line, _row, {columns} FROM {name(relation)} ORDER BY _file, _row"
            for file, line, row, cited, field, *cells in connection.execute(query).fetchall():
                for found in targets.wrong(cited, field, dict(zip(values, cells, strict=True))):
                    yield found.model_copy(update={"file": file, "line": line, "row": row})


def check_cited_rows(
    connection: DuckDBPyConnection, contract: Contract, relations: Mapping[str, str]
) -> Iterator[Finding]:
    """Rows of relations (with `_file`, `_line` and `_row`) that name a row which the table does not have."""
    for table, relation in relations.items():
        if table in contract.citing:
            for target in (target for target in relations if contract.tables[target].cited_fields):
                query = missing_rows(relation, relations[target], target, contract.tables[target])
                for file, line, row, value, suggestion in connection.execute(query).fetchall():
                    yield Finding(
                        code="citation-error",
                        variant="row",
                        file=file,
                        line=line,
                        row=row,
                        field=ROW,
                        value=value,
                        suggestion=suggestion,
                        details={"table": target},
                    )


def missing_rows(citing: str, cited: str, table: str, schema: TableSchema) -> str:
    """The query for rows of `citing` whose row `cited` does not have, each with the key that is most like it."""
    key = f"concat_ws(' ', {', '.join(map(name, schema.key))})"
    likeness = f"jaro_winkler_similarity(left(_key, {RULE_LIKENESS}), left({name(ROW)}, {RULE_LIKENESS}))"
    return f"""
        WITH keys AS (SELECT {key} AS _key FROM {name(cited)}),
        missing AS (
            SELECT _file, _line, _row, {name(ROW)} FROM {name(citing)}
            WHERE {name("table")} = {text(table)} AND {name(ROW)} <> '' AND {name(ROW)} NOT IN (SELECT _key FROM keys)
        )
        SELECT _file, _line, _row, {name(ROW)},
               (SELECT arg_max(_key, {likeness}) FROM keys WHERE {likeness} > {ALIKE})
        FROM missing ORDER BY _file, _row
    """


class CitedFields:
    """The fields that can be cited, with what checks their values and the keys that these may name."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        contract: Contract,
        relations: Mapping[str, str],
        validators: ValidatorCache,
        last: bool,
    ) -> None:
        self.connection, self.contract, self.relations = connection, contract, relations
        self.validators, self.last = validators, last
        self.known: dict[tuple[str, str], CitedField] = {}

    def wrong(self, table: str, named: str, values: Mapping[str, str]) -> Iterator[Finding]:
        """What is wrong with a row, without its place."""
        if not table or not named:
            # That they must have a value is a constraint of their own.
            return
        schema = self.contract.every_table.get(table)
        if schema is None or not schema.cited_fields:
            yield self.unknown_table(table, "table" if schema is None else "no-facts")
        elif named not in schema.field_names:
            yield self.unknown_field(self.contract.typed(table), table, named)
        elif not any(field.name == named for field in schema.cited_fields):
            facts = ", ".join(field.name for field in schema.cited_fields)
            details: dict[str, str | int] = {"table": table, "fields": facts}
            yield Finding(code="citation-error", variant="no-fact", field="field", value=named, details=details)
        else:
            target = self.target(table, named)
            for own, value in values.items():
                if value and (found := target.problem(value)):
                    yield found.model_copy(update={"field": own, "value": value})

    def target(self, table: str, named: str) -> CitedField:
        if (table, named) not in self.known:
            self.known[table, named] = CitedField(self, table, named)
        return self.known[table, named]

    def unknown_table(self, table: str, variant: str) -> Finding:
        tables = [table for table, schema in self.contract.every_table.items() if schema.cited_fields]
        titled = {fold_text(title): table for table in tables for title in titles(self.contract.every_table[table])}
        meant = titled.get(fold_text(table)) or closest(table, tables)
        return Finding(
            code="citation-error",
            variant=variant,
            field="table",
            value=table,
            suggestion=meant,
            details={"tables": ", ".join(tables)},
        )

    def unknown_field(self, schema: Schema, table: str, named: str) -> Finding:
        fields = schema.field_names
        meant = expected(schema).field_of(named) or closest(named, fields)
        return Finding(
            code="citation-error",
            variant="field",
            field="field",
            value=named,
            suggestion=meant,
            details={"table": table, "fields": ", ".join(fields)},
        )


def titles(schema: Schema) -> Collection[str]:
    return {title for name in translated("title") if (title := getattr(schema, name))}


class CitedField:
    """A field that is cited: its validator, and the keys that it may name."""

    def __init__(self, targets: CitedFields, table: str, named: str) -> None:
        self.targets, self.table = targets, table
        self.schema = targets.contract.published_schema(table)
        self.field: Field = self.schema.field(named)

    @cached_property
    def validator(self) -> CellValidator:
        return self.targets.validators.validator(self.schema, self.field, key=False, null_sequence=None)

    @cached_property
    def keys(self) -> tuple[str, str, frozenset[Any]] | None:
        """The table that the field refers to, its key, and the values that this has; None where it refers to none."""
        found = next((key for key in self.schema.foreign_keys if key.own == (self.field.name,)), None)
        if found is None:
            return None
        other = found.reference.resource or self.table
        relation = self.targets.relations.get(other)
        if relation is None:
            return None
        if not self.targets.last and self.targets.contract.every_table[other].rows_from != "typed":
            return None
        values = self.targets.connection.execute(
            f"SELECT {name(found.target_fields[0])} FROM {name(relation)}"
        ).fetchall()
        return other, found.target_fields[0], frozenset(value for (value,) in values)

    def problem(self, value: str) -> Finding | None:
        """What is wrong with a value of the field, without its place."""
        about: dict[str, str | int] = {"cited_table": self.table, "cited_field": self.field.name}
        result = self.validator.validate(value)
        for cell_problem in result.problems:
            if cell_problem.code in (UNCHECKED, NON_STANDARD):
                continue
            meant, details = advise(cell_problem, value, self.validator, self.field)
            return Finding(
                code=cell_problem.code, variant=cell_problem.variant, suggestion=meant, details=about | details
            )
        if self.keys and value not in self.keys[2]:
            table, key, _ = self.keys
            details = about | {"table": table, "fields": key, "own": self.field.name}
            return Finding(code="foreign-key", details=details)
        return None
