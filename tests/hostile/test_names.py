"""Ids and file names that no page, no address and no system takes: an error of the check, not of the build."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.files.file_names import same_file, unportable
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.registry.contract import load_contract
from pipeline.registry.identifiers import unfit
from pipeline.workflows import check_registry
from pipeline.workflows.check_package import check_paths

RegistryAt = Callable[[str], Path]


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        ("cbd-cop-15-2r", None),
        ("FR", None),
        ("a.b_c-", None),
        ("console", None),
        ("x" * 150, None),
        ("x" * 151, "long"),
        ("a/b", "identifier"),
        ("..", "identifier"),
        ("a%20b", "identifier"),
        ("a#b", "identifier"),
        ("a b", "identifier"),
        ("a.", "identifier"),
        ("é", "identifier"),
        ("Index", "page"),
        ("page-12", "page"),
        ("pages", None),
        ("CON", "device"),
        ("aux.1", "device"),
        ("com1", "device"),
        ("com10", None),
    ],
)
def test_what_may_name_a_page(identifier: str, why: str | None) -> None:
    assert unfit(identifier) == why


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("page.txt", None),
        (".gitkeep", None),
        ("réunion 1.csv", None),
        ("aux.csv", "device"),
        ("NUL", "device"),
        ("con .txt", None),
        ("a:b.txt", "characters"),
        ("a\\b", "characters"),
        ("a.", "characters"),
        ("a ", "characters"),
        ("a\udce9", "characters"),
    ],
)
def test_what_may_name_a_file(name: str, why: str | None) -> None:
    assert unportable(name) == why


def test_names_that_are_one_file_elsewhere() -> None:
    assert same_file("A.csv") == same_file("a.csv")
    assert same_file(unicodedata.normalize("NFD", "É.csv")) == same_file("é.csv")
    assert same_file("a.csv") != same_file("b.csv")


def with_meeting(root: Path, key: str) -> Path:
    with (root / "raw/tables/meetings.csv").open("a", encoding="utf-8", newline="") as table:
        table.write(f"{key},cbd-cop,77,0,held,,2016-12-04,2016-12-17,x,x,x,,\n")
    with (root / "raw/tables/meeting_places.csv").open("a", encoding="utf-8") as table:
        table.write(f"zz-place-1,{key},1,nassau,BS,\n")
    return root


def name_errors(root: Path) -> list[Finding]:
    errors = check_registry.check_registry(root, lambda _: None).outcome.errors
    return [finding for finding in errors if finding.code == "name-error"]


@pytest.mark.parametrize(("key", "variant"), [("index", "page"), ("x" * 300, "long"), ("aux", "device")])
def test_an_id_that_names_no_page_is_an_error_of_the_check(registry_at: RegistryAt, key: str, variant: str) -> None:
    """Seen without it: the page of `index` replaced the list; the build of 300 letters failed on a valid registry."""
    (found,) = name_errors(with_meeting(registry_at("tiny"), key))
    assert (found.variant, found.file, found.line, found.field) == (variant, "raw/tables/meetings.csv", 5, "id")


def test_ids_that_differ_in_case_are_one_page_on_many_systems(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    schema = root / "schemas/tables/meetings.yaml"
    pattern = 'pattern: "[a-z0-9]+(-[a-z0-9]+)*"'
    schema.write_text(schema.read_text(encoding="utf-8").replace(pattern, 'pattern: ".*"', 1), encoding="utf-8")
    (found,) = name_errors(with_meeting(root, "CMS-cop-11"))
    words = render_finding(found, "en")
    assert (
        words.message == 'The ids "CMS-cop-11" and "cms-cop-11" differ only in case: on many systems they are one page.'
    )


def test_a_file_that_other_systems_refuse_is_an_error_of_a_registry(registry_at: RegistryAt) -> None:
    """Seen without it: a valid registry that git cannot check out on Windows."""
    root = registry_at("tiny")
    texts = root / "raw" / "texts"
    for name in ("aux.txt", "a:b.txt", "dot.", "Été.txt", unicodedata.normalize("NFD", "été.txt")):
        (texts / name).write_text("x", encoding="utf-8")
    found = [(finding.variant, Path(finding.file or "").name) for finding in name_errors(root)]
    assert found[:3] == [("file-characters", "a:b.txt"), ("file-device", "aux.txt"), ("file-characters", "dot.")]
    assert [item for item, _ in found[3:]] == ["same-file"]


def test_a_table_has_no_name_of_a_page(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    (root / "schemas/tables/links.yaml").rename(root / "schemas/tables/aux.yaml")
    package = root / "schemas/package.yaml"
    roles, _, tables = package.read_text(encoding="utf-8").partition("\ntables:")
    text = f"{roles.replace('links: links', 'links: aux')}\ntables:{tables.replace('  links:', '  aux:')}"
    package.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract(root)
    assert "name-taken" in [finding.variant for finding in caught.value.findings]


@pytest.mark.parametrize("file", ["vocabularies/aux.csv", "rules/con.sql", f"rules/{'x' * 151}.sql"])
def test_vocabularies_and_rules_have_names_that_every_system_takes(registry_at: RegistryAt, file: str) -> None:
    """Seen without it: a valid registry that Windows cannot check out."""
    root = registry_at("tiny")
    folder = root / "schemas" / file.partition("/")[0]
    first = next(iter(sorted(folder.glob("*" + Path(file).suffix))))
    (root / "schemas" / file).write_bytes(first.read_bytes())
    with pytest.raises(ContractError) as caught:
        load_contract(root)
    assert [(finding.file, finding.variant) for finding in caught.value.findings] == [(f"schemas/{file}", "name-unfit")]


def described(folder: Path, path: str) -> Path:
    resource = {"name": "t", "type": "table", "path": path, "schema": {"fields": [{"name": "a"}]}}
    whole = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    return folder / "datapackage.json"


def test_such_a_name_in_a_package_is_a_warning(tmp_path: Path) -> None:
    """The standard allows it, and the package stays valid."""
    (tmp_path / "aux.csv").write_text("a\n1\n", encoding="utf-8")
    outcome = check_paths([described(tmp_path, "aux.csv")])
    assert (outcome.valid, [finding.key for finding in outcome.warnings]) == (True, ["name-error/file-device"])


@pytest.mark.parametrize(
    ("named", "there", "key"),
    [
        ("réunion.csv", unicodedata.normalize("NFD", "réunion.csv"), "source-error/missing-form"),
        ("a/t.csv", "A/t.csv", "source-error/missing-case"),
        ("t.CSV", "t.csv", "source-error/missing-case"),
        ("u.csv", "t.csv", "source-error/missing"),
    ],
)
def test_a_file_under_nearly_the_same_name_is_named(tmp_path: Path, named: str, there: str, key: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("a\n1\n", encoding="utf-8")
    assert [finding.key for finding in check_paths([described(tmp_path, named)]).errors] == [key]


def test_two_files_that_many_systems_take_for_one_are_a_warning(tmp_path: Path) -> None:
    """Seen without it: a valid package of two tables, of which Windows and macOS unpack one."""
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "T.csv").write_text("a\n2\n", encoding="utf-8")
    path = described(tmp_path, "t.csv")
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["resources"] += [{**whole["resources"][0], "name": "u", "path": "T.csv"}]
    path.write_text(json.dumps(whole), encoding="utf-8")
    outcome = check_paths([path])
    assert (outcome.valid, [finding.key for finding in outcome.warnings]) == (True, ["name-error/same-file"])
