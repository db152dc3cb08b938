"""Output in encodings that have not every character: findings, help and machine formats come out all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.cli.output import stand_in
from pipeline.core.text.control_characters import escape_control_json, escape_workflow_commands
from pipeline.findings.formats import render
from pipeline.findings.formats.report import Report
from tests import ROOT
from tests.hostile.conftest import Checked

FIELD = '{"fields": [{"name": "a", "type": "integer"}]}'


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text("a\né→\u202f\U0001f600\n", encoding="utf-8")
    (tmp_path / "s.json").write_text(FIELD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("character", "encoding", "shown"),
    [
        ("\u202f", "latin-1", "\u00a0"),
        ("\u202f", "ascii", " "),
        ("’", "latin-1", "'"),
        ("«", "ascii", '"'),
        ("…", "latin-1", "..."),
        ("œ", "latin-1", "oe"),
        ("é", "ascii", "\\u{e9}"),
        ("\U0001f600", "cp1252", "\\u{1f600}"),
    ],
)
def test_what_an_encoding_has_not_is_shown_plainly(character: str, encoding: str, shown: str) -> None:
    assert stand_in(character, encoding) == shown


def printed(folder: Path, encoding: str, *arguments: str) -> tuple[int, bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "pipeline", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_findings_come_out_in_every_encoding(wrong: Path) -> None:
    """Seen without it: UnicodeEncodeError, exit code 2, and no finding told."""
    check = ("check", "t.csv", "--schema", "s.json", "--lang", "fr")
    code, out = printed(wrong, "latin-1", *check)
    assert code == 1
    assert "é->" in out.decode("latin-1")


def test_help_comes_out_in_every_encoding(tmp_path: Path) -> None:
    """ASCII is what a system without a locale says; click writes UTF-8 there."""
    code, out = printed(tmp_path, "cp1252", "check", "--help", "--lang", "fr")
    assert (code, "Vérifi" in out.decode("cp1252")) == (0, True)
    assert printed(tmp_path, "ascii", "check", "--help", "--lang", "fr")[0] == 0


def test_machine_formats_stay_what_they_are(wrong: Path) -> None:
    """Seen without it: nothing but a traceback; with `\\u{...}` in it, no JSON."""
    check = ("check", "t.csv", "--schema", "s.json", "--format")
    code, out = printed(wrong, "latin-1", *check, "json")
    assert (code, json.loads(out)["findings"][0]["value"]) == (1, "é→\u202f\U0001f600")
    code, out = printed(wrong, "latin-1", *check, "junit")
    assert (code, "é→" in ElementTree.tostring(ElementTree.fromstring(out), encoding="unicode")) == (1, True)


def test_no_runner_finds_a_command_in_a_cell(checked: Checked) -> None:
    """Seen without it: `##[error]` in a note, which GitHub's runner takes for one wherever it is printed."""
    commands = "##[error]x ##vso[task.setvariable]y ##teamcity[z]"
    outcome = checked({"t.csv": f"a\n{commands}\n".encode()}, schema=json.loads(FIELD))
    for form in ("text", "github", "json", "sarif", "markdown", "frictionless"):
        text = render(Report(outcome, "en"), form)
        assert not [item for item in ("##[", "##vso[", "##teamcity[") if item in text], form
    shown = escape_workflow_commands(commands)
    assert shown == "#\\u{23}[error]x #\\u{23}vso[task.setvariable]y #\\u{23}teamcity[z]"
    assert json.loads(escape_control_json(json.dumps(commands))) == commands
