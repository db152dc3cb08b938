"""The commands on registries of other fields: nothing but their data says what they are about."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.any_registry import bridges, trees
from tests.commands import passerelle


def in_git(root: Path) -> Path:
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "first"]):
        who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(root), *who, *command], check=True, capture_output=True)
    return root


def change(root: Path, file: str, before: str, after: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "file", "before", "after", "says"),
    [
        (trees, "raw/tables/trees.csv", ",12", ",high", "raw/tables/trees.csv:2:11: error[type-error]"),
        (bridges, "raw/tables/bridges.csv", "1781", "soon", "raw/tables/bridges.csv:2:22: error[type-error]"),
        (bridges, "raw/tables/quotations.csv", "iron,opened", "irn,opened", ":2:9: error[citation-error]"),
        (bridges, "raw/tables/papers.csv", "leaflet.txt", "", "raw/texts/leaflet.txt: error[undeclared-file]"),
    ],
)
def test_a_quick_check_finds_what_is_wrong_in_what_changed(
    tmp_path: Path, make: Callable[[Path], Path], file: str, before: str, after: str, says: str
) -> None:
    root = in_git(make(tmp_path))
    assert passerelle("check", "--since", "HEAD", "--lang", "en", cwd=root).returncode == 0
    change(root, file, before, after)
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=root)
    assert says in done.stdout + done.stderr
    assert done.returncode == 1


def test_a_changed_text_is_checked(tmp_path: Path) -> None:
    root = in_git(bridges(tmp_path))
    (root / "raw" / "texts" / "leaflet.txt").write_bytes(b"\xff")
    done = passerelle("check", "--since", "HEAD", "--lang", "en", cwd=root)
    assert "raw/texts/leaflet.txt:1:1: error[encoding-error]" in done.stdout + done.stderr


@pytest.mark.parametrize("make", [trees, bridges])
def test_two_versions_are_compared(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    root = in_git(make(tmp_path))
    table = "trees" if make is trees else "bridges"
    change(root, f"raw/tables/{table}.csv", "oak" if make is trees else "The Iron", "Holm" if make is trees else "Old")
    done = passerelle("diff", "HEAD", "--format", "json", cwd=root)
    assert [one["table"] for one in json.loads(done.stdout)["tables"]] == [table]


def test_a_sheet_made_for_a_table_is_imported(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    root = bridges(tmp_path / "bridges")
    sheet = tmp_path / "bridges.xlsx"
    assert passerelle("template", "bridges", str(sheet), cwd=root).returncode == 0
    book = openpyxl.load_workbook(sheet)
    for column, value in enumerate(["clifton", "Clifton", "1864-12-08", "412", "ouvert"], start=1):
        book["bridges"].cell(3, column, value)
    book.save(sheet)
    done = passerelle("import", str(sheet), cwd=root)
    assert done.returncode == 0, done.stderr
    lines = (root / "raw" / "tables" / "bridges.csv").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "clifton,Clifton,1864-12-08,412,open,"


def test_an_import_adds_the_column_that_its_rows_fill(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    root = trees(tmp_path / "trees")
    (root / "raw" / "tables" / "trees.csv").write_text("id,species\noak-1,oak\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "trees"
    for row in (["id", "height"], ["elm-1", "7"]):
        book.active.append(row)
    book.save(tmp_path / "trees.xlsx")
    done = passerelle("import", str(tmp_path / "trees.xlsx"), cwd=root)
    assert done.returncode == 0, done.stderr
    text = (root / "raw" / "tables" / "trees.csv").read_text(encoding="utf-8")
    assert text == "id,species,height\noak-1,oak,\nelm-1,,7\n"


def test_what_no_table_plays_is_said(tmp_path: Path) -> None:
    root = trees(tmp_path)
    for command in (["settle"], ["links"]):
        done = passerelle(*command, "--lang", "en", cwd=root)
        assert done.returncode == 2
        assert "no table of this registry plays the role" in done.stderr


def test_a_release_of_any_registry_is_made(tmp_path: Path) -> None:
    root = in_git(bridges(tmp_path / "bridges"))
    prepared = passerelle("release", "--prepare", "--lang", "en", cwd=root)
    assert prepared.returncode == 0, prepared.stderr
    in_git(root)
    made = passerelle("release", "--lang", "en", cwd=root)
    assert made.returncode == 0, made.stderr
    assert (root / "dist" / "example-0.1.0.zip").is_file()
    assert "- quotations: 2 rows" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_an_optional_column_of_the_starter_is_one_entry(tmp_path: Path) -> None:
    assert passerelle("init", "ponts", cwd=tmp_path).returncode == 0
    root = tmp_path / "ponts"
    said = ", ".join(f"{one}: New" for one in ("title", "title_fr", "title_es"))
    said += ", " + ", ".join(f"{one}: What it holds" for one in ("description", "description_fr", "description_es"))
    for path in (root / "schemas" / "tables").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "source: computed" not in text:
            path.write_text(f"{text}  - {{name: new_column, type: string, example: x, {said}}}\n", encoding="utf-8")
    done = passerelle("check", "--lang", "en", cwd=root)
    assert done.returncode == 0, done.stdout
