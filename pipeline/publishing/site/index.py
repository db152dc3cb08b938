"""The registry looked up from every side, prepared once for all pages: no page scans a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pipeline.contract.registry import Contract
from pipeline.messages import Language
from pipeline.names import LIST_DELIMITER
from pipeline.registry import Registry, Row

ROWS_ON_A_PAGE = 200


class Referrer(NamedTuple):
    """A field of another table that refers to rows of this one."""

    table: str
    field: str


class Index:
    """Rows by key, who refers to whom, citations, evidence and statements."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.contract: Contract = registry.contract
        self.labels: dict[tuple[str, str, Language], str] = {}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Row]]:
        """Rows by table and key, for the tables with a key of one field."""
        return {
            table: {row[schema.key[0]]: row for row in self.registry.tables[table]}
            for table, schema in self.contract.tables.items()
            if len(schema.key) == 1
        }

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
        """The tables whose rows have a page each: what other tables of typed rows refer to."""
        referred = {target for (table, _), target in self.targets.items() if target != table}
        return tuple(
            name for name, schema in self.contract.tables.items() if name in referred and schema.rows_from != "computed"
        )

    @cached_property
    def referring(self) -> Mapping[tuple[str, str], Mapping[Referrer, Sequence[Row]]]:
        """The rows that refer to a row, by its table and key, then by table and field."""
        found: defaultdict[tuple[str, str], defaultdict[Referrer, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for (table, field), target in self.targets.items():
            for row in self.registry.tables[table]:
                if row[field]:
                    found[target, row[field]][Referrer(table, field)].append(row)
        return found

    @cached_property
    def citations(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        return grouped(self.registry.tables["citations"])

    @cached_property
    def disagreements(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        return grouped(self.registry.tables["disagreements"])

    @cached_property
    def evidence(self) -> Mapping[tuple[str, str, str], str]:
        return {(row["table"], row["row"], row["field"]): row["evidence"] for row in self.registry.tables["evidence"]}

    @cached_property
    def cited_by(self) -> Mapping[str, Sequence[Row]]:
        """The citations of a source."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.registry.tables["citations"]:
            found[row["source_id"]].append(row)
        return found

    @cached_property
    def outcomes(self) -> Mapping[str, Sequence[Row]]:
        """What became of each statement."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.registry.tables["statement_outcomes"]:
            found[row["statement_id"]].append(row)
        return found

    @cached_property
    def statements(self) -> Mapping[str, Sequence[Row]]:
        """The statements of each source, in the order of the text."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.registry.tables["statements"]:
            found[row["source_id"]].append(row)
        return found

    @cached_property
    def positions(self) -> Mapping[tuple[str, str], int]:
        """The page of the data on which a row stands (from 1), by table and key."""
        return {
            (table, key): number // ROWS_ON_A_PAGE + 1
            for table, rows in self.rows.items()
            for number, key in enumerate(rows)
        }

    def label(self, table: str, key: str, lang: Language) -> str:
        """What a row is called in a language; its key where it has no name."""
        known = self.labels.get((table, key, lang))
        if known is None:
            row = self.rows.get(table, {}).get(key)
            known = self.labels[table, key, lang] = self.named(table, row, lang) if row else key
        return known

    def named(self, table: str, row: Row, lang: Language) -> str:
        if table == "meetings":
            return self.meeting_name(row, lang)
        if table == "cooperation":
            return self.cooperation_name(row, lang)
        if table == "actors" and row["agreement_id"]:
            return self.rows["agreements"][row["agreement_id"]]["short_name"]
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
        body = self.rows["bodies"][row["body_id"]]
        acronym = body["acronyms"].split(LIST_DELIMITER)[0] or self.contract.label("body-kinds", body["kind"], lang)
        name = " ".join(filter(None, (self.label("agreements", body["agreement_id"], lang), acronym, row["number"])))
        year = row["start_date"][:4]
        return (
            name
            + (f" ({row['part']})" if row["part"] != "0" else "")
            + (f" ({year})" if year and not row["number"] else "")
        )

    def cooperation_name(self, row: Row, lang: Language) -> str:
        parties = self.referring["cooperation", row["id"]].get(Referrer("cooperation_parties", "cooperation_id"), ())
        names = [self.label("actors", party["actor_id"], lang) for party in parties]
        who = " – ".join(names[:2]) + (" …" if len(names) > 2 else "")
        what = row[f"title_{lang}"] or self.contract.label("instruments", row["kind"], lang)
        year = f", {row['signed_date'][:4]}" if row["signed_date"] else ""
        return f"{what[:1].upper()}{what[1:]} ({who}{year})"


def grouped(rows: Sequence[Row]) -> Mapping[tuple[str, str], Sequence[Row]]:
    """Rows that are about a row, by its table and key."""
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["table"], row["row"]].append(row)
    return found
