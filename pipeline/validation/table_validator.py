"""Validates one table: SQL proves the rows that it can, Python checks the others, then keys are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.core.budget import budget
from pipeline.core.buffers import ROWS_AT_ONCE
from pipeline.core.database.sql import is_short, name
from pipeline.core.i18n import MESSAGE_LANGUAGES
from pipeline.datapackage.rows import SEGMENT_ROWS, Batch, RowLocation, RowSource, address_of
from pipeline.datapackage.types import Problem
from pipeline.datapackage.types.structures import written
from pipeline.findings.collector import NON_STANDARD, FindingCollector
from pipeline.findings.model import Finding, OwnWording, Unchecked
from pipeline.validation.cell_suggestions import Advice, advice_in_time
from pipeline.validation.column_validator import BatchCells, CellProblem, Column, DeferredKey, key_rows, wrong_cells
from pipeline.validation.plan import BROKEN, SUSPECT, Plan
from pipeline.validation.row_findings import EMPTY, blank_finding, is_blank, own_wording

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Of so few suspect rows every entry is read, also those that are empty in all of them.
FEW_ROWS = 1_000
# So many keys of rows that Python checked are remembered; of more than that SQL tells which are double.
KEYS_REMEMBERED = 10_000


class TableValidator:
    """The check of one table. Its stored keys and values stay in the connection until the whole package is checked."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        plan: Plan,
        source: RowSource,
        references: Mapping[int, Sequence[str]],
        covered: frozenset[int] = frozenset(),
    ) -> None:
        self.connection = connection
        self.plan = plan
        self.source = source
        self.references = references
        self.covered = covered
        self.collector: FindingCollector = source.collector
        self.stored = False
        # Whether an unforeseen exception ended the validation of the table.
        self.failed = False
        self.is_workbook = getattr(source, "is_workbook", False)
        self.present = sorted(plan.present)
        self.names = plan.schema.field_names
        self.kept_fields = frozenset(plan.stored(references))
        self.loaded = 0
        self.validated = 0
        self.looked_up = {number: frozenset(keys) for number, keys in references.items()}
        self.orphaned: set[int] = set()
        self.maybe_double: set[int] = set()
        self.keys_seen: list[set[tuple[str, ...]]] = [set() for _ in plan.keys]
        self.deferred_keys: list[DeferredKey] = []
        self.deferred_values: list[DeferredKey] = []
        # How many rows these two have.
        self.noted = 0

    def table(self, kind: str) -> str:
        """The name of a DuckDB table of this validator, which is created at the first call."""
        if not self.stored:
            self.stored = True
            values = [f"v{at} VARCHAR" for at in self.plan.stored(self.references)]
            hashes = [f"k{n} UBIGINT" for n in range(len(self.plan.keys))]
            declared = {
                "rows": ", ".join(["segment INTEGER", *hashes, *values, "suspect VARCHAR[]"]),
                "deferred rows": "ordinal BIGINT, kind VARCHAR, number INTEGER, parts VARCHAR[]",
                # What turns a rowid into the number of a row.
                "segments": "segment INTEGER, shift BIGINT",
            }
            for table, columns in declared.items():
                self.connection.execute(f"CREATE OR REPLACE TABLE {name(f'{table} of {self.plan.table}')} ({columns})")
        return f"{kind} of {self.plan.table}"

    def rows_table(self) -> str:
        """The name of the table of the rows that SQL proved valid."""
        return self.table("rows")

    def segments_table(self) -> str:
        """The name of the table that maps row ids to row numbers."""
        return self.table("segments")

    @property
    def lost(self) -> bool:
        """Whether a record or cell of the table could not be checked."""
        unread = not self.source.whole or self.validated != self.source.records
        return self.failed or self.collector.has_unchecked_cells or unread

    def fail(self, cause: str) -> None:
        """Reports that an unexpected exception ended the check of the table."""
        self.failed = True
        details: dict[str, str | int] = {"problem": cause}
        self.collector.unchecked.append(
            Unchecked(file=self.plan.table, property="data", reason="raised", details=details)
        )

    def drop(self) -> None:
        """Drops the DuckDB tables of this validator."""
        if self.stored:
            for kind in ("rows", "deferred rows", "segments"):
                self.connection.execute(f"DROP TABLE IF EXISTS {name(self.table(kind))}")

    def validate(self, segment: Batch) -> bool:
        """Checks a batch. Returns False, and stores nothing of it, if rows are missing or the query failed."""
        if segment.values is not None:
            self.validate_values(segment)
            self.validated += segment.rows
            return True
        import duckdb

        assert segment.relation is not None
        rows = name(self.rows_table())
        try:
            bad = {at: self.bad_values(segment.relation, at) for at in self.plan.needs_python}
            select = self.plan.select(segment.relation, self.references, self.covered, bad)
            loaded = self.connection.execute(
                f"INSERT INTO {rows} SELECT {segment.number}, * FROM ({select})"
            ).fetchone()
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        count = int(loaded[0]) if loaded else 0
        if count != segment.rows:
            self.connection.execute(f"UPDATE {rows} SET segment = -1 WHERE segment = {segment.number}")
            self.loaded += count
            return False
        base, self.loaded = self.loaded, self.loaded + count
        shift = segment.number * SEGMENT_ROWS - base
        self.connection.execute(f"INSERT INTO {name(self.segments_table())} VALUES ({segment.number}, {shift})")
        self.validate_suspect_rows(segment, base)
        self.validated += count
        return True

    def bad_values(self, relation: str, at: int) -> Collection[str] | None:
        """The distinct values of a field that are not valid or not canonical; None if there are too many to list."""
        validator, canonical = self.plan.validators[at], at in self.plan.canonical
        bad: list[str] = []
        query = self.connection.execute(f"SELECT DISTINCT c{at} FROM {relation} WHERE c{at} IS NOT NULL")
        while rows := query.fetchmany(ROWS_AT_ONCE):
            cells = {cell for (cell,) in rows}
            results = validator.results(cells)
            for cell in cells:
                result = results[cell]
                if result.key is None or result.problems or (canonical and result.key != cell):
                    bad.append(cell)
            if not is_short(bad):
                return None
        return bad

    def validate_suspect_rows(self, segment: Batch, base: int) -> None:
        """Validates in Python the rows of a segment that SQL could not prove valid."""
        found = f"FROM {name(self.rows_table())} WHERE segment = {segment.number} AND suspect IS NOT NULL"
        count = self.connection.execute(f"SELECT count(*) {found}").fetchone()
        if not count or not count[0]:
            return
        entries = self.suspect_entries(found, count[0])
        listed = "suspect" if entries is None else ", ".join(f"suspect[{entry + 1}]" for entry in entries) or "NULL"
        result = self.connection.cursor().execute(f"SELECT rowid, {listed} {found} ORDER BY rowid")
        first = segment.number * SEGMENT_ROWS - base
        while rows := result.fetchmany(ROWS_AT_ONCE):
            rowids, *columns = zip(*rows, strict=True)
            if entries is None:
                columns = list(zip(*columns[0], strict=True))
            named = dict(zip(range(len(columns)) if entries is None else entries, columns, strict=False))
            self.validate_batch(self.batch([first + rowid for rowid in rowids], named))

    def suspect_entries(self, found: str, rows: int) -> list[int] | None:
        """The positions of `suspect` that some row has; None if counting costs more than reading all of them."""
        entries = range(len(self.plan.schema.fields) + len(self.plan.foreign) + len(self.plan.conditions))
        if rows <= max(len(entries), FEW_ROWS):
            return None
        counts = ", ".join(f"count(suspect[{entry + 1}])" for entry in entries)
        counted = self.connection.execute(f"SELECT {counts} {found}").fetchone() or ()
        return [entry for entry, count in zip(entries, counted, strict=True) if count]

    def batch(self, ordinals: Sequence[int], entries: Mapping[int, Sequence[Any]]) -> BatchCells:
        """Rows with the entries of their `suspect`, by position."""
        fields, foreign = len(self.plan.schema.fields), len(self.plan.foreign)
        return BatchCells(
            ordinals,
            {at: cells for at, cells in entries.items() if at < fields},
            {at - fields: cells for at, cells in entries.items() if fields <= at < fields + foreign},
            {at - fields - foreign: cells for at, cells in entries.items() if at >= fields + foreign},
            typed=False,
        )

    def validate_values(self, segment: Batch) -> None:
        """Checks rows in Python: rows of formats with types, and tables with few rows."""
        assert segment.values is not None
        first = segment.number * SEGMENT_ROWS
        for start in range(0, len(segment.values), ROWS_AT_ONCE):
            rows = segment.values[start : start + ROWS_AT_ONCE]
            columns = list(zip(*rows, strict=True))
            batch = BatchCells(
                range(first + start, first + start + len(rows)),
                {at: columns[at] for at in self.present},
                dict.fromkeys(range(len(self.plan.foreign)), [""] * len(rows)),
                dict.fromkeys(range(len(self.plan.schema.rules)), [SUSPECT] * len(rows)),
                typed=True,
            )
            self.validate_batch(batch)

    def validate_batch(self, batch: BatchCells) -> None:
        """Checks rows column by column: counts and reports mistakes, and stores what is compared at the end."""
        columns = {
            at: Column(self.plan.validators[at], batch.cells[at], typed=batch.typed)
            for at in self.present
            if at in batch.cells
        }
        cell_problems = [
            CellProblem(batch.ordinals[cell.row], cell.field, cell.problem, batch.cells[cell.field][cell.row])
            for cell in wrong_cells(columns, self.names, self.collector, batch.cells if self.is_workbook else None)
        ]
        cell_problems += self.check_conditions(batch, columns)
        self.note_deferred(batch, columns)
        self.show(sorted(cell_problems, key=lambda problem: problem.ordinal))
        if self.noted > ROWS_AT_ONCE:
            self.flush_deferred()

    def check_conditions(self, batch: BatchCells, columns: Mapping[int, Column]) -> list[CellProblem]:
        """The conditions that rows break: decided by SQL, or from canonical texts if a cell is in suspect."""
        cell_problems: list[CellProblem] = []
        for n, entries in batch.conditions.items():
            rule = self.plan.schema.rules[n]
            suspect = [row for row, entry in enumerate(entries) if entry == SUSPECT]
            known = {row for row, entry in enumerate(entries) if entry == BROKEN}
            with budget().spending():
                known |= self.broken(n, suspect, columns)
            cell_problems += [
                CellProblem(batch.ordinals[row], None, Problem("rule", rule.name), None, n)
                for row in sorted(known)
                if self.collector.has_capacity("rule", rule.name, None)
            ]
        return cell_problems

    def broken(self, number: int, rows: Sequence[int], columns: Mapping[int, Column]) -> set[int]:
        """Which of the rows break a condition; one with a cell that is no value is reported for that cell alone."""
        fields = self.plan.condition_fields[number]
        if not rows or not set(fields) <= self.plan.present:
            return set()
        if budget().is_spent:
            self.collector.unreached_rules.add(number)
            return set()
        results = {field: [columns[field].result(row) for row in rows] for field in fields}
        good = {field: [result.key is not None or not result.problems for result in results[field]] for field in fields}
        whole = [at for at in range(len(rows)) if all(good[field][at] for field in fields)]
        if not whole:
            return set()
        texts = {f"c{field}": [results[field][at].key for at in whole] for field in fields}
        listed = ", ".join(f"unnest(${column}::VARCHAR[]) AS {column}" for column in texts)
        condition = self.plan.canonical_conditions[number]
        found = self.connection.execute(
            f"SELECT row FROM (SELECT unnest($rows::BIGINT[]) AS row, {listed}) WHERE ({condition}) IS FALSE",
            {"rows": [rows[at] for at in whole], **texts},
        )
        return {row for (row,) in found.fetchall()}

    def note_deferred(self, batch: BatchCells, columns: Mapping[int, Column]) -> None:
        """Notes keys and references whose cells are not their own canonical text, and references not found in SQL."""
        for n, key in enumerate(self.plan.keys):
            rows, parts = key_rows(columns, key.fields)
            self.note(self.deferred_keys, n, batch, rows, parts)
            self.note_keys(n, parts)
        for at in sorted(self.kept_fields & columns.keys()):
            self.note(self.deferred_values, at, batch, *key_rows(columns, (at,)))
        for n, (_, fields) in enumerate(self.plan.foreign):
            if n in self.references and n in batch.foreign and set(fields) <= columns.keys():
                self.note_orphans(n, batch, columns)

    def note_orphans(self, number: int, batch: BatchCells, columns: Mapping[int, Column]) -> None:
        """Keeps the rows of a batch that refer to no known key."""
        fields, known, entries = self.plan.foreign[number][1], self.looked_up[number], batch.foreign[number]
        first = columns[fields[0]]
        if all((key := first.results[mark].key) is None or key in known for mark in first.distinct):
            return
        found = [
            (row, parts)
            for row, parts in zip(*key_rows(columns, fields), strict=True)
            if entries[row] is not None and parts is not None and parts[0] not in known
        ]
        if found:
            self.orphaned.add(number)
            self.note(self.deferred_keys, -1 - number, batch, [row for row, _ in found], [parts for _, parts in found])

    def note(
        self,
        noted: list[DeferredKey],
        number: int,
        batch: BatchCells,
        rows: Iterable[int],
        parts: Sequence[tuple[str, ...] | None],
    ) -> None:
        if parts:
            noted.append(DeferredKey([batch.ordinals[row] for row in rows], number, parts))
            self.noted += len(parts)

    def note_keys(self, number: int, keys: Sequence[tuple[str, ...] | None]) -> None:
        """Notes which keys may be double: those of which Python saw the same twice, or more than it remembers."""
        seen = self.keys_seen[number]
        listed = [key for key in keys if key is not None]
        new = set(listed)
        if len(new) < len(listed) or len(seen) + len(new) > KEYS_REMEMBERED or not seen.isdisjoint(new):
            self.maybe_double.add(number)
        else:
            seen |= new

    def are_unique(self, number: int) -> bool:
        """Whether Python saw every row of the table, and no key twice."""
        return not self.loaded and number not in self.maybe_double

    def waiting(self) -> list[tuple[int, ...]]:
        return [at for n, (_, at) in enumerate(self.plan.foreign) if n not in self.references]

    def deferred_table(self) -> str:
        """Puts all that was noted of rows into a table; its name."""
        self.flush_deferred()
        return self.table("deferred rows")

    def flush_deferred(self) -> None:
        """Puts what was noted into a table, where it may be as much as it likes."""
        table = name(self.table("deferred rows"))
        for kind, noted in (("key", self.deferred_keys), ("value", self.deferred_values)):
            for deferred in noted:
                self.connection.execute(
                    f"INSERT INTO {table} SELECT unnest($ordinals::BIGINT[]), '{kind}', {deferred.number}, "
                    "unnest($parts::VARCHAR[][])",
                    {
                        "ordinals": deferred.ordinals,
                        "parts": [None if part is None else list(part) for part in deferred.parts],
                    },
                )
            noted.clear()
        self.noted = 0

    def show(self, problems: Sequence[CellProblem]) -> None:
        """Turns cell problems into findings with their places."""
        places = self.source.locate({problem.ordinal for problem in problems}) if problems else {}
        blank = {ordinal for ordinal, place in places.items() if is_blank(place)}
        for problem in problems:
            if problem.ordinal in blank and problem.problem in EMPTY:
                self.note_blank(problem, places[problem.ordinal])
            else:
                self.collector.store(self.finding(problem, places[problem.ordinal]))

    def note_blank(self, problem: CellProblem, place: RowLocation) -> None:
        """Reports a blank row once, instead of each of its required cells."""
        assert problem.field is not None
        self.collector.uncount((problem.problem.code, problem.problem.variant, self.names[problem.field]))
        finding = blank_finding(place)
        if self.collector.findings[-1:] != [finding]:
            self.collector.add([finding])

    def finding(self, problem: CellProblem, place: RowLocation) -> Finding:
        line, column = place.place(problem.field)
        field = None if problem.field is None else self.plan.schema.fields[problem.field]
        cell = (
            None if problem.cell is None else problem.cell if isinstance(problem.cell, str) else written(problem.cell)
        )
        advice = Advice(None, dict(problem.problem.details))
        if problem.field is not None and field is not None and not problem.problem.variant.startswith("workbook-"):
            advice = advice_in_time(problem.problem, cell or "", self.plan.validators[problem.field], field)
        details = {**advice.details, **address_of(place, problem.field)}
        wordings: dict[str, OwnWording] = {}
        if problem.rule is not None:
            rule = self.plan.schema.rules[problem.rule]
            details = {"condition": rule.condition, "name": rule.name, **address_of(place, None)}
            wordings = {lang: own_wording(rule, lang) for lang in MESSAGE_LANGUAGES}
        return Finding(
            code=problem.problem.code,
            severity="warning" if problem.problem.code == NON_STANDARD else "error",
            variant=problem.problem.variant,
            file=place.file,
            line=line,
            column=column,
            row=place.row,
            field=field.name if field else None,
            value=cell,
            suggestion=advice.suggestion,
            details=details,
            wordings=wordings,
            cells=place.texts,
        )
