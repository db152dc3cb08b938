"""`passerelle add sources`: a registry whose facts name their sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.workflows.check_registry import check_registry
from tests import yaml_of
from tests.builds import quiet
from tests.commands import passerelle

REQUIREMENT = ("--requirement", "passerelle==1.0")


@pytest.fixture(params=["en", "fr", "en,es"])
def bridges(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    passerelle("init", "bridges", "--languages", request.param, *REQUIREMENT, cwd=tmp_path)
    return tmp_path / "bridges"


def keys(root: Path) -> list[str]:
    return [finding.key for finding in check_registry(root, quiet).outcome.findings]


def contents(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}


def test_facts_are_then_cited(bridges: Path) -> None:
    done = passerelle("add", "sources", "--facts", "bridges", cwd=bridges)
    assert (done.returncode, done.stderr) == (0, "")
    assert keys(bridges) == ["unsourced"]
    with (bridges / "raw" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("leaflet,A leaflet,,,,,,,,,,none,,\n")
    row = (bridges / "raw" / "tables" / "bridges.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    with (bridges / "raw" / "tables" / "citations.csv").open("a", encoding="utf-8") as file:
        file.write(f"bridges,{row[0]},name,leaflet,Another name,,\n")
    assert sorted(keys(bridges)) == ["disagreement/unsourced", "unsourced"]


def test_own_tables_and_comments_stay(bridges: Path) -> None:
    before = (bridges / "schemas" / "package.yaml").read_text(encoding="utf-8")
    passerelle("add", "sources", cwd=bridges)
    after = (bridges / "schemas" / "package.yaml").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert list(yaml_of(after)["tables"])[:3] == ["bridges", "sources", "citations"]
    assert yaml_of(after)["roles"]["sources"] == "sources"
    assert keys(bridges) == []


@pytest.mark.parametrize(
    ("change", "arguments", "says"),
    [
        ("", ("--facts", "towers"), "towers"),
        ("\ntables: {bridges: {}}\n", (), "schemas/package.yaml has no line “tables:”"),
    ],
)
def test_what_cannot_be_added_leaves_all_as_it_is(
    tmp_path: Path, change: str, arguments: tuple[str, ...], says: str
) -> None:
    passerelle("init", "bridges", "--languages", "en", *REQUIREMENT, cwd=tmp_path)
    root = tmp_path / "bridges"
    if change:
        path = root / "schemas" / "package.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("\ntables:")] + change, encoding="utf-8")
    before = contents(root)
    done = passerelle("add", "sources", *arguments, "--lang", "en", cwd=root)
    assert (done.returncode, says in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert contents(root) == before


def test_it_is_added_once(bridges: Path) -> None:
    passerelle("add", "sources", cwd=bridges)
    done = passerelle("add", "sources", "--lang", "en", cwd=bridges)
    said = "passerelle: the registry already has a table or a role “sources”; nothing was added\n"
    assert (done.returncode, done.stderr) == (2, said)
