"""The registry that is published: what is sourced in it, and whether others can read it.

Nothing here counts rows: how many are expected of a table stands in schemas/package.yaml, and a build is refused
where fewer are there. So a correct row more turns no test red.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline.workflows.check_package import check_paths
from tests import ROOT
from tests.builds import build_data


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("published") / "build"
    outcome = build_data(ROOT, out)
    assert outcome.valid, [(finding.key, finding.file, finding.line) for finding in outcome.errors]
    return out


def rows(build: Path, table: str) -> list[dict[str, str]]:
    with (build / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_first_source_text_gives_its_twelve_facts(build: Path) -> None:
    text = (ROOT / "raw" / "texts" / "chm-ma-convention.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "ed960fd8a5973f9985818d7ef63fa58eb13f836cd5321392f603e6ccf90c1158"
    statements = [row for row in rows(build, "statements") if row["source_id"] == "chm-ma-convention"]
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


Fact = tuple[str, str, str]


@pytest.fixture(scope="module")
def citations(build: Path) -> dict[Fact, list[dict[str, str]]]:
    """The citations of each fact: its table, row and field."""
    found: dict[Fact, list[dict[str, str]]] = defaultdict(list)
    for row in rows(build, "citations"):
        found[row["table"], row["row"], row["field"]].append(row)
    return dict(found)


@pytest.fixture(scope="module")
def evidence(build: Path) -> dict[Fact, str]:
    """What each fact is: sourced, in-disagreement or unsourced."""
    return {(row["table"], row["row"], row["field"]): row["evidence"] for row in rows(build, "evidence")}


def test_a_fact_is_sourced_if_a_citation_says_it_and_unsourced_if_none_does(
    build: Path, evidence: dict[Fact, str], citations: dict[Fact, list[dict[str, str]]]
) -> None:
    tables = sorted({table for table, *_ in evidence})
    assert {"agreements", "meetings", "membership_actions", "secretariats"} <= {*tables}
    published = {table: {row["id"]: row for row in rows(build, table)} for table in tables}
    for (table, row, field), kind in evidence.items():
        value = published[table][row][field]
        # A source may know the day where the registry publishes the month; of one that knows less it is no source.
        said = any(citation["value"].startswith(value) for citation in citations.get((table, row, field), ()))
        assert said == (kind == "sourced") or kind == "in-disagreement", (table, row, field)


def test_an_act_stated_by_two_sources_is_one_row_with_two_citations(
    build: Path, citations: dict[Fact, list[dict[str, str]]]
) -> None:
    acts = rows(build, "membership_actions")
    told = [(row["agreement_id"], row["country_code"], row["action"], row["date"]) for row in acts]
    assert len(set(told)) == len(told)
    sources: dict[str, list[str]] = defaultdict(list)
    for (table, row, _), said in citations.items():
        if table == "membership_actions":
            sources[row] += [item["source_id"] for item in said]
    assert {row["id"] for row in acts} == sources.keys()
    assert all(len(set(names)) == len(names) for names in sources.values())
    assert sorted(sources["cites-ae-entry-into-force-1"]) == ["cites-guide-v8", "ggo-2025"]
    twice = [row for row in acts if row["id"].startswith("cms-nz-consent-")]
    assert [row["date"] for row in twice] == ["1999-08-01", "2005-09-01"]


def test_two_dates_of_two_sources_are_a_disagreement(build: Path) -> None:
    found = [row for row in rows(build, "disagreements") if row["table"] == "membership_actions"]
    assert all(row["value"] != row["other_value"] and row["source_id"] != row["other_source_id"] for row in found)
    (serbia,) = (row for row in found if row["row"] == "cites-rs-entry-into-force-1")
    assert (serbia["value"], serbia["source_id"], serbia["other_value"]) == ("2002-05-28", "ggo-2025", "2006-06-03")


def test_acts_known_from_the_status_of_2015_say_so(build: Path, citations: dict[Fact, list[dict[str, str]]]) -> None:
    acts = rows(build, "membership_actions")
    assert {row["as_of"] for row in acts} >= {"2015", ""}
    for row in acts:
        sources = {citation["source_id"] for citation in citations["membership_actions", row["id"], "date"]}
        assert (row["as_of"] == "2015") == (sources == {"untc-2015"}), row["id"]


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
