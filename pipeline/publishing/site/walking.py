"""What paths of schemas/site.yaml lead to, from row to row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.periods import in_order, is_open
from pipeline.registry.printed_names import LIST_DELIMITER
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.site_contract.paths import Path, Step
from pipeline.registry.site_contract.pictures import Conditions

Pair = tuple[str, str]


class Referrer(NamedTuple):
    """A field of another table that refers to rows of this one."""

    table: str
    field: str


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> Mapping[Any, Sequence[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


class Walker:
    """Goes along paths. It notes nothing: pages ask the index, which notes what they ask."""

    def __init__(self, registry: PublishedRegistry) -> None:
        self.registry, self.contract = registry, registry.contract
        self.site, self.paths = self.contract.site, self.contract.paths
        self.key_fields = {table: schema.key[0] for table, schema in self.contract.tables.items()}

    @cached_property
    def by_key(self) -> Mapping[str, Mapping[str, Row]]:
        """Rows by table and key, for the tables with a key of one field."""
        return {
            table: {row[schema.key[0]]: row for row in self.registry.tables[table]}
            for table, schema in self.contract.tables.items()
            if len(schema.key) == 1
        }

    @cached_property
    def referrers(self) -> Mapping[Pair, Mapping[Referrer, Sequence[Row]]]:
        """The rows that refer to each row, by table and field; the row is named by its table and key."""
        found: defaultdict[Pair, dict[Referrer, list[Row]]] = defaultdict(dict)
        for (table, field), target in self.paths.targets.items():
            for row in self.registry.tables[table]:
                if row[field]:
                    found[target, row[field]].setdefault(Referrer(table, field), []).append(row)
        return dict(found)

    @cached_property
    def actions(self) -> Mapping[str, Mapping[Pair, Sequence[Row]]]:
        """The actions of each declaration of periods by what they are of and who acts, in the order of the tables."""
        found = {}
        for name, declared in self.site.periods.items():
            key = self.contract.tables[declared.table].key[0]
            pairs = grouped(
                self.registry.tables[declared.table],
                lambda row: (row[declared.of], row[declared.who]),  # noqa: B023 - used at once
            )
            found[name] = {pair: in_order(declared, rows, key) for pair, rows in pairs.items()}
        return found

    @cached_property
    def open_periods(self) -> Mapping[tuple[str, str, str], Sequence[str]]:
        """Who belongs to a row now, and to what it belongs, by the periods' name, its table and key."""
        found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for name, declared in self.site.periods.items():
            sides = [self.paths.targets[declared.table, field] for field in (declared.of, declared.who)]
            for (of, who), rows in self.actions[name].items():
                if is_open(declared, rows):
                    found[name, sides[0], of].append(who)
                    found[name, sides[1], who].append(of)
        return dict(found)

    def key(self, table: str, row: Row) -> str:
        return row[self.key_fields[table]]

    def values(self, table: str, row: Row, path: Path) -> Sequence[str]:
        """The values to which a path leads from a row, each once, without those that are empty."""
        name = path.field
        if name is not None and not path.steps and (path.end is None or path.end.type != "list"):
            return (row[name],) if row[name] else ()
        rows = self.along(table, row, path.steps)
        if name is None:
            return list(dict.fromkeys(self.key(path.table, one) for one in rows))
        if (field := path.end) is not None and field.type == "list":
            return list(dict.fromkeys(item for one in rows for item in one[name].split(LIST_DELIMITER) if item))
        return list(dict.fromkeys(one[name] for one in rows if one[name]))

    def target_rows(self, table: str, row: Row, path: Path) -> Sequence[Row]:
        """The rows to which a path leads from a row, each once."""
        rows = self.along(table, row, path.steps)
        if path.field is None:
            return rows
        known = self.by_key.get(path.target or "", {})
        return [known[key] for key in dict.fromkeys(one[path.field] for one in rows) if key in known]

    def along(self, table: str, row: Row, steps: Sequence[Step]) -> Sequence[Row]:
        rows: Sequence[Row] = [row]
        for step in steps:
            reached = (one for before in rows for one in self.step(table, before, step))
            rows = list({id(one): one for one in reached}.values())
            table = step.table
        return rows

    def step(self, table: str, row: Row, step: Step) -> Sequence[Row]:
        if step.kind == "to":
            found = self.by_key.get(step.table, {}).get(row[step.name])
            return [found] if found is not None else []
        key = self.key(table, row)
        if step.kind == "from":
            return self.referrers.get((table, key), {}).get(Referrer(step.table, step.name), ())
        if step.kind == "open":
            return [self.by_key[step.table][one] for one in self.open_periods.get((step.name, table, key), ())]
        said = self.site.page(table).related[step.name]
        rows = [
            one
            for one in self.target_rows(table, row, self.paths.path(table, said.rows))
            if self.fulfils(step.table, one, said.where)
        ]
        return self.ordered(step.table, rows, said.order) if said.order else rows

    def fulfils(self, table: str, row: Row, conditions: Conditions) -> bool:
        """Whether what each path leads to is among the values that it must have; "" stands for nothing."""
        for path, wanted in conditions.items():
            allowed = (wanted,) if isinstance(wanted, str) else wanted
            found = self.values(table, row, self.paths.path(table, path))
            if not (set(found) & set(allowed) if found else "" in allowed):
                return False
        return True

    def ordered(self, table: str, rows: Iterable[Row], order: str) -> list[Row]:
        """Rows by what a path leads to, then by their keys; numbers as numbers."""
        path = self.paths.path(table, order)
        field = path.end
        numeric = field is not None and field.type in ("integer", "number")

        def place(row: Row) -> tuple[float, str, str]:
            value = next(iter(self.values(table, row, path)), "")
            return float(value or 0) if numeric else 0.0, value, self.key(table, row)

        return sorted(rows, key=place)
