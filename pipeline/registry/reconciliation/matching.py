"""Match statements to rows of the registry, as schemas/statements/<kind>.yaml says which rows each kind meets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.registry.kinds.patterns import fill
from pipeline.registry.reconciliation.date_comparison import contains
from pipeline.registry.reconciliation.draft import Draft, DraftRow
from pipeline.registry.statement_kinds import (
    Addition,
    Condition,
    Conditions,
    KindField,
    Members,
    Not,
    Search,
    StatementKind,
    Step,
    Wanted,
    Within,
)
from pipeline.registry.statements import Statement


class RowMatch(NamedTuple):
    """A row that a statement is about, and what it says of its fields.

    `row`: its key; `added`: whether the statement added it; `outcome`: what the kind of statement calls one of several
    rows of which the text does not say which it means.
    """

    table: str
    row: str
    values: Mapping[str, str]
    added: bool = False
    outcome: str | None = None


def match_statement(draft: Draft, kind: StatementKind | None, statement: Statement) -> list[RowMatch]:
    """The rows that a statement is about, in any table. Missing rows are added to `draft`. Empty: none matches."""
    if kind is None:
        return []
    names = Names(draft, kind, statement)
    if any(not names.value(name) for name, field in kind.columns.items() if field.required):
        return []
    return [found for step in kind.meets for found in match_step(draft, step, names)]


class Names:
    """What the placeholders of a kind stand for: values of the statement, and the rows that steps have found."""

    def __init__(self, draft: Draft, kind: StatementKind, statement: Statement) -> None:
        self.draft, self.kind, self.statement = draft, kind, statement
        self.rows: dict[str, tuple[str, DraftRow]] = {}

    def value(self, name: str) -> str:
        """The value of a name as text; "" where it has none. A step's name alone stands for the key of its row."""
        first, _, rest = name.partition(".")
        if first in self.rows:
            key, row = self.rows[first]
            return row.get(rest, "") if rest else key
        if first in self.kind.sorted:
            sides = sorted(fill(one, self.value) or "" for one in self.kind.sorted[first])
            return sides[int(rest) - 1] if rest.isdigit() and 0 < int(rest) <= len(sides) else ""
        if first in self.kind.columns:
            return self.of_statement(first, rest)
        return self.of_text(first)

    def of_statement(self, column: str, part: str) -> str:
        field, said = self.kind.columns[column], self.statement.get(column)
        if part:
            said = said.get(part) if isinstance(said, Mapping) else None
            field = field.fields.get(part, field)
        if said is None:
            return field.default or ""
        return self.key_of(field, str(said))

    def key_of(self, field: KindField, said: str) -> str:
        """What is said, or the key of the row or code that a printed name stands for; "" where it stands for none."""
        names = field.table or field.vocabulary
        if field.holds != "printed" or names is None:
            return said
        return self.draft.lookups.find(names, said) or ""

    def of_text(self, name: str) -> str:
        """What a statement has beside its values: its words, the language and the source of its text."""
        text = {
            "quote": self.statement.quote,
            "language": self.statement.lang.partition("-")[0],
            "source_id": self.statement.source_id,
        }
        return text.get(name, "")

    def hold(self, when: Conditions | Sequence[Conditions]) -> bool:
        """Whether conditions hold; of several sets of conditions, whether any does."""
        if isinstance(when, Mapping):
            return all(holds(self.value(name), condition) for name, condition in when.items())
        return not when or any(self.hold(one) for one in when)


def holds(value: str, condition: Condition) -> bool:
    if isinstance(condition, bool):
        return bool(value) is condition
    if isinstance(condition, Not):
        return value not in condition.values
    return value in ((condition,) if isinstance(condition, str) else condition)


def match_step(draft: Draft, step: Step, names: Names) -> Iterator[RowMatch]:
    """What a statement says of the rows of one table; remembers the row for the steps behind."""
    if not names.hold(step.when):
        return
    way, found = search(draft, step, names)
    if len(found) > 1:
        yield from (RowMatch(step.table, key, {}, outcome=way.several) for key in found)
        return
    key = found[0] if found else add(draft, step, names)
    if key is None:
        return
    names.rows[step.name or step.table] = (key, draft.rows[step.table][key])
    if step.values is not None:
        values = {field: fill(pattern, names.value) for field, pattern in step.values.items()}
        yield RowMatch(step.table, key, {field: value for field, value in values.items() if value}, added=not found)


def search(draft: Draft, step: Step, names: Names) -> tuple[Search, list[str]]:
    """The first way that finds a row, and its key; several keys only where the way has an outcome for several."""
    for way in step.find:
        found = rows_found(draft, step.table, way, names) if names.hold(way.when) else []
        if way.several is None and len(found) > 1:
            found = [found[0]] if way.take == "first" else [found[-1]] if way.take == "last" else []
        if found:
            return way, found
    return step.find[-1], []


def rows_found(draft: Draft, table: str, way: Search, names: Names) -> list[str]:
    """The keys of the rows that one way finds, in the order of the table."""
    given = ((field, filled(wanted, names)) for field, wanted in way.where.items())
    where = [(field, wanted) for field, wanted in given if wanted is not None]
    if len(where) < len(way.where):
        return []
    rows = draft.rows[table]
    found = [key for key, row in rows.items() if all(meets(row[field], wanted) for field, wanted in where)]
    if way.members is not None:
        found = with_members(draft, found, way.members, names)
    for field, wanted in way.prefer.items():
        one = filled(wanted, names)
        found = [key for key in found if one and meets(rows[key][field], one)] or found
    for field, wanted in way.fits.items():
        one = filled(wanted, names)
        found = [key for key in found if not one or not rows[key][field] or meets(rows[key][field], one)]
    return found


class Filled(NamedTuple):
    """What a field must hold, with the values in place: one of some texts, or a date within one."""

    values: tuple[str, ...]
    within: bool = False


def filled(wanted: Wanted, names: Names) -> Filled | None:
    """What is wanted of a field; None where a placeholder has no value."""
    patterns = (wanted,) if isinstance(wanted, str) else (wanted.within,) if isinstance(wanted, Within) else wanted
    values = [fill(one, names.value) for one in patterns]
    whole = tuple(one for one in values if one is not None)
    return Filled(whole, isinstance(wanted, Within)) if len(whole) == len(values) else None


def meets(value: str, wanted: Filled) -> bool:
    return any(contains(one, value) for one in wanted.values) if wanted.within else value in wanted.values


def with_members(draft: Draft, keys: Sequence[str], members: Members, names: Names) -> list[str]:
    """The rows to which rows of another table refer that hold exactly these values."""
    values = {fill(one, names.value) for one in members.values}
    if None in values:
        return []
    held: defaultdict[str, set[str | None]] = defaultdict(set)
    for row in draft.rows[members.table].values():
        held[row[members.refers]].add(row[members.field])
    return [key for key in keys if held[key] == values]


def add(draft: Draft, step: Step, names: Names) -> str | None:
    """The key of a new row; None where the kind adds none, or its key lacks a value."""
    for one in step.add:
        if names.hold(one.when):
            row = added_row(draft, step.table, one, names)
            if row is not None:
                return draft.add(step.table, row)
    return None


def added_row(draft: Draft, table: str, addition: Addition, names: Names) -> dict[str, str] | None:
    values = {field: fill(pattern, names.value) for field, pattern in addition.row.items()}
    if any(not values.get(field) for field in draft.keys[table]):
        return None
    return {field: value or "" for field, value in values.items()}
