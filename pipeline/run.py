"""The way of the data. This is the only place that knows the order of the stages: read it first.

    read -> normalise -> check -> extract -> reconcile -> check -> publish

`gather` goes from raw/ to the tables that are published, `build` goes on to the files and the site. Stages do not know
each other. What passes between them is a DuckDB relation for each typed table, then rows of text and frozen models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from pipeline import __version__, raw
from pipeline.accounts import RawFile
from pipeline.budget import budgeted
from pipeline.cache import StatementCache, cache_folder, names_version, remembered, site_cache
from pipeline.checking.advice import Advice
from pipeline.checking.cited import check_cited
from pipeline.checking.expectations import check_expectations
from pipeline.checking.leftovers import check_leftovers
from pipeline.checking.rules import check_rules, typed_tables
from pipeline.checking.tables import Judged, check_tables
from pipeline.constraints import unjudged_constraints, unread_patterns
from pipeline.contract.descriptors import Schema
from pipeline.contract.registry import ADDRESS, Contract, load_contract
from pipeline.database import memory
from pipeline.findings import Finding, Outcome, sorted_findings
from pipeline.kept import clear_kept
from pipeline.labels import expected
from pipeline.normalising import Change, normalise_relation
from pipeline.publishing.csv_files import publish_tables
from pipeline.publishing.package import publish_package
from pipeline.publishing.report import publish_report
from pipeline.publishing.swap import one_build, refuse_foreign, refuse_place, staging, swap_in
from pipeline.publishing.verify import second_opinion
from pipeline.reading import TableFile, check_inventory, load_rows, read_source_text, read_table
from pipeline.reconciling import reconcile
from pipeline.registry import Origins, Registry, Tables
from pipeline.relations import Places, RelationTable
from pipeline.statements import Statement
from pipeline.tally import Tally
from pipeline.trouble import Trouble, troubles
from pipeline.values import Judges
from pipeline.watching import files_below, unchanging
from pipeline.writing import clear_leftovers

if TYPE_CHECKING:
    from pipeline.extracting import Gazetteer

Tell = Callable[[str], None]
# What a build is made from, below the folder of the registry.
SOURCES = ("raw", "schemas")


@dataclass(frozen=True)
class Gathered:
    """What raw/ gives: the registry to publish (None while an error stands), and what was found on the way."""

    outcome: Outcome
    registry: Registry | None = None
    raw_files: tuple[RawFile, ...] = ()
    changes: tuple[Change, ...] = ()
    corrected: int = 0


@dataclass(frozen=True)
class Built:
    """A finished build: what was found and what was written (0 pages: nothing was published)."""

    outcome: Outcome
    pages: int = 0
    rows: int = 0
    tables: int = 0


@dataclass(frozen=True)
class Addresses:
    """What is told of a build in place of schemas/package.yaml: where its site and its raw/ stand, when it was made."""

    homepage: str | None = None
    repository: str | None = None
    created: str | None = None

    def given(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


def build(root: Path, out: Path, tell: Tell, addresses: Addresses = Addresses()) -> Built:
    """Publishes the registry in `root` to the folder `out`, or leaves `out` as it is while an error stands.

    Raises ContractError for a wrong schema, Trouble where `out` cannot be written or is not ours.
    """
    with place(out, root) as folder:
        return put_in_place(gather(root, tell), folder, tell, addresses)


@contextmanager
def place(out: Path, root: Path) -> Iterator[Path]:
    """Where a build of the registry in `root` is put, held for this one; what dead runs left is cleared."""
    # Through a link, what it leads to is published; the link stays.
    out = out.resolve()
    refuse_place(out, [root / name for name in SOURCES])
    refuse_foreign(out)
    with one_build(out):
        clear_leftovers(root / "raw")
        for folder in (cache_folder(), site_cache()):
            clear_kept(folder)
        yield out


def put_in_place(gathered: Gathered, out: Path, tell: Tell, addresses: Addresses = Addresses()) -> Built:
    """Publishes what was gathered in the place of the last good build, which stays while an error stands."""
    if gathered.registry is None:
        return Built(gathered.outcome)
    with troubles(out):
        built = publish(gathered, addressed(gathered.registry, addresses), staging(out), out, tell)
        swap_in(out)
    return built


def addressed(registry: Registry, addresses: Addresses) -> Registry:
    contract = registry.contract
    wrong = [one for one in (addresses.homepage, addresses.repository) if one and not ADDRESS.fullmatch(one)]
    if wrong:
        raise Trouble("address", address=wrong[0])
    package = contract.package.model_copy(update=addresses.given())
    return replace(registry, contract=replace(contract, package=package))


def gather(root: Path, tell: Tell) -> Gathered:
    """raw/ through the contract to the tables that would be published; nothing is written.

    Raises ContractError for a wrong schema, Trouble where a file changes while it is read.
    """
    with budgeted(), troubles(root), unchanging(partial(files_below, [root / name for name in SOURCES])):
        return gather_once(root, tell)


def gather_once(root: Path, tell: Tell) -> Gathered:
    tell("contract")
    contract = load_contract(root)
    # What was judged in the first check is not worked out again in the second.
    judges = Judges()
    with memory() as connection:
        tell("read")
        files, found = read_raw(connection, contract)
        tell("normalise")
        changes = normalise_raw(connection, contract)
        read = raw.records(connection, contract)
        typed = raw.rows(contract, read)
        texts, text_findings = read_texts(contract, typed)
        tell("check")
        found = (*found, *text_findings, *check_relations(connection, contract, files, found, judges=judges))
        first = outcome(contract, found, files, lambda: typed)
        if first.errors:
            return refused(first, raw.accounts(contract, read, files, first.errors, None), changes)
        tell("extract")
        names = raw.all_names(contract, typed)
        statements = extract(texts, typed, partial(raw.gazetteer, names, typed), statement_cache(contract, typed))
        tell("reconcile")
        origins = raw.origins(read)
        reconciled = reconcile(contract, typed, statements, raw.lookups(contract, typed), origins)
        tables = raw.published(contract, reconciled.tables, statements)
        tell("check")
        found = (*reconciled.findings, *check_published(connection, contract, typed, tables, origins, judges))
        second = outcome(contract, found, files, lambda: typed)
        if second.errors:
            return refused(second, raw.accounts(contract, read, files, second.errors, None), changes)
        raw_files = raw.accounts(contract, read, files, (), tables)
    registry = Registry(contract, tables, texts, origins)
    return Gathered(second, registry, raw_files, changes, reconciled.corrected)


def refused(outcome: Outcome, raw_files: tuple[RawFile, ...], changes: tuple[Change, ...]) -> Gathered:
    """What raw/ gives while an error stands: nothing to publish, and how many records are refused."""
    number = sum(sum(one.refused.values()) for one in raw_files)
    return Gathered(outcome.model_copy(update={"refused": number}), raw_files=raw_files, changes=changes)


def read_raw(connection: DuckDBPyConnection, contract: Contract) -> tuple[tuple[TableFile, ...], tuple[Finding, ...]]:
    """Every typed table as a relation of its name, and what else lies in raw/ and is declared nowhere."""
    files, found = read_tables(connection, contract)
    return files, (*found, *undeclared(connection, contract, files))


def undeclared(connection: DuckDBPyConnection, contract: Contract, files: Sequence[TableFile]) -> tuple[Finding, ...]:
    """What lies in raw/ and no table or source names; `files`: those that were read, among them that of the sources."""
    declared = {*raw.table_of_files(contract), *raw.named_texts(connection)}
    found = check_inventory(contract.root, declared)
    if raw.REGISTER in raw.unread_tables(contract, files):
        # Which texts it names will be seen once it can be read.
        return tuple(one for one in found if one.variant != "text")
    return tuple(found)


def read_tables(
    connection: DuckDBPyConnection, contract: Contract
) -> tuple[tuple[TableFile, ...], tuple[Finding, ...]]:
    """Every typed table as a relation of its name."""
    files: list[TableFile] = []
    found: list[Finding] = []
    for table in raw.typed_tables(contract):
        schema, files_here = contract.typed(table), raw.files_of(contract, table)
        reading = read_table(connection, raw.relation_of(table), files_here, expected(schema), schema)
        files += reading.files
        found += reading.findings
    return tuple(files), tuple(found)


def normalise_raw(connection: DuckDBPyConnection, contract: Contract) -> tuple[Change, ...]:
    """Printed forms to the registry's own, in every relation; the cells that changed."""
    lookups = raw.lookups(contract, raw.named_rows(connection, contract))
    return tuple(
        change
        for table in raw.typed_tables(contract)
        for change in normalise_relation(connection, raw.relation_of(table), contract.tables[table], contract, lookups)
    )


def check_relations(
    connection: DuckDBPyConnection,
    contract: Contract,
    files: Sequence[TableFile],
    so_far: Sequence[Finding],
    *,
    last: bool = False,
    judges: Judges | None = None,
    touched: frozenset[str] | None = None,
) -> tuple[Finding, ...]:
    """The kernel over what people typed, then references; and rules, if this is the last check or errors make it so.

    Of a table that is not `touched` (all are, where nothing is said) only what binds it to one that is is judged.
    """
    tables = raw.typed_tables(contract)
    touched = frozenset(tables) if touched is None else touched
    unread = raw.unread_tables(contract, files)
    places = Places({file.shown: file.path for file in files})
    schemas = {table: raw.answerable(contract.typed(table), unread) for table in tables}
    relations = {table: raw.relation_of(table) for table in tables}
    judges = judges or Judges()
    ties = raw.ties(contract, touched)
    found = judge_relations(connection, schemas, relations, places, judges, ties)
    whole = {table: relation for table, relation in relations.items() if table not in unread}
    found += check_cited(connection, contract, whole, judges, last=False)
    for table in (one for one in tables if one in touched):
        found += check_leftovers(connection, relations[table], schemas[table])
    if found or so_far or last:
        typed_tables(connection, contract, relations)
        more = check_rules(connection, raw.answerable_rules(contract, unread))
        table_of = raw.table_of_files(contract)
        # A row that they speak of may have been wrong before the change.
        looked_at = {table_of[one.file] for one in more if one.file in table_of} - touched
        before = judge_relations(connection, {table: schemas[table] for table in looked_at}, relations, places, judges)
        found += about_good_rows((*found, *before), more)
    return tuple(found)


def about_good_rows(found: Sequence[Finding], more: Iterable[Finding]) -> list[Finding]:
    """More findings, but those about a row that is wrong already: once that is mended they may be gone."""
    known = {(one.file, one.line) for one in found if one.severity == "error"}
    return [one for one in more if (one.file, one.line) not in known]


def judge_relations(
    connection: DuckDBPyConnection,
    schemas: Mapping[str, Schema],
    relations: Mapping[str, str],
    places: Places,
    judges: Judges | None = None,
    judged_fields: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> list[Finding]:
    """The kernel over relations of text, references among them included; `judged_fields` of tables, if not all are."""
    sources = {
        table: RelationTable(connection, table, relations[table], schema.field_names, places, judged_fields.get(table))
        for table, schema in schemas.items()
    }
    check_tables(connection, [Judged(table, schemas[table], one) for table, one in sources.items()], judges=judges)
    found = [finding for source in sources.values() for finding in source.tally.findings]
    return found + [one for table, source in sources.items() for one in unjudged(source.tally, schemas[table])]


def unjudged(tally: Tally, schema: Schema) -> Iterator[Finding]:
    """What could not be judged is an error in the registry: nothing is published that nobody judged."""
    file = f"schemas/tables/{tally.table}.yaml"
    for one in (*unread_patterns(schema, file), *unjudged_constraints(tally, schema, file)):
        yield Finding(code="unchecked", variant=one.reason, file=file, field=one.property, details=one.details)


def read_texts(
    contract: Contract, typed: Tables, only: Collection[str] | None = None
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The source texts by source id, exactly as they were received; `only`: the files, where not all are asked for."""
    texts: dict[str, str] = {}
    found: list[Finding] = []
    for source in typed["sources"]:
        shown = raw.text_path(source["file"])
        if source["file"] and (only is None or shown in only):
            text, problems = read_source_text(contract.root / shown, shown, source["sha256"])
            found += problems
            if text is not None:
                texts[source["id"]] = text
    return texts, tuple(found)


def extract(
    texts: Mapping[str, str], typed: Tables, gazetteer: Callable[[], Gazetteer], cache: StatementCache | None
) -> list[Statement]:
    """The statements of every text, in the order of the sources; texts that were read before come from the cache.

    Only a text that the cache does not know makes `gazetteer` prepare the names, which takes longer than a small check.
    """
    langs = {source["id"]: source["lang"] or None for source in typed["sources"]}
    prepared = lru_cache(gazetteer)

    def read(text: str, source_id: str, lang: str | None) -> tuple[Statement, ...]:
        from pipeline.extracting import extract_statements

        return extract_statements(text, source_id, lang, prepared())

    return [one for id_, text in texts.items() for one in remembered(read, cache, text, id_, langs[id_])]


def statement_cache(contract: Contract, typed: Tables, wanted: bool = True) -> StatementCache | None:
    """The statements of earlier runs, as far as the same names and rules read them."""
    if not wanted:
        return None
    return StatementCache(cache_folder(), names_version(raw.all_names(contract, typed), raw.reading_facts(typed)))


def check_published(
    connection: DuckDBPyConnection, contract: Contract, typed: Tables, tables: Tables, origins: Origins, judges: Judges
) -> tuple[Finding, ...]:
    """The same kernel and rules over what would be published, and what is expected of each table.

    A table that is published as it was typed was judged already, but for what ties it to the others.
    """
    schemas = {table: contract.judged(table) for table in contract.tables}
    new = frozenset(table for table in contract.tables if not raw.is_as_typed(contract, table, typed, tables))
    relations = {table: f"published {table}" if table in new else raw.relation_of(table) for table in contract.tables}
    for table in new:
        rows = tables[table]
        fields = contract.tables[table].field_names
        load_rows(connection, relations[table], fields, rows, raw.places(contract, table, rows, origins))
    found = judge_relations(connection, schemas, relations, Places({}), judges, raw.ties(contract, new))
    found += check_cited(connection, contract, relations, judges, last=True)
    typed_tables(connection, contract, relations)
    return (*found, *check_rules(connection, contract), *check_expectations(contract, tables))


def publish(gathered: Gathered, registry: Registry, folder: Path, previous: Path | None, tell: Tell) -> Built:
    """Writes the package, the files, the report and the site into a fresh `folder`, and has the package read again.

    `previous` is the last good build, of which pages are taken over that nothing has touched.
    """
    from pipeline.publishing.site import Publication, publish_site

    tell("publish")
    folder.mkdir()
    files = publish_tables(folder, registry)
    publish_package(folder, registry, files)
    findings, changes = gathered.outcome.findings, gathered.changes
    report = publish_report(folder, registry, gathered.raw_files, files, findings, changes, gathered.corrected)
    tell("verify")
    second_opinion(folder)
    tell("site")
    generator = f"Passerelle {__version__}"
    cache = site_cache()
    publication = Publication(registry, folder, files, report, findings, generator, previous, cache)
    pages = publish_site(folder / "site", publication)
    return Built(gathered.outcome, pages, rows=sum(file.rows for file in files), tables=len(files))


def outcome(
    contract: Contract, found: Sequence[Finding], files: Sequence[TableFile], typed: Callable[[], Tables]
) -> Outcome:
    """What was found in the files of raw/, with all that can be advised, and what the contract says of their fields."""
    advice = Advice(contract, raw.table_of_files(contract), typed, partial(raw.all_names, contract))
    places = Places({file.shown: file.path for file in files})
    return Outcome(
        findings=sorted_findings(advice.advise(found, places.column)),
        files=len(files),
        rows=sum(file.records for file in files),
        tables=raw.tables_read(contract, files),
    )
