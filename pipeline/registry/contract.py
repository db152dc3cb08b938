"""The registry's contract: schemas/package.yaml, its tables, vocabularies and rules, loaded once and held together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field as Property

from pipeline.core.files.file_names import DEVICE
from pipeline.core.i18n import DataLanguage, Language
from pipeline.datapackage.descriptors import Category, Contributor, Field, License, Schema, Titled
from pipeline.datapackage.documents import ContractError, Document, read_yaml, validate
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.standard import path_mistakes
from pipeline.findings.model import Finding, Model
from pipeline.registry.identifiers import unfit
from pipeline.registry.roles import Role, RoleMistake, Roles, role_mistakes
from pipeline.registry.rule_files import Rule, read_rules
from pipeline.registry.statements import Statement
from pipeline.registry.table_files import TableFile
from pipeline.registry.vocabularies import Vocabulary, read_vocabulary

# Names of tables and fields are names of files, of columns and in queries: no letter that looks like another.
SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
# Names that pages of the site have: data/index.html and the like.
OWN_FOLDERS = frozenset({"data", "calendars", "vocabularies", "index"})
# An address that can stand in a page and in a graph as it is.
ADDRESS = re.compile(r"^https?://[^\s<>\"{}|\\^`]+$")
# The computed field that says of a row whether sources say its facts: its table has facts.
ROW_EVIDENCE = "evidence"
TRANSLATED = ("title", "title_fr", "title_es", "description", "description_fr", "description_es")


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
    def cites(self) -> bool:
        """Whether its rows name a field of a table, and give values in the form of that."""
        return {"table", "field"} <= set(self.field_names) and self.rows_from != "computed"

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
    """schemas/package.yaml."""

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
    tables: Mapping[str, Expectations]


@dataclass(frozen=True)
class Contract:
    """Everything that schemas/ says; `left_out`: the tables that a contract of some tables alone has not."""

    root: Path
    package: PackageContract
    tables: Mapping[str, TableSchema]
    vocabularies: Mapping[str, Vocabulary]
    rules: tuple[Rule, ...]
    left_out: Mapping[str, TableSchema] = dataclass_field(default_factory=dict)

    @cached_property
    def every_table(self) -> Mapping[str, TableSchema]:
        """The tables that there are, those that it leaves out included: citations name any of them."""
        return {**self.left_out, **self.tables}

    def table_of_role(self, role: Role) -> str | None:
        """The table that plays a role; None where no table of this contract does."""
        table = self.package.roles.table(role)
        return table if table in self.tables else None

    def label(self, vocabulary: str, code: str, lang: Language) -> str:
        return self.vocabularies[vocabulary].label(code, lang)

    @cached_property
    def paged(self) -> tuple[str, ...]:
        """The tables whose rows have a page each: what other tables of typed rows refer to."""
        referred = {
            key.reference.resource or table
            for table, schema in self.tables.items()
            for key in schema.foreign_keys
            if len(key.own) == 1 and key.reference.resource not in (None, "", table)
        }
        return tuple(
            name for name, schema in self.tables.items() if name in referred and schema.rows_from != "computed"
        )

    def categories(self, field: Field) -> tuple[Category, ...]:
        """The codes that a field may hold, with their labels; empty where it has no vocabulary."""
        if field.vocabulary is None:
            return ()
        rows = self.vocabularies[field.vocabulary].rows
        return tuple(
            Category(value=code, label=row["label_en"], label_fr=row["label_fr"], label_es=row["label_es"])
            for code, row in rows.items()
        )

    @cached_property
    def typed_tables(self) -> tuple[str, ...]:
        """The tables with rows that people type."""
        return tuple(name for name, schema in self.tables.items() if schema.rows_from != "computed")

    def files(self, table: str) -> list[TableFile]:
        """The files of a table: raw/tables/<table>.csv, the CSVs in a folder of that name, or what its schema says."""
        declared = self.tables[table].path or f"raw/tables/{table}.csv"
        folder = self.root / declared.removesuffix(".csv")
        parts = sorted(folder.glob("*.csv")) if folder.is_dir() else [self.root / declared]
        return [TableFile(display_path=part.relative_to(self.root).as_posix(), path=part) for part in parts]

    def table_of_files(self) -> dict[str, str]:
        """The table of each file of rows, by the file as findings show it."""
        return {file.display_path: table for table in self.typed_tables for file in self.files(table)}

    def typed(self, table: str) -> TableSchema:
        """The schema of what people type: without the computed fields and the keys that hold one."""
        schema = self.published_schema(table)
        names = {field.name for field in schema.typed_fields}
        keys = tuple(key for key in schema.foreign_keys if names.issuperset(key.own))
        return schema.model_copy(update={"fields": schema.typed_fields, "foreign_keys": keys})

    def field_of(self, table: str, field: str) -> tuple[TableSchema, Field] | None:
        """A field by the names of its table and itself, with its table; None where there is no such field."""
        schema = self.every_table.get(table)
        found = next((known for known in schema.fields if known.name == field), None) if schema else None
        return (schema, found) if schema and found else None

    def published_schema(self, table: str) -> TableSchema:
        """The schema that the kernel checks and the package publishes: vocabularies as categories."""
        schema = self.every_table[table]
        fields = tuple(
            field.model_copy(update={"categories": self.categories(field)}) if field.vocabulary else field
            for field in schema.fields
        )
        cited = {field.name for field in schema.cited_fields}
        resolved = tuple(field.model_copy(update={"cited": field.name in cited or None}) for field in fields)
        return schema.model_copy(update={"fields": resolved})


def load_contract(root: Path) -> Contract:
    """The contract in `root`/schemas. Raises ContractError with every mistake found, each with file and line."""
    # What lies below it is told by its way from there from what somebody named, which may be a link to anywhere.
    root = root.absolute()
    folder = root / "schemas"
    described = read_yaml(folder / "package.yaml", "schemas/package.yaml")
    package = validate(described, PackageContract)
    documents = {
        path.stem: read_yaml(path, f"schemas/tables/{path.name}") for path in sorted((folder / "tables").glob("*.yaml"))
    }
    tables = {name: validate(document, TableSchema) for name, document in documents.items()}
    contract = Contract(
        root=root,
        package=package,
        tables={name: tables[name] for name in package.tables if name in tables},
        vocabularies={
            path.stem: read_vocabulary(path, f"schemas/vocabularies/{path.name}")
            for path in sorted((folder / "vocabularies").glob("*.csv"))
        },
        rules=read_rules(root),
    )
    mistakes = (
        *undeclared_tables(package, tables),
        *(broken_role(described, one) for one in role_mistakes(package.roles, tables)),
        *table_mistakes(contract, documents),
        *unfit_names(contract),
    )
    if mistakes:
        raise ContractError(mistakes)
    return contract


def unfit_names(contract: Contract) -> Iterator[Finding]:
    """Vocabularies and rules whose names no page or file has on every system."""
    files = [f"schemas/vocabularies/{name}.csv" for name in contract.vocabularies]
    for file in (*files, *(f"schemas/rules/{rule.name}.sql" for rule in contract.rules)):
        if unfit(name := file.rpartition("/")[2].rpartition(".")[0]):
            yield broken(file, 1, "name-unfit", name)


def undeclared_tables(package: PackageContract, tables: Mapping[str, TableSchema]) -> Iterator[Finding]:
    """Tables that package.yaml lists without a file, and files that it does not list."""
    for name in package.tables:
        if name not in tables:
            yield broken("schemas/package.yaml", 1, "table-without-file", name)
    for name in tables:
        if name not in package.tables:
            yield broken(f"schemas/tables/{name}.yaml", 1, "file-without-table", name)


def table_mistakes(contract: Contract, documents: Mapping[str, Document]) -> Iterator[Finding]:
    """What each schema says that it cannot mean: unknown properties, fields, tables, vocabularies; no translation."""
    for name, schema in contract.tables.items():
        for place, variant, value in schema_mistakes(contract, name, schema):
            yield broken(documents[name].display_path, documents[name].line(place), variant, value)


def schema_mistakes(contract: Contract, name: str, schema: TableSchema) -> Iterator[tuple[Place, str, str]]:
    if not SLUG.fullmatch(name):
        yield ((), "name", name)
    elif name in OWN_FOLDERS or DEVICE.fullmatch(name):
        yield ((), "name-taken", name)
    for index, field in enumerate(schema.fields):
        if not SLUG.fullmatch(field.name):
            yield (("fields", index, "name"), "name", field.name)
    if schema.path is not None and (not schema.path.startswith("raw/") or any(path_mistakes(schema.path, ()))):
        yield (("path",), "unsafe-path", schema.path)
    yield from (((property_name,), "unknown-property", property_name) for property_name in schema.unknown)
    yield from (((), "untranslated", lang) for lang in TRANSLATED if not getattr(schema, lang))
    yield from unknown_fields(schema)
    yield from foreign_key_mistakes(contract, schema)
    for index, field in enumerate(schema.fields):
        yield from field_mistakes(contract, field, ("fields", index))
    if name == "statements" and set(schema.field_names) != set(Statement.model_fields):
        difference = set(schema.field_names) ^ set(Statement.model_fields)
        yield (("fields",), "statement-keys", ", ".join(sorted(difference)))


def unknown_fields(schema: TableSchema) -> Iterator[tuple[Place, str, str]]:
    """Keys and name columns that name no field of the table."""
    unique = [field for key in schema.unique_keys or () for field in key]
    own = [field for key in schema.foreign_keys for field in key.own]
    listed = {"primaryKey": schema.key, "uniqueKeys": unique, "foreignKeys": own, "names": schema.names}
    for place, fields in listed.items():
        yield from (((place,), "unknown-field", field) for field in fields if field not in schema.field_names)
    for index, name in enumerate(schema.field_names):
        if name in schema.field_names[:index]:
            yield (("fields", index), "duplicate-key", name)


def foreign_key_mistakes(contract: Contract, schema: TableSchema) -> Iterator[tuple[Place, str, str]]:
    for index, key in enumerate(schema.foreign_keys):
        target = contract.tables.get(key.reference.resource or "")
        place = ("foreignKeys", index)
        if target is None:
            yield (place, "unknown-table", key.reference.resource or "")
        else:
            yield from ((place, "unknown-field", name) for name in key.target_fields if name not in target.field_names)


def field_mistakes(contract: Contract, field: Field, place: Place) -> Iterator[tuple[Place, str, str]]:
    yield from (
        ((*place, property_name), "unknown-property", property_name)
        for property_name in (*field.unknown, *field.constraints.unknown)
    )
    yield from ((place, "untranslated", f"{field.name}.{lang}") for lang in TRANSLATED if not getattr(field, lang))
    if field.example is None:
        yield (place, "no-example", field.name)
    if field.vocabulary is not None and field.vocabulary not in contract.vocabularies:
        yield ((*place, "vocabulary"), "unknown-vocabulary", field.vocabulary)


def broken_role(described: Document, mistake: RoleMistake) -> Finding:
    """The finding for a role that its table cannot play, at its line of schemas/package.yaml."""
    found = broken(described.shown, described.line(("roles", mistake.role)), mistake.variant, mistake.value)
    return found.model_copy(update={"details": {**found.details, "role": mistake.role}})


def broken(file: str, line: int, variant: str, value: str) -> Finding:
    return Finding(code="schema-error", variant=variant, file=file, line=line, value=value, details={"property": value})
