"""Validates rows column by column: each distinct cell once, and each row only if something is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.datapackage.types import CellResult, CellValidator, Problem
from pipeline.findings.collector import CELLS_OF_A_FINDING, UNCHECKED, Check, FindingCollector
from pipeline.validation.stored_cell_problems import stored_problem

# The canonical texts of a key's parts.
Key = tuple[str, ...]


class BatchCells(NamedTuple):
    """Rows to check: their ordinals, and their cells by field.

    `typed`: whether None is null; else it is a cell that SQL vouched for. `foreign` and `conditions`: the entries of
    foreign keys and of conditions as `Plan.select` describes them; one that is absent has no entry in any row.
    """

    ordinals: Sequence[int]
    cells: Mapping[int, Sequence[Any]]
    foreign: Mapping[int, Sequence[str | None]]
    conditions: Mapping[int, Sequence[str | None]]
    typed: bool


class WrongCell(NamedTuple):
    """A problem of a cell: the row's place in its batch, the field, which of the cell's problems it is, and what."""

    row: int
    field: int
    number: int
    problem: Problem


class CellProblem(NamedTuple):
    """A problem that is to be shown as a finding: the row, the field's position, what it is and the cell as printed."""

    ordinal: int
    field: int | None
    problem: Problem
    cell: Any
    rule: int | None = None


class DeferredKey(NamedTuple):
    """Rows whose key or reference Python had to work out: the rows, which one, and its canonical parts (or None)."""

    ordinals: list[int]
    number: int
    parts: Sequence[tuple[str, ...] | None]


class Column:
    """The results on the cells of a field in a batch. `marks`: what is the same for cells of the same result.

    `results`: those on the marks of the batch, and perhaps on others; `wrong`: the marks of cells with problems.
    """

    def __init__(self, validator: CellValidator, cells: Sequence[Any], *, typed: bool) -> None:
        self.marks, are_texts = marks_of(cells)
        self.distinct = set(self.marks)
        # A cell that SQL vouched for is not checked.
        self.is_whole = typed or None not in self.distinct
        if not typed:
            self.distinct.discard(None)
        if are_texts:
            self.results: Mapping[Any, CellResult] = validator.results(self.distinct)
            self.wrong = self.distinct & validator.wrong
        else:
            first = dict(zip(self.marks, cells, strict=True))
            found = validator.validate_all(first[mark] for mark in self.distinct)
            self.results = {mark: result for mark, (_, result) in zip(self.distinct, found, strict=True)}
            self.wrong = {mark for mark, result in self.results.items() if result.problems}

    def has(self, row: int) -> bool:
        """Whether the cell of a row was checked."""
        return self.is_whole or self.marks[row] is not None

    def result(self, row: int) -> CellResult:
        """The result for the cell of a row that was checked."""
        return self.results[self.marks[row]]

    def keys(self) -> list[str | None]:
        """The canonical text of each row's cell; None where it has none, or was not checked."""
        keys: dict[Any, str | None] = {mark: self.results[mark].key for mark in self.distinct}
        return list(map(keys.get, self.marks))


def marks_of(cells: Sequence[Any]) -> tuple[Sequence[Any], bool]:
    """Something hashable for each cell, different where the result may be, and whether all cells are texts or null.

    1, 1.0 and True are equal to Python, but not to every type.
    """
    kinds = set(map(type, cells)) - {type(None)}
    if len(kinds) < 2 and kinds <= {str, int, bool}:
        return cells, kinds <= {str}
    if kinds <= {int, float}:
        return [None if cell is None else repr(cell) for cell in cells], False
    return [None if cell is None else at for at, cell in enumerate(cells)], False


def wrong_cells(
    columns: Mapping[int, Column],
    names: Sequence[str],
    collector: FindingCollector,
    stored: Mapping[int, Sequence[Any]] | None = None,
) -> list[WrongCell]:
    """The problems of a batch that are to be shown, row by row; all are counted.

    `names`: those of the fields; `stored`: the cells of a workbook by field, for words that fit how each is stored.
    """
    listed: list[WrongCell] = []
    beyond: Counter[Check] = Counter()
    for at, column in columns.items():
        if column.wrong:
            wrong: Mapping[Any, Sequence[Problem]] = {mark: column.results[mark].problems for mark in column.wrong}
            if stored is not None:
                cells = dict(zip(column.marks, stored[at], strict=True))
                wrong = {
                    mark: [stored_problem(problem, cells[mark]) for problem in found] for mark, found in wrong.items()
                }
            totals = totals_of(column, wrong, names[at])
            waiting = len(listed) * (1 + len(columns) // CELLS_OF_A_FINDING)
            note_causes(wrong, names[at], collector)
            capacity = {check: min(total, collector.capacity(check, waiting)) for check, total in totals.items()}
            listed += first_cells(column, at, wrong, names[at], dict(capacity))
            beyond.update({check: total - capacity[check] for check, total in totals.items()})
    # Fields that bear the same name share a check: the first rows of both are shown.
    listed = [cell for cell in sorted(listed) if collector.has_capacity(*check_of(cell.problem, names[cell.field]))]
    for check, total in beyond.items():
        collector.count(check, total)
    return listed


def note_causes(wrong: Mapping[Any, Sequence[Problem]], name: str, collector: FindingCollector) -> None:
    """Notes why cells could not be checked."""
    for problems in wrong.values():
        for problem in problems:
            if problem.code == UNCHECKED:
                for _, said in problem.details[:1]:
                    collector.causes.setdefault(check_of(problem, name), str(said))


def totals_of(column: Column, wrong: Mapping[Any, Sequence[Problem]], name: str) -> Counter[Check]:
    counts = Counter(column.marks)
    totals: Counter[Check] = Counter()
    for mark, problems in wrong.items():
        for problem in problems:
            totals[check_of(problem, name)] += counts[mark]
    return totals


def first_cells(
    column: Column, at: int, wrong: Mapping[Any, Sequence[Problem]], name: str, capacity: dict[Check, int]
) -> Iterator[WrongCell]:
    """The first wrong cells of a column, as many of each check as there is room for."""
    left = sum(capacity.values())
    for row, mark in enumerate(column.marks if left else ()):
        if mark not in wrong:
            continue
        for number, problem in enumerate(wrong[mark]):
            check = check_of(problem, name)
            if capacity[check]:
                capacity[check] -= 1
                left -= 1
                yield WrongCell(row, at, number, problem)
        if not left:
            return


def check_of(problem: Problem, name: str) -> Check:
    return (problem.code, problem.variant, name)


def key_rows(columns: Mapping[int, Column], fields: Sequence[int]) -> tuple[Sequence[int], Sequence[Key | None]]:
    """The rows of a batch in which each of some fields was checked, and the key of each: None where a part is null."""
    if not set(fields) <= columns.keys():
        return (), ()
    picked = [columns[at] for at in fields]
    keys: Iterable[Key] = zip(*(column.keys() for column in picked), strict=True)
    parts = [None if None in key else key for key in keys]
    if all(column.is_whole for column in picked):
        return range(len(parts)), parts
    rows = [row for row in range(len(parts)) if all(column.has(row) for column in picked)]
    return rows, [parts[row] for row in rows]
