"""What is wrong with kinds of statements: values, tables, fields and codes that there are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.json_positions import Place
from pipeline.registry.kinds.patterns import is_pattern, placeholders
from pipeline.registry.roles import Role
from pipeline.registry.statement_frames import says_mistakes
from pipeline.registry.statement_kinds import Conditions, KindField, Search, StatementKind, Step, Wanted, Within

# What a statement has beside its values.
OF_TEXT = frozenset({"quote", "language", "source_id"})


class KindMistake(NamedTuple):
    """What is wrong with a kind: where in its file, the variant of the finding, what it is about, its vocabulary."""

    place: Place
    variant: str
    value: str
    vocabulary: str = ""


class Tables(Protocol):
    """What a kind is held against: the tables and vocabularies of a contract."""

    @property
    def tables(self) -> Mapping[str, TypedBy]: ...
    def table_of_role(self, role: Role) -> str | None: ...
    def codes(self, vocabulary: str) -> tuple[str, ...] | None:
        """The codes of a vocabulary; None where there is no such vocabulary."""
        ...


class TypedBy(Protocol):
    """A table: its fields and key, and who writes its rows."""

    @property
    def field_names(self) -> tuple[str, ...]: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def rows_from(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    def field(self, name: str) -> Field: ...


def kind_mistakes(name: str, kind: StatementKind, contract: Tables) -> Iterator[KindMistake]:
    """Every mistake of a kind, in the order of its file."""
    table = contract.table_of_role("statements")
    if table is None:
        yield KindMistake((), "kind-role", "statements")
        return
    statements = contract.tables[table]
    yield from unknown_code((), name, statements, "kind", contract)
    for at, field in kind.fields.items():
        yield from field_mistakes(("fields", at), at, field, statements, contract)
    check = KindCheck(kind, contract)
    for at, patterns in kind.sorted.items():
        for number, pattern in enumerate(patterns):
            yield from check.pattern(("sorted", at, number), pattern)
    if kind.says is not None:
        yield from (KindMistake(*one) for one in says_mistakes(kind.says, kind.fields, contract.tables))
    for number, step in enumerate(kind.meets):
        yield from check.step(("meets", number), step)


def unknown_code(place: Place, code: str, table: TypedBy, name: str, contract: Tables) -> Iterator[KindMistake]:
    """A code that the vocabulary of a field does not have; a role that its table cannot play is told elsewhere."""
    if name not in table.field_names:
        return
    field = table.field(name)
    codes = contract.codes(field.vocabulary) if field.vocabulary else None
    if codes is not None and code not in codes:
        yield KindMistake(place, "unknown-code", code, field.vocabulary or "")


def field_mistakes(
    place: Place, name: str, field: KindField, statements: TypedBy, contract: Tables, inner: bool = False
) -> Iterator[KindMistake]:
    if field.table is not None and field.table not in contract.tables:
        yield KindMistake((*place, "table"), "unknown-table", field.table)
    if field.vocabulary is not None and contract.codes(field.vocabulary) is None:
        yield KindMistake((*place, "vocabulary"), "unknown-vocabulary", field.vocabulary)
    if not is_said(field):
        yield KindMistake(place, "kind-needs", name)
    if inner:
        return
    missing = [column for column in field.columns(name) if column not in statements.field_names]
    yield from (KindMistake(place, "kind-column", column) for column in missing)
    for at, part in field.fields.items():
        yield from field_mistakes((*place, "fields", at), at, part, statements, contract, inner=True)


def is_said(field: KindField) -> bool:
    """Whether a value says what it is of, as far as what it holds asks for that."""
    needed = {
        "row": field.table,
        "code": field.vocabulary,
        "printed": field.table or field.vocabulary,
        "dates": field.start and field.end,
        "object": field.fields,
    }
    return bool(needed.get(field.holds, True))


class KindCheck:
    """Checks the steps of a kind, in their order: each may name the rows of those before it."""

    def __init__(self, kind: StatementKind, contract: Tables) -> None:
        self.kind, self.contract = kind, contract
        # The table of each row that a step finds, by what placeholders call it.
        self.rows: dict[str, str] = {}

    def step(self, place: Place, step: Step) -> Iterator[KindMistake]:
        yield from self.conditions((*place, "when"), step.when)
        table = self.contract.tables.get(step.table)
        if table is None:
            yield KindMistake((*place, "table"), "unknown-table", step.table)
            return
        for number, way in enumerate(step.find):
            yield from self.search((*place, "find", number), step.table, way)
        if step.add and table.rows_from == "typed":
            yield KindMistake((*place, "add"), "kind-adds", step.table)
        for number, addition in enumerate(step.add):
            here = (*place, "add", number)
            yield from self.conditions((*here, "when"), addition.when)
            yield from self.values((*here, "row"), step.table, addition.row)
            missing = [name for name in table.key if name not in addition.row]
            yield from (KindMistake((*here, "row"), "kind-key", name) for name in missing)
        self.rows[step.name or step.table] = step.table
        yield from self.values((*place, "values"), step.table, step.values or {})

    def search(self, place: Place, table: str, way: Search) -> Iterator[KindMistake]:
        yield from self.conditions((*place, "when"), way.when)
        if not way.where and way.members is None:
            yield KindMistake(place, "kind-find", table)
        for part in ("where", "prefer", "fits"):
            yield from self.values((*place, part), table, getattr(way, part))
        if way.members is not None:
            here, members = (*place, "members"), way.members
            other = self.contract.tables.get(members.table)
            if other is None:
                yield KindMistake((*here, "table"), "unknown-table", members.table)
            else:
                named = (("refers", members.refers), ("field", members.field))
                wrong = [(at, name) for at, name in named if name not in other.field_names]
                yield from (KindMistake((*here, at), "unknown-field", name) for at, name in wrong)
            for number, pattern in enumerate(members.values):
                yield from self.pattern((*here, "values", number), pattern)
        outcomes = self.contract.table_of_role("statement_outcomes")
        if way.several is not None and outcomes is not None:
            table_of_outcomes = self.contract.tables[outcomes]
            yield from unknown_code((*place, "several"), way.several, table_of_outcomes, "outcome", self.contract)

    def values(self, place: Place, table: str, values: Mapping[str, Wanted]) -> Iterator[KindMistake]:
        """Fields of a table with what they hold."""
        for name, wanted in values.items():
            if name not in self.contract.tables[table].field_names:
                yield KindMistake((*place, name), "unknown-field", name)
            for pattern in patterns_of(wanted):
                yield from self.pattern((*place, name), pattern)

    def conditions(self, place: Place, when: Conditions | tuple[Conditions, ...]) -> Iterator[KindMistake]:
        if isinstance(when, Mapping):
            yield from (KindMistake((*place, name), "kind-field", name) for name in when if not self.is_known(name))
            return
        for number, conditions in enumerate(when):
            yield from self.conditions((*place, number), conditions)

    def pattern(self, place: Place, pattern: str) -> Iterator[KindMistake]:
        if not is_pattern(pattern):
            yield KindMistake(place, "kind-pattern", pattern)
        unknown = [found.name for found in placeholders(pattern) if not self.is_known(found.name)]
        yield from (KindMistake(place, "kind-field", name) for name in unknown)

    def is_known(self, name: str) -> bool:
        """Whether a name stands for a value: of the statement, of its text, or of a row that an earlier step finds."""
        first, _, rest = name.partition(".")
        if first in self.rows:
            return not rest or rest in self.contract.tables[self.rows[first]].field_names
        if first in self.kind.sorted:
            return rest.isdigit() and 0 < int(rest) <= len(self.kind.sorted[first])
        if first in self.kind.columns:
            return not rest or rest in self.kind.columns[first].fields
        return name in OF_TEXT


def patterns_of(wanted: Wanted) -> tuple[str, ...]:
    if isinstance(wanted, str):
        return (wanted,)
    return (wanted.within,) if isinstance(wanted, Within) else wanted
