"""`passerelle init`: a new registry that is right from the start."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from hatchling.build import build_wheel

from pipeline.workflows import build
from pipeline.workflows.init import requirement, start_registry
from tests import ROOT, yaml_of
from tests.commands import passerelle


def test_a_new_registry_builds_at_once_and_leads_facts_to_their_words(tmp_path: Path) -> None:
    done = passerelle("init", "ponts", "--lang", "fr", cwd=tmp_path)
    assert done.stdout == "ponts est un registre, avec un exemple. Ensuite\u00a0: cd ponts && nox -s build\n", (
        done.stderr
    )
    root = tmp_path / "ponts"
    built = build.build(root, root / "build", lambda _: None)
    assert (built.outcome.valid, len(built.outcome.errors)) == (True, 0)
    assert {finding.code for finding in built.outcome.findings} == {"unsourced"}
    page = (root / "build" / "site" / "fr" / "sources" / "chm-ma-convention.html").read_text(encoding="utf-8")
    assert page.count('id="w-') >= 10
    assert yaml_of((root / "schemas" / "package.yaml").read_text(encoding="utf-8"))["name"] == "ponts"


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


class Session:
    """What the sessions of a noxfile are given: an environment, and a list of what was installed in it."""

    def __init__(self, location: Path) -> None:
        self.virtualenv = SimpleNamespace(location=str(location))
        self.posargs: list[str] = []
        self.installed: list[str] = []

    def install(self, *wanted: str) -> None:
        self.installed += wanted

    def run(self, *_command: str) -> None:
        return


@pytest.mark.parametrize(
    ("given", "check", "build"),
    [
        ("passerelle==0.1.0", ["passerelle==0.1.0"], ["passerelle[build]==0.1.0"]),
        (
            "passerelle @ git+https://h/p@1",
            ["passerelle @ git+https://h/p@1"],
            ["passerelle[build] @ git+https://h/p@1"],
        ),
        # What is in a folder may have changed: it is installed each time.
        ("passerelle @ file:///p", ["passerelle @ file:///p"] * 2, ["passerelle[build] @ file:///p"] * 2),
        (str(ROOT), [str(ROOT)] * 2, [f"{ROOT}[build]"] * 2),
    ],
)
def test_its_sessions_install_what_they_need_and_once(
    tmp_path: Path, given: str, check: list[str], build: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start_registry(tmp_path / "r", "r")
    nox = SimpleNamespace(options=SimpleNamespace(), session=lambda function: function)
    monkeypatch.setitem(sys.modules, "nox", cast(ModuleType, nox))
    monkeypatch.setenv("PASSERELLE", given)
    sessions = runpy.run_path(str(tmp_path / "r" / "noxfile.py"))
    for name, wanted in (("check", check), ("build", build)):
        (tmp_path / name).mkdir()
        session = Session(tmp_path / name)
        sessions[name](session)
        sessions[name](session)
        assert session.installed == wanted


@pytest.mark.parametrize(
    ("folder", "name", "says"),
    [("full", None, "full is not empty"), ("new", "Mes Ponts", "Mes Ponts cannot be the name of a package")],
)
def test_what_cannot_be_started_is_reported(tmp_path: Path, folder: str, name: str | None, says: str) -> None:
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
    assert "pipeline/workflows/starter/raw/texts/chm-ma-convention.txt" in names
