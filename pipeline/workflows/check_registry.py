"""Checks a registry: from raw/ to the tables to publish. `run_stages` states the order of the stages.

    read -> normalise -> check -> extract -> reconcile -> check; `pipeline.workflows.build` then publishes

The stages do not know each other. They exchange a DuckDB relation for each table that people enter, then rows of text
and frozen models. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import memory
from pipeline.core.files.snapshot import assert_unchanged, files_below
from pipeline.core.os_errors import translate_os_errors
from pipeline.datapackage.header import expected
from pipeline.datapackage.rows import Origins, Tables
from pipeline.datapackage.types import ValidatorCache
from pipeline.extraction.statement_cache import cached_statements
from pipeline.findings.model import Finding, Outcome, sorted_findings
from pipeline.registry import (
    TableFile,
    check_inventory,
    load_rows,
    publication,
    read_source_text,
    read_table,
    selection,
)
from pipeline.registry.checks.citations import check_cited, check_cited_rows
from pipeline.registry.checks.expectations import check_expectations
from pipeline.registry.checks.name_suggestions import NameAdvisor
from pipeline.registry.checks.page_identifiers import check_identifiers
from pipeline.registry.checks.run_rules import check_rules, typed_tables
from pipeline.registry.checks.text_quality import check_leftovers
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.normalisation import Change, normalise_relation
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.raw_files import accounting
from pipeline.registry.raw_files.accounting import RawFile
from pipeline.registry.reconciliation import reconcile
from pipeline.registry.registry import Registry
from pipeline.registry.relation_checks import about_good_rows, validate_relations
from pipeline.registry.relation_table import Places
from pipeline.registry.statements import Statement
from pipeline.registry.table_files import text_path
from pipeline.workflows.reading import reading_of, statement_cache

ReportStage = Callable[[str], None]


# What a build is made from, below the folder of the registry.
SOURCES = ("raw", "schemas")


@dataclass(frozen=True)
class RegistryResult:
    """What raw/ gives: the registry to publish (None while an error stands), and what was found on the way."""

    outcome: Outcome
    registry: PublishedRegistry | None = None
    raw_files: tuple[RawFile, ...] = ()
    changes: tuple[Change, ...] = ()
    corrected: int = 0


def check_registry(root: Path, progress: ReportStage) -> RegistryResult:
    """The result of checking the registry in `root`; nothing is written. `progress` is called with each stage's name.

    Raises ContractError for a wrong schema, EnvironmentFault if a file changes while it is read.
    """
    with (
        budgeted(),
        translate_os_errors(root),
        assert_unchanged(partial(files_below, [root / name for name in SOURCES])),
    ):
        return run_stages(root, progress)


def run_stages(root: Path, progress: ReportStage) -> RegistryResult:
    progress("contract")
    contract = load_contract(root)
    # Both checks share the results on cells.
    validators = ValidatorCache()
    with memory() as connection:
        registry = Registry(contract, connection)
        progress("read")
        files, found = read_raw(registry)
        progress("normalise")
        changes = normalise_raw(registry)
        typed: Tables
        typed, origins = registry.rows_and_origins()
        texts, text_findings = read_texts(contract, typed)
        progress("check")
        found = (*found, *text_findings, *check_relations(registry, files, found, validators=validators))
        first = outcome(contract, found, files, lambda: typed)
        if first.errors:
            return rejected_result(first, accounting.accounts(registry, files, first.errors, None), changes)
        progress("extract")
        statements = extract(contract, typed, texts)
        progress("reconcile")
        reconciled = reconcile(contract, typed, statements, publication.lookups(contract, typed), origins)
        tables = publication.published(contract, reconciled.tables, statements)
        # Keep only rows that are published as they were entered; others are read again on demand.
        typed = publication.never_computed(contract, typed)
        progress("check")
        found = (*reconciled.findings, *check_published(registry, typed, tables, origins, validators))
        second = outcome(contract, found, files, registry.rows)
        if second.errors:
            return rejected_result(second, accounting.accounts(registry, files, second.errors, None), changes)
        raw_files = accounting.accounts(registry, files, (), tables)
    published = PublishedRegistry(contract, tables, texts, origins)
    return RegistryResult(second, published, raw_files, changes, reconciled.corrected)


def rejected_result(outcome: Outcome, raw_files: tuple[RawFile, ...], changes: tuple[Change, ...]) -> RegistryResult:
    """The result if there are errors: nothing to publish, and the number of records with errors."""
    number = sum(sum(file.refused.values()) for file in raw_files)
    return RegistryResult(outcome.model_copy(update={"refused": number}), raw_files=raw_files, changes=changes)


def read_raw(registry: Registry) -> tuple[tuple[TableFile, ...], tuple[Finding, ...]]:
    """Load every table of raw/ into the database, and find files of raw/ that nothing declares."""
    files, found = read_tables(registry)
    return files, (*found, *undeclared(registry, files))


def undeclared(registry: Registry, files: Sequence[TableFile]) -> tuple[Finding, ...]:
    """Findings on files of raw/ that no table or source names; `files`: those that were read."""
    contract = registry.contract
    declared = {*contract.table_of_files(), *registry.named_texts()}
    found = check_inventory(registry.root, declared)
    if contract.table_of_role("sources") in selection.unread_tables(contract, files):
        # Without the table of sources nobody can tell which texts are declared.
        return tuple(finding for finding in found if finding.variant != "text")
    return tuple(found)


def read_tables(registry: Registry) -> tuple[tuple[TableFile, ...], tuple[Finding, ...]]:
    """Load every table that people enter into the database."""
    files: list[TableFile] = []
    found: list[Finding] = []
    for table in registry.tables:
        schema = registry.contract.typed(table)
        where = registry.relation(table)
        reading = read_table(registry.connection, where, registry.files(table), expected(schema), schema)
        files += reading.files
        found += reading.findings
    return tuple(files), tuple(found)


def normalise_raw(registry: Registry) -> tuple[Change, ...]:
    """Normalise every table: names as they are printed become keys. Returns the cells that changed."""
    contract, connection = registry.contract, registry.connection
    lookups = publication.lookups(contract, registry.named_rows())
    return tuple(
        change
        for table in registry.tables
        for change in normalise_relation(
            connection, registry.relation(table), contract.tables[table], contract, lookups
        )
    )


def check_relations(
    registry: Registry,
    files: Sequence[TableFile],
    earlier: Sequence[Finding],
    *,
    last: bool = False,
    validators: ValidatorCache | None = None,
    touched: frozenset[str] | None = None,
) -> tuple[Finding, ...]:
    """Validate the entered rows and their references; run the rules if `last`, or if there are errors.

    `earlier`: findings of earlier stages; `validators`: results that are known; `touched`: if given, the other tables
    are checked only for references to or from these.
    """
    contract, connection, tables = registry.contract, registry.connection, registry.tables
    touched = frozenset(tables) if touched is None else touched
    unread = selection.unread_tables(contract, files)
    places = Places({file.display_path: file.path for file in files})
    schemas = {table: selection.without_unread(contract.typed(table), unread) for table in tables}
    relations = {table: registry.relation(table) for table in tables}
    validators = validators or ValidatorCache()
    ties = selection.linking_fields(contract, touched)
    found = validate_relations(connection, schemas, relations, places, validators, ties)
    whole = {table: relation for table, relation in relations.items() if table not in unread}
    found += check_cited(connection, contract, whole, validators, last=False)
    for table in (table for table in tables if table in touched):
        found += check_leftovers(connection, relations[table], schemas[table])
        if table in contract.paged and len(schemas[table].key) == 1:
            found += about_good_rows(found, check_identifiers(connection, relations[table], schemas[table].key[0]))
    if found or earlier or last:
        typed_tables(connection, contract, relations)
        more = (
            *check_cited_rows(connection, contract, whole),
            *check_rules(connection, selection.rules_without_unread(contract, unread)),
        )
        table_of = contract.table_of_files()
        # Rules may report rows of unchanged tables; these are validated, so that rows with errors are left out.
        looked_at = {table_of[finding.file] for finding in more if finding.file in table_of} - touched
        before = validate_relations(
            connection, {table: schemas[table] for table in looked_at}, relations, places, validators
        )
        found += about_good_rows((*found, *before), more)
    return tuple(found)


def read_texts(
    contract: Contract, typed: Tables, only: Collection[str] | None = None
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The source texts by source id, exactly as they were received; `only`: the files, where not all are asked for."""
    texts: dict[str, str] = {}
    found: list[Finding] = []
    for source in contract.rows_of_role(typed, "sources"):
        file = source.get("file", "")
        shown = text_path(file)
        if file and (only is None or shown in only):
            text, problems = read_source_text(contract.root / shown, shown, source.get("sha256", ""))
            found += problems
            if text is not None:
                texts[source["id"]] = text
    return texts, tuple(found)


def extract(contract: Contract, typed: Tables, texts: Mapping[str, str]) -> list[Statement]:
    """The statements of every text, in the order of the sources; texts that were read before come from the cache.

    The names are prepared only for a text that the cache does not have, because that is slow. None where no table
    plays the role of statements.
    """
    if not texts or contract.table_of_role("statements") is None:
        return []
    langs = {source["id"]: source.get("lang") or None for source in contract.rows_of_role(typed, "sources")}
    cache = statement_cache(contract, typed)
    prepared = lru_cache(partial(reading_of, contract, typed))

    def read(text: str, source_id: str, lang: str | None) -> tuple[Statement, ...]:
        return prepared().statements(text, source_id, lang)

    return [
        statement for id_, text in texts.items() for statement in cached_statements(read, cache, text, id_, langs[id_])
    ]


def check_published(
    registry: Registry,
    as_typed: Tables,
    tables: Tables,
    origins: Origins,
    validators: ValidatorCache,
) -> tuple[Finding, ...]:
    """Validate the tables to be published, run the rules, and check what is expected of each table.

    Tables that are published as they were entered (`as_typed`) are checked only for their references.
    """
    contract, connection = registry.contract, registry.connection
    schemas = {table: contract.published_schema(table) for table in contract.tables}
    new = frozenset(table for table in contract.tables if as_typed.get(table) != tables[table])
    relations = {table: f"published {table}" if table in new else registry.relation(table) for table in contract.tables}
    for table in new:
        rows = tables[table]
        fields = contract.tables[table].field_names
        load_rows(connection, relations[table], fields, rows, publication.places(contract, table, rows, origins))
    found = validate_relations(
        connection, schemas, relations, Places({}), validators, selection.linking_fields(contract, new)
    )
    found += check_cited(connection, contract, relations, validators, last=True)
    typed_tables(connection, contract, relations)
    found += check_cited_rows(connection, contract, relations)
    return (*found, *check_rules(connection, contract), *check_expectations(contract, tables))


def outcome(
    contract: Contract, found: Sequence[Finding], files: Sequence[TableFile], typed: Callable[[], Tables]
) -> Outcome:
    """The outcome: findings with suggestions, the files, and what the contract says of their fields."""
    advice = NameAdvisor(contract, contract.table_of_files(), typed, partial(publication.all_names, contract))
    places = Places({file.display_path: file.path for file in files})
    return Outcome(
        findings=sorted_findings(advice.advise(found, places.column)),
        files=len(files),
        rows=sum(file.records for file in files),
        tables=publication.tables_read(contract, files),
    )
