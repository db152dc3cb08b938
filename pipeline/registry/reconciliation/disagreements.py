"""Two sources, one field, two values: disagreements, computed from the citations, settled by corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.findings.model import Finding
from pipeline.registry.reconciliation.draft import Draft
from pipeline.registry.reconciliation.evidence import CitationTarget, confirms, contradicts, target_of

Origins = Mapping[tuple[str, str], tuple[str, int]]


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
) -> Iterator[dict[str, str]]:
    """A row for each value that a source says and the registry does not publish, in the order of the citations."""
    for target, said in citations.items():
        field = fields.get((target.table, target.field))
        row = draft.rows.get(target.table, {}).get(target.row)
        if field is None or row is None:
            continue
        published = row[target.field]
        behind = next((citation["source_id"] for citation in said if confirms(field, citation["value"], published)), "")
        others = [citation for citation in said if contradicts(field, citation["value"], published)]
        for number, other in enumerate(others, start=1):
            yield {
                "id": disagreement_id(target, number),
                **target._asdict(),
                "value": published,
                "source_id": behind,
                "other_value": other["value"],
                "other_source_id": other["source_id"],
                **settlement(other, corrections.get(target, [])),
            }


def disagreement_id(target: CitationTarget, number: int) -> str:
    """A slug: table, row and field, and the number of the disagreement in that field."""
    return "-".join([*target, str(number)]).replace("_", "-")


def settlement(other: Row, decisions: list[Row]) -> dict[str, str]:
    """What settles the value that another source says: the correction for that source and value, if there is one."""
    for decision in decisions:
        if (decision["source_id"], decision["source_value"]) == (other["source_id"], other["value"]):
            decided = {key: decision[key] for key in ("reason", "decided_by", "decided_date")}
            return {"state": "settled", **decided}
    return {"state": "open", "reason": "", "decided_by": "", "decided_date": ""}


def stale_corrections(
    corrections: Mapping[CitationTarget, list[Row]], citations: Mapping[CitationTarget, list[Row]], origins: Origins
) -> Iterator[Finding]:
    """Corrections of something that no source says (any more), and two corrections that read two values."""
    for target, decisions in corrections.items():
        said = {(citation["source_id"], citation["value"]) for citation in citations.get(target, [])}
        for decision in decisions:
            place = origins.get(("corrections", correction_key(decision)), (None, None))
            if decision["value"] != decisions[0]["value"]:
                yield stale(decision, place, "contradiction")
            elif (decision["source_id"], decision["source_value"]) not in said:
                yield stale(decision, place, None)


def correction_key(row: Row) -> str:
    return " ".join([*target_of(row), row["source_id"], row["source_value"]])


def stale(decision: Row, place: tuple[str | None, int | None], variant: str | None) -> Finding:
    return Finding(
        code="stale-correction",
        variant=variant,
        file=place[0],
        line=place[1],
        field=decision["field"],
        value=decision["source_value"],
        details={key: decision[key] for key in ("table", "row", "source_id")},
    )


def disagreement_finding(row: Row, origins: Origins) -> Finding:
    """The warning for an open disagreement, at the line of the row that it is about.

    Where somebody cites for the published value the very source whose text says another, it is at that citation.
    """
    key = " ".join([*target_of(row), row["other_source_id"], row["value"]])
    cited = origins.get(("citations", key))
    file, line = cited or origins.get((row["table"], row["row"])) or (None, None)
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
