"""What is printed and written plays no tricks: terminals, workflow commands, Markdown, XML, JSON, spreadsheets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.core.database.connection import memory
from pipeline.core.database.sql import text
from pipeline.core.text.control_characters import UNSEEN, escape_control, escape_control_json, escape_workflow_commands
from pipeline.core.text.csv_injection import neutral
from pipeline.core.text.normalisation import normalise_text
from pipeline.findings.formats import FORMATS, render
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.sarif import uri
from pipeline.findings.markdown_escape import escape_markdown, fenced
from pipeline.registry.checks.text_quality import UNSEEN_RE2, leftover
from pipeline.workflows import build
from tests import ROOT
from tests.commands import passerelle
from tests.hostile.conftest import Checked

RegistryAt = Callable[[str], Path]
ESCAPES = "\x1b[2J\x1b]0;title\x07\x9b31m\r\u202eabc\u2066\u200b\ufeff"
COMMANDS = "\n::error file=x::y\n::set-env name=PATH::/tmp\n##[add-path]/tmp"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))`|"
PIPELINE = ROOT / "pipeline"


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_holds_nothing_that_cannot_be_seen(checked: Checked, form: str) -> None:
    """Seen without it: the screen was cleared, its title changed, and the line of the error overwritten."""
    cell = (ESCAPES + MARKUP).replace('"', '""').encode()
    field = {"name": "a", "type": "integer", "description": ESCAPES, "title": ESCAPES}
    outcome = checked({"t.csv": b'a\n"' + cell + b'"\n'}, schema={"fields": [field]}, name="t" + ESCAPES)
    assert outcome.errors
    text = render(Report(outcome, "en"), form)
    assert UNSEEN.search(text) is None
    assert "\x1b" not in text


def test_json_says_the_same_in_its_own_escapes() -> None:
    text = json.dumps({"a": ESCAPES + "##[x]" + "\U000e0041\ud800"}, ensure_ascii=False)
    assert json.loads(escape_control_json(text)) == json.loads(text)
    assert UNSEEN.search(escape_control_json(text)) is None
    assert "##[" not in escape_control_json(text)


def test_text_shows_what_cannot_be_seen() -> None:
    assert escape_control("a\x1b[31m\tb\u202e\n") == "a\\u{1b}[31m\tb\\u{202e}\n"
    assert (
        escape_workflow_commands("a ::b\n::error::c\n  ::d\n##[x]")
        == "a ::b\n\\u{3a}:error::c\n  \\u{3a}:d\n#\\u{23}[x]"
    )


def test_everything_is_printed_by_one_door() -> None:
    """Seen without it: `passerelle explain` sent the escapes of a rule's SQL to the terminal."""
    doors = [
        path.relative_to(PIPELINE).as_posix()
        for path in sorted(PIPELINE.rglob("*.py"))
        if "click.echo(" in path.read_text(encoding="utf-8")
    ]
    assert doors == ["cli/output.py"]


def test_a_cell_gives_github_no_command(checked: Checked) -> None:
    """Seen without it: `::set-env` in a quoted cell stood at the beginning of a line of the log."""
    data = b'a\n"' + COMMANDS.encode() + b'"\n'
    outcome = checked({"t.csv": data}, schema={"fields": [{"name": "a", "type": "integer"}]}, name="::error::t")
    lines = render(Report(outcome, "en"), "github").splitlines()
    assert [line[:8] for line in lines[:-1]] == ["::error "] * (len(lines) - 1)
    assert not lines[-1].startswith("::")
    for form in ("text", "markdown", "junit"):
        text = render(Report(outcome, "en"), form)
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
        assert "##[" not in text


def test_a_name_of_a_file_gives_github_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: the line of a finding began with the file's name, and so with `::error::`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "::error::a,b%0A::x.csv").write_bytes(b"a\nx\n")
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a", "type": "integer"}]}', encoding="utf-8")
    for form in ("text", "github"):
        done = passerelle("check", "::error::a,b%0A::x.csv", "--schema", "s.json", "--format", form, cwd=tmp_path)
        assert done.returncode == 1
        starts = {line[:7] for line in done.stdout.splitlines() if line.startswith("::")}
        assert starts <= ({"::error"} if form == "github" else set())
        assert "::error::a" not in "\n".join(line[:12] for line in done.stdout.splitlines())


def test_markup_is_no_markup_in_a_summary(checked: Checked) -> None:
    """Seen without it: the comment on a pull request had a link of the contributor's, and mentioned people."""
    data = f'a\n"{MARKUP}@everyone"\n'.encode()
    outcome = checked({"t.csv": data}, schema={"fields": [{"name": "a", "type": "integer"}]})
    # In code nothing is markup.
    text = re.sub(r"`[^`]*`", "", render(Report(outcome, "en"), "markdown"))
    for sign in (r"(?<!\\)<", r"(?<!\\)\]\(", r"(?<!\\)@"):
        assert not re.search(sign, text)


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    """Seen without it: three backquotes in a rule ended the block, and what followed was markup."""
    assert list(fenced("a\n````\n<b>", "sql")) == ["`````sql", "a", "````", "<b>", "`````"]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\ud800"])
def test_junit_stays_xml(checked: Checked, character: str) -> None:
    """Values are shown by their numbers before they get here; a name that is not would make the whole file no XML."""
    data = f'a\n"{character}"\n'.encode("utf-8", "replace")
    outcome = checked({"t.csv": data}, schema={"fields": [{"name": "a", "type": "integer"}]}, name=f"t{character}")
    ElementTree.fromstring(render(Report(outcome, "en"), "junit"))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('=HYPERLINK("http://x","y")', "formula error"),
        ("@SUM(A1)", "formula error"),
        ("\t=1+1", "formula error"),
        ("+cmd|' /C calc'!A0", "formula warning"),
        ("-2+3+cmd|' /C calc'!A0", "formula warning"),
        ("-1+SUM(A1)", "formula warning"),
        ("+41 (0)22 917 81 39", None),
        ("-1.5", None),
        ("+41 22 917 81 39", None),
        ("pаypal", "mojibake/look-alike error"),
        ("αβγ", None),
        ("Кишинёв", None),
        ("a\u202eb", "mojibake/unseen error"),
        ("a\x1b[2J", "mojibake/unseen error"),
    ],
)
def test_cells_that_are_not_what_they_seem_are_reported(cell: str, told: str | None) -> None:
    """Expected without it: a spreadsheet works the formula out; two names are equal to the eye and not to the check."""
    found = leftover(cell)
    assert (f"{found.key} {found.severity}" if found else None) == told


def test_every_character_that_cannot_be_seen_is_looked_for() -> None:
    """Seen without it: marks of direction (U+061C) and others stood in cells that were published."""
    unseen = [index for index in map(chr, range(0x110000)) if UNSEEN.match(index) and not "\ud800" <= index <= "\udfff"]
    kept = [item for item in unseen if normalise_text(f"a{item}b") == f"a{item}b"]
    with memory() as connection:
        found = connection.execute(
            f"SELECT one FROM (SELECT unnest($all::VARCHAR[]) AS one) WHERE regexp_matches(one, {text(UNSEEN_RE2)})",
            {"all": kept},
        ).fetchall()
    assert len(kept) > 100
    assert {item for (item,) in found} == set(kept)


def test_a_published_registry_has_no_formula(registry_at: RegistryAt) -> None:
    """Seen without it: data/meetings.csv had the formula, which a spreadsheet that opens it works out."""
    root = registry_at("tiny")
    path = root / "raw" / "tables" / "meetings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("note")
    cells = lines[1].split(",")
    cells[at] = "=cmd|' /C calc'!A0"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    built = build.build(root, root / "build", lambda _: None)
    assert "formula" in [finding.code for finding in built.outcome.errors]
    assert not (root / "build").exists()


def test_refused_rows_are_neutral_in_a_spreadsheet(tmp_path: Path) -> None:
    """Seen without it: refused/t.csv held the formula as it was."""
    (tmp_path / "t.csv").write_bytes(b"a,b\nx,=1+1\n1,@SUM(A1)\n")
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    (tmp_path / "s.json").write_text(json.dumps({"fields": fields}), encoding="utf-8")
    done = passerelle("check", "t.csv", "--schema", "s.json", "--quarantine", "apart", cwd=tmp_path)
    assert done.returncode == 1
    (refused,) = (tmp_path / "apart" / "refused").rglob("*.csv")
    assert "x,'=1+1,2," in refused.read_text(encoding="utf-8")
    assert neutral("-1.5") == "-1.5"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("see https://e.example/x now", "see `https://e.example/x` now"),
        ("www.e.example", "`www.e.example`"),
        ("a.b@e.example, @all", "`a.b@e.example,` `@all`"),
        ("o/r#12 #3 GH-4", "`o/r#12` `#3` `GH-4`"),
        ("d868c58 is 20141109", "`d868c58` is 20141109"),
        ("facade cafe #a 1_2", "facade cafe \\#a 1\\_2"),
        ("`https://e`|x", "`ˋhttps://eˋ¦x`"),
    ],
)
def test_no_code_host_makes_a_link_of_a_cell(cell: str, shown: str) -> None:
    """Seen without it: an address in a cell was a link in the summary of a pull request, and people were called."""
    assert escape_markdown(cell) == shown


@pytest.mark.parametrize(
    ("path", "said"), [("a\udce9.csv", "a%E9.csv"), ("\ud800.csv", "%5Cud800.csv"), ("é", "%C3%A9")]
)
def test_a_name_that_is_no_text_has_an_address(path: str, said: str) -> None:
    """Seen without it: SARIF ended in a fault of the program where a folder or a file had such a name."""
    assert uri(path) == said
