"""Lookups in the registry, prepared once for all pages, so that no page scans a table.

Pages ask through the lookups below and nothing else. Each lookup notes that it was asked, so that a later build knows
which pages a changed record touches (see `incremental`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.labels import Labels
from pipeline.publishing.site.periods import lasting
from pipeline.publishing.site.walking import Referrer, Walker, grouped
from pipeline.registry.contract import Contract
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.roles import ROLES, Role
from pipeline.registry.site_contract.pictures import Cumulative

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ROWS_ON_A_PAGE = 200
# Rows of a table with more than these are not offered one by one to choose others by.
MOST_CHOICES = 300
SHARED = "shared"

Lookup = tuple[str, ...]
Key = ParamSpec("Key")
Found = TypeVar("Found")

LOOKUPS: set[str] = set()


def lookup(find: Callable[Concatenate[Index, Key], Found]) -> Callable[Concatenate[Index, Key], Found]:
    """A lookup that notes what it was asked. Its arguments are texts."""
    LOOKUPS.add(find.__name__)

    @wraps(find)
    def ask(self: Index, /, *key: Key.args, **none: Key.kwargs) -> Found:
        if self.asked is not None:
            self.asked.add((find.__name__, *key))  # type: ignore[arg-type]  # every lookup takes texts alone
        return find(self, *key, **none)

    return ask


class Index:
    """Rows by key, who refers to whom, what paths lead to, citations, evidence, statements and names."""

    def __init__(self, registry: PublishedRegistry) -> None:
        self.registry = registry
        self.contract: Contract = registry.contract
        self.site, self.paths = self.contract.site, self.contract.paths
        self.walker = Walker(registry)
        self.by_key, self.targets = self.walker.by_key, self.paths.targets
        self.names = Labels(self.walker)
        self.roles = {role: self.contract.table_of_role(role) for role in ROLES}
        # The pictures of the whole registry as SVG, by name.
        self.pictures: Mapping[str, str] = {}
        # What the page that is being written has asked; None while nobody needs to know.
        self.asked: set[Lookup] | None = None
        # What was asked, in order, for something that many pages share; a page then asks for ("shared", its name).
        self.shared: dict[str, tuple[Lookup, ...]] = {}

    def answer(self, asked: Lookup) -> Any:
        """What a noted lookup gives now. Raises LookupError for one that there is no more."""
        if asked[0] not in LOOKUPS:
            raise LookupError(asked[0])
        return getattr(self, asked[0])(*asked[1:])

    @cached_property
    def same_as_fields(self) -> Mapping[str, str]:
        """The field with the row that stands for a row, by table."""
        return {table: page.same_as for table, page in self.site.tables.items() if page.same_as is not None}

    @cached_property
    def paged(self) -> tuple[str, ...]:
        """The tables whose rows have a page each."""
        return self.contract.paged

    def role(self, role: Role) -> str | None:
        """The table that plays a role; None where none does."""
        return self.roles[role]

    @lookup
    def table(self, table: str) -> Sequence[Row]:
        """All rows of a table, in the order in which they are published."""
        return self.registry.tables[table]

    @lookup
    def is_short(self, table: str) -> bool:
        """Whether a table has few enough rows to choose from all of them."""
        return len(self.registry.tables[table]) <= MOST_CHOICES

    @lookup
    def row(self, table: str, key: str) -> Row | None:
        return self.by_key.get(table, {}).get(key)

    @lookup
    def shown_as(self, table: str, key: str) -> tuple[str, str] | None:
        """The row that is shown for a row: itself, or the one that it is the same as; None where there is none."""
        row = self.by_key.get(table, {}).get(key)
        return None if row is None else (self.same_as(table, row) or (table, key))

    def same_as(self, table: str, row: Row) -> tuple[str, str] | None:
        """The row of another table that stands for a row; None where it stands for itself."""
        field = self.same_as_fields.get(table)
        return (self.targets[table, field], row[field]) if field and row[field] else None

    @lookup
    def picture(self, name: str) -> str:
        """A picture of the whole registry as SVG; empty where there is none."""
        return self.pictures.get(name, "")

    @lookup
    def text(self, source: str) -> str | None:
        return self.registry.texts.get(source)

    @lookup
    def origin(self, table: str, key: str) -> tuple[str, int] | None:
        """The file and line where people typed a row; None where the pipeline found it."""
        return self.registry.origins.get((table, key))

    @lookup
    def referring(self, table: str, key: str) -> Mapping[Referrer, Sequence[Row]]:
        """The rows that refer to a row, by table and field."""
        return self.walker.referrers.get((table, key), {})

    @lookup
    def follow(self, table: str, key: str, path: str) -> Sequence[str]:
        """The values to which a path leads from a row, each once: keys of rows, or what their field holds."""
        row = self.by_key.get(table, {}).get(key)
        return self.walker.values(table, row, self.paths.path(table, path)) if row is not None else ()

    @lookup
    def reached(self, table: str, key: str, path: str) -> Sequence[Row]:
        """The rows to which a path leads from a row, each once."""
        row = self.by_key.get(table, {}).get(key)
        return self.walker.target_rows(table, row, self.paths.path(table, path)) if row is not None else ()

    @lookup
    def siblings(self, table: str, key: str) -> Sequence[str]:
        """The rows among which a row stands in an order, by key, itself included (`neighbours` of the site)."""
        row, said = self.by_key[table][key], self.site.page(table).neighbours
        if said is None:
            return [key]
        rows = self.same_value[table].get(row[said.within], ())
        return [self.walker.key(table, one) for one in rows]

    @lookup
    def events(self, table: str, of: str) -> Sequence[str]:
        """The rows of a table that are events of known days of another row ("": all), by key, in the order of days."""
        return self.all_events[table].get(of, ())

    @lookup
    def citations(self, table: str, key: str) -> Sequence[Row]:
        return self.about("citations").get((table, key), ())

    @lookup
    def disagreements(self, table: str, key: str) -> Sequence[Row]:
        return self.about("disagreements").get((table, key), ())

    @lookup
    def evidence(self, table: str, key: str, field: str) -> str:
        """What is known of the sources of a value; empty where it is no fact."""
        return self.evidences.get((table, key, field), "")

    @lookup
    def cited_by(self, source: str) -> Sequence[Row]:
        """The citations of a source."""
        return self.by_field("citations", "source_id").get(source, ())

    @lookup
    def outcomes(self, statement: str) -> Sequence[Row]:
        """What became of a statement."""
        return self.by_field("statement_outcomes", "statement_id").get(statement, ())

    @lookup
    def statements(self, source: str) -> Sequence[Row]:
        """The statements of a source, in the order of the text."""
        return self.by_field("statements", "source_id").get(source, ())

    @lookup
    def position(self, table: str, key: str) -> int:
        """The page of its table's list on which a row stands (from 1)."""
        return self.positions[table, key]

    @lookup
    def label(self, table: str, key: str, lang: Language) -> str:
        """What a row is called in a language; its key where it has no name."""
        return self.names.label(table, key, lang)

    @lookup
    def short(self, table: str, key: str, lang: Language) -> str:
        """What a row is called where there is little room."""
        return self.names.short(table, key, lang)

    @lookup
    def actions(self, name: str, of: str, who: str) -> Sequence[Row]:
        """The actions by which a row began or ceased to belong to another, in their order."""
        return self.walker.actions[name].get((of, who), ())

    @lookup
    def periods(self, name: str, of: str) -> Sequence[tuple[str, str]]:
        """From when to when rows belonged to one ("" while they still do), in the order of the dates."""
        return self.all_periods[name].get(of, ())

    def cumulative(self, declared: Cumulative) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The dates of rows as periods that never end, by the row that they belong to ("": all); of the whole table."""
        table = declared.table
        rows = self.walker.ordered(table, self.table(table), declared.date)
        date, of = (self.paths.path(table, path) if path else None for path in (declared.date, declared.of))
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            if date is None or not self.walker.fulfils(table, row, declared.where):
                continue
            for since in self.walker.values(table, row, date)[:1]:
                for key in self.walker.values(table, row, of) if of is not None else ("",):
                    found[key].append((since, ""))
        return found

    @lookup
    def known_until(self, name: str, of: str) -> int:
        """The last year of which actions about a row are known; 0 where none are."""
        declared = self.site.periods[name]
        rows = self.walker.referrers.get((self.targets[declared.table, declared.of], of), {})
        found = rows.get(Referrer(declared.table, declared.of), ())
        dates = [row[field][:4] for row in found for field in (declared.as_of, declared.date) if field]
        return max((int(date) for date in dates if date.isdigit()), default=0)

    @cached_property
    def evidences(self) -> Mapping[tuple[str, str, str], str]:
        table = self.role("evidence")
        rows = self.registry.tables[table] if table else ()
        return {(row["table"], row["row"], row["field"]): row["evidence"] for row in rows}

    @cached_property
    def all_periods(self) -> Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]:
        """The periods of each declaration, by the row that others belong to."""
        found: dict[str, Mapping[str, Sequence[tuple[str, str]]]] = {}
        for name, declared in self.site.periods.items():
            times: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
            for (of, _), actions in self.walker.actions[name].items():
                times[of] += lasting(declared, actions)
            found[name] = {of: sorted(several) for of, several in times.items()}
        return found

    @cached_property
    def same_value(self) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        """The rows of the tables with neighbours, by the value that these share, in order."""
        return {
            table: grouped(
                self.walker.ordered(table, self.registry.tables[table], said.order),
                partial(field_of, field=said.within),
            )
            for table, page in self.site.tables.items()
            if (said := page.neighbours) is not None
        }

    @cached_property
    def all_events(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """The events of the tables with calendars, by the row that these belong to."""
        found: dict[str, Mapping[str, Sequence[str]]] = {}
        for table, page in self.site.tables.items():
            if (said := page.calendar) is None:
                continue
            events: defaultdict[str, list[str]] = defaultdict(list)
            start = self.paths.path(table, said.start)
            for row in self.walker.ordered(table, self.registry.tables[table], said.start):
                if any(DAY.fullmatch(one) for one in self.walker.values(table, row, start)[:1]):
                    key = self.walker.key(table, row)
                    of = self.walker.values(table, row, self.paths.path(table, said.of)) if said.of else ()
                    for one in ("", *of):
                        events[one].append(key)
            found[table] = dict(events)
        return found

    @cached_property
    def positions(self) -> Mapping[tuple[str, str], int]:
        return {
            (table, key): number // ROWS_ON_A_PAGE + 1
            for table, rows in self.by_key.items()
            for number, key in enumerate(rows)
        }

    @cached_property
    def groups(self) -> dict[tuple[str, str], Mapping[Any, Sequence[Row]]]:
        return {}

    def about(self, role: Role) -> Mapping[Any, Sequence[Row]]:
        """Rows that are about a row, by its table and key; none where no table plays the role."""
        if (role, "") not in self.groups:
            table = self.role(role)
            rows = self.registry.tables[table] if table else ()
            self.groups[role, ""] = grouped(rows, lambda row: (row["table"], row["row"]))
        return self.groups[role, ""]

    def by_field(self, role: Role, field: str) -> Mapping[Any, Sequence[Row]]:
        if (role, field) not in self.groups:
            table = self.role(role)
            rows = self.registry.tables[table] if table else ()
            self.groups[role, field] = grouped(rows, lambda row: row[field])
        return self.groups[role, field]


def field_of(row: Row, field: str) -> str:
    return row[field]
