"""`passerelle diff` and `passerelle check --since` in a repository of git."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands import passerelle


@pytest.fixture
def repository(registry_at: Callable[[str], Path]) -> Path:
    root = registry_at("tiny")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "first"]):
        git(root, *command)
    return root


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def change(root: Path, file: str, before: str, after: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_diff_reports_rows_and_facts_since_a_revision(repository: Path) -> None:
    change(repository, "raw/tables/citations.csv", "start_date,liste,2014-11-04", "start_date,liste,2014-11-05")
    meetings = repository / "raw" / "tables" / "meetings.csv"
    meetings.write_text(
        meetings.read_text(encoding="utf-8") + "cms-cop-12,cms-cop,12,0,planned,,2017-10,,,,,,\n", encoding="utf-8"
    )
    done = passerelle("diff", "HEAD", "--lang", "fr", cwd=repository)
    assert done.returncode == 0, done.stderr
    assert "### meetings\u00a0: 1 ligne ajoutée\n" in done.stdout
    assert (
        "- + `cms-cop-12` body_id `cms-cop`, number `12`, part `0`, status `planned`, start_date `2017-10`"
        in done.stdout
    )
    assert "- ≠ `cms-cop-11` start_date: `2014-11-04` ≠ `2014-11-05`" in done.stdout
    assert done.stdout.endswith("Version\u00a0: 0.1.0\u202f; ces changements exigent 0.1.1.\n")
    shape = json.loads(passerelle("diff", "HEAD", "--format", "json", cwd=repository).stdout)
    assert (shape["old_version"], shape["proposed_version"]) == ("0.1.0", "0.1.1")


def test_nothing_changed(repository: Path) -> None:
    assert passerelle("diff", "HEAD", "--lang", "en", cwd=repository).stdout == "Nothing changed.\n"


def test_two_packages_are_compared_wherever_they_are(tmp_path: Path) -> None:
    for name, rows in {"old": "id,n\na,1\n", "new": "id,n\na,2\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_text(rows, encoding="utf-8")
        fields = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}]
        resource = {"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": fields, "primaryKey": "id"}}
        package = {"version": "1.0.0", "resources": [resource]}
        (tmp_path / name / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    done = passerelle("diff", "old", "new/datapackage.json", "--lang", "en", cwd=tmp_path)
    assert done.stdout == (
        "### t: 1 row changed\n\n- ~ `a` n `1` → `2`\n\nVersion: 1.0.0; these changes require 1.0.1.\n"
    )


@pytest.mark.parametrize("name", ["no-such-branch", "--output=x", "HEAD:raw", "../elsewhere"])
def test_what_is_no_version_is_reported_in_one_line(repository: Path, name: str) -> None:
    done = passerelle("diff", "--", name, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"{name} is not a revision of the repository" in done.stderr


def test_since_checks_what_changed_and_what_depends_on_it(repository: Path) -> None:
    change(repository, "raw/tables/cities.csv", "quito,EC,Quito,Quito,Quito", "lima,EC,Lima,Lima,Lima")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert done.returncode == 1
    assert 'raw/tables/meeting_places.csv:4:33: error[foreign-key] "quito" is not in table cities' in done.stdout
    assert "Only the complete check covers: agreements" not in done.stdout
    (left_out,) = (line for line in done.stdout.splitlines() if line.startswith("Only the complete check covers"))
    assert "functions" in left_out
    assert "cities" not in left_out.split(": ")[1].split(", ")


def test_what_was_wrong_before_in_a_table_nearby_is_left_to_the_whole_check(repository: Path) -> None:
    change(repository, "raw/tables/bodies.csv", "cbd,cop,", "cbd,cup,")
    git(repository, "commit", "--quiet", "--all", "--message", "wrong")
    change(repository, "raw/tables/meetings.csv", "2014-10-17", "2014-10-16")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert "bodies.csv" not in done.stdout
    (in_part,) = (line for line in done.stdout.splitlines() if line.startswith("Checked only"))
    assert in_part.endswith("to what changed: agreements, secretariats, bodies, meeting_places, countries.")
    assert "raw/tables/bodies.csv" in passerelle("check", cwd=repository).stdout


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("page.txt", "La convention a été adoptée.\n".encode()),
        ("page.txt", "a été adoptée".encode("latin-1")),
        ("page.txt", None),
        ("new.txt", b"The conference met in Quito.\n"),
    ],
    ids=["not as received", "not UTF-8", "gone", "unnamed"],
)
def test_since_finds_what_the_whole_check_finds_in_a_text(repository: Path, file: str, data: bytes | None) -> None:
    path = repository / "raw" / "texts" / file
    path.unlink(missing_ok=True)
    if data is not None:
        path.write_bytes(data)
    quick, whole = (
        json.loads(passerelle("check", *more, "--format", "json", cwd=repository).stdout)
        for more in (["--since", "HEAD"], [])
    )
    assert quick["findings"] == [finding for finding in whole["findings"] if finding["severity"] == "error"]
    assert len(quick["findings"]) == 1
    assert quick["files"] == 1 < whole["files"]


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("meetings", "2014-10-17", "2014-09-17"),
        ("agreements", "23 juin 1979", "2016-06-23"),
        ("cooperation_parties", "cbd-cms-1996-cms,cbd-cms-1996,cms\n", ""),
        ("secretariats", "unep,montreal", "unepp,montreal"),
        ("countries", "FR,country", "XF,country"),
    ],
)
def test_since_finds_what_the_whole_check_finds(repository: Path, table: str, before: str, after: str) -> None:
    change(repository, f"raw/tables/{table}.csv", before, after)
    quick, whole = (
        json.loads(passerelle("check", *more, "--format", "json", cwd=repository).stdout)
        for more in (["--since", "HEAD"], [])
    )
    errors = [[finding for finding in shape["findings"] if finding["severity"] == "error"] for shape in (quick, whole)]
    assert errors[0]
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("raw/sources.csv", "3264c5", "3264c6", "checksum-error"),
        ("raw/sources.csv", "page.txt,", "nothing.txt,", "source-error"),
        ("raw/tables/citations.csv", "meetings,cms-cop-11,", "meetings,cms-cop-99,", "citation-error"),
    ],
    ids=["another fingerprint", "another file", "a citation of nothing"],
)
def test_since_finds_what_a_row_says_of_what_did_not_change(
    repository: Path, file: str, before: str, after: str, code: str
) -> None:
    change(repository, file, before, after)
    quick, whole = errors(repository, "--since", "HEAD"), errors(repository)
    assert code in {item["code"] for item in quick}
    assert quick == whole


def test_since_accuses_no_text_while_the_register_cannot_be_read(repository: Path) -> None:
    register = repository / "raw" / "sources.csv"
    register.write_bytes(register.read_bytes() + "été".encode("latin-1"))
    quick = errors(repository, "--since", "HEAD")
    assert [(item["code"], item["file"]) for item in quick] == [("encoding-error", "raw/sources.csv")]
    assert quick == errors(repository)


@pytest.mark.parametrize("to", ["raw/texts/other.txt", "raw/texts/meetings.csv"])
def test_since_sees_both_names_of_what_was_renamed(repository: Path, to: str) -> None:
    git(repository, "mv", "raw/tables/meetings.csv" if to.endswith("csv") else "raw/texts/page.txt", to)
    quick = errors(repository, "--since", "HEAD")
    assert len(quick) > 1
    assert quick == errors(repository)


def test_rules_are_silent_on_a_row_that_was_wrong_before(repository: Path) -> None:
    change(repository, "raw/tables/meetings.csv", "2014-11-04", "1900/01/05")
    git(repository, "commit", "--quiet", "--all", "--message", "wrong")
    change(repository, "raw/tables/agreements.csv", "23 juin 1979", "24 juin 1979")
    assert [error for error in errors(repository, "--since", "HEAD") if error["code"] == "rule"] == []
    assert "type-error" in {error["code"] for error in errors(repository)}


def test_what_was_checked_in_part_is_nowhere_called_good(repository: Path, tmp_path: Path) -> None:
    change(repository, "raw/tables/meetings.csv", "2014-10-17", "2014-10-36")
    done = passerelle("check", "--since", "HEAD", "--quarantine", str(tmp_path / "apart"), cwd=repository)
    assert done.returncode == 1
    assert [path.name for path in (tmp_path / "apart").rglob("*.csv")] == ["meetings.csv", "meetings.csv"]
    junit = passerelle("check", "--since", "HEAD", "--format", "junit", cwd=repository).stdout
    assert "meetings.csv" in junit
    assert "bodies.csv" not in junit
    shape = json.loads(passerelle("check", "--since", "HEAD", "--format", "json", cwd=repository).stdout)
    assert (shape["files"], "bodies" in shape["in_part"], "raw/texts" in shape["left_out"]) == (1, True, True)


def errors(root: Path, *options: str) -> list[dict[str, Any]]:
    shape = json.loads(passerelle("check", *options, "--format", "json", cwd=root).stdout)
    return [finding for finding in shape["findings"] if finding["severity"] == "error"]


def test_since_checks_a_citation_as_the_field_of_a_table_that_did_not_change(repository: Path) -> None:
    # Its table is not read, nor the cities; what the values may be is known all the same.
    change(repository, "raw/tables/citations.csv", "city,liste,quito", "city,liste,Quito")
    done = passerelle("check", "--since", "HEAD", "--format", "json", cwd=repository)
    found = json.loads(done.stdout)
    assert ([finding["code"] for finding in found["findings"] if finding["severity"] == "error"], done.returncode) == (
        [],
        0,
    )
    change(repository, "raw/tables/citations.csv", "start_date,liste,2014-11-04", "start_date,liste,2014-11-31")
    change(repository, "raw/tables/citations.csv", "city,liste,Quito", "city,liste,Quitto")
    change(repository, "raw/tables/citations.csv", "agreements,cms,", "agreement,cms,")
    done = passerelle("check", "--since", "HEAD", "--format", "json", cwd=repository)
    errors = [load for load in json.loads(done.stdout)["findings"] if load["severity"] == "error"]
    assert [(error["code"], error["line"], error["value"], error["suggestion"]) for error in errors] == [
        ("type-error", 2, "2014-11-31", None),
        ("foreign-key", 5, "Quitto", "quito"),
        ("citation-error", 7, "agreement", "agreements"),
    ]


def test_nothing_changed_leaves_all_out(repository: Path) -> None:
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "Valid as far as was checked (0 files, 0 rows): nothing wrong. Run passerelle check before you send it.",
    )


def test_a_text_that_changed_is_read_again(repository: Path) -> None:
    change(repository, "raw/texts/page.txt", "onzième", "douzième")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert "raw/texts/page.txt: error[checksum-error]" in done.stdout


def test_a_schema_that_breaks_readers_needs_a_version_that_says_so(repository: Path) -> None:
    change(repository, "schemas/vocabularies/meeting-modes.csv", "hybrid,", "hybride,")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert done.returncode == 1
    assert "warning[breaking-change] mode of meetings no longer accepts hybrid." in done.stdout
    assert "error[version-error] The schemas changed in a way that breaks readers, but the version 0.1.0" in done.stdout
    change(repository, "schemas/package.yaml", "version: 0.1.0", "version: 0.2.0")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=repository)
    assert done.returncode == 0


def test_the_summary_says_what_a_change_would_publish(repository: Path) -> None:
    change(repository, "raw/tables/meetings.csv", "2014-10-17", "2014-10-18")
    done = passerelle("check", "--since", "HEAD", "--format", "markdown", "--lang", "fr", cwd=repository)
    assert done.stdout.startswith("## ✅ Valide")
    assert "\n## Ce que cela change\n\n### meetings\u00a0: 1 ligne modifiée\n\n- ~ `cbd-cop-12` end_date" in done.stdout
