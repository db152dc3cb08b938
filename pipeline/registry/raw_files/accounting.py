"""What became of every record of raw/: published, merged, refused (and why), or held because of other errors.

records = published + merged + refused + held
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from pydantic import Field

from pipeline.core.os_errors import EnvironmentFault
from pipeline.datapackage.rows import Row, Tables
from pipeline.findings.model import Finding, Model
from pipeline.registry import TableFile
from pipeline.registry.contract import Contract
from pipeline.registry.registry import Record, Registry

# A typed citation that a statement says too is published as the statement's, which has the words.
OF_STATEMENT = "statement_id"
# What becomes of a statement, the word that counts first: of several rows that it tells, one may be new to it.
STATEMENT_WORDS = {"disagrees": "disagreeing", "adds": "new", "confirms": "confirming"}
UNPLACED = frozenset({"none"})


class RawFile(Model):
    """A file of raw/, and what became of its records (docs/nothing-lost.md).

    `refused`: the number of records by the code of their first error; `corrected`, `completed`: the published records
    in which a correction changed a value, and those in which a text filled one.
    """

    path: str
    table: str
    records: int
    published: int
    merged: int = 0
    refused: dict[str, int] = Field(default_factory=dict)
    held: int = 0
    corrected: int = 0
    completed: int = 0


class RawText(Model):
    """A text and what became of its statements."""

    source: str
    statements: int
    new: int = 0
    confirming: int = 0
    disagreeing: int = 0
    unplaced: int = 0


def account(
    about: RawFile, read: Sequence[Record], errors: Iterable[Finding], published: Mapping[str, Row] | None
) -> RawFile:
    """The account of a file: `about` has its records; `published`: its table by key, None while an error stands.

    Raises EnvironmentFault where a record is neither published nor merged nor refused nor held: that would be a fault
    of ours.
    """
    refused = refused_by_code(about.records, read, errors)
    held = about.records - sum(refused.values())
    if published is None:
        return about.model_copy(update={"published": 0, "refused": refused, "held": held})
    pairs = [(record.cells, published[record.key]) for record in read if record.key in published]
    if len(pairs) != about.records:
        raise EnvironmentFault("not-accounted", files=about.path)
    own = [(cells, row) for cells, row in pairs if row.get(OF_STATEMENT, "") == cells.get(OF_STATEMENT, "")]
    differing = [(cells, row) for cells, row in own if not cells.items() <= row.items()]
    return about.model_copy(
        update={
            "published": len(own),
            "merged": len(pairs) - len(own),
            "corrected": sum(
                any(cells[name] and cells[name] != row[name] for name in cells) for cells, row in differing
            ),
            "completed": sum(any(row[name] and not cells[name] for name in cells) for cells, row in differing),
        }
    )


def refused_by_code(records: int, read: Sequence[Record], errors: Iterable[Finding]) -> dict[str, int]:
    """How many records have errors, each counted once, by the code of its first; all of them where the file has one."""
    codes: dict[int, str] = {}
    for error in errors:
        row = row_of(error, read)
        if row < 2:
            return {error.code: records} if records else {}
        codes.setdefault(row, error.code)
    return dict(sorted(Counter(codes.values()).items()))


def row_of(error: Finding, read: Sequence[Record]) -> int:
    """The row that a finding is about: its own, else that of the record on its line; 1 where it is the whole file's."""
    if error.row is not None:
        return error.row
    return max((record.row for record in read if error.line is not None and record.line <= error.line), default=1)


def text_accounts(sources: Iterable[str], statements: Iterable[Row], outcomes: Iterable[Row]) -> tuple[RawText, ...]:
    """The account of each text that was read, in the order of the sources; each statement is counted once."""
    words: dict[str, set[str]] = {}
    for outcome in outcomes:
        words.setdefault(outcome["statement_id"], set()).add(outcome["outcome"])
    counts: dict[str, Counter[str]] = {source: Counter() for source in sources}
    for statement in statements:
        met = words.get(statement["id"], set())
        # A kind of statements may have an outcome of its own for several rows: these are not unplaced.
        other = "confirming" if met - UNPLACED else "unplaced"
        kind = next((kind for word, kind in STATEMENT_WORDS.items() if word in met), other)
        counts[statement["source_id"]][kind] += 1
    return tuple(RawText(source=source, statements=sum(found.values()), **found) for source, found in counts.items())


def accounts(
    registry: Registry,
    files: Sequence[TableFile],
    errors: Sequence[Finding],
    tables: Tables | None,
) -> tuple[RawFile, ...]:
    """What became of the records of each file of raw/.

    `tables`: the published tables; None if nothing is published because of an error. The records are read again, one
    file at a time, to save memory.
    """
    contract = registry.contract
    of_file = contract.table_of_files()
    found = []
    for table, group in groupby(files, key=lambda file: of_file[file.display_path]):
        published = None if tables is None else by_key(contract, table, tables[table])
        for file in group:
            about = RawFile(path=file.display_path, table=table, records=file.records, published=0)
            mine = [finding for finding in errors if finding.file == file.display_path]
            found.append(account(about, list(registry.records(table, file.display_path)), mine, published))
    return tuple(found)


def by_key(contract: Contract, table: str, rows: Sequence[Row]) -> dict[str, Row]:
    """Rows of a table by the parts of their key, joined by spaces."""
    key = contract.tables[table].key
    return {" ".join([row[column] for column in key]): row for row in rows}
