"""`passerelle init`: a new registry that is right from the start."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from hatchling.build import build_wheel

from pipeline.workflows import build
from pipeline.workflows.init import requirement, start_registry
from tests import ROOT
from tests.cli.test_command import passerelle


def test_a_new_registry_builds_at_once_and_leads_facts_to_their_words(tmp_path: Path) -> None:
    done = passerelle("init", "ponts", "--lang", "fr", cwd=tmp_path)
    assert done.stdout == "ponts est un registre, avec un exemple. Ensuite\u00a0: cd ponts && nox -s build\n", (
        done.stderr
    )
    root = tmp_path / "ponts"
    built = build.build(root, root / "build", lambda _: None)
    assert (built.outcome.valid, len(built.outcome.errors)) == (True, 0)
    assert {one.code for one in built.outcome.findings} == {"unsourced"}
    page = (root / "build" / "site" / "fr" / "sources" / "chm-ma-convention.html").read_text(encoding="utf-8")
    assert page.count('id="w-') >= 10
    assert yaml.safe_load((root / "schemas" / "package.yaml").read_text(encoding="utf-8"))["name"] == "ponts"


def test_its_files_run_it(tmp_path: Path) -> None:
    start_registry(tmp_path / "r", "r")
    compile((tmp_path / "r" / "noxfile.py").read_text(encoding="utf-8"), "noxfile.py", "exec")
    text = (tmp_path / "r" / "noxfile.py").read_text(encoding="utf-8")
    assert requirement() in text
    assert "raw/texts/** -text" in (tmp_path / "r" / ".gitattributes").read_text(encoding="utf-8")
    assert "/dist/" in (tmp_path / "r" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "{" not in text.replace("{requirement}", "")
    workflows = sorted((tmp_path / "r" / ".github" / "workflows").iterdir())
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    checked = subprocess.run(
        [*command, *map(str, workflows)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (checked.returncode, len(workflows)) == (0, 2), checked.stdout


@pytest.mark.parametrize(
    ("folder", "name", "says"),
    [("full", None, "full is not empty"), ("new", "Mes Ponts", "Mes Ponts is no name of a package")],
)
def test_what_cannot_be_started_is_told(tmp_path: Path, folder: str, name: str | None, says: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x", encoding="utf-8")
    done = passerelle("init", folder, *(["--name", name] if name else []), cwd=tmp_path)
    assert (done.returncode, says in done.stderr, done.stdout) == (2, True, "")
    assert not (tmp_path / "new").exists()


def test_a_folder_of_git_may_be_there(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "r")], check=True, env={**os.environ})
    assert passerelle("init", "r", cwd=tmp_path).returncode == 0


def test_the_wheel_carries_what_a_new_registry_is_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = build_wheel(str(tmp_path))
    names = set(zipfile.ZipFile(tmp_path / name).namelist())
    assert "pipeline/schemas/tables/meetings.yaml" in names
    assert "pipeline/core/i18n/locale/fr.mo" in names
    assert not {name for name in names if name.endswith((".po", ".pot"))}
    assert "pipeline/starter/raw/texts/chm-ma-convention.txt" in names
