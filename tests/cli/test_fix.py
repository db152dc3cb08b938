"""`passerelle check --fix`, `--diff` and `--quarantine` as a stranger runs them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.model import Outcome
from pipeline.workflows import check_package
from tests.commands import passerelle

RegistryAt = Callable[[str], Path]


def spoiled(root: Path) -> Path:
    meetings = root / "raw" / "tables" / "meetings.csv"
    text = meetings.read_text(encoding="utf-8").replace("2014-11-09", "2014/11/9").replace("\n", "\r\n")
    meetings.write_bytes(text.encode("utf-8-sig"))
    return meetings


def test_diff_shows_and_writes_nothing(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    meetings = spoiled(root)
    before = meetings.read_bytes()
    done = passerelle("check", "--diff", cwd=root, PASSERELLE_LANG="en")
    assert meetings.read_bytes() == before
    assert "+cms-cop-11,cms-cop,11,0,held,,2014-11-04,2014-11-09,,,,,\n" in done.stdout
    assert (
        "-cms-cop-11-place-1,cms-cop-11,1,quito,Équateur,\n+cms-cop-11-place-1,cms-cop-11,1,quito,EC,\n" in done.stdout
    )
    assert done.returncode == 1


def test_what_a_file_holds_plays_no_tricks_on_the_terminal(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    meetings = spoiled(root)
    meetings.write_bytes(meetings.read_bytes().replace(b"2014-10-06", b"\x1b[2J"))
    done = passerelle("check", "--diff", cwd=root)
    assert "\x1b" not in done.stdout + done.stderr
    assert "␛[2J" in done.stdout


def test_fix_reports_its_changes_and_checks_the_rest(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    meetings = spoiled(root)
    done = passerelle("check", "--fix", cwd=root, PASSERELLE_LANG="fr")
    assert meetings.read_text(encoding="utf-8").endswith(",2014-11-04,2014-11-09,,,,,\n")
    said = done.stderr.splitlines()
    assert "raw/tables/meetings.csv\u00a0: corrections faites (l’encodage, 4 fins de ligne, 1 cellule)" in said
    assert done.returncode == 0
    assert "Rien à corriger." in passerelle("check", "--fix", cwd=root, PASSERELLE_LANG="fr").stderr.splitlines()


def test_what_a_package_keeps_as_it_is_is_named_and_so_is_what_its_descriptor_says_again(tmp_path: Path) -> None:
    data = b"n\r\n 1\r\n"
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(data))
    schema = {"fields": [{"name": "n", "type": "integer"}]}
    resources = [
        {"name": "a", "path": "a.csv", "schema": schema, "bytes": len(data)},
        {"name": "b", "path": "b.csv.gz", "schema": schema},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    shown = passerelle("check", "datapackage.json", "--diff", cwd=tmp_path, PASSERELLE_LANG="en")
    assert "- 1␍\n+1␍\n" in shown.stdout
    assert (tmp_path / "a.csv").read_bytes() == data
    done = passerelle("check", "datapackage.json", "--fix", cwd=tmp_path, PASSERELLE_LANG="en")
    assert done.stderr.splitlines()[:3] == [
        "a.csv: corrected 1 cell",
        "datapackage.json: corrected 1 declared size or hash",
        "b.csv.gz: not corrected: its bytes are compressed; unpack it, correct it and pack it again",
    ]
    assert (tmp_path / "a.csv").read_bytes() == b"n\r\n1\r\n"
    assert '"bytes": 6' in (tmp_path / "datapackage.json").read_text(encoding="utf-8")


def test_quarantine_sets_refused_rows_apart_with_why(registry_at: RegistryAt, tmp_path: Path) -> None:
    root = registry_at("tiny")
    meetings = root / "raw" / "tables" / "meetings.csv"
    text = meetings.read_text(encoding="utf-8")
    meetings.write_text(text.replace("2014-10-06", "2014-10-36"), encoding="utf-8")
    done = passerelle("check", "--quarantine", str(tmp_path / "apart"), cwd=root, PASSERELLE_LANG="en")
    assert "raw/tables/meetings.csv: 2 good, 1 refused" in done.stderr.splitlines()
    good = (tmp_path / "apart" / "good" / "raw" / "tables" / "meetings.csv").read_text(encoding="utf-8")
    assert good == "".join(line for line in text.splitlines(keepends=True) if not line.startswith("cbd-cop-12,"))
    with (tmp_path / "apart" / "refused" / "raw" / "tables" / "meetings.csv").open(encoding="utf-8") as file:
        head, row = csv.reader(file)
    assert head[-2:] == ["_line", "_why"]
    assert (row[0], row[-2]) == ("cbd-cop-12", "3")
    assert row[-1].startswith('"2014-10-36" is not a calendar date in the form YYYY-MM-DD, YYYY-MM or YYYY (EDTF)')


def test_a_file_whose_header_is_wrong_is_refused_whole(registry_at: RegistryAt, tmp_path: Path) -> None:
    root = registry_at("tiny")
    meetings = root / "raw" / "tables" / "meetings.csv"
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("start_date", "start"), encoding="utf-8")
    done = passerelle("check", "--quarantine", str(tmp_path / "apart"), cwd=root, PASSERELLE_LANG="en")
    assert "raw/tables/meetings.csv: 0 good, 3 refused" in done.stderr.splitlines()


def test_nothing_is_set_apart_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "data" / "t.csv").write_text("n\nx\n1\n", encoding="utf-8")
    (tmp_path / "data" / "s.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}', encoding="utf-8")
    arguments = ["check", "../data/t.csv", "--schema", "../data/s.json", "--quarantine", "apart"]
    passerelle(*arguments, cwd=tmp_path / "work")
    assert (tmp_path / "work" / "apart" / "good" / "data" / "t.csv").read_text(encoding="utf-8") == "n\n1\n"
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["apart"]


def test_what_a_killed_fix_of_a_package_left_is_cleared(tmp_path: Path) -> None:
    """Seen without it: the files of killed runs stayed in the package for ever."""
    (tmp_path / "data").mkdir()
    resource = {"name": "t", "type": "table", "path": "data/t.csv", "schema": {"fields": [{"name": "n"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), encoding="utf-8")
    (tmp_path / "data" / "t.csv").write_text("n\n1\n", encoding="utf-8")
    left = [tmp_path / ".passerelle-a.new", tmp_path / "data" / ".passerelle-b.new"]
    for path in left:
        path.write_text("x", encoding="utf-8")
    assert passerelle("check", "datapackage.json", cwd=tmp_path).returncode == 0
    assert [path.exists() for path in left] == [True, True]
    passerelle("check", "datapackage.json", "--fix", cwd=tmp_path)
    assert [path.exists() for path in left] == [False, False]


@pytest.mark.parametrize(
    ("arguments", "cell", "checks"),
    [
        (("--fix",), "x", 1),
        (("--fix",), "1", 1),
        (("--fix",), " 1", 2),
        (("--diff",), " 1", 1),
        (("--fix", "--limit", "5"), "x", 2),
        (("--fix", "--quarantine", "q"), "x", 2),
    ],
)
def test_a_package_to_which_nothing_is_written_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], cell: str, checks: int
) -> None:
    """Seen without it: two checks of the same bytes, so that --fix of 38 MB of JSON took 8.7 s instead of 4.3."""
    (tmp_path / "t.csv").write_text(f"n\n{cell}\n", encoding="utf-8")
    (tmp_path / "t.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}', encoding="utf-8")
    counted: list[None] = []
    real = check_package.check_contents

    def count(*given: Any) -> Outcome:
        counted.append(None)
        return real(*given)

    monkeypatch.setattr(check_package, "check_contents", count)
    done = passerelle("check", "t.csv", "--schema", "t.json", *arguments, cwd=tmp_path)
    assert len(counted) == checks
    fixed = "--fix" in arguments and cell == " 1"
    assert done.returncode == (0 if fixed or cell == "1" else 1)
    assert ("Valid: 1 file, 1 row" if fixed or cell == "1" else "Not valid: 1 error") in done.stdout
