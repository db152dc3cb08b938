"""Disagreements: two sources state different values of a field. They follow from citations; corrections settle them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.findings.model import Finding
from pipeline.registry.contract import Contract
from pipeline.registry.reconciliation.draft import Draft, key_of
from pipeline.registry.reconciliation.evidence import CitationTarget, confirms, contradicts, target_of
from pipeline.registry.roles import Role

Origins = Mapping[tuple[str, str], tuple[str, int]]
Place = tuple[str | None, int | None]
# A value that a source says of a field.
Noted = tuple[CitationTarget, str, str]
# What a decision says beside the value; each where the table has it.
DECIDED = ("reason", "decided_by", "decided_date")


class RowPlaces:
    """The files and lines that rows come from."""

    def __init__(self, contract: Contract, origins: Origins) -> None:
        self.contract, self.origins = contract, origins

    def of_row(self, table: str, key: str) -> Place | None:
        return self.origins.get((table, key))

    def of_role(self, role: Role, row: Row) -> Place | None:
        """Where a row of the table that plays a role was typed."""
        table = self.contract.table_of_role(role)
        return self.of_row(table, key_of(row, self.contract.tables[table].key)) if table else None


def apply_corrections(draft: Draft, corrections: Mapping[CitationTarget, list[Row]]) -> int:
    """Reads what the corrections say instead of what stands in the rows; returns how many values changed."""
    changed = 0
    for target, decisions in corrections.items():
        row = draft.rows.get(target.table, {}).get(target.row)
        if row is not None and target.field in row and row[target.field] != decisions[0]["value"]:
            draft.read_instead(*target, decisions[0]["value"])
            changed += 1
    return changed


def disagreement_rows(
    draft: Draft,
    fields: Mapping[tuple[str, str], Field],
    citations: Mapping[CitationTarget, list[Row]],
    corrections: Mapping[CitationTarget, list[Row]],
    noted: frozenset[Noted] = frozenset(),
) -> Iterator[dict[str, str]]:
    """A row for each value that a source says and the registry does not publish, in the order of the citations.

    `noted`: what disagreements are about that people have noted, and which are not computed again.
    """
    for target, said in citations.items():
        field = fields.get((target.table, target.field))
        row = draft.rows.get(target.table, {}).get(target.row)
        if field is None or row is None:
            continue
        published = row[target.field]
        behind = next((citation["source_id"] for citation in said if confirms(field, citation["value"], published)), "")
        others = [citation for citation in said if contradicts(field, citation["value"], published)]
        for number, other in enumerate(others, start=1):
            if (target, other["source_id"], other["value"]) in noted:
                continue
            yield {
                "id": disagreement_id(target, number),
                **target._asdict(),
                "value": published,
                "source_id": behind,
                "other_value": other["value"],
                "other_source_id": other["source_id"],
                **settlement(other, corrections.get(target, [])),
            }


def noted(disagreements: Iterable[Row]) -> frozenset[Noted]:
    """What disagreements that people noted are about: each of the two values, with the source that says it."""
    sides = (("source_id", "value"), ("other_source_id", "other_value"))
    return frozenset((target_of(row), row[source], row[value]) for row in disagreements for source, value in sides)


def disagreement_id(target: CitationTarget, number: int) -> str:
    """A slug: table, row and field, and the number of the disagreement in that field."""
    return "-".join([*target, str(number)]).replace("_", "-")


def settlement(other: Row, decisions: list[Row]) -> dict[str, str]:
    """What settles the value that another source says: the correction for that source and value, if there is one."""
    for decision in decisions:
        if (decision["source_id"], decision["source_value"]) == (other["source_id"], other["value"]):
            decided = {key: decision.get(key, "") for key in DECIDED}
            return {"state": "settled", **decided}
    return {"state": "open", **dict.fromkeys(DECIDED, "")}


def stale_corrections(
    corrections: Mapping[CitationTarget, list[Row]], citations: Mapping[CitationTarget, list[Row]], places: RowPlaces
) -> Iterator[Finding]:
    """Corrections of something that no source says (any more), and two corrections that read two values."""
    for target, decisions in corrections.items():
        said = {(citation["source_id"], citation["value"]) for citation in citations.get(target, [])}
        for decision in decisions:
            place = places.of_role("corrections", decision) or (None, None)
            if decision["value"] != decisions[0]["value"]:
                yield stale(decision, place, "contradiction")
            elif (decision["source_id"], decision["source_value"]) not in said:
                yield stale(decision, place, None)


def stale(decision: Row, place: Place, variant: str | None) -> Finding:
    return Finding(
        code="stale-correction",
        variant=variant,
        file=place[0],
        line=place[1],
        field=decision["field"],
        value=decision["source_value"],
        details={key: decision[key] for key in ("table", "row", "source_id")},
    )


def open_disagreements(
    disagreements: Iterable[Row], citations: Mapping[CitationTarget, list[Row]], places: RowPlaces
) -> Iterator[Finding]:
    """The warnings for the disagreements that nobody has settled."""
    for row in disagreements:
        if row["state"] == "open":
            yield disagreement_finding(row, citations.get(target_of(row), []), places)


def disagreement_finding(row: Row, citations: Iterable[Row], places: RowPlaces) -> Finding:
    """The warning for an open disagreement, at the line of the row that it is about.

    Where a citation has the published value for the very source whose text says another, it is at that citation.
    """
    wanted = (row["other_source_id"], row["value"])
    own = next((one for one in citations if (one["source_id"], one["value"]) == wanted), None)
    cited = places.of_role("citations", own) if own else None
    file, line = cited or places.of_row(row["table"], row["row"]) or (None, None)
    other = {"source": row["source_id"], "other_value": row["other_value"], "other_source": row["other_source_id"]}
    return Finding(
        code="disagreement",
        variant=None if row["source_id"] else "unsourced",
        severity="warning",
        file=file,
        line=line,
        field="value" if cited else row["field"],
        value=row["value"],
        details={"cited_field": row["field"], "id": row["id"], "row": row["row"], **other},
    )
