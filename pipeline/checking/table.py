"""A table judged: one pass of SQL over each segment, then Python over what is in doubt, then the keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from pipeline.checking.plan import BROKEN, DOUBTFUL, Plan
from pipeline.checking.stored import stored_problem
from pipeline.checking.suggestions import Advice, advise
from pipeline.contract.descriptors import Condition
from pipeline.findings import Finding, OwnWording
from pipeline.messages import LANGUAGES, Language, read_wordings
from pipeline.sql import is_short, name
from pipeline.tables import SEGMENT_ROWS, Located, Segment, Source, address_of
from pipeline.tally import NON_STANDARD, Tally
from pipeline.values import Judged, Problem
from pipeline.values.structures import written

AT_ONCE = 20_000
# So many keys of rows that Python judged are remembered; of more than that SQL tells which are double.
KEYS_REMEMBERED = 10_000


class Doubt(NamedTuple):
    """A problem that is to be shown as a finding: the row, the field's position, what it is and the cell as printed."""

    ordinal: int
    field: int | None
    problem: Problem
    cell: Any
    rule: int | None = None


class Late(NamedTuple):
    """A row whose key or reference Python had to work out: the row, which one, and its canonical parts (or None)."""

    ordinal: int
    number: int
    parts: tuple[str, ...] | None


class TableCheck:
    """The judging of one table. Its tables of keys and values live on in the connection until the package is done."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        plan: Plan,
        source: Source,
        references: Mapping[int, Sequence[str]],
        covered: frozenset[int] = frozenset(),
    ) -> None:
        self.connection = connection
        self.plan = plan
        self.source = source
        self.references = references
        self.covered = covered
        self.tally: Tally = source.tally
        self.stored = False
        self.is_workbook = getattr(source, "is_workbook", False)
        self.present = sorted(plan.present)
        self.kept_fields = frozenset(plan.stored(references))
        self.loaded = 0
        self.judged = 0
        self.looked_up = {number: frozenset(keys) for number, keys in references.items()}
        self.orphaned: set[int] = set()
        self.maybe_double: set[int] = set()
        self.keys_seen: list[set[tuple[str, ...]]] = [set() for _ in plan.keys]
        self.late_keys: list[Late] = []
        self.late_values: list[Late] = []

    def table(self, kind: str) -> str:
        """The name of a table of its own. They are made when the first is asked for; of a small table nobody asks."""
        if not self.stored:
            self.stored = True
            values = [f"v{at} VARCHAR" for at in self.plan.stored(self.references)]
            hashes = [f"k{n} UBIGINT" for n in range(len(self.plan.keys))]
            declared = {
                "rows": ", ".join(["segment INTEGER", *hashes, *values, "doubt VARCHAR[]"]),
                "late rows": "ordinal BIGINT, kind VARCHAR, number INTEGER, parts VARCHAR[]",
                # What turns a rowid into the number of a row.
                "segments": "segment INTEGER, shift BIGINT",
            }
            for one, columns in declared.items():
                self.connection.execute(f"CREATE OR REPLACE TABLE {name(f'{one} of {self.plan.table}')} ({columns})")
        return f"{kind} of {self.plan.table}"

    def rows_table(self) -> str:
        """The table of the rows that SQL judged, by its name."""
        return self.table("rows")

    def segments_table(self) -> str:
        """The table of where the rowids of each segment begin, by its name."""
        return self.table("segments")

    @property
    def lost(self) -> bool:
        """Whether a record of the table could not be judged as a row: other findings say why."""
        return not self.source.whole or self.judged != self.source.records

    def drop(self) -> None:
        """Frees what the table took."""
        if self.stored:
            for kind in ("rows", "late rows", "segments"):
                self.connection.execute(f"DROP TABLE IF EXISTS {name(self.table(kind))}")

    def judge(self, segment: Segment) -> bool:
        """Judges a segment; whether all of its rows were there. If not, nothing of it is kept."""
        if segment.values is not None:
            self.judge_values(segment)
            self.judged += segment.rows
            return True
        assert segment.relation is not None
        rows = name(self.rows_table())
        try:
            bad = {at: self.bad_values(segment.relation, at) for at in self.plan.unsure}
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
        self.judge_doubts(segment, base)
        self.judged += count
        return True

    def bad_values(self, relation: str, at: int) -> Collection[str] | None:
        """The values of a field, in a relation, that Python does not vouch for; None where they are very many."""
        judge, canonical = self.plan.judges[at], at in self.plan.canonical
        bad: list[str] = []
        result = self.connection.execute(f"SELECT DISTINCT c{at} FROM {relation} WHERE c{at} IS NOT NULL")
        while rows := result.fetchmany(AT_ONCE):
            for (cell,) in rows:
                verdict = judge.judge(cell)
                if verdict.key is None or verdict.problems or (canonical and verdict.key != cell):
                    bad.append(cell)
            if not is_short(bad):
                return None
        return bad

    def judge_doubts(self, segment: Segment, base: int) -> None:
        """Python over every row of a segment that SQL could not vouch for."""
        result = self.connection.cursor().execute(
            f"SELECT rowid, doubt FROM {name(self.rows_table())} "
            f"WHERE segment = {segment.number} AND doubt IS NOT NULL ORDER BY rowid"
        )
        first = segment.number * SEGMENT_ROWS
        while rows := result.fetchmany(AT_ONCE):
            self.judge_rows([(first + rowid - base, entries) for rowid, entries in rows])

    def judge_values(self, segment: Segment) -> None:
        """Python over rows of a format with types, or of so few that no query is worth its while."""
        assert segment.values is not None
        first = segment.number * SEGMENT_ROWS
        rest = [""] * len(self.plan.foreign) + [DOUBTFUL] * len(self.plan.schema.rules)
        for start in range(0, len(segment.values), AT_ONCE):
            rows = enumerate(segment.values[start : start + AT_ONCE], start=first + start)
            self.judge_rows([(ordinal, [*cells, *rest]) for ordinal, cells in rows], typed=True)

    def judge_rows(self, rows: Sequence[tuple[int, Sequence[Any]]], *, typed: bool = False) -> None:
        """Rows, each with its entries as `Plan.select` describes them; `typed`: None is null, not a sure cell."""
        shown: list[Doubt] = []
        judged = [self.judge_cells(ordinal, entries, shown, typed=typed) for ordinal, entries in rows]
        self.judge_conditions(rows, judged, shown)
        for (ordinal, entries), verdicts in zip(rows, judged, strict=True):
            self.note_late(ordinal, {at: verdict.key for at, verdict in verdicts.items()}, entries)
        self.show(sorted(shown, key=lambda one: one.ordinal))
        if len(self.late_keys) + len(self.late_values) > AT_ONCE:
            self.flush_late()

    def judge_cells(
        self, ordinal: int, entries: Sequence[Any], shown: list[Doubt], *, typed: bool
    ) -> dict[int, Judged]:
        """The verdicts on the doubtful cells of a row, by field; what is wrong with them is counted, and shown."""
        plan = self.plan
        verdicts: dict[int, Judged] = {}
        for at in self.present:
            cell = entries[at]
            if cell is None and not typed:
                continue
            verdict = verdicts[at] = plan.judges[at].judge(cell)
            for found in verdict.problems:
                problem = stored_problem(found, cell) if self.is_workbook else found
                if self.tally.has_room(problem.code, problem.variant, plan.schema.fields[at].name):
                    shown.append(Doubt(ordinal, at, problem, cell))
        return verdicts

    def judge_conditions(
        self, rows: Sequence[tuple[int, Sequence[Any]]], judged: Sequence[Mapping[int, Judged]], shown: list[Doubt]
    ) -> None:
        """The conditions that rows break: as SQL told, or worked out from canonical texts where a cell is in doubt."""
        start = len(self.plan.schema.fields) + len(self.plan.foreign)
        for n, rule in enumerate(self.plan.schema.rules):
            doubtful = [at for at, (_, entries) in enumerate(rows) if entries[start + n] == DOUBTFUL]
            known = {at for at, (_, entries) in enumerate(rows) if entries[start + n] == BROKEN}
            shown += [
                Doubt(rows[at][0], None, Problem("rule", rule.name), None, n)
                for at in sorted(known | self.broken(n, doubtful, judged))
                if self.tally.has_room("rule", rule.name, None)
            ]

    def broken(self, number: int, rows: Sequence[int], judged: Sequence[Mapping[int, Judged]]) -> set[int]:
        """Which of the rows break a condition; one with a cell that is no value is reported for that cell alone."""
        fields = self.plan.condition_fields[number]
        if not set(fields) <= self.plan.present:
            return set()
        whole = [
            at for at in rows if all(judged[at][one].key is not None or not judged[at][one].problems for one in fields)
        ]
        if not whole:
            return set()
        texts = {f"c{one}": [judged[at][one].key for at in whole] for one in fields}
        columns = ", ".join(f"unnest(${column}::VARCHAR[]) AS {column}" for column in texts)
        condition = self.plan.compiled_conditions(canonical=True)[number]
        found = self.connection.execute(
            f"SELECT row FROM (SELECT unnest($rows::BIGINT[]) AS row, {columns}) WHERE ({condition}) IS FALSE",
            {"rows": whole, **texts},
        )
        return {row for (row,) in found.fetchall()}

    def note_late(self, ordinal: int, keys: Mapping[int, str | None], entries: Sequence[Any]) -> None:
        """Notes keys and references whose cells are not their own canonical text, and references not found in SQL."""
        plan = self.plan
        for n, key in enumerate(plan.keys):
            if all(at in keys for at in key.fields):
                parts = whole([keys[at] for at in key.fields])
                self.late_keys.append(Late(ordinal, n, parts))
                self.note_key(n, parts)
        for at in self.kept_fields & keys.keys():
            part = keys[at]
            self.late_values.append(Late(ordinal, at, None if part is None else (part,)))
        for n, (_, fields) in enumerate(plan.foreign):
            doubtful = n in self.references and entries[len(plan.schema.fields) + n] is not None
            if doubtful and all(at in keys for at in fields):
                parts = whole([keys[at] for at in fields])
                if parts is not None and parts[0] not in self.looked_up[n]:
                    self.orphaned.add(n)
                    self.late_keys.append(Late(ordinal, -1 - n, parts))

    def note_key(self, number: int, parts: tuple[str, ...] | None) -> None:
        """Notes which keys may be double: those of which Python saw the same twice, or more than it remembers."""
        seen = self.keys_seen[number]
        if parts in seen or len(seen) >= KEYS_REMEMBERED:
            self.maybe_double.add(number)
        elif parts is not None:
            seen.add(parts)

    def are_unique(self, number: int) -> bool:
        """Whether Python saw every row of the table, and no key of it twice."""
        return not self.loaded and number not in self.maybe_double

    def waiting(self) -> list[tuple[int, ...]]:
        return [at for n, (_, at) in enumerate(self.plan.foreign) if n not in self.references]

    def late_table(self) -> str:
        """Puts all that was noted of rows into a table; its name."""
        self.flush_late()
        return self.table("late rows")

    def flush_late(self) -> None:
        """Puts what was noted into a table, where it may be as much as it likes."""
        table = name(self.table("late rows"))
        for kind, noted in (("key", self.late_keys), ("value", self.late_values)):
            for start in range(0, len(noted), AT_ONCE):
                part = noted[start : start + AT_ONCE]
                self.connection.execute(
                    f"INSERT INTO {table} SELECT unnest($ordinals::BIGINT[]), '{kind}', unnest($numbers::INTEGER[]), "
                    "unnest($parts::VARCHAR[][])",
                    {
                        "ordinals": [one.ordinal for one in part],
                        "numbers": [one.number for one in part],
                        "parts": [None if one.parts is None else list(one.parts) for one in part],
                    },
                )
            noted.clear()

    def show(self, doubts: Sequence[Doubt]) -> None:
        """Turns doubts into findings with their place."""
        places = self.source.locate({one.ordinal for one in doubts}) if doubts else {}
        for one in doubts:
            self.tally.keep(self.finding(one, places[one.ordinal]))

    def finding(self, one: Doubt, place: Located) -> Finding:
        line, column = place.place(one.field)
        field = None if one.field is None else self.plan.schema.fields[one.field]
        cell = None if one.cell is None else one.cell if isinstance(one.cell, str) else written(one.cell)
        advice = Advice(None, dict(one.problem.details))
        if one.field is not None and field is not None and not one.problem.variant.startswith("workbook-"):
            advice = advise(one.problem, cell or "", self.plan.judges[one.field], field)
        details = {**advice.details, **address_of(place, one.field)}
        wordings: dict[str, OwnWording] = {}
        if one.rule is not None:
            rule = self.plan.schema.rules[one.rule]
            details = {"condition": rule.condition, "name": rule.name, **address_of(place, None)}
            wordings = {lang: own_wording(rule, lang) for lang in LANGUAGES}
        return Finding(
            code=one.problem.code,
            severity="warning" if one.problem.code == NON_STANDARD else "error",
            variant=one.problem.variant,
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


def own_wording(rule: Condition, lang: Language) -> OwnWording:
    """The words of a condition: its own message where it has one, else the usual ones."""
    usual = read_wordings(lang)["rule/condition"]
    message = rule.message_in(lang)
    return OwnWording(title=usual.title or "", message=message or usual.message, remedy=usual.remedy)


def whole(parts: Iterable[str | None]) -> tuple[str, ...] | None:
    """The parts of a key, or None where one of them is null."""
    listed = tuple(parts)
    return None if any(part is None for part in listed) else tuple(part for part in listed if part is not None)
