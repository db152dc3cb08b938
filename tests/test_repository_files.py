"""The files by which a code host runs things and asks people: held against its schemas, and the action's script run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT, yaml_of

GITHUB = ROOT / ".github"
HELD = {
    "github-workflows": sorted((GITHUB / "workflows").glob("*.yaml")),
    "github-issue-forms": sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml")),
    "github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
    "github-actions": [ROOT / "action.yml"],
}


@pytest.mark.parametrize("schema", HELD)
def test_files_are_as_their_schema_has_them(schema: str) -> None:
    assert HELD[schema]
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        f"vendor.{schema}",
        *map(str, HELD[schema]),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_every_form_stands_in_french_and_english() -> None:
    names = [path.stem for path in HELD["github-issue-forms"]]
    assert sorted(name[-2:] for name in names) == ["en", "en", "fr", "fr"]
    ids = {
        path.stem: [item["id"] for item in form(path)["body"] if "id" in item] for path in HELD["github-issue-forms"]
    }
    assert ids["1-source-fr"] == ids["2-source-en"]
    assert ids["3-erreur-fr"] == ids["4-error-en"]


def form(path: Path) -> dict[str, list[dict[str, str]]]:
    shape: dict[str, list[dict[str, str]]] = yaml_of(path.read_text(encoding="utf-8"))
    return shape


def test_what_runs_on_the_branches_of_strangers_may_only_read() -> None:
    text = (GITHUB / "workflows" / "check.yaml").read_text(encoding="utf-8")
    workflow = yaml_of(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in text
    assert "secrets." not in text
    # What a stranger can name (a branch, a title) is never written into a script.
    scripts = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert len([script for script in scripts if script]) >= 4
    assert not any("${{" in script for script in scripts)


def test_every_hook_is_a_command_that_there_is() -> None:
    hooks = yaml_of((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert len(hooks) == 3
    for hook in hooks:
        command, name, *options = hook["entry"].split()
        assert (command, name) == ("passerelle", "check")
        told = subprocess.run(
            [sys.executable, "-m", "pipeline", "check", "--help"], cwd=ROOT, capture_output=True, text=True, check=True,
            encoding="utf-8",
        ).stdout  # fmt: skip
        assert all(option in told for option in options if option.startswith("--"))


@pytest.mark.parametrize(
    ("rows", "code", "valid"), [("n\n1\n", 0, "true"), ("n\nx\n", 1, "false")], ids=["valid", "not valid"]
)
def test_the_action_reports_lines_and_a_summary(tmp_path: Path, rows: str, code: int, valid: str) -> None:
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    fields = [{"name": "n", "type": "integer"}]
    resource = {"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    action = yaml_of((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "passerelle").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n', encoding="utf-8")
    (commands / "passerelle").chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PASSERELLE_LANG": "fr",
        "GIVEN_PATHS": "\ndatapackage.json\n",
        "GIVEN_SCHEMA": "",
        "GIVEN_SUMMARY": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stderr
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"valid={valid}\n"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("## ✅" if code == 0 else "## ❌")
    assert done.stdout.startswith("::error file=t.csv,line=2,col=1,endColumn=2,") is (code == 1)


def test_only_what_runs_nothing_of_the_repository_may_write() -> None:
    workflow = yaml_of((GITHUB / "workflows" / "release.yaml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    writing = {
        name
        for name, job in workflow["jobs"].items()
        if any(permission == "write" for permission in job.get("permissions", {}).values())
    }
    assert writing == {"publish", "pages"}
    for name, job in workflow["jobs"].items():
        uses = [step["uses"] for step in job["steps"] if "uses" in step]
        assert name not in writing or not any("checkout" in use or "setup-" in use for use in uses), name
        scripts = [step.get("run", "") for step in job["steps"]]
        assert not any("${{" in script or "python" in script for script in scripts if name in writing), name
    assert "actions/attest-build-provenance@v2" in [step.get("uses") for step in workflow["jobs"]["publish"]["steps"]]
    assert workflow["jobs"]["publish"]["needs"] == ["test", "build"]


def test_every_checkout_has_the_same_bytes() -> None:
    """However git is set: text ends its lines with LF, and what was received is never touched."""
    listed = subprocess.run(
        ["git", "ls-files", "--eol", "-z"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    if listed.returncode:
        # A download of the source has no git; a clone, and so CI, always has.
        pytest.skip("this is no checkout: git tells nothing of its files")
    rows = [part.partition("\t") for part in listed.stdout.split("\0") if part]
    states = {path: head.strip().split(maxsplit=2) for head, _, path in rows}
    texts = [path for path in states if path.startswith("raw/texts/")]
    assert len(states) > 500
    assert texts
    assert {states[path][2] for path in texts} == {"attr/-text"}
    others = {path: state for path, state in states.items() if state[2] != "attr/-text"}
    assert {state[2] for state in others.values()} == {"attr/text=auto eol=lf"}
    assert [path for path, state in others.items() if state[0] in ("i/crlf", "i/mixed")] == []
