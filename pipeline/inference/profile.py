"""One pass over all rows of a table: each column's types, values and repetitions, and what keys it may have.

The first rows are looked at closely, and say what each column may be. All other rows are held against that by one query
a block, as in a check (`pipeline.validation.plan`); only cells that are against it are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from pipeline.core.database.sql import name, texts
from pipeline.datapackage.rows import SEGMENT_ROWS, Batch
from pipeline.inference.candidates import Candidate
from pipeline.inference.columns import MANY_VALUES, SAMPLE, Column, Seen
from pipeline.inference.stored_values import as_rows
from pipeline.inference.uniqueness import Hashes, is_plausible_key, ranked_for_keys
from pipeline.inference.vocabulary import MARKERS
from pipeline.readers.open import OpenSource

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Values longer than these are no references.
REFERENCE_CHARACTERS = 64
AT_ONCE = 20_000
# Pairs and triples of columns are tried among so many of the likeliest.
KEY_COLUMNS = 8
# So many columns without repetitions are followed to the last row.
SINGLE_KEYS = 4
PAIRS = 3
COUNTED_AT_ONCE = 8


class Profile:
    """What all rows of a table say. `number`: of the table in the run; `related`: whether values are kept, so that
    references between columns can be told.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        source: OpenSource,
        labels: Sequence[str],
        candidates: Mapping[str, Candidate],
        number: int,
        *,
        related: bool,
    ) -> None:
        self.connection, self.source, self.candidates = connection, source, candidates
        self.number, self.related = number, related
        self.columns = [Column(label) for label in labels]
        self.rows = 0
        self.kept: set[int] = set()
        self.hashes = Hashes(connection, number)
        self.begun = False
        self.first_rows = 0
        # The sets of columns, one or several, that were unique in the first rows.
        self.keys: Sequence[tuple[int, ...]] = []

    def read(self) -> None:
        """Reads all rows, once."""
        segments = self.source.segments(self.connection)
        segment = next(segments, None)
        while segment is not None:
            loaded = self.take(segment)
            try:
                segment = segments.send(loaded)
            except StopIteration:
                break
        whole = {at for at, column in enumerate(self.columns) if not (column.nulls or column.markers)}
        proved = (
            range(len(self.keys))
            if self.rows == self.first_rows
            else filter(self.hashes.are_unique, range(len(self.keys)))
        )
        self.keys = [self.keys[n] for n in proved if set(self.keys[n]) <= whole]

    def take(self, segment: Batch) -> bool:
        """Takes the rows of a segment. False, and nothing is kept of it, where DuckDB does not read all of them."""
        import duckdb

        relation = segment.relation
        if segment.values is not None:
            relation = self.load(segment.values)
        try:
            if not self.begun:
                return self.begin(str(relation), segment)
            return self.go_on(str(relation), segment)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False

    def load(self, values: Sequence[Sequence[Any]]) -> str:
        """A relation of the texts of rows; what the cells are is counted."""
        if not self.columns:
            return "(SELECT 0)"
        pairs = zip(zip(*values, strict=True), self.columns, strict=True)
        columns = [as_rows(cells, column.kinds) for cells, column in pairs]
        listed = ", ".join(f"unnest($c{at}::VARCHAR[]) AS c{at}" for at in range(len(columns)))
        given = {f"c{at}": cells for at, cells in enumerate(columns)}
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE loaded AS SELECT {listed}", given)
        return "loaded"

    def begin(self, relation: str, segment: Batch) -> bool:
        """The first rows: what they say of every column."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE block AS SELECT * FROM {relation}")
        self.look(segment)
        if self.related:
            self.kept = {at for at, column in enumerate(self.columns) if self.could_refer(column)}
            for at in sorted(self.kept):
                self.connection.execute(f"CREATE OR REPLACE TABLE {self.kept_table(at)} (v VARCHAR)")
        taken = self.go_on("block", segment)
        # Only now it is known which types the columns do not have.
        self.keys = self.unique_in_block(segment.rows)
        self.hashes.begin("block", self.keys)
        self.begun, self.first_rows = True, self.rows
        for column in self.columns:
            column.settle()
        self.connection.execute("DROP TABLE block")
        return taken

    def look(self, segment: Batch) -> None:
        """Counts the distinct values of each column, and reads them, or a sample of them."""
        told = [one for start in range(0, len(self.columns), COUNTED_AT_ONCE) for one in self.counted(start)]
        first = segment.number * SEGMENT_ROWS
        for at, column in enumerate(self.columns):
            filled, column.distinct, column.longest, column.average = told[4 * at : 4 * at + 4]
            column.nulls = segment.rows - filled
            column.unique = column.distinct == filled == segment.rows
            column.closed = column.distinct <= MANY_VALUES
            found = list(self.first_values(at, column, first))
            column.open_with(self.candidates, [one.value for one in found][:: max(1, len(found) // SAMPLE)])
            column.filled = filled
            if column.closed:
                column.add(found)
            else:
                marks = f"SELECT c{at}, count(*), min(rowid) FROM block WHERE c{at} IN {texts(MARKERS)} GROUP BY 1"
                column.add(self.seen(first, *row) for row in self.query(marks))
                column.values = {one.value: one for one in found if one.value not in MARKERS}
            column.recognise_codes()

    def counted(self, start: int) -> Sequence[Any]:
        """How many cells of some columns are filled and distinct in the first rows, and how long they are.

        Few columns are counted at once: each needs memory of its own.
        """
        asked = ", ".join(
            f"count(c{at}), count(DISTINCT c{at}), coalesce(max(length(c{at})), 0), coalesce(avg(length(c{at})), 0)"
            for at in range(start, min(start + COUNTED_AT_ONCE, len(self.columns)))
        )
        return self.connection.execute(f"SELECT {asked} FROM block").fetchone() or ()

    def first_values(self, at: int, column: Column, first: int) -> Iterator[Seen]:
        """The distinct values of a column in the first rows by their rows, or values of rows far apart."""
        if column.closed:
            query = f"SELECT c{at}, count(*), min(rowid) FROM block WHERE c{at} IS NOT NULL GROUP BY 1 ORDER BY 3"
        else:
            step = max(1, (column.nulls + column.distinct) // (4 * SAMPLE))
            query = (
                f"SELECT c{at}, 1, min(rowid) FROM block WHERE c{at} IS NOT NULL AND rowid % {step} = 0 "
                f"GROUP BY 1 ORDER BY 3 LIMIT {SAMPLE}"
            )
        yield from (self.seen(first, *row) for row in self.query(query))

    def seen(self, first: int, value: str, count: int, rowid: int) -> Seen:
        return Seen(value, count, first + rowid)

    def query(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()

    def unique_in_block(self, rows: int) -> Sequence[tuple[int, ...]]:
        """The columns, else pairs, else triples of columns, that have no value twice in the first rows."""
        likely = ranked_for_keys(self.columns)
        single = [(at,) for at in likely if self.columns[at].unique][:SINGLE_KEYS]
        if any(is_plausible_key(self.columns[at], at) for (at,) in single) or rows < 2:
            return single
        likely = [at for at in likely if not self.columns[at].unique]
        for size in (2, 3):
            found = [
                one for one in combinations(sorted(likely[:KEY_COLUMNS]), size) if self.is_unique_in_block(one, rows)
            ]
            if found:
                return [*single, *found[:PAIRS]]
        return single

    def is_unique_in_block(self, fields: Sequence[int], rows: int) -> bool:
        """Whether no two of the first rows have the same values, and that is no accident.

        Were the columns independent, so many rows would have some in common (the birthday paradox).
        """
        possible = 1.0
        for at in fields:
            possible *= self.columns[at].distinct
        if possible < rows or rows * rows / (2 * possible) < 3:
            return False
        listed = ", ".join(f"c{at}" for at in fields)
        return bool(self.query(f"SELECT count(*) FROM (SELECT DISTINCT {listed} FROM block)")[0][0] == rows)

    def could_refer(self, column: Column) -> bool:
        """Whether a column's values can be keys of another table, or keys themselves."""
        return column.distinct > 0 and column.longest <= REFERENCE_CHARACTERS

    def kept_table(self, at: int) -> str:
        return name(f"values {self.number} {at}")

    def go_on(self, relation: str, segment: Batch) -> bool:
        """Holds rows against what is known of their columns, and looks at the cells that are against it."""
        if not self.columns:
            self.rows += segment.rows
            return True
        conditions = [column.condition(f"c{at}") for at, column in enumerate(self.columns)]
        good = ", ".join(f"{one} AS g{at}" for at, one in enumerate(conditions))
        entries = ", ".join(f"CASE WHEN g{at} THEN NULL ELSE coalesce(c{at}, '') END" for at in range(len(conditions)))
        whole = " AND ".join(f"g{at}" for at in range(len(conditions)))
        taken = [f"{self.hashes.expression(key)} AS k{n}" for n, key in enumerate(self.keys)]
        taken += [f"c{at} AS v{at}" for at in sorted(self.kept)]
        taken.append(f"CASE WHEN {whole} THEN NULL ELSE [{entries}] END AS doubt")
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE judged AS SELECT {', '.join(taken)} FROM (SELECT *, {good} FROM {relation})"
        )
        if self.query("SELECT count(*) FROM judged")[0][0] != segment.rows:
            return False
        self.rows += segment.rows
        self.hashes.take(len(self.keys))
        for at in sorted(self.kept):
            values = f"SELECT DISTINCT v{at} FROM judged WHERE v{at} IS NOT NULL"
            self.connection.execute(f"INSERT INTO {self.kept_table(at)} {values}")
        self.look_at_doubts(segment)
        return True

    def look_at_doubts(self, segment: Batch) -> None:
        """Looks at the cells that are not known to be good."""
        counts = ", ".join(f"count(doubt[{at + 1}])" for at in range(len(self.columns)))
        found = self.query(f"SELECT {counts} FROM judged WHERE doubt IS NOT NULL")[0]
        first = segment.number * SEGMENT_ROWS
        for at, column in enumerate(self.columns):
            column.filled += segment.rows if self.begun else 0
            if found[at]:
                self.look_at_column(at, column, first)
            if self.begun:
                column.settle()

    def look_at_column(self, at: int, column: Column, first: int) -> None:
        """Takes the cells of a column that are not known to be good, until no type is left for it."""
        entry = f"doubt[{at + 1}]"
        empty = self.query(f"SELECT count(*) FROM judged WHERE {entry} = ''")[0][0]
        column.nulls += empty
        column.filled -= empty
        values = f"SELECT {entry}, count(*), min(rowid) FROM judged WHERE {entry} <> '' GROUP BY 1 ORDER BY 3"
        result = self.connection.execute(values)
        while rows := result.fetchmany(AT_ONCE):
            column.add(self.seen(first, *row) for row in rows)
            if not column.closed:
                column.forget()
            if not (column.alive or column.shape or column.closed):
                return
