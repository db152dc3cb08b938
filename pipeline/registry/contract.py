"""The registry's contract: schemas/package.yaml, tables, vocabularies and rules, loaded and checked together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path

from pipeline.core.files.file_names import DEVICE
from pipeline.core.i18n import ENGLISH_FIRST, LANGUAGES, DataLanguage, Language, translated
from pipeline.datapackage.descriptors import Category, Field
from pipeline.datapackage.documents import ContractError, Document, parse_yaml, read_text, read_yaml, validate
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.rows import Row, Tables
from pipeline.datapackage.standard import path_mistakes
from pipeline.findings.model import Finding
from pipeline.registry.contract_models import PackageContract, TableSchema
from pipeline.registry.graph_terms import GraphTerms, graph_mistakes, read_graph_terms
from pipeline.registry.identifiers import unfit
from pipeline.registry.kinds.mistakes import KindMistake, kind_mistakes
from pipeline.registry.parsed_files import kept_by_text
from pipeline.registry.roles import Role, RoleMistake, role_mistakes
from pipeline.registry.rule_files import Rule, read_rules
from pipeline.registry.site_contract import Paths, SiteContract
from pipeline.registry.site_contract.checks import site_mistakes
from pipeline.registry.site_contract.labels import has_names
from pipeline.registry.site_contract.picture_checks import SiteMistake
from pipeline.registry.statement_kinds import StatementKind, read_statement_kinds
from pipeline.registry.statements import HEAD, TAIL
from pipeline.registry.table_files import TableFile
from pipeline.registry.vocabularies import Vocabulary, read_vocabulary

# Names of tables and fields are names of files, of columns and in queries: no letter that looks like another.
SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
# Names that pages of the site have: data/index.html and the like.
OWN_FOLDERS = frozenset({"data", "calendars", "vocabularies", "index"})
# The property of a category for the column of each language: `label` for `label_en`.
LABELS = dict(zip(translated("label"), (f"label_{lang}" for lang in ENGLISH_FIRST), strict=True))
TRANSLATED = ("title", "description")


@dataclass(frozen=True)
class Contract:
    """The content of schemas/: tables, vocabularies, rules, package. `left_out`: the tables that `subset` removed."""

    root: Path
    package: PackageContract
    tables: Mapping[str, TableSchema]
    vocabularies: Mapping[str, Vocabulary]
    rules: tuple[Rule, ...]
    left_out: Mapping[str, TableSchema] = dataclass_field(default_factory=dict)
    site: SiteContract = dataclass_field(default_factory=SiteContract)
    statement_kinds: Mapping[str, StatementKind] = dataclass_field(default_factory=dict)
    graph: GraphTerms = dataclass_field(default_factory=GraphTerms)

    @cached_property
    def paths(self) -> Paths:
        """The paths of schemas/site.yaml from the rows of these tables."""
        return Paths(self.site, self.tables)

    @cached_property
    def every_table(self) -> Mapping[str, TableSchema]:
        """All tables, also those that the subset leaves out, because citations can name any table."""
        return {**self.left_out, **self.tables}

    def table_of_role(self, role: Role) -> str | None:
        """The table that plays a role; None where no table of this contract does."""
        table = self.package.roles.table(role)
        return table if table in self.tables else None

    @cached_property
    def facts(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields that are facts, by table; none where no table plays the role of citations."""
        if self.table_of_role("citations") is None:
            return {}
        return {name: cited for name, schema in self.tables.items() if (cited := schema.cited_fields)}

    @cached_property
    def citing(self) -> frozenset[str]:
        """The tables whose typed rows name a field of a row, and give values in the form of that field."""
        played = (self.table_of_role(role) for role in ("citations", "corrections", "disagreements"))
        return frozenset(table for table in played if table and self.tables[table].rows_from != "computed")

    @cached_property
    def statement_columns(self) -> tuple[str, ...]:
        """The keys of a statement as JSON, in their order: the fields of the table of statements, if there is one."""
        table = self.table_of_role("statements")
        if table is not None:
            return self.tables[table].field_names
        values = dict.fromkeys(column for kind in self.statement_kinds.values() for column in kind.columns)
        return (*HEAD, *values, *TAIL)

    def rows_of_role(self, tables: Tables, role: Role) -> Sequence[Row]:
        """The rows of the table that plays a role; none where no table does."""
        table = self.table_of_role(role)
        return () if table is None else tables.get(table, ())

    @cached_property
    def translated(self) -> tuple[str, ...]:
        """What is said of each table and field in the languages of the registry.

        Without a suffix in English, or in the only language that there is.
        """
        others = [lang for lang in self.languages if lang != "en"] if len(self.languages) > 1 else []
        return tuple(name for part in TRANSLATED for name in (part, *(f"{part}_{lang}" for lang in others)))

    @cached_property
    def languages(self) -> tuple[DataLanguage, ...]:
        """The languages of the registry, in the order in which they are published."""
        return tuple(lang for lang in LANGUAGES if lang in self.package.languages)

    def codes(self, vocabulary: str) -> tuple[str, ...] | None:
        """The codes of a vocabulary; None where there is no such vocabulary."""
        found = self.vocabularies.get(vocabulary)
        return found.codes if found else None

    def label(self, vocabulary: str, code: str, lang: Language) -> str:
        """The label of a code in a language; the code itself if the vocabulary does not have it."""
        return self.vocabularies[vocabulary].label(code, lang)

    @cached_property
    def paged(self) -> tuple[str, ...]:
        """The tables whose rows have a page each: entered rows with names, or that other entered tables refer to.

        schemas/site.yaml says otherwise of a table with `pages`.
        """
        referred = {
            key.reference.resource or table
            for table, schema in self.tables.items()
            for key in schema.foreign_keys
            if len(key.own) == 1 and key.reference.resource not in (None, "", table)
        }
        return tuple(
            name
            for name, schema in self.tables.items()
            if len(schema.key) == 1
            and (
                schema.rows_from != "computed" and (name in referred or has_names(self.paths, name))
                if (said := self.site.page(name).pages) is None
                else said
            )
        )

    def categories(self, field: Field) -> tuple[Category, ...]:
        """The codes that a field can have, with their labels; empty if it has no vocabulary."""
        if field.vocabulary is None:
            return ()
        vocabulary = self.vocabularies[field.vocabulary]
        return tuple(
            Category.model_validate(
                {
                    "value": code,
                    **{name: row[column] for name, column in LABELS.items() if row[column]},
                    "label": vocabulary.label(code, "en"),
                }
            )
            for code, row in vocabulary.rows.items()
        )

    @cached_property
    def typed_tables(self) -> tuple[str, ...]:
        """The names of the tables whose rows people enter."""
        return tuple(name for name, schema in self.tables.items() if schema.rows_from != "computed")

    def files(self, table: str) -> list[TableFile]:
        """The files of a table: raw/tables/<table>.csv, the files in a folder <table>, or the `path` of its schema."""
        declared = self.tables[table].path or f"raw/tables/{table}.csv"
        folder = self.root / declared.removesuffix(".csv")
        parts = sorted(folder.glob("*.csv")) if folder.is_dir() else [self.root / declared]
        return [TableFile(display_path=part.relative_to(self.root).as_posix(), path=part) for part in parts]

    def table_of_files(self) -> dict[str, str]:
        """The table of each file of rows, by its path as findings show it."""
        return {file.display_path: table for table in self.typed_tables for file in self.files(table)}

    def typed(self, table: str) -> TableSchema:
        """The schema of what people type: without the computed fields and the keys that hold one.

        Unless the schema says otherwise, a file may lack the columns that it fills nowhere, and has no others.
        """
        schema = self.published_schema(table)
        names = {field.name for field in schema.typed_fields}
        keys = tuple(key for key in schema.foreign_keys if names.issuperset(key.own))
        match = schema.fields_match or "superset"
        return schema.model_copy(update={"fields": schema.typed_fields, "foreign_keys": keys, "fields_match": match})

    def field_of(self, table: str, field: str) -> tuple[TableSchema, Field] | None:
        """The schema and the field for the names of a table and a field; None if there is no such field."""
        schema = self.every_table.get(table)
        found = next((known for known in schema.fields if known.name == field), None) if schema else None
        return (schema, found) if schema and found else None

    def published_schema(self, table: str) -> TableSchema:
        """The schema that is checked and published: vocabularies are categories in it."""
        schema = self.every_table[table]
        fields = tuple(
            field.model_copy(update={"categories": self.categories(field)}) if field.vocabulary else field
            for field in schema.fields
        )
        cited = {field.name for field in schema.cited_fields}
        resolved = tuple(field.model_copy(update={"cited": field.name in cited or None}) for field in fields)
        return schema.model_copy(update={"fields": resolved})


def load_contract(root: Path) -> Contract:
    """The contract in schemas/ below `root`. Raises ContractError with every mistake, each with file and line."""
    # What lies below it is told by its way from there from what somebody named, which may be a link to anywhere.
    root = root.absolute()
    folder = root / "schemas"
    described = read_yaml(folder / "package.yaml", "schemas/package.yaml")
    package = validate(described, PackageContract)
    shown = {path: f"schemas/tables/{path.name}" for path in sorted((folder / "tables").glob("*.yaml"))}
    documents = {path.stem: parse_document(read_text(path, file), file) for path, file in shown.items()}
    tables = {name: parse_table(document.text, document.display_path) for name, document in documents.items()}
    site_path = folder / "site.yaml"
    described_site = read_yaml(site_path, "schemas/site.yaml") if site_path.exists() else None
    kinds = {name: (document, kind) for name, document, kind in read_statement_kinds(root)}
    graph_document, graph = read_graph_terms(root)
    contract = Contract(
        root=root,
        package=package,
        tables={name: tables[name] for name in package.tables if name in tables},
        vocabularies={
            path.stem: read_vocabulary(path, f"schemas/vocabularies/{path.name}")
            for path in sorted((folder / "vocabularies").glob("*.csv"))
        },
        rules=read_rules(root),
        site=validate(described_site, SiteContract) if described_site is not None else SiteContract(),
        graph=graph,
        statement_kinds={name: kind for name, (_, kind) in kinds.items()},
    )
    mistakes = (
        *undeclared_tables(package, tables),
        *(broken_role(described, one) for one in role_mistakes(package.roles, tables)),
        *table_mistakes(contract, documents),
        *broken_expectations(described, package, tables),
        *(
            broken_kind(document, one)
            for name, (document, kind) in kinds.items()
            for one in kind_mistakes(name, kind, contract)
        ),
        *broken_terms(graph_document, graph, tables),
        *unfit_names(contract),
        *untranslated_rules(contract),
        *unlabelled_codes(contract),
    )
    # The site shows tables that are right in themselves.
    if not mistakes and described_site is not None:
        mistakes = tuple(broken_site(described_site, one) for one in site_mistakes(contract.paths, contract.languages))
    if mistakes:
        raise ContractError(mistakes)
    return contract


@kept_by_text
def parse_document(text: str, shown: str) -> Document:
    return Document(shown, text, parse_yaml(text, shown))


@kept_by_text
def parse_table(text: str, shown: str) -> TableSchema:
    return validate(parse_document(text, shown), TableSchema)


def unfit_names(contract: Contract) -> Iterator[Finding]:
    """Vocabularies and rules whose names no page or file has on every system."""
    files = [f"schemas/vocabularies/{name}.csv" for name in contract.vocabularies]
    for file in (*files, *(f"schemas/rules/{rule.name}.sql" for rule in contract.rules)):
        if unfit(name := file.rpartition("/")[2].rpartition(".")[0]):
            yield broken(file, 1, "name-unfit", name)


def untranslated_rules(contract: Contract) -> Iterator[Finding]:
    """Rules that say nothing in a language of the registry."""
    for rule in contract.rules:
        for name in rule.untranslated(contract.languages):
            yield broken(f"schemas/rules/{rule.name}.sql", 1, "untranslated", name)


def unlabelled_codes(contract: Contract) -> Iterator[Finding]:
    """Codes without a label in a language of the registry."""
    for name, vocabulary in contract.vocabularies.items():
        for line, column in vocabulary.unlabelled(contract.languages):
            yield broken(f"schemas/vocabularies/{name}.csv", line, "missing", column)


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
    yield from (((one,), "unknown-property", one) for one in schema.unknown)
    yield from (((), "untranslated", one) for one in contract.translated if not getattr(schema, one))
    yield from unknown_fields(schema)
    yield from foreign_key_mistakes(contract, schema)
    for index, field in enumerate(schema.fields):
        yield from field_mistakes(contract, field, ("fields", index))


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
    yield from (((*place, one), "unknown-property", one) for one in (*field.unknown, *field.constraints.unknown))
    yield from (
        (place, "untranslated", f"{field.name}.{one}") for one in contract.translated if not getattr(field, one)
    )
    if field.example is None:
        yield (place, "no-example", field.name)
    if field.vocabulary is not None and field.vocabulary not in contract.vocabularies:
        yield ((*place, "vocabulary"), "unknown-vocabulary", field.vocabulary)


def broken_role(described: Document, mistake: RoleMistake) -> Finding:
    """The finding for a role that its table cannot play, at its line of schemas/package.yaml."""
    found = broken(described.display_path, described.line(("roles", mistake.role)), mistake.variant, mistake.value)
    return found.model_copy(update={"details": {**found.details, "role": mistake.role}})


def broken_site(described: Document, mistake: SiteMistake) -> Finding:
    """The finding for a mistake of schemas/site.yaml, at its line."""
    found = broken(described.display_path, described.line(mistake.place), mistake.variant, mistake.value)
    details = {**found.details, "table": mistake.table}
    return found.model_copy(update={"details": details, "suggestion": mistake.suggestion})


def broken_kind(document: Document, mistake: KindMistake) -> Finding:
    """The finding for a kind of statements that cannot meet the tables, at its line."""
    found = broken(document.display_path, document.line(mistake.place), mistake.variant, mistake.value)
    return found.model_copy(update={"details": {**found.details, "vocabulary": mistake.vocabulary}})


def broken_terms(document: Document | None, graph: GraphTerms, tables: Mapping[str, TableSchema]) -> Iterator[Finding]:
    """The findings for terms of the graph that there cannot be, at their lines of schemas/graph.yaml."""
    if document is not None:
        for mistake in graph_mistakes(graph, tables):
            yield broken(document.display_path, document.line(mistake.place), mistake.variant, mistake.value)


def broken_expectations(
    described: Document, package: PackageContract, tables: Mapping[str, TableSchema]
) -> Iterator[Finding]:
    """Fields that are expected to be filled and that their table does not have."""
    for table, expected in package.tables.items():
        for field in expected.filled:
            if table in tables and field not in tables[table].field_names:
                line = described.line(("tables", table, "filled", field))
                yield broken(described.display_path, line, "unknown-field", field)


def broken(file: str, line: int, variant: str, value: str) -> Finding:
    return Finding(code="schema-error", variant=variant, file=file, line=line, value=value, details={"property": value})
