"""The command as a stranger runs it: exit codes, one clear line, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.terminal import progress_line
from pipeline.workflows.check_package import Progress
from tests import ROOT
from tests.commands import passerelle, passerelle_process


@pytest.mark.usefixtures("unverified")
def test_build_publishes_and_says_what(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    done = passerelle("build", cwd=root, PASSERELLE_LANG="fr")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith(f"Publié dans {root}/build\u00a0: 39 tables, ")
    assert (root / "build" / "site" / "fr" / "index.html").is_file()
    assert "\x1b" not in done.stdout + done.stderr


def test_check_json_has_its_shape(registry_at: Callable[[str], Path]) -> None:
    done = passerelle("check", "--format", "json", "--lang", "es", cwd=registry_at("awful"))
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert list(report) == ["valid", "files", "rows", "findings", "hidden", "unchecked", "in_part", "left_out"]
    assert (report["valid"], report["files"]) == (False, 18)
    keys = {"code", "severity", "file", "line", "column", "row", "field", "value", "message", "remedy", "suggestion"}
    assert all(set(finding) == keys for finding in report["findings"])
    assert len(report["findings"]) > 20


def test_extract_prints_a_json_object_a_line(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("La COP 3 de la CITES s’est tenue à New Delhi, en Inde.\n", encoding="utf-8")
    done = passerelle("extract", str(page), "--text-lang", "fr", "--registry", str(ROOT), cwd=tmp_path)
    assert done.returncode == 0
    (said,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (said["agreement"], said["number"], said["city"], said["country"]) == ("cites", 3, "New Delhi", "IN")
    assert len(said) == 26


def test_a_text_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    done = passerelle("extract", "none.txt", "--registry", str(ROOT), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("none.txt: error[source-error] The file does not exist.\n")


def test_a_wrong_schema_is_reported_before_any_data_is_read(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("awful")
    path = root / "schemas" / "tables" / "cities.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("type: list", "type: lst"), encoding="utf-8")
    done = passerelle("check", cwd=root, PASSERELLE_LANG="en")
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "type: lst" in text)
    assert (done.returncode, done.stdout) == (2, "")
    assert f'schemas/tables/cities.yaml:{line}: error[schema-error] "lst" is not allowed' in done.stderr
    assert "raw/" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--lang", "de"], "--lang must be one of fr, en, es, pt, not de"),
        (
            ["check", "--schema", "x.json"],
            "--schema must be the path of a file or folder that exists and can be read, not x.json",
        ),
        (["check", "none.json"], "none.json is neither a file nor a folder with a datapackage.json or a registry"),
        (["check", "."], ". is neither a file nor a folder with a datapackage.json or a registry"),
        (["bild"], "there is no command bild"),
        (["build", "--out", ".", "--registry", str(ROOT)], "is not a build of this program"),
        (["check"], "no registry found: neither "),
    ],
)
def test_a_wrong_option_is_one_clear_line(tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = passerelle(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "mine.txt").is_file()


@pytest.mark.parametrize("command", ["build", "check", "extract"])
def test_help_has_examples(command: str, tmp_path: Path) -> None:
    done = passerelle(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert "Exit status:" in done.stdout


@pytest.fixture
def seats(tmp_path: Path) -> Path:
    (tmp_path / "seats.csv").write_text("id\n1\nx\n", encoding="utf-8")
    resource = {"name": "seats", "path": "seats.csv", "schema": {"fields": [{"name": "id", "type": "integer"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "datapackage.json", "--lang", "fr"),
        ("check", "datapackage.json", "--format", "sarif"),
        ("check", "--lang", "de"),
        ("check", "--help", "--lang", "fr"),
    ],
)
def test_a_process_and_a_call_give_the_same(seats: Path, arguments: tuple[str, ...]) -> None:
    """Most tests call the command in their own process (tests/commands.py): what they see is what users see."""
    process, call = passerelle_process(*arguments, cwd=seats), passerelle(*arguments, cwd=seats)
    named = [text.replace("python -m pipeline", "passerelle") for text in (process.stdout, process.stderr)]
    assert (call.returncode, call.stdout, call.stderr) == (process.returncode, *named)
    assert call.stdout + call.stderr


def test_check_prints_the_report_of_frictionless(seats: Path) -> None:
    done = passerelle("check", "datapackage.json", "--format", "frictionless", "--lang", "fr", cwd=seats)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["stats"]["errors"] == 1
    assert report["stats"]["seconds"] > 0
    (error,) = report["tasks"][0]["errors"]
    assert (error["type"], error["rowNumber"], error["cells"]) == ("type-error", 3, ["x"])
    assert error["message"].startswith("«\u202fx\u202f» n’est pas un entier")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--master", "spark://host:7077"], "--master names a Spark cluster: add --engine spark"),
        (["--engine", "pandas"], "--engine must be one of duckdb, spark, not pandas"),
        (["--limit", "0"], "--limit must be a number (≥ 1), not 0"),
    ],
)
def test_options_that_cannot_be_are_refused(seats: Path, arguments: list[str], said: str) -> None:
    done = passerelle("check", "datapackage.json", *arguments, cwd=seats)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-2] == f"passerelle: {said}"


def test_spark_needs_a_package(seats: Path) -> None:
    done = passerelle("check", "--engine", "spark", cwd=seats)
    assert done.returncode == 2
    assert "--engine spark needs a data package" in done.stderr


def test_progress_says_rows_rate_and_time_left() -> None:
    half = Progress("trade", 4_200_000, 0.5)
    assert progress_line(half, 6.0, "en") == "Checking: trade, 4,200,000 rows, 700,000 rows a second, 6 s left"
    unknown = Progress("trade", 30, None)
    assert progress_line(unknown, 2.0, "fr") == "Vérification\u00a0: trade, 30 lignes, 15 lignes par seconde"


@pytest.mark.parametrize("place", [".", "datapackage.json", "../{name}"])
def test_a_folder_stands_for_the_package_in_it(seats: Path, place: str) -> None:
    done = passerelle("check", place.format(name=seats.name), "--format", "json", cwd=seats)
    found = json.loads(done.stdout)
    assert [
        (finding["file"].rpartition("/")[2], finding["line"], finding["code"]) for finding in found["findings"]
    ] == [("seats.csv", 3, "type-error")]
    fixed = passerelle("check", place.format(name=seats.name), "--diff", "--lang", "en", cwd=seats)
    assert "Nothing to correct." in fixed.stderr


def test_a_folder_stands_for_the_registry_in_it(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    here, there = passerelle("check", cwd=root), passerelle("check", root.name, cwd=root.parent)
    assert (here.returncode, here.stdout.splitlines()[-1]) == (there.returncode, there.stdout.splitlines()[-1])
    assert "raw/" in here.stderr
