"""Which rows a statement is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from pipeline.registry.lookups import build_lookups
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.reconciliation import matching
from pipeline.registry.reconciliation.draft import Draft, draft_of
from pipeline.registry.reconciliation.matching import RowMatch
from pipeline.registry.statement_kinds import read_statement_kinds
from pipeline.registry.statements import Statement
from tests import ROOT

COLUMNS = {
    "agreements": (
        "id",
        "adoption_date",
        "adoption_city",
        "adoption_country",
        "signature_date",
        "signature_city",
        "signature_country",
        "entry_into_force_date",
    ),
    "bodies": ("id", "agreement_id", "kind"),
    "cities": ("id",),
    "cooperation": ("id", "kind", "signed_date", "status"),
    "cooperation_parties": ("id", "cooperation_id", "actor_id"),
    "functions": ("id", "actor_id", "agreement_id", "function", "wording", "wording_lang"),
    "meeting_places": ("id", "meeting_id", "ordinal", "city", "country_code"),
    "meetings": ("id", "body_id", "number", "part", "status", "start_date", "end_date"),
    "membership_actions": ("id", "agreement_id", "country_code", "action", "date"),
    "party_counts": ("id", "agreement_id", "count", "as_of"),
    "secretariats": (
        "id",
        "agreement_id",
        "actor_id",
        "host_actor_id",
        "seat_city",
        "seat_country",
        "to_date",
        "decided_at_meeting_id",
    ),
}
LOOKUPS = build_lookups(
    [
        PrintedName("cities", "montreal", "Montréal", "fr", "name_fr"),
        PrintedName("cities", "quito", "Quito", None, "name_en"),
        PrintedName("cities", "lima", "Lima", None, "name_en"),
        PrintedName("cooperation-statuses", "in-force", "in force", "en", "label_en"),
        PrintedName("instruments", "memorandum-of-cooperation", "memorandum of cooperation", "en", "label_en"),
    ]
)


def draft(**tables: Sequence[Mapping[str, str]]) -> Draft:
    cities = [{"id": "montreal"}, {"id": "quito"}, {"id": "lima"}]
    return draft_of({"cities": cities, **tables}, dict.fromkeys(COLUMNS, ("id",)), COLUMNS, LOOKUPS)


KINDS = {name: kind for name, _, kind in read_statement_kinds(ROOT)}


def match_statement(rows: Draft, said: Statement) -> list[RowMatch]:
    return matching.match_statement(rows, KINDS[said.kind], said)


def statement(kind: str, quote: str = "text", **fields: Any) -> Statement:
    about = {"id": "s", "source_id": "page", "lang": "fr", "kind": kind, "span": (0, 4), "quote": quote}
    return Statement.model_validate({**about, "values": {"agreement": "cms", **fields}, "evidence": (), "rule": "test"})


COP = {"id": "cms-cop", "agreement_id": "cms", "kind": "cop"}
COP_11 = {"id": "cms-cop-11", "body_id": "cms-cop", "number": "11", "part": "0", "start_date": "2014-11-04"}
IN_QUITO = {
    "id": "cms-cop-11-place-1",
    "meeting_id": "cms-cop-11",
    "ordinal": "1",
    "city": "quito",
    "country_code": "EC",
}


def test_a_meeting_meets_its_row_and_its_place() -> None:
    rows = draft(bodies=[COP], meetings=[COP_11], meeting_places=[IN_QUITO])
    said = statement("meeting", body="cop", number=11, part="0", city="Quito", country="EC", start_date="2014-11-04")
    assert match_statement(rows, said) == [
        RowMatch("meetings", "cms-cop-11", {"start_date": "2014-11-04"}),
        RowMatch("meeting_places", "cms-cop-11-place-1", {"city": "quito", "country_code": "EC"}),
    ]


def test_another_city_is_held_against_the_place_of_the_meeting() -> None:
    rows = draft(bodies=[COP], meetings=[COP_11], meeting_places=[IN_QUITO])
    told = match_statement(rows, statement("meeting", body="cop", number=11, city="Lima"))
    assert told[1] == RowMatch("meeting_places", "cms-cop-11-place-1", {"city": "lima"})


def test_a_meeting_that_no_row_has_is_added_with_its_place() -> None:
    rows = draft(bodies=[COP])
    told = match_statement(rows, statement("meeting", body="cop", number=12, part="2", city="Lima", start_date="2017"))
    assert told == [
        RowMatch("meetings", "cms-cop-12-2", {"start_date": "2017"}, added=True),
        RowMatch("meeting_places", "cms-cop-12-2-place-1", {"city": "lima"}, added=True),
    ]
    assert rows.rows["meetings"]["cms-cop-12-2"]["part"] == "2"


def test_a_meeting_without_number_is_known_by_its_first_day() -> None:
    rows = draft(bodies=[COP], meetings=[COP_11])
    assert [
        match.row for match in match_statement(rows, statement("meeting", body="cop", start_date="2014-11-04"))
    ] == ["cms-cop-11"]
    assert match_statement(rows, statement("meeting", body="cop", start_date="2015-11-04")) == []


def test_a_body_that_the_registry_does_not_have_meets_nothing() -> None:
    assert match_statement(draft(), statement("meeting", body="cop", number=11)) == []


SECRETARIAT = {"id": "cms-secretariat-bonn", "agreement_id": "cms", "actor_id": "cms-secretariat", "to_date": ""}


def test_the_seat_is_that_of_the_present_secretariat() -> None:
    past = SECRETARIAT | {"id": "cms-secretariat-past", "to_date": "1999"}
    rows = draft(secretariats=[SECRETARIAT, past])
    assert match_statement(rows, statement("seat", city="Montréal")) == [
        RowMatch("secretariats", "cms-secretariat-bonn", {"seat_city": "montreal"})
    ]


def test_the_host_names_the_session_that_decided() -> None:
    first = COP_11 | {"id": "cms-cop-1", "number": "1"}
    rows = draft(secretariats=[SECRETARIAT], bodies=[COP], meetings=[first])
    said = statement("host", host="unep", decided_at={"body": "cop", "number": 1})
    values = {"host_actor_id": "unep", "decided_at_meeting_id": "cms-cop-1"}
    assert match_statement(rows, said) == [RowMatch("secretariats", "cms-secretariat-bonn", values)]


def test_a_function_that_no_row_has_is_added_with_its_wording() -> None:
    rows = draft(secretariats=[SECRETARIAT])
    assert match_statement(rows, statement("function", function="liaison", quote="créer des liens")) == [
        RowMatch("functions", "cms-secretariat-liaison", {"function": "liaison"}, added=True)
    ]
    assert rows.rows["functions"]["cms-secretariat-liaison"]["wording"] == "créer des liens"


def instruments(*dates: str) -> dict[str, list[dict[str, str]]]:
    kind = "memorandum-of-cooperation"
    return {
        "cooperation": [{"id": f"c{n}", "kind": kind, "signed_date": date} for n, date in enumerate(dates)],
        "cooperation_parties": [
            {"id": f"c{n}-{actor}", "cooperation_id": f"c{n}", "actor_id": actor}
            for n in range(len(dates))
            for actor in ("cites", "cms")
        ],
    }


def test_an_undated_memorandum_confirms_the_one_instrument_of_the_pair() -> None:
    assert match_statement(draft(**instruments("2002-09-18")), statement("cooperation", partner="cites")) == [
        RowMatch("cooperation", "c0", {}),
        RowMatch("cooperation_parties", "c0-cites", {"actor_id": "cites"}),
        RowMatch("cooperation_parties", "c0-cms", {"actor_id": "cms"}),
    ]


def test_an_undated_memorandum_of_a_pair_with_several_confirms_the_pair_alone() -> None:
    assert match_statement(draft(**instruments("1996", "2005")), statement("cooperation", partner="cites")) == [
        RowMatch("cooperation", "c0", {}, outcome="pair"),
        RowMatch("cooperation", "c1", {}, outcome="pair"),
    ]


def test_a_dated_memorandum_meets_the_instrument_of_that_date() -> None:
    told = match_statement(
        draft(**instruments("1996-03-23", "2005-01-01")), statement("cooperation", partner="cites", date="2005")
    )
    assert told[0] == RowMatch("cooperation", "c1", {"signed_date": "2005"})


def test_a_memorandum_that_no_row_has_is_added_with_both_parties() -> None:
    rows = draft()
    told = match_statement(
        rows, statement("cooperation", partner="cites", instrument="memorandum of cooperation", date="2019")
    )
    assert [match.row for match in told] == ["cites-cms-2019", "cites-cms-2019-cites", "cites-cms-2019-cms"]
    assert rows.rows["cooperation"]["cites-cms-2019"]["kind"] == "memorandum-of-cooperation"


ACT = {
    "id": "cms-fr-approval-1",
    "agreement_id": "cms",
    "country_code": "FR",
    "action": "approval",
    "date": "1990-04-23",
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"party": "FR", "action": "approval", "date": "1990-04-23"}, ["cms-fr-approval-1"]),
        ({"party": "FR", "action": "party", "date": "1990"}, ["cms-fr-approval-1"]),
        ({"party": "FR", "action": "party", "date": "1991"}, []),
        ({"party": "FR", "action": "party"}, []),
        ({"party": "ES", "action": "accession", "date": "1985"}, ["cms-es-accession-1"]),
        ({"party": "ES", "action": "party", "date": "1985"}, []),
    ],
)
def test_an_act_of_a_state(fields: dict[str, str], expected: list[str]) -> None:
    told = match_statement(draft(membership_actions=[ACT]), statement("membership", **fields))
    assert [match.row for match in told] == expected


def test_a_count_of_parties_is_added_as_of_its_date() -> None:
    rows = draft(party_counts=[{"id": "cms-2020", "agreement_id": "cms", "count": "131", "as_of": "2020"}])
    assert match_statement(rows, statement("membership", count=131, date="2020")) == [
        RowMatch("party_counts", "cms-2020", {"count": "131"})
    ]
    assert match_statement(rows, statement("membership", count=130, date="2020")) == [
        RowMatch("party_counts", "cms-2020", {"count": "130"})
    ]
    assert match_statement(rows, statement("membership", count=133, date="2025-03"))[0].row == "cms-2025-03"
    assert match_statement(rows, statement("membership", count=99))[0].row == "cms-page-99"


def test_signed_is_the_adoption_unless_that_day_is_the_opening_for_signature() -> None:
    agreement = {"id": "cms", "adoption_date": "1992-05-22", "signature_date": "1992-06-05"}
    rows = draft(agreements=[agreement])
    assert match_statement(rows, statement("signature", date="1992-06-05")) == [
        RowMatch("agreements", "cms", {"signature_date": "1992-06-05"})
    ]
    assert match_statement(rows, statement("signature", date="1992-05-22")) == [
        RowMatch("agreements", "cms", {"adoption_date": "1992-05-22"})
    ]
    assert match_statement(rows, statement("entry_into_force", date="1993")) == [
        RowMatch("agreements", "cms", {"entry_into_force_date": "1993"})
    ]


def test_a_statement_about_no_agreement_meets_nothing() -> None:
    assert match_statement(draft(), statement("seat", agreement=None, city="Bonn")) == []
