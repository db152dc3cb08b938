"""Runs the rules of schemas/rules over typed tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

import duckdb
from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name
from pipeline.core.errors import UserError
from pipeline.core.i18n import LANGUAGES, Language
from pipeline.core.limits import RULE_BYTES, RULE_LIKENESS, RULE_SECONDS
from pipeline.core.memory import at_most
from pipeline.datapackage.documents import mistake
from pipeline.datapackage.standard import path_mistakes
from pipeline.findings.model import Finding, OwnWording
from pipeline.registry.checks.query_safety import query_mistake
from pipeline.registry.contract import Contract
from pipeline.registry.rule_files import Rule

MOST = 200
WATCHED_SECONDS = 0.2
NOTHING = "—"
# What DuckDB passes on of its allocator, whatever kind of error it makes of it.
NO_MEMORY = re.compile("bad.alloc|[Oo]ut of memory")
# Two long texts take time in proportion to the product of their lengths, and nothing stops it.
LIKENESS = "".join(
    f"CREATE OR REPLACE MACRO {function}(a, b) AS "
    f"system.main.{function}(left(CAST(a AS VARCHAR), {RULE_LIKENESS}), left(CAST(b AS VARCHAR), {RULE_LIKENESS}));\n"
    for function in ("jaro_similarity", "jaro_winkler_similarity")
)
# The earliest and the latest day that an EDTF date of level 0 can mean; NULL where it is unknown.
MACROS = """
CREATE OR REPLACE MACRO edtf_first(d) AS try_cast(CASE
    WHEN regexp_full_match(d, '\\d{4}') THEN d || '-01-01'
    WHEN regexp_full_match(d, '\\d{4}-\\d{2}') THEN d || '-01'
    ELSE d END AS DATE);
CREATE OR REPLACE MACRO edtf_last(d) AS CASE
    WHEN regexp_full_match(d, '\\d{4}') THEN try_cast(d || '-12-31' AS DATE)
    WHEN regexp_full_match(d, '\\d{4}-\\d{2}') THEN last_day(try_cast(d || '-01' AS DATE))
    ELSE try_cast(d AS DATE) END;
"""


def typed_tables(connection: DuckDBPyConnection, contract: Contract, relations: Mapping[str, str]) -> None:
    """Creates a typed table for the rules from each relation: NULL for missing values, BIGINT for integers.

    They are tables and not views, because several rules read each of them.
    """
    connection.execute(MACROS + LIKENESS)
    for table, relation in relations.items():
        present = {row[0] for row in connection.execute(f"DESCRIBE {name(relation)}").fetchall()}
        columns = []
        for field in contract.tables[table].fields:
            column = f"nullif({name(field.name)}, '')" if field.name in present else "CAST(NULL AS VARCHAR)"
            typed = f"try_cast({column} AS BIGINT)" if field.type == "integer" else column
            columns.append(f"{typed} AS {name(field.name)}")
        selected = ", ".join([*columns, "_file", "_line", "_row"])
        connection.execute(f"CREATE OR REPLACE TABLE {name(table)} AS SELECT {selected} FROM {name(relation)}")


def check_rules(connection: DuckDBPyConnection, contract: Contract) -> tuple[Finding, ...]:
    """The findings of all rules. Raises ContractError (a query is not allowed) or UserError (it fails or is slow)."""
    with at_most(RULE_BYTES), interrupting(connection) as restart:
        return tuple(findings_of(connection, contract, restart))


def findings_of(connection: DuckDBPyConnection, contract: Contract, restart: Callable[[], None]) -> Iterator[Finding]:
    for rule in contract.rules:
        problem = query_mistake(connection, query_of(rule), contract.tables)
        if problem is not None:
            raise mistake(f"schemas/rules/{rule.name}.sql", 1, "query", problem=problem)
        restart()
        yield from check_rule(connection, rule)


@contextmanager
def interrupting(connection: DuckDBPyConnection) -> Iterator[Callable[[], None]]:
    """Stops a query RULE_SECONDS after the last call of what it gives; one thread for all of the rules."""
    over = Event()
    deadline = [monotonic() + RULE_SECONDS]

    def restart() -> None:
        deadline[0] = monotonic() + RULE_SECONDS

    def watch() -> None:
        while not over.wait(WATCHED_SECONDS):
            if monotonic() > deadline[0]:
                connection.interrupt()

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield restart
    finally:
        over.set()
        thread.join()


def query_of(rule: Rule) -> str:
    """The query of a rule without the semicolons at its end, so that it can stand within another."""
    return rule.sql.rstrip("; \n")


def check_rule(connection: DuckDBPyConnection, rule: Rule) -> Iterator[Finding]:
    try:
        # On a line of its own the bracket is closed also where the query ends in a comment.
        result = connection.execute(f"SELECT * FROM ({query_of(rule)}\n) LIMIT {MOST}")
        columns = [column[0] for column in result.description or ()]
        rows = result.fetchall()
    except duckdb.InterruptException as error:
        raise UserError("fault-rule-slow", rule=rule.name, seconds=RULE_SECONDS) from error
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        raise UserError("fault-rule-memory", rule=rule.name) from error
    except duckdb.Error as error:
        if NO_MEMORY.search(str(error)):
            raise UserError("fault-rule-memory", rule=rule.name) from error
        raise UserError("fault-rule-broken", rule=rule.name, problem=str(error).splitlines()[0]) from error
    try:
        found = [rule_finding(rule, dict(zip(columns, row, strict=True))) for row in rows]
    except ValueError as error:
        raise UserError("fault-rule-place", rule=rule.name, problem=str(error)) from error
    yield from sorted(found, key=lambda finding: finding.order)


def rule_finding(rule: Rule, row: Mapping[str, object]) -> Finding:
    """A finding whose wording stands in the rule itself; the other columns of the query fill its placeholders."""
    # A rule may find a row whose key is empty; its message is said all the same.
    details: dict[str, str | int] = {
        key: NOTHING if value is None else str(value) for key, value in row.items() if not key.startswith("_")
    }
    file = text_or_none(row.get("_file"))
    if file is not None and any(path_mistakes(file, ())):
        # Its lines would be quoted, wherever it lies.
        raise ValueError(file)
    return Finding(
        code="rule",
        variant=rule.name,
        severity=rule.header.severity,
        file=file,
        line=None if row.get("_line") is None else int(str(row["_line"])),
        row=None if row.get("_row") is None else int(str(row["_row"])),
        field=text_or_none(row.get("field")),
        value=text_or_none(row.get("value")),
        suggestion=text_or_none(row.get("suggestion")),
        details=details,
        wordings={lang: own_wording(rule, lang) for lang in LANGUAGES},
    )


def own_wording(rule: Rule, lang: Language) -> OwnWording:
    words = {part: rule.words(part, lang) for part in ("title", "message", "remedy")}
    return OwnWording(**words)


def text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
