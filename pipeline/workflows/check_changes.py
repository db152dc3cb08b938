"""`check --since`: checks what changed since a revision, and what depends on it.

    changed files -> their tables -> the same reading, validation and rules for these alone

A changed text is checked as a file; its facts can be about anything and are left to the complete check. A changed
schema can affect everything, so then everything is checked, and also whether the change breaks readers without a new
version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from duckdb import DuckDBPyConnection

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import memory, open_memory
from pipeline.core.files.snapshot import assert_unchanged, files_below
from pipeline.core.git.revisions import changed_since, revision
from pipeline.core.versions import is_raised
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.diff import next_version, schema_changes
from pipeline.datapackage.diff.schemas import BREAKING
from pipeline.findings.model import Finding, Outcome, sorted_findings
from pipeline.registry import selection
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.registry import Registry
from pipeline.registry.table_files import text_path
from pipeline.workflows import check_registry


def check_since(root: Path, since: str, progress: check_registry.ReportStage) -> Outcome:
    """The outcome for what changed since a revision. Raises ContractError for a wrong schema, else UserError."""
    with budgeted(), assert_unchanged(partial(files_below, [root / name for name in check_registry.SOURCES])):
        return check_changed(root, since, progress)


def check_changed(root: Path, since: str, progress: check_registry.ReportStage) -> Outcome:
    with ExitStack() as opened, ThreadPoolExecutor(max_workers=2) as aside:
        # Git and DuckDB take their time to start, and nothing of Python while they do.
        asked, opening = aside.submit(changed_since, root, since), aside.submit(open_memory)
        opened.callback(lambda: opening.result().close())
        contract = load_contract(root)
        changed, connection = asked.result(), opening.result()
        if any(file.startswith("schemas/") for file in changed):
            outcome = check_registry.check_registry(root, progress).outcome
            findings = sorted_findings((*outcome.findings, *check_version(root, since)))
            return outcome.model_copy(update={"findings": findings})
        table_of = contract.table_of_files()
        texts = frozenset(file for file in changed if file.startswith(text_path("")))
        if any(file not in table_of for file in changed if file not in texts):
            # A file that is gone, or that no table has.
            return check_registry.check_registry(root, progress).outcome
        touched = frozenset(table_of[file] for file in changed if file not in texts)
        return check_touched(connection, contract, touched, texts, progress)


def check_touched(
    opened: DuckDBPyConnection,
    contract: Contract,
    touched: frozenset[str],
    texts: frozenset[str],
    progress: check_registry.ReportStage,
) -> Outcome:
    """All that is wrong with some tables and with the files of some texts, and what of other tables depends on them."""
    sources = contract.table_of_role("sources")
    near = selection.related_tables(contract, touched) | ({sources} if texts and sources else frozenset())
    small = selection.rules_for(selection.subset(contract, near), touched)
    with memory(opened) as connection:
        registry = Registry(small, connection)
        progress("read")
        files, found = check_registry.read_tables(registry)
        progress("normalise")
        check_registry.normalise_raw(registry)
        progress("check")
        found = (*found, *check_registry.check_relations(registry, files, found, last=True, touched=touched))
        if texts or sources in touched:
            # Another register can be wrong about any text.
            beside = check_registry.undeclared(Registry(contract, connection), files)
            found = (*found, *check_texts(registry, beside, None if sources in touched else texts))
        table_of = contract.table_of_files()
        mine = [
            finding for finding in found if finding.severity == "error" or table_of.get(finding.file or "") in touched
        ]
        outcome = check_registry.outcome(small, mine, files, registry.rows)
    outcome = as_far_as(outcome, contract, small, touched, table_of)
    return outcome.model_copy(update={"files": outcome.files + len(texts)})


def as_far_as(
    outcome: Outcome, contract: Contract, small: Contract, touched: frozenset[str], table_of: Mapping[str, str]
) -> Outcome:
    """An outcome that counts what was checked whole, and says what was not; `small`: the contract of what was asked."""
    left_out = [table for table in contract.typed_tables if table not in small.tables]
    asked = {rule.name for rule in small.rules}
    left_out += [rule.name for rule in selection.rules_for(contract, touched).rules if rule.name not in asked]
    wrong = {table_of.get(finding.file or "") for finding in outcome.errors}
    whole = [table for table in outcome.tables if table.name in touched]
    return outcome.model_copy(
        update={
            "files": sum(len(table.files) for table in whole),
            "rows": sum(table.rows for table in whole),
            "tables": tuple(table for table in outcome.tables if table.name in touched | wrong),
            "left_out": (*left_out, "schemas/package.yaml", "raw/texts"),
            "in_part": tuple(table for table in small.typed_tables if table not in touched),
        }
    )


def check_texts(registry: Registry, undeclared: Sequence[Finding], texts: frozenset[str] | None) -> list[Finding]:
    """What is wrong with the files of some texts, or of all: not named (`undeclared`), not as received, unreadable."""
    sources = registry.contract.table_of_role("sources")
    _, found = check_registry.read_texts(registry.contract, registry.rows([sources] if sources else []), texts)
    return [*found, *(one for one in undeclared if texts is None or one.file in {*texts, "raw"})]


def check_version(root: Path, since: str) -> list[Finding]:
    """Changes of the schemas that break readers, as warnings where the version says so, else with an error for it."""
    new = load_contract(root)
    with revision(root, since) as folder:
        old = load_contract(folder)
    changes = [finding for finding in schema_changes(schemas(old), schemas(new)) if finding.code == BREAKING]
    reported = [finding.model_copy(update={"severity": "warning"}) for finding in changes]
    wanted = next_version(old.package.version, "major")
    if changes and not is_raised(new.package.version, wanted):
        reported.append(version_error(root, new.package.version, wanted))
    return reported


def schemas(contract: Contract) -> dict[str, Schema]:
    return {name: contract.published_schema(name) for name in contract.tables}


def version_error(root: Path, version: str, wanted: str) -> Finding:
    lines = (root / "schemas" / "package.yaml").read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, start=1) if text.startswith("version:")), 1)
    details: dict[str, str | int] = {"wanted": wanted}
    return Finding(
        code="version-error", file="schemas/package.yaml", line=line, column=1, value=version, details=details
    )
