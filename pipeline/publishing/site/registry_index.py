"""The registry looked up from every side, prepared once for all pages: no page scans a table.

Pages ask through the lookups below and nothing else. Each lookup notes that it was asked, so that a later build knows
which pages a changed record touches (see `reuse`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.membership import is_bound, periods
from pipeline.registry.contract import Contract
from pipeline.registry.printed_names import LIST_DELIMITER
from pipeline.registry.published import PublishedRegistry

ROWS_ON_A_PAGE = 200
SHARED = "shared"
ORDER_OF_ACTS = ("date", "action", "id")

Lookup = tuple[str, ...]
Rows = Mapping[str, Row]
Key = ParamSpec("Key")
Found = TypeVar("Found")


class Referrer(NamedTuple):
    """A field of another table that refers to rows of this one."""

    table: str
    field: str


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
    """Rows by key, who refers to whom, citations, evidence, statements and names."""

    def __init__(self, registry: PublishedRegistry) -> None:
        self.registry = registry
        self.contract: Contract = registry.contract
        self.labels: dict[tuple[str, str, Language], str] = {}
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
    def targets(self) -> Mapping[tuple[str, str], str]:
        """The table that a field refers to, by table and field."""
        return {
            (table, key.own[0]): key.reference.resource or table
            for table, schema in self.contract.tables.items()
            for key in schema.foreign_keys
            if len(key.own) == 1
        }

    @cached_property
    def paged(self) -> tuple[str, ...]:
        """The tables whose rows have a page each."""
        return self.contract.paged

    @lookup
    def table(self, table: str) -> Sequence[Row]:
        """All rows of a table, in the order in which they are published."""
        return self.registry.tables[table]

    @lookup
    def row(self, table: str, key: str) -> Row | None:
        return self.by_key.get(table, {}).get(key)

    @lookup
    def shown_as(self, table: str, key: str) -> tuple[str, str] | None:
        """The row that is shown for a row: for an agreement as an actor the agreement; None where there is none."""
        row = self.by_key.get(table, {}).get(key)
        if row is None:
            return None
        return ("agreements", row["agreement_id"]) if table == "actors" and row["agreement_id"] else (table, key)

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
        return self.referrers.get((table, key), {})

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
        known = self.labels.get((table, key, lang))
        if known is None:
            row = self.by_key.get(table, {}).get(key)
            known = self.labels[table, key, lang] = self.named(table, row, lang) if row else key
        return known

    @lookup
    def meetings(self, agreement: str) -> Sequence[Row]:
        """The meetings of all bodies of an agreement, by date."""
        bodies = self.referrers.get(("agreements", agreement), {}).get(Referrer("bodies", "agreement_id"), ())
        found = [session for body in bodies for session in self.sessions(body["id"])]
        return sorted(found, key=lambda row: (row["start_date"], row["id"]))

    @lookup
    def places(self, meeting: str) -> Sequence[Row]:
        """The places of a meeting, in their order."""
        found = self.referrers.get(("meetings", meeting), {}).get(Referrer("meeting_places", "meeting_id"), ())
        return sorted(found, key=lambda row: (int(row["ordinal"] or 0), row["id"]))

    @lookup
    def agreement_of(self, meeting: str) -> str:
        return self.by_key["bodies"][self.by_key["meetings"][meeting]["body_id"]]["agreement_id"]

    @lookup
    def acts(self, agreement: str, country: str) -> Sequence[Row]:
        """What a state did about an agreement, in the order in which it did it."""
        return self.acts_of.get((agreement, country), ())

    @lookup
    def joined(self, country: str) -> Sequence[str]:
        """The agreements that bind a state, as far as the registry knows its acts."""
        acts = self.referrers.get(("countries", country), {}).get(Referrer("membership_actions", "country_code"), ())
        asked = dict.fromkeys(row["agreement_id"] for row in acts)
        return [agreement for agreement in asked if is_bound(self.acts_of[agreement, country])]

    @lookup
    def parties(self, agreement: str) -> Sequence[tuple[str, str]]:
        """When states agreed to be bound and when they left ("" while they have not), in the order of the dates."""
        return self.periods.get(agreement, ())

    @lookup
    def known_until(self, agreement: str) -> int:
        """The last year of which the registry knows acts about an agreement; 0 where it knows none."""
        acts = self.referrers.get(("agreements", agreement), {}).get(Referrer("membership_actions", "agreement_id"), ())
        dates = (max(row["as_of"][:4], row["date"][:4]) for row in acts)
        return max((int(date) for date in dates if date.isdigit()), default=0)

    @lookup
    def held_at(self, city: str) -> Sequence[str]:
        """The meetings that were or will be in a city."""
        rows = self.referrers.get(("cities", city), {}).get(Referrer("meeting_places", "city"), ())
        return list(dict.fromkeys(row["meeting_id"] for row in rows))

    @lookup
    def seated_at(self, city: str) -> Sequence[Row]:
        """The secretariats that have or had their seat in a city."""
        return self.referrers.get(("cities", city), {}).get(Referrer("secretariats", "seat_city"), ())

    @lookup
    def partners(self, cooperation: str) -> Sequence[str]:
        """The actors that an instrument binds."""
        found = self.referrers.get(("cooperation", cooperation), {}).get(
            Referrer("cooperation_parties", "cooperation_id"), ()
        )
        return [row["actor_id"] for row in found]

    @cached_property
    def by_key(self) -> Mapping[str, Rows]:
        """Rows by table and key, for the tables with a key of one field."""
        return {
            table: {row[schema.key[0]]: row for row in self.registry.tables[table]}
            for table, schema in self.contract.tables.items()
            if len(schema.key) == 1
        }

    @cached_property
    def referrers(self) -> Mapping[tuple[str, str], Mapping[Referrer, Sequence[Row]]]:
        found: defaultdict[tuple[str, str], dict[Referrer, list[Row]]] = defaultdict(dict)
        for (table, field), target in self.targets.items():
            for row in self.registry.tables[table]:
                if row[field]:
                    found[target, row[field]].setdefault(Referrer(table, field), []).append(row)
        return dict(found)

    @cached_property
    def evidences(self) -> Mapping[tuple[str, str, str], str]:
        rows = self.registry.tables["evidence"]
        return {(row["table"], row["row"], row["field"]): row["evidence"] for row in rows}

    @cached_property
    def acts_of(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        rows = sorted(self.registry.tables["membership_actions"], key=lambda row: [row[act] for act in ORDER_OF_ACTS])
        return grouped(rows, lambda row: (row["agreement_id"], row["country_code"]))

    @cached_property
    def periods(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for (agreement, _), acts in self.acts_of.items():
            found[agreement] += periods(acts)
        return {agreement: sorted(times) for agreement, times in found.items()}

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

    def about(self, table: str) -> Mapping[Any, Sequence[Row]]:
        """Rows that are about a row, by its table and key."""
        if (table, "") not in self.groups:
            self.groups[table, ""] = grouped(self.registry.tables[table], lambda row: (row["table"], row["row"]))
        return self.groups[table, ""]

    def by_field(self, table: str, field: str) -> Mapping[Any, Sequence[Row]]:
        if (table, field) not in self.groups:
            self.groups[table, field] = grouped(self.registry.tables[table], lambda row: row[field])
        return self.groups[table, field]

    def sessions(self, body: str) -> Sequence[Row]:
        return self.referrers.get(("bodies", body), {}).get(Referrer("meetings", "body_id"), ())

    def named(self, table: str, row: Row, lang: Language) -> str:
        if table == "meetings":
            return self.meeting_name(row, lang)
        if table == "cooperation":
            return self.cooperation_name(row, lang)
        if table == "actors" and row["agreement_id"]:
            return self.by_key["agreements"][row["agreement_id"]]["short_name"]
        for field in ("short_name", f"name_{lang}", "name_en", "title"):
            if row.get(field):
                return row[field]
        return ", ".join(self.parts(table, row, lang)) or next(iter(row.values()))

    def parts(self, table: str, row: Row, lang: Language) -> Iterator[str]:
        """What names a row that has no name of its own: the rows and codes that it must have."""
        for field in self.contract.tables[table].fields:
            target = self.targets.get((table, field.name))
            if field.name == "city" or field.constraints.required:
                if target and row[field.name]:
                    yield self.label(target, row[field.name], lang)
                elif field.vocabulary:
                    yield self.contract.label(field.vocabulary, row[field.name], lang)

    def meeting_name(self, row: Row, lang: Language) -> str:
        """ "CBD COP 11"; its part and, where it has no number, its year."""
        body = self.by_key["bodies"][row["body_id"]]
        acronym = body["acronyms"].split(LIST_DELIMITER)[0] or self.contract.label("body-kinds", body["kind"], lang)
        name = " ".join(filter(None, (self.label("agreements", body["agreement_id"], lang), acronym, row["number"])))
        part = f" ({row['part']})" if row["part"] != "0" else ""
        year = f" ({row['start_date'][:4]})" if row["start_date"] and not row["number"] else ""
        return name + part + year

    def cooperation_name(self, row: Row, lang: Language) -> str:
        names = [self.label("actors", actor, lang) for actor in self.partners(row["id"])]
        who = " – ".join(names[:2]) + (" …" if len(names) > 2 else "")
        what = row[f"title_{lang}"] or self.contract.label("instruments", row["kind"], lang)
        year = f", {row['signed_date'][:4]}" if row["signed_date"] else ""
        return f"{what[:1].upper()}{what[1:]} ({who}{year})"


def grouped(rows: Sequence[Row], key: Callable[[Row], Any]) -> Mapping[Any, Sequence[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)
