"""`passerelle infer`: what it prints and writes, its exit codes, and that its document says what it does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from pipeline.cli.main import passerelle
from pipeline.registry.contract import SLUG
from pipeline.registry.contract_models import TableSchema
from tests import ROOT
from tests.interop.snippets import blocks

DOCUMENT = ROOT / "docs" / "infer.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the two tables of the document."""
    towns, bridges = (one.code for one in blocks(DOCUMENT) if one.language == "csv")
    (tmp_path / "towns.csv").write_text(towns, encoding="utf-8")
    (tmp_path / "bridges.csv").write_text(bridges, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(passerelle, [*arguments, "--lang", "en"])


def test_the_document_shows_what_is_proposed_and_its_commands_run(folder: Path) -> None:
    commands = next(one.code for one in blocks(DOCUMENT) if not one.language).splitlines()
    for command in commands:
        words, _, target = command.removeprefix("passerelle ").partition(" > ")
        done = run(*words.split())
        assert done.exit_code == 0, done.output
        if target:
            (folder / target).write_text(done.stdout, encoding="utf-8")
    (shown,) = (one.code for one in blocks(DOCUMENT) if one.language == "yaml")
    assert (folder / "datapackage.yaml").read_text(encoding="utf-8").endswith(shown)
    assert len(commands) == 2


def test_json_has_the_same_descriptor_and_tells_its_doubts_beside(folder: Path) -> None:
    as_yaml, as_json = (
        run("infer", "towns.csv", "bridges.csv"),
        run("infer", "towns.csv", "bridges.csv", "--format", "json"),
    )
    assert json.loads(as_json.stdout) == yaml.safe_load(as_yaml.stdout)
    assert "bridges.opened: Years, months and days in one column (EDTF)." in as_json.stderr
    assert as_json.stderr.splitlines()[-1] == "Proposed: 12 fields. To look at: 6 comments."
    assert len(list(folder.iterdir())) == 2


def test_comments_are_in_the_language_of_the_reader(folder: Path) -> None:
    assert folder
    done = CliRunner().invoke(passerelle, ["infer", "towns.csv", "--lang", "fr"])
    assert "# D’après towns.csv, 4 lignes." in done.stdout
    assert done.stderr.splitlines()[-1] == "Proposé\u00a0: 4 champs. À vérifier\u00a0: 3 commentaires."


def test_files_of_a_registry_are_written_once(folder: Path) -> None:
    rows = "".join(f"{at},{'arch' if at % 2 else 'beam'},Länge {at}\n" for at in range(20))
    (folder / "My bridges.csv").write_text(f"Bridge id,Kind of bridge,Note\n{rows}", encoding="utf-8")
    done = run("infer", "My bridges.csv", "--out", "registry")
    assert done.exit_code == 0, done.output
    table = folder / "registry" / "schemas" / "tables" / "my_bridges.yaml"
    schema = TableSchema.model_validate(yaml.safe_load(table.read_text(encoding="utf-8")))
    assert schema.field_names == ("bridge_id", "kind_of_bridge", "note")
    assert all(SLUG.fullmatch(one) for one in schema.field_names)
    assert schema.key == ("bridge_id",)
    assert [(one.title, one.example) for one in schema.fields][:2] == [("Bridge id", 0), ("Kind of bridge", "beam")]
    assert all(one.title_fr and one.description_es for one in schema.fields)
    assert schema.field("kind_of_bridge").vocabulary == "my-bridges-kind-of-bridge"
    codes = folder / "registry" / "schemas" / "vocabularies" / "my-bridges-kind-of-bridge.csv"
    assert codes.read_text(encoding="utf-8") == (
        "code,label_fr,label_en,label_es,aliases,definition,source\n"
        "arch,arch,arch,arch,,Describe arch here.,\nbeam,beam,beam,beam,,Describe beam here.,\n"
    )
    before = table.read_bytes()
    again = run("infer", "My bridges.csv", "--out", "registry")
    assert again.exit_code == 2
    assert "my_bridges.yaml already exists" in again.stderr
    assert table.read_bytes() == before


def test_bad_files_are_told_with_a_remedy_and_good_ones_proposed(folder: Path) -> None:
    (folder / "ragged.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    done = run("infer", "towns.csv", "ragged.csv")
    assert done.exit_code == 1
    assert [one["name"] for one in yaml.safe_load(done.stdout)["resources"]] == ["towns", "ragged"]
    assert "ragged.csv:3:1: error[missing-cell] The row has 1 cell, the header 2." in done.stderr
    assert "help Add the missing separators" in done.stderr


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("empty.csv", 1, "empty.csv: error[source-error]"),
        ("absent.csv", 2, "absent.csv is neither a file nor a folder"),
        (".", 1, ".: error[source-error]"),
    ],
)
def test_nothing_is_printed_where_nothing_can_be_proposed(folder: Path, name: str, code: int, said: str) -> None:
    (folder / "empty.csv").write_bytes(b"")
    done = run("infer", name)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_file_elsewhere_is_named_without_its_way(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert folder
    path = tmp_path_factory.mktemp("elsewhere") / "data.csv"
    path.write_text("id\n1\n2\n", encoding="utf-8")
    done = run("infer", str(path))
    assert yaml.safe_load(done.stdout)["resources"][0]["path"] == "data.csv"
    assert "# data.csv is not below the current folder" in done.stdout


def test_cells_of_strangers_stay_in_their_comment(folder: Path) -> None:
    cells = [str(one) for one in range(100, 300)] + ['"9\u2028name: evil\u0085- x"']
    (folder / "data.csv").write_text("n\n" + "\n".join(cells) + "\n", encoding="utf-8")
    done = run("infer", "data.csv")
    assert list(yaml.safe_load(done.stdout)) == ["$schema", "name", "resources"]
    comments = " ".join(line.strip(" #") for line in done.stdout.splitlines())
    assert "\\u2028name: evil\\u0085- x" in comments
