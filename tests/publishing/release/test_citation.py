"""How the project is cited: one place says it, and the files that others read say the same."""

from __future__ import annotations

import json
import subprocess
import sys

from pipeline.publishing.release.citation import citation_cff, zenodo_json
from pipeline.registry.contract import load_contract
from tests import ROOT, yaml_of


def test_the_citation_of_the_repository_is_the_one_that_a_release_writes() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert text == citation_cff(load_contract(ROOT).package, yaml_of(text)["date-released"])


def test_the_citation_is_as_its_schema_has_it() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run(
        [*command, str(ROOT / "CITATION.cff")], capture_output=True, check=False, encoding="utf-8"
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_people_are_cited_by_their_names() -> None:
    package = load_contract(ROOT).package
    people = [
        {"givenName": "Aïcha", "familyName": "Benali", "roles": ["author"]},
        {"title": "A funder", "roles": ["funder"]},
    ]
    shape = package.model_dump(by_alias=True) | {"contributors": people, "homepage": "https://example.org/"}
    other = type(package).model_validate(shape)
    cited = yaml_of(citation_cff(other, "2026-01-02"))
    assert cited["authors"] == [{"family-names": "Benali", "given-names": "Aïcha"}]
    assert cited["url"] == "https://example.org/"
    deposit = json.loads(zenodo_json(other, "2026-01-02"))
    assert deposit["creators"] == [{"name": "Benali, Aïcha"}]
    assert (deposit["license"], deposit["publication_date"]) == ("cc-by-4.0", "2026-01-02")
