"""What the documents promise: links that lead to files, names that the code has, examples that run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from pipeline.cli.main import passerelle
from pipeline.findings.model import Finding, Outcome
from tests import ROOT
from tests.interop.snippets import blocks

# Output and installed packages have documents of their own.
FOREIGN = frozenset({"build", "node_modules"})
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
# A path of the program in running text: `pipeline/core/limits.py`, `tests/hostile/`.
PATH = re.compile(r"`((?:pipeline|tests|schemas|benchmarks)/[\w./-]*\w/?)`")
# A name and the file that has it: `FORMATS` in [`findings/formats/__init__.py`](...).
NAMED = re.compile(r"`([A-Za-z_][\w.]*)` in \[[^\]]*\]\(([^()\s#]+\.py)\)")
# A command line in a code span or a code block: up to the end of the span, the line, or a comment.
COMMAND = re.compile(r"(?<![\w./-])passerelle ([a-z][a-z-]*)\b([^`\n#|&;]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SESSIONS = re.compile(r"nox (?:-R )?(?:-s|--session) ([a-z][a-z-]*(?: [a-z][a-z-]*)*)")
MOST_LINES_OF_README = 120


def is_own(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts[:-1]
    return not any(part in FOREIGN or (part.startswith(".") and part != ".github") for part in parts)


DOCUMENTS = sorted(path for path in ROOT.rglob("*.md") if is_own(path))
# The changelog names what there was.
CURRENT_DOCUMENTS = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def prose(path: Path) -> str:
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> Iterator[str]:
    """The anchors of the headings of a page, as code hosts make them."""
    for heading in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_documents_are_found() -> None:
    names = {shown(path) for path in DOCUMENTS}
    assert {"README.md", "CONTRIBUER.md", "docs/architecture.md", "docs/api.md"} <= names
    assert sum(name.startswith("docs/decisions/0") for name in names) >= 8


def test_no_document_has_a_merge_conflict() -> None:
    marker = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
    assert [shown(path) for path in DOCUMENTS if marker.search(path.read_text(encoding="utf-8"))] == []


def test_every_relative_link_leads_to_a_file() -> None:
    dead = [(shown(path), link) for path in DOCUMENTS for link in LINK.findall(prose(path)) if is_dead(path, link)]
    assert dead == []


def is_dead(path: Path, link: str) -> bool:
    """Whether a link of a document leads to no file here, or to no heading of it; what has a scheme leads elsewhere."""
    if ":" in link:
        return False
    name, _, anchor = unquote(link).partition("#")
    target = path.parent / name if name else path
    return not target.exists() or bool(anchor and anchor not in anchors(target))


def test_every_path_of_the_program_is_there() -> None:
    named = [(shown(path), match) for path in of_this_repository() for match in PATH.findall(prose(path))]
    assert len(named) > 40
    assert [item for item in named if not (ROOT / item[1]).exists()] == []


def of_this_repository() -> list[Path]:
    """The documents that name files of this repository; two are about the files of a reader's own registry."""
    return [path for path in CURRENT_DOCUMENTS if path.name not in ("your-own-registry.md", "votre-registre.md")]


def test_every_name_is_in_the_file_that_a_document_names() -> None:
    named = [(path, name, link) for path in DOCUMENTS for name, link in NAMED.findall(prose(path))]
    assert len(named) >= 8
    assert [(shown(path), name) for path, name, link in named if not has_name(path.parent / link, name)] == []


def has_name(module: Path, name: str) -> bool:
    return bool(re.search(rf"\b{name.rpartition('.')[2]}\b", module.read_text(encoding="utf-8")))


def code_of(path: Path) -> str:
    """The code blocks and code spans of a document, each on lines of its own."""
    text = path.read_text(encoding="utf-8")
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(path))]
    return "\n".join([*(block.strip("`") for block in FENCED.findall(text)), *spans])


def test_every_command_that_a_document_shows_has_its_options() -> None:
    shown_commands = [(shown(path), *found) for path in CURRENT_DOCUMENTS for found in COMMAND.findall(code_of(path))]
    assert len(shown_commands) > 60
    assert [command for command in shown_commands if unknown_part(*command[1:])] == []


def unknown_part(name: str, rest: str) -> str | None:
    """The command or the first option that the program does not have; None if it has all."""
    command = passerelle.commands.get(name)
    if command is None:
        return name
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return next((option for option in OPTION.findall(rest) if option not in known), None)


def test_every_session_that_a_document_shows_is_one_of_noxfile() -> None:
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    known = {*re.findall(r"^def ([a-z_]+)\(session", text, re.MULTILINE), *re.findall(r'name="([a-z-]+)"', text)}
    named = [
        (shown(path), name)
        for path in CURRENT_DOCUMENTS
        for names in SESSIONS.findall(code_of(path))
        for name in names.split()
    ]
    assert len(named) > 30
    assert [item for item in named if item[1] not in known] == []


def test_every_room_is_described() -> None:
    text = prose(ROOT / "docs" / "architecture.md")
    rooms = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert len(rooms) == 12
    assert {room for room in rooms if f"| [`{room}`](../pipeline/{room}) |" not in text} == set()


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall(prose(folder / "README.md"))
    assert {path.name for path in folder.glob("0*.md")} <= set(listed)


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_README


def test_the_readme_shows_what_a_check_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [{"name": "id", "type": "integer"}, {"name": "agreement", "type": "string"}]
    fields += [{"name": "date", "type": "date"}, {"name": "country", "type": "string"}]
    resource = {"name": "meetings", "path": "meetings.csv", "type": "table", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    rows = "id,agreement,date,country\n1,cites,2016-09-24,ZA\n2,cbd,04.12.2016,MX\n"
    (tmp_path / "meetings.csv").write_text(rows, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(passerelle, ["check", "datapackage.json", "--lang", "en"])
    [output] = [block.code for block in blocks(ROOT / "README.md") if "error[" in block.code]
    assert (done.stdout, done.exit_code) == (output, 1)


API = ROOT / "docs" / "api.md"
EXAMPLES = [block for block in blocks(API) if block.language == "python"]


@pytest.fixture
def package_folder(tmp_path: Path) -> Path:
    fields = [{"name": "n", "type": "integer"}]
    resource = {"name": "t", "path": "t.csv", "type": "table", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (tmp_path / "t.csv").write_text("n\n1\nx\n", encoding="utf-8")
    return tmp_path


OUTPUTS = ["False\nt.csv:3:1: type-error: x\n", "type-error 3 3 2O15\n"]


@pytest.mark.parametrize("number", range(len(OUTPUTS)))
def test_an_example_of_the_interface_prints(number: int, package_folder: Path) -> None:
    assert len(EXAMPLES) == len(OUTPUTS)
    command = [sys.executable, "-c", EXAMPLES[number].code]
    env = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=package_folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.stderr, done.stdout) == ("", OUTPUTS[number])


@pytest.mark.parametrize("model", [Finding, Outcome])
def test_every_field_of_the_interface_is_described(model: type[Finding | Outcome]) -> None:
    text = API.read_text(encoding="utf-8")
    own = {name for name, var in vars(model).items() if isinstance(var, property)} - {"key", "code_or_rule", "order"}
    names = {*model.model_fields, *own} - {"wordings"}
    assert {name for name in names if f"`{name}`" not in text} == set()
