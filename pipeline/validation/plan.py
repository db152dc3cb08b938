"""A schema compiled for DuckDB: validators, keys, references, and the SELECT that finds the suspect rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property

from pipeline.core.database.sql import is_one_of
from pipeline.datapackage.descriptors import ForeignKey, Schema, as_tuple
from pipeline.datapackage.types import CellValidator, ValidatorCache
from pipeline.datapackage.types.row_conditions import compile_condition, condition_columns, is_castable, typed_cell
from pipeline.validation.sql_conditions import cell_condition


@dataclass(frozen=True)
class Key:
    """Fields that must be unique together: their positions and the code of the finding."""

    fields: tuple[int, ...]
    code: str


BadValues = Mapping[int, Collection[str] | None]
# What stands for a condition in `suspect`.
BROKEN = "broken"
SUSPECT = "doubtful"


@dataclass(frozen=True)
class Plan:
    """How a table is checked. Its columns are named c0, c1, ... in the order of the schema's fields.

    `present`: the positions of the fields that the table has. `referenced`: the positions of fields that other tables,
    or this one, refer to. `null_sequence`: the text for null of the dialect, besides `missingValues`. `known`:
    validators that tables share.
    """

    table: str
    schema: Schema
    present: frozenset[int]
    referenced: tuple[tuple[int, ...], ...] = ()
    null_sequence: str | None = None
    known: ValidatorCache = dataclass_field(default_factory=ValidatorCache)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The primary key, unique keys and unique fields; a key without all its columns is left out."""
        keys = [Key(self.positions(self.schema.key), "primary-key")] if self.schema.key else []
        keys += [Key(self.positions(as_tuple(key)), "unique-error") for key in self.schema.unique_keys or ()]
        keys += [
            Key((at,), "unique-error")
            for at, field in enumerate(self.schema.fields)
            if field.constraints.unique and (field.name,) != self.schema.key
        ]
        return tuple(key for key in dict.fromkeys(keys) if set(key.fields) <= self.present)

    @cached_property
    def validators(self) -> Mapping[int, CellValidator]:
        """The validator of each field that the table has, by position."""
        primary = frozenset(self.positions(self.schema.key))
        fields = ((at, self.schema.fields[at]) for at in sorted(self.present))
        return {
            at: self.known.validator(self.schema, field, key=at in primary, null_sequence=self.null_sequence)
            for at, field in fields
        }

    @cached_property
    def foreign(self) -> tuple[tuple[ForeignKey, tuple[int, ...]], ...]:
        """The foreign keys whose own columns the table has, with the positions of these columns."""
        found = [(key, self.positions(key.own)) for key in self.schema.foreign_keys]
        return tuple((key, at) for key, at in found if set(at) <= self.present)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """The SQL of each condition over the columns of `typed_cells`; true or null where a row satisfies it."""
        return self.compiled_conditions(canonical=False)

    @cached_property
    def canonical_conditions(self) -> tuple[str, ...]:
        """The SQL of each condition over canonical texts."""
        return self.compiled_conditions(canonical=True)

    def compiled_conditions(self, *, canonical: bool) -> tuple[str, ...]:
        return tuple(
            compile_condition(rule.condition, self.schema, self.present, canonical=canonical)
            for rule in self.schema.rules
        )

    @cached_property
    def condition_fields(self) -> tuple[tuple[int, ...], ...]:
        """The positions of the fields that each condition reads."""
        return tuple(self.positions(condition_columns(rule.condition)) for rule in self.schema.rules)

    def typed_cells(self) -> list[str]:
        """The columns n0, n1, ... that conditions read: the values of good cells, each worked out once."""
        read = sorted(self.present & {at for group in self.condition_fields for at in group})
        # Of very many texts that mean "no value", Python judges every cell.
        others = {at: self.validators[at].other_missing or () for at in read}
        return [f"{typed_cell(self.schema.fields[at], at, others[at])} AS n{at}" for at in read]

    @cached_property
    def canonical(self) -> frozenset[int]:
        """The positions of fields whose cells are compared as texts with other cells, and so must be canonical."""
        groups = [key.fields for key in self.keys] + [at for _, at in self.foreign] + list(self.referenced)
        read = {at for group in self.condition_fields for at in group if not is_castable(self.schema.fields[at])}
        return frozenset(read.union(*groups))

    def positions(self, names: Sequence[str]) -> tuple[int, ...]:
        known = self.schema.positions
        return tuple(known[name] for name in names)

    @cached_property
    def needs_python(self) -> tuple[int, ...]:
        """The positions of fields that only Python can check, once for each distinct value."""
        return tuple(at for at in sorted(self.present) if self.value_condition(at) is None)

    def value_condition(self, at: int) -> str | None:
        return cell_condition(self.schema.fields[at], self.validators[at], f"c{at}", canonical=at in self.canonical)

    def cell_sql(self, at: int, covering: Mapping[int, str]) -> str | None:
        """The SQL that is true only for valid cells (or null, if allowed); None if every cell is valid."""
        validator = self.validators[at]
        others = validator.other_missing
        column = f"c{at}"
        condition = covering.get(at) or self.value_condition(at) or f"g{at}"
        # A text that means "no value" is no value of its type: the validator sees it where a key or a duty is at stake.
        strict = at in self.canonical or validator.required
        if others is None:
            # Too many for a query: Python checks every cell.
            return "FALSE" if validator.required or "" not in validator.missing else f"({column} IS NULL)"
        if others and strict:
            condition = f"{condition} AND NOT {is_one_of(column, others)}"
        if others and not strict and condition != "TRUE":
            condition = f"{is_one_of(column, others)} OR ({condition})"
        if validator.required or "" not in validator.missing:
            return f"{column} IS NOT NULL" if condition == "TRUE" else f"({condition})"
        return None if condition == "TRUE" else f"({column} IS NULL OR ({condition}))"

    def select(
        self, relation: str, references: Mapping[int, Sequence[str]], covered: frozenset[int], bad: BadValues
    ) -> str:
        """The SELECT over a relation: hashes of keys, values that are referred to, and the cells of suspect rows.

        `references`: the keys that each foreign key can be looked up in now; `covered`: those foreign keys whose
        targets are all known to be good values of the field that refers to them, so that being found is proof enough;
        `bad`: the values of each `needs_python` field that are no good, None where there are too many to be listed.

        The column `suspect` is null where a row is sure; else it has an entry for each field (its text if it is in
        suspect), for each foreign key ("" if in suspect) and for each condition (BROKEN, or DOUBTFUL if a cell is).

        Nothing in it may be a join: only what DuckDB computes row by row keeps the rows in the order of the file.
        """
        found = [f"{self.is_good(at, bad[at])} AS g{at}" for at in self.needs_python]
        found += [
            f"{is_one_of(f'c{at[0]}', references[n])} AS r{n}"
            for n, (_, at) in enumerate(self.foreign)
            if n in references
        ]
        found += self.typed_cells()
        covering = {self.foreign[n][1][0]: f"r{n}" for n in covered}
        cells = {
            at: cell_condition
            for at in sorted(self.present)
            if (cell_condition := self.cell_sql(at, covering)) is not None
        }
        foreign = {n: self.reference_sql(n) for n in range(len(self.foreign)) if n in references and n not in covered}
        judged = [f"{cell} AS s{at}" for at, cell in cells.items()] + [
            f"{condition} AS f{n}" for n, condition in foreign.items()
        ]
        judged += [f"({condition}) IS NOT FALSE AS q{n}" for n, condition in enumerate(self.conditions)]
        marks = [f"s{at}" for at in cells] + [f"f{n}" for n in foreign] + [f"q{n}" for n in range(len(self.conditions))]
        outer = [f"{self.key_hash(key.fields)} AS k{n}" for n, key in enumerate(self.keys)]
        outer += [f"c{at} AS v{at}" for at in self.stored(references)]
        entries = [self.entry(at, frozenset(cells), frozenset(foreign)) for at in range(len(self.schema.fields))]
        entries += [self.reference_entry(n, cells, foreign, covered) for n in range(len(self.foreign))]
        entries += [self.condition_entry(n, frozenset(cells)) for n in range(len(self.conditions))]
        listed = ", ".join(f"({entry})::VARCHAR" for entry in entries)
        # Null is not true: a condition that cannot be told leaves its row in suspect. Each mark is a column of its own:
        # computed for whole vectors, it costs less than row by row behind the one before.
        outer.append(f"CASE WHEN {' AND '.join(marks) or 'TRUE'} THEN NULL ELSE [{listed}] END AS suspect")
        source = relation
        for columns in (found, judged):
            source = f"(SELECT *, {', '.join(columns)} FROM {source})" if columns else source
        return f"SELECT {', '.join(outer)} FROM {source}"

    def is_good(self, at: int, bad: Collection[str] | None) -> str:
        return "FALSE" if bad is None else f"(c{at} IS NOT NULL AND NOT {is_one_of(f'c{at}', bad)})"

    def reference_entry(
        self, number: int, cells: Mapping[int, str], foreign: Mapping[int, str], covered: frozenset[int]
    ) -> str:
        """A reference's entry in `suspect`: a match in SQL counts where the cells are their own canonical texts."""
        if number not in foreign and number not in covered:
            return "NULL"
        marks = [f"s{at}" for at in self.foreign[number][1] if at in cells]
        marks += [f"f{number}"] if number in foreign else []
        return f"CASE WHEN {' AND '.join(marks)} THEN NULL ELSE '' END" if marks else "NULL"

    def condition_entry(self, number: int, cells: frozenset[int]) -> str:
        """A condition's entry in `suspect`: SQL has its word only where every cell that it read is sure."""
        marks = " AND ".join(f"s{at}" for at in sorted(set(self.condition_fields[number]) & cells)) or "TRUE"
        return f"CASE WHEN ({marks}) IS NOT TRUE THEN '{SUSPECT}' WHEN q{number} THEN NULL ELSE '{BROKEN}' END"

    def stored(self, references: Collection[int]) -> tuple[int, ...]:
        """The positions of fields whose values are stored, because others refer to them or they are looked up later."""
        waiting = [at for n, (_, at) in enumerate(self.foreign) if n not in references]
        return tuple(sorted({at for group in (*self.referenced, *waiting) for at in group}))

    def reference_sql(self, number: int) -> str:
        parts = [f"c{at} IS NULL" for at in self.foreign[number][1] if "" in self.validators[at].missing]
        return f"({' OR '.join([*parts, f'r{number}'])})"

    def key_hash(self, fields: Sequence[int]) -> str:
        """The SQL of the hash of a key; null if a part is null."""
        columns = ", ".join(f"c{at}" for at in fields)
        nullable = [f"c{at} IS NOT NULL" for at in fields if not self.validators[at].required]
        return f"CASE WHEN {' AND '.join(nullable)} THEN hash({columns}) END" if nullable else f"hash({columns})"

    def entry(self, at: int, cells: frozenset[int], foreign: frozenset[int]) -> str:
        """A cell's entry in `suspect`: its text where it, or something that it has a part in, is not sure."""
        if at not in self.present:
            return "NULL"
        group = {at}
        foreign_fields = tuple(positions for _, positions in self.foreign)
        keys = tuple(key.fields for key in self.keys)
        for fields in (*keys, *self.referenced, *foreign_fields, *self.condition_fields):
            group |= set(fields) if at in fields else set()
        marks = [f"s{index}" for index in sorted(group & cells)]
        marks += [f"f{n}" for n in sorted(foreign) if at in self.foreign[n][1]]
        return f"CASE WHEN {' AND '.join(marks)} THEN NULL ELSE coalesce(c{at}, '') END" if marks else "NULL"
