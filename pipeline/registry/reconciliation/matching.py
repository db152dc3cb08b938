"""Match statements to rows of the registry. `MATCHERS` maps each kind of statement to its function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pipeline.registry.reconciliation.date_comparison import contains
from pipeline.registry.reconciliation.draft import Draft, DraftRow
from pipeline.registry.statements import Statement

JOINING_ACTIONS = (
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "succession",
    "consent",
    "definitive-signature",
)


class RowMatch(NamedTuple):
    """A row that a statement is about, and what it says of its fields.

    `row`: its id; `added`: whether the statement added it; `pair`: the text says that the two parties have an
    instrument, but not which of theirs.
    """

    table: str
    row: str
    values: Mapping[str, str]
    added: bool = False
    pair: bool = False


def match_statement(draft: Draft, statement: Statement) -> list[RowMatch]:
    """The rows that a statement is about, in any table. Missing rows are added to `draft`. Empty: none matches."""
    return list(MATCHERS[statement.kind](draft, statement)) if statement.agreement else []


def row_match(table: str, row: DraftRow, added: bool = False, **values: str | None) -> RowMatch:
    return RowMatch(table, row["id"], {field: value for field, value in values.items() if value}, added)


def match_meeting(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    body = draft.first("bodies", agreement_id=str(statement.agreement), kind=statement.body or "")
    if body is None:
        return
    meeting = find_meeting(draft, statement, body["id"])
    added = meeting is None
    if meeting is None:
        if statement.number is None:
            return
        meeting = add_meeting(draft, statement, body["id"])
    yield row_match("meetings", meeting, added, start_date=statement.start_date, end_date=statement.end_date)
    if statement.city or statement.country:
        yield match_place(draft, statement, meeting["id"])


def find_meeting(draft: Draft, statement: Statement, body: str) -> DraftRow | None:
    """The meeting of that number and part; one without a number is known by its first day."""
    if statement.number is not None:
        return draft.first("meetings", body_id=body, number=str(statement.number), part=statement.part or "0")
    same = [row for row in draft.where("meetings", body_id=body) if row["start_date"] == statement.start_date]
    return same[0] if len(same) == 1 else None


def add_meeting(draft: Draft, statement: Statement, body: str) -> DraftRow:
    part = statement.part or "0"
    key = f"{body}-{statement.number}" + ("" if part == "0" else f"-{part}")
    values = {"body_id": body, "number": str(statement.number), "part": part, "status": statement.status or ""}
    return draft.add("meetings", id=key, **values)


def match_place(draft: Draft, statement: Statement, meeting: str) -> RowMatch:
    """The place of that city, else the first place of the meeting, else a new one."""
    city = draft.lookups.key("cities", statement.city or "")
    city = city if city in draft.rows["cities"] else ""
    known = draft.first("meeting_places", meeting_id=meeting, city=city) if city else None
    place = known or draft.first("meeting_places", meeting_id=meeting)
    added = place is None
    if place is None:
        place = draft.add("meeting_places", id=f"{meeting}-place-1", meeting_id=meeting, ordinal="1")
    return row_match("meeting_places", place, added, city=city, country_code=statement.country)


def secretariat(draft: Draft, agreement: str) -> tuple[DraftRow, bool] | None:
    """The row of the present secretariat of an agreement (else its last), and whether it is new."""
    rows = list(draft.where("secretariats", agreement_id=agreement))
    present = [row for row in rows if not row["to_date"]]
    return ((present or rows)[-1], False) if rows else None


def match_seat(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    found = secretariat(draft, str(statement.agreement))
    city = draft.lookups.key("cities", statement.city or "")
    if found:
        seat = city if city in draft.rows["cities"] else None
        yield row_match("secretariats", *found, seat_city=seat, seat_country=statement.country)


def match_host(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    found = secretariat(draft, str(statement.agreement))
    if found:
        decided = deciding_meeting(draft, statement)
        yield row_match("secretariats", *found, host_actor_id=statement.host, decided_at_meeting_id=decided)


def deciding_meeting(draft: Draft, statement: Statement) -> str | None:
    """The first part of the session that decided, by its body and number."""
    if statement.decided_at is None or statement.decided_at.number is None:
        return None
    body = draft.first("bodies", agreement_id=str(statement.agreement), kind=statement.decided_at.body)
    number = str(statement.decided_at.number)
    meeting = draft.first("meetings", body_id=body["id"], number=number) if body else None
    return meeting["id"] if meeting else None


def match_function(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    agreement, function = str(statement.agreement), statement.function or ""
    row = draft.first("functions", agreement_id=agreement, function=function)
    if row:
        yield row_match("functions", row, function=function)
    elif found := secretariat(draft, agreement):
        actor = found[0]["actor_id"]
        values = {"actor_id": actor, "agreement_id": agreement, "function": function}
        wording = {"wording": statement.quote, "wording_lang": statement.lang.partition("-")[0]}
        yield row_match(
            "functions",
            draft.add("functions", id=f"{actor}-{function}", **values, **wording),
            added=True,
            function=function,
        )


def match_cooperation(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    pair = {str(statement.agreement), str(statement.partner)}
    kind = draft.lookups.key("instruments", statement.instrument) if statement.instrument else None
    between = [row for row in draft.rows["cooperation"].values() if parties(draft, row["id"]) == pair]
    rows = [row for row in between if kind in (None, row["kind"])] or between
    if statement.date:
        rows = [row for row in rows if contains(statement.date, row["signed_date"]) or not row["signed_date"]]
    if len(rows) > 1 and not statement.date:
        yield from (RowMatch("cooperation", row["id"], {}, pair=True) for row in rows)
        return
    row = rows[0] if rows else add_cooperation(draft, statement, kind, sorted(pair))
    yield row_match(
        "cooperation", row, not rows, kind=kind, signed_date=statement.date, status=cooperation_status(statement)
    )
    for party in draft.where("cooperation_parties", cooperation_id=row["id"]):
        yield row_match("cooperation_parties", party, not rows, actor_id=party["actor_id"])


def parties(draft: Draft, cooperation: str) -> set[str]:
    return {row["actor_id"] for row in draft.where("cooperation_parties", cooperation_id=cooperation)}


def add_cooperation(draft: Draft, statement: Statement, kind: str | None, pair: list[str]) -> DraftRow:
    key = "-".join([*pair, statement.date or "undated"])
    row = draft.add("cooperation", id=key, kind=kind or "memorandum")
    for actor in pair:
        draft.add("cooperation_parties", id=f"{key}-{actor}", cooperation_id=key, actor_id=actor)
    return row


def cooperation_status(statement: Statement) -> str | None:
    return statement.status.replace(" ", "-") if statement.status else None


def match_membership(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    if statement.count is not None:
        yield match_count(draft, statement)
    elif statement.party and statement.date:
        yield from match_membership_action(draft, statement, statement.party)


def match_count(draft: Draft, statement: Statement) -> RowMatch:
    agreement, as_of = str(statement.agreement), statement.date or ""
    row = draft.first("party_counts", agreement_id=agreement, as_of=as_of, count=str(statement.count))
    row = row or (draft.first("party_counts", agreement_id=agreement, as_of=as_of) if as_of else None)
    added = row is None
    if row is None:
        key = f"{agreement}-{as_of}" if as_of else f"{agreement}-{statement.source_id}-{statement.count}"
        row = draft.add("party_counts", id=key, agreement_id=agreement, as_of=as_of)
    return row_match("party_counts", row, added, count=str(statement.count))


def match_membership_action(draft: Draft, statement: Statement, country: str) -> Iterator[RowMatch]:
    """The act of that kind and date; "became a party" is any act of joining, and adds none: the kind is not said."""
    agreement, action = str(statement.agreement), statement.action or "party"
    kinds = (*JOINING_ACTIONS, "entry-into-force") if action == "party" else (action,)
    known = draft.where("membership_actions", agreement_id=agreement, country_code=country)
    acts = [row for row in known if row["action"] in kinds]
    dated = [row for row in acts if contains(str(statement.date), row["date"])]
    row = dated[0] if dated else (acts[0] if acts and action != "party" else None)
    if row:
        yield row_match("membership_actions", row, date=statement.date)
    elif action != "party":
        key = f"{agreement}-{country.lower()}-{action}-1"
        values = {"agreement_id": agreement, "country_code": country, "action": action}
        yield row_match(
            "membership_actions", draft.add("membership_actions", id=key, **values), added=True, date=statement.date
        )


def match_agreement(draft: Draft, statement: Statement) -> Iterator[RowMatch]:
    row = draft.rows["agreements"].get(str(statement.agreement))
    if row is None:
        return
    fact = {"adoption": "adoption", "opening_for_signature": "signature", "entry_into_force": "entry_into_force"}
    # "Signed at Bonn on 23 June 1979" is mostly the adoption; it is the opening for signature where that date is known.
    prefix = fact.get(statement.kind) or ("signature" if row["signature_date"] == statement.date else "adoption")
    values: dict[str, str | None] = {f"{prefix}_date": statement.date}
    if prefix != "entry_into_force":
        city = draft.lookups.key("cities", statement.city or "")
        values[f"{prefix}_city"] = city if city in draft.rows["cities"] else None
        values[f"{prefix}_country"] = statement.country
    yield RowMatch("agreements", row["id"], {field: value for field, value in values.items() if value})


MATCHERS: Mapping[str, Callable[[Draft, Statement], Iterator[RowMatch]]] = {
    "meeting": match_meeting,
    "seat": match_seat,
    "host": match_host,
    "function": match_function,
    "cooperation": match_cooperation,
    "membership": match_membership,
    "adoption": match_agreement,
    "opening_for_signature": match_agreement,
    "signature": match_agreement,
    "entry_into_force": match_agreement,
}
