"""The registry that is published: what it holds, what is sourced, and whether others can read it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline.workflows.build import build as build_registry
from pipeline.workflows.check_package import check_paths
from tests import ROOT


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("published") / "build"
    assert build_registry(ROOT, out, lambda _: None).outcome.valid
    return out


def rows(build: Path, table: str) -> list[dict[str, str]]:
    with (build / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTS = {
    "agreements": 23,
    "actors": 59,
    "secretariats": 20,
    "functions": 38,
    "bodies": 27,
    "meetings": 224,
    "meeting_places": 219,
    "cooperation": 25,
    "cooperation_parties": 69,
    "membership_actions": 2490,
    "party_counts": 44,
    "countries": 281,
    "cities": 119,
    "sources": 345,
    "citations": 4577,
    "corrections": 35,
    "disagreements": 79,
    "statements": 12,
    "statement_outcomes": 23,
}


@pytest.mark.parametrize(("table", "count"), COUNTS.items())
def test_a_table_holds_what_was_carried_over(build: Path, table: str, count: int) -> None:
    assert len(rows(build, table)) == count


def test_the_first_source_text_gives_its_twelve_facts(build: Path) -> None:
    text = (ROOT / "raw" / "texts" / "chm-ma-convention.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "ed960fd8a5973f9985818d7ef63fa58eb13f836cd5321392f603e6ccf90c1158"
    statements = rows(build, "statements")
    assert Counter(row["kind"] for row in statements) == {
        "cooperation": 5,
        "function": 4,
        "meeting": 1,
        "host": 1,
        "seat": 1,
    }
    for row in statements:
        start, end = json.loads(row["span"])
        assert text.decode()[start:end] == row["quote"]
    (meeting,) = (row for row in statements if row["kind"] == "meeting")
    said = [meeting[key] for key in ("agreement", "body", "number", "city", "country", "start_date", "end_date")]
    assert said == ["cms", "cop", "11", "Quito", "EC", "2014-11-04", "2014-11-09"]
    (host,) = (row for row in statements if row["kind"] == "host")
    assert (host["agreement"], host["host"], json.loads(host["decided_at"])) == (
        "cbd",
        "unep",
        {"body": "cop", "number": 1},
    )
    partners = [row["partner"] for row in statements if row["kind"] == "cooperation"]
    assert partners == ["ramsar", "cites", "cms", "unccd", "cartagena-convention"]
    functions = [row["function"] for row in statements if row["kind"] == "function"]
    assert functions == ["meeting-servicing", "programme-support", "coordination", "liaison"]


# These tables have no column id, or hold no facts.
WITHOUT_FACTS = {"countries", "citations", "corrections"}


def test_nothing_is_sourced_that_no_citation_says(build: Path) -> None:
    published = {
        table: {row["id"]: row for row in rows(build, table)} for table in COUNTS if table not in WITHOUT_FACTS
    }
    said: dict[tuple[str, str, str], list[str]] = {}
    for row in rows(build, "citations"):
        said.setdefault((row["table"], row["row"], row["field"]), []).append(row["value"])
    sourced = [row for row in rows(build, "evidence") if row["evidence"] == "sourced"]
    assert len(sourced) > 3500
    for row in sourced:
        value = published[row["table"]][row["row"]][row["field"]]
        # A source may know the day where the registry publishes the month.
        assert any(one.startswith(value) for one in said[row["table"], row["row"], row["field"]]), row


STILL_WITHOUT_A_SOURCE = [
    *(("meetings", f"cites-cop-{number}", "start_date") for number in (2, 3, 6)),
    *(("meetings", f"cms-cop-{number}", "start_date") for number in (1, 2)),
    *(("meetings", f"eurobats-mop-{number}", "start_date") for number in (1, 2, 3, 7, 8)),
    ("cooperation", "cbd-cms-1996", "signed_date"),
    ("cooperation", "cbd-unccd-1998", "signed_date"),
    ("secretariats", "whc-secretariat", "seat_city"),
    ("secretariats", "bbnj-secretariat", "seat_city"),
    ("secretariats", "ascobans-secretariat", "host_actor_id"),
]


@pytest.mark.parametrize("fact", STILL_WITHOUT_A_SOURCE)
def test_what_no_source_says_is_published_as_unsourced(build: Path, fact: tuple[str, str, str]) -> None:
    evidence = {(row["table"], row["row"], row["field"]): row["evidence"] for row in rows(build, "evidence")}
    assert evidence[fact] == "unsourced"


def test_an_act_told_by_two_sources_is_one_row_with_two_citations(build: Path) -> None:
    acts = Counter(row["row"] for row in rows(build, "citations") if row["table"] == "membership_actions")
    assert Counter(acts.values()) == {1: 2311, 2: 179}
    twice = [row for row in rows(build, "membership_actions") if row["id"].startswith("cms-nz-consent-")]
    assert [row["date"] for row in twice] == ["1999-08-01", "2005-09-01"]


def test_two_dates_of_two_sources_are_a_disagreement(build: Path) -> None:
    found = [row for row in rows(build, "disagreements") if row["table"] == "membership_actions"]
    assert len(found) == 8
    (serbia,) = (row for row in found if row["row"] == "cites-rs-entry-into-force-1")
    assert (serbia["value"], serbia["source_id"], serbia["other_value"]) == ("2002-05-28", "ggo-2025", "2006-06-03")


def test_acts_known_from_the_status_of_2015_say_so(build: Path) -> None:
    acts = rows(build, "membership_actions")
    assert Counter(row["as_of"] for row in acts) == {"2015": 1537, "": 953}


def test_the_published_end_of_a_climate_cop_is_the_real_one(build: Path) -> None:
    ends = {row["id"]: row["end_date"] for row in rows(build, "meetings")}
    assert [ends[f"unfccc-cop-{number}"] for number in (15, 17, 18, 20, 24)] == [
        "2009-12-19",
        "2011-12-11",
        "2012-12-08",
        "2014-12-14",
        "2018-12-15",
    ]


def schema_errors(descriptor: Any) -> Iterator[str]:
    profile = json.loads(
        (resources.files("dplib") / "profiles" / "2.0" / "datapackage.json").read_text(encoding="utf-8")
    )
    for error in Draft7Validator(profile).iter_errors(descriptor):
        yield "/".join(str(part) for part in error.absolute_path)


def test_the_descriptor_passes_the_json_schema_of_the_standard(build: Path) -> None:
    descriptor = json.loads((build / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    # The published profile knows no type list, which the text of the standard defines: lists go in as strings.
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if field["type"] == "list":
                field["type"] = "string"
                field.pop("delimiter")
    assert list(schema_errors(descriptor)) == []
    descriptor["resources"][0]["path"] = "../secret.csv"
    assert list(schema_errors(descriptor)) == ["resources/0/path"]


def test_every_resource_says_what_it_is(build: Path) -> None:
    resources_ = json.loads((build / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert len(resources_) == 39
    for resource in resources_:
        data = (build / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        for key in ("title", "schema", "sources", "licenses", "contributors", "version"):
            assert resource[key], (resource["name"], key)


def test_our_own_check_calls_the_published_package_valid(build: Path) -> None:
    outcome = check_paths([build / "datapackage.json"])
    assert (outcome.errors, outcome.unchecked) == ((), ())
    assert outcome.files == 39
