"""Checks ids that name pages: addresses and every file system must accept them, and no two may name the same page."""

from __future__ import annotations

from collections.abc import Iterator

from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import name, text
from pipeline.core.files.file_names import same_file
from pipeline.core.limits import IDENTIFIER_CHARACTERS
from pipeline.findings.collector import ListedFindings
from pipeline.findings.model import Finding
from pipeline.registry.identifiers import unfit

# Few ids need a second look: those that are long, odd, reserved (a list of letters suffices), or like another.
DOUBTFUL = r"^(?i:con|prn|aux|nul|com.|lpt.|index|page-.*)(\..*)?$"
PLAIN = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$"


def check_identifiers(connection: DuckDBPyConnection, relation: str, field: str) -> Iterator[Finding]:
    """The findings about ids that cannot name a page; each id is reported once.

    `relation`: a relation with `_file`, `_line` and `_row`; `field`: its key.
    """
    listed: dict[str, ListedFindings] = {}
    seen: dict[str, str] = {}
    for file, line, row, identifier in unusable_ids(connection, relation, field):
        variant = unfit(identifier)
        first = seen.setdefault(same_file(identifier), identifier)
        if variant is None and first == identifier:
            continue
        finding = Finding(
            code="name-error",
            variant=variant or "same-page",
            file=file,
            line=line,
            row=row,
            field=field,
            value=identifier,
            details={"most": IDENTIFIER_CHARACTERS, "other": first},
        )
        listed.setdefault(file, ListedFindings(file)).add([finding])
    for findings in listed.values():
        yield from findings.all()


def unusable_ids(connection: DuckDBPyConnection, relation: str, field: str) -> list[tuple[str, int, int, str]]:
    """Ids that need a look, with file, line and row: one query a table is fast."""
    key, table = name(field), name(relation)
    odd = f"length({key}) > {IDENTIFIER_CHARACTERS} OR NOT regexp_matches({key}, {text(PLAIN)})"
    odd += f" OR regexp_matches({key}, {text(DOUBTFUL)})"
    # Letters that differ in case alone; others than ASCII are odd already.
    like = f"(SELECT lower({key}) FROM {table} GROUP BY 1 HAVING count(DISTINCT {key}) > 1)"
    query = f"SELECT _file, _line, _row, {key} FROM {table} WHERE {key} <> '' AND ({odd} OR lower({key}) IN {like})"
    return connection.execute(f"{query} ORDER BY _file, _row").fetchall()
