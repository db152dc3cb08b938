"""`passerelle init`: a new registry of one table, of existing files or as the example, that is right from the start."""

from __future__ import annotations

import os
import pty
import re
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from hatchling.build import build_wheel

from pipeline.core.i18n import MESSAGE_LANGUAGES, Language, say
from pipeline.workflows.build import build
from pipeline.workflows.check_registry import check_registry
from pipeline.workflows.init.origin import known_requirement, of_checkout, public
from pipeline.workflows.init.plan import EXAMPLES, Plan
from pipeline.workflows.init.start import line_to_fill_in, start_registry
from tests import ROOT, yaml_of
from tests.builds import quiet
from tests.commands import passerelle

RELEASE = ("--requirement", "passerelle==1.0")


def plan(requirement: str | None = "passerelle==1.0") -> Plan:
    return Plan("r", "R", ("en",), "things", requirement)


def started(folder: Path, requirement: str | None = "passerelle==1.0") -> Path:
    start_registry(folder, plan(requirement), "en")
    return folder


def findings(root: Path) -> list[str]:
    result = check_registry(root, quiet)
    return [finding.key for finding in result.outcome.findings]


def package(root: Path) -> Mapping[str, object]:
    found: Mapping[str, object] = yaml_of((root / "schemas" / "package.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("lang", MESSAGE_LANGUAGES)
def test_a_new_registry_is_one_table_that_checks_valid(tmp_path: Path, lang: Language) -> None:
    done = passerelle("init", "ponts", "--lang", lang, *RELEASE, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == say(lang, "started", folder="ponts") + "\n"
    root = tmp_path / "ponts"
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert {file for file in files if file.startswith(("schemas", "raw"))} == {
        "schemas/package.yaml",
        "schemas/tables/ponts.yaml",
        "raw/tables/ponts.csv",
    }
    assert findings(root) == []
    assert package(root)["languages"] == ["en" if lang == "pt" else lang]


def test_options_say_what_it_is(tmp_path: Path) -> None:
    options = ("--title", "Ponts de France", "--languages", "fr, en", "--table", "bridges", "--name", "ponts-fr")
    passerelle("init", "x", *options, *RELEASE, cwd=tmp_path)
    said = package(tmp_path / "x")
    assert (said["name"], said["title_fr"], said["languages"]) == ("ponts-fr", "Ponts de France", ["fr", "en"])
    assert said["tables"] == {"bridges": {}}
    assert findings(tmp_path / "x") == []


def test_its_comments_teach_in_the_language_of_the_reader(tmp_path: Path) -> None:
    passerelle("init", "ponts", "--lang", "fr", "--languages", "en", *RELEASE, cwd=tmp_path)
    text = (tmp_path / "ponts" / "schemas" / "tables" / "ponts.yaml").read_text(encoding="utf-8")
    assert "# La colonne dont deux lignes n’ont jamais la même valeur.\nprimaryKey: [id]\n" in text
    assert "    title: Name\n" in text
    rows = (tmp_path / "ponts" / "raw" / "tables" / "ponts.csv").read_text(encoding="utf-8")
    assert rows.startswith("id,name,note\nfirst,First example,")


def test_the_example_is_that_of_the_repository(tmp_path: Path) -> None:
    assert sorted(path.name for path in (ROOT / "examples").iterdir()) == sorted(EXAMPLES)
    done = passerelle("init", "mine", "--example", "bridges", *RELEASE, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    source = ROOT / "examples" / "bridges"
    copied = {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert len(copied) > 40
    assert {name: (tmp_path / "mine" / name).read_bytes() for name in copied} == copied
    assert "passerelle==1.0" in (tmp_path / "mine" / "noxfile.py").read_text(encoding="utf-8")


def write_tables(folder: Path) -> None:
    towns = "town;Nom;Population\n01;Nîmes;148 104\n02;Arles;50 415\n"
    (folder / "data.csv").write_bytes(towns.encode("latin-1"))
    rows = "".join(f"{n},bridge {n},0{1 + n % 2},{1900 + n}-01-01\n" for n in range(30))
    (folder / "2020-bridges.csv").write_text(f"id,name,town,Opened on\n{rows}", encoding="utf-8")
    (folder / "log.csv").write_text("what,note\na,1\na,1\nb,\n", encoding="utf-8")


def test_existing_files_make_a_registry_that_checks_valid(tmp_path: Path) -> None:
    write_tables(tmp_path)
    done = passerelle(
        "init", "r", *RELEASE, "--languages", "fr", "--from", "data.csv", "2020-bridges.csv", "log.csv", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "r is a registry. Next: cd r && passerelle build\n"), done.stderr
    root = tmp_path / "r"
    assert findings(root) == []
    assert package(root)["tables"] == {"table_data": {}, "table_2020_bridges": {}, "log": {}}
    towns = (root / "raw" / "tables" / "table_data.csv").read_text(encoding="utf-8")
    assert towns.splitlines()[:2] == ["town,nom,population", "01,Nîmes,148 104"]
    schema = yaml_of((root / "schemas" / "tables" / "table_2020_bridges.yaml").read_text(encoding="utf-8"))
    assert schema["foreignKeys"] == [{"fields": ["town"], "reference": {"resource": "table_data", "fields": ["town"]}}]
    assert schema["title"] == "2020-bridges"
    assert "title_fr" not in schema


def test_a_file_without_a_key_gets_one(tmp_path: Path) -> None:
    write_tables(tmp_path)
    passerelle("init", "r", *RELEASE, "--from", "log.csv", cwd=tmp_path)
    rows = (tmp_path / "r" / "raw" / "tables" / "log.csv").read_text(encoding="utf-8")
    assert rows == "what,note,row_number\na,1,1\na,1,2\nb,,3\n"
    schema = (tmp_path / "r" / "schemas" / "tables" / "log.yaml").read_text(encoding="utf-8")
    assert "this column numbers its rows" in " ".join(schema.replace("#", "").split())
    assert yaml_of(schema)["primaryKey"] == ["row_number"]
    assert findings(tmp_path / "r") == []


def test_a_file_that_is_no_table_is_reported_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    done = passerelle("init", "r", *RELEASE, "--from", "empty.csv", cwd=tmp_path)
    assert (done.returncode, "empty.csv" in done.stderr, (tmp_path / "r").exists()) == (1, True, False)
    done = passerelle("init", "r", *RELEASE, "--from", "none.csv", cwd=tmp_path)
    assert (done.returncode, "none.csv" in done.stderr, (tmp_path / "r").exists()) == (2, True, False)


# Each with what is said in four languages; the French has the spaces of its typography.
REFUSED = {
    ("new", "--name", "Mes Ponts"): {
        "en": "Mes Ponts cannot be the name of a registry; use lower-case letters, digits and hyphens, "
        "such as --name mes-ponts",
        "fr": "Mes Ponts ne peut pas être le nom d’un registre\u202f; employez des minuscules sans accent, des "
        "chiffres et des traits d’union, comme --name mes-ponts",
        "es": "Mes Ponts no puede ser el nombre de un registro; use minúsculas sin acento, cifras y guiones, "
        "como --name mes-ponts",
        "pt": "Mes Ponts não pode ser o nome de um registro; use minúsculas sem acento, algarismos e hifens, "
        "como --name mes-ponts",
    },
    ("full",): {"en": "full is not empty", "fr": "full n’est pas vide", "es": "full no está", "pt": "full não está"},
    ("new", "--table", "Événements 2"): {
        "en": "Événements 2 cannot be the name of a table; use lower-case letters, digits and _, beginning with a "
        "letter, such as evenements_2",
        "fr": "comme evenements_2",
        "es": "como evenements_2",
        "pt": "como evenements_2",
    },
    ("new", "--languages", "fr,de"): {
        "en": "“de” is no language that a registry can have; choose some of en, es, fr, separated by commas",
        "fr": "«\u202fde\u202f»\u202f; choisissez parmi en, es, fr",
        "es": "«de»; elija entre en, es, fr",
        "pt": "“de”; escolha entre en, es, fr",
    },
    ("new", "--requirement", "/home/me/passerelle"): {
        "en": "others cannot install Passerelle from “/home/me/passerelle”; write a released version",
        "fr": "écrivez une version publiée",
        "es": "escriba una versión publicada",
        "pt": "escreva uma versão publicada",
    },
    ("new", "--example", "bridge"): {
        "en": "there is no example “bridge”; write --example with one of bridges",
        "fr": "écrivez --example avec l’un de bridges",
        "es": "escriba --example con uno de bridges",
        "pt": "escreva --example com um de bridges",
    },
    ("new", "--example", "bridges", "--table", "a"): {
        "en": "leave out the other options, or --example",
        "fr": "supprimez les autres options",
        "es": "quite las otras opciones",
        "pt": "retire as outras opções",
    },
    ("new", "--table", "a", "--from", "a.csv"): {
        "en": "leave out --table",
        "fr": "supprimez --table",
        "es": "quite --table",
        "pt": "retire --table",
    },
    ("new", "a.csv"): {
        "en": "a.csv is one argument too many; write --from before existing files",
        "fr": "écrivez --from devant",
        "es": "escriba --from delante",
        "pt": "escreva --from antes",
    },
}


@pytest.mark.parametrize("lang", MESSAGE_LANGUAGES)
@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_made_is_one_line_with_its_remedy(tmp_path: Path, arguments: tuple[str, ...], lang: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x", encoding="utf-8")
    done = passerelle("init", *arguments, "--lang", lang, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert REFUSED[arguments][lang] in done.stderr
    assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "given", ["passerelle==1.0", "git+https://example.org/p@1234567", "passerelle @ git+ssh://git@example.org/p@v1"]
)
def test_what_a_stranger_can_install_is_taken(tmp_path: Path, given: str) -> None:
    done = passerelle("init", "r", "--requirement", given, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    line = (tmp_path / "r" / "noxfile.py").read_text(encoding="utf-8").splitlines()[line_to_fill_in() - 1]
    wanted = given if given.startswith("passerelle") else f"passerelle @ {given}"
    assert line == f'PASSERELLE = os.environ.get("PASSERELLE", "{wanted}")'


@pytest.mark.parametrize(
    "given", ["passerelle", "file:///p", "passerelle @ file:///p", "git+file:///p@1", "git+https://example.org/p", "."]
)
def test_what_nobody_else_can_install_is_not_taken(tmp_path: Path, given: str) -> None:
    assert passerelle("init", "r", "--requirement", given, cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("noted", "found"),
    [
        (None, r"passerelle==\d+\.\d+\.\d+"),
        (
            '{"url": "https://me:secret@example.org/p", "vcs_info": {"vcs": "git", "commit_id": "0123456789"}}',
            r"passerelle @ git\+https://example\.org/p@0123456789",
        ),
        ('{"url": "file:///p", "vcs_info": {"vcs": "git", "commit_id": "0123456789"}}', None),
        ('{"url": "https://example.org/passerelle-1.0.whl", "archive_info": {}}', r"passerelle @ https://example.+"),
        ('{"url": "file:///p/passerelle.whl", "archive_info": {}}', None),
        ('{"url": "file:///p", "dir_info": {"editable": true}}', None),
    ],
)
def test_where_it_was_installed_from_is_known_where_others_can_install_it(
    tmp_path: Path, noted: str | None, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = "pipeline.workflows.init.origin"
    monkeypatch.setattr(f"{origin}.distribution", lambda _: SimpleNamespace(read_text=lambda _: noted))
    monkeypatch.setattr(f"{origin}.CHECKOUT", tmp_path)
    known = known_requirement()
    assert (known is None) if found is None else re.fullmatch(found, known or "")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def test_a_checkout_is_named_by_its_address_and_commit_once_a_server_has_it(tmp_path: Path) -> None:
    here = tmp_path / "here"
    git(tmp_path, "init", "--quiet", "here")
    git(here, "commit", "--quiet", "--allow-empty", "--message", "a")
    commit = git(here, "rev-parse", "HEAD")
    git(here, "remote", "add", "origin", "git@example.org:me/p.git")
    assert of_checkout(here) is None
    git(here, "update-ref", "refs/remotes/origin/main", commit)
    assert of_checkout(here) == f"passerelle @ git+https://example.org/me/p.git@{commit}"
    git(here, "remote", "set-url", "origin", str(tmp_path))
    assert of_checkout(here) is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://me:token@example.org:8443/p", "https://example.org:8443/p"),
        ("ssh://git@example.org:22/p", "https://example.org/p"),
        ("git@example.org:me/p", "https://example.org/me/p"),
        ("/home/me/p", ""),
        ("file:///home/me/p", ""),
        ("http://example.org/p", ""),
    ],
)
def test_an_address_is_shown_without_what_is_secret(address: str, shown: str) -> None:
    assert public(address) == shown


def test_where_nobody_can_install_it_from_it_says_what_to_fill_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.workflows.init.origin.known_requirement", lambda: None)
    done = passerelle("init", "r", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "r is a registry. Next: cd r && passerelle build\n")
    line = line_to_fill_in()
    assert done.stderr.startswith(f"{Path('r', 'noxfile.py')}:{line}: it is unknown what others can install Passerelle")
    text = (tmp_path / "r" / "noxfile.py").read_text(encoding="utf-8")
    assert text.splitlines()[line - 1] == 'PASSERELLE = os.environ.get("PASSERELLE", "")'


def test_no_file_of_a_new_registry_names_a_folder_of_this_machine(tmp_path: Path) -> None:
    for options in ((), ("--example", "bridges")):
        passerelle("init", f"r{len(options)}", *options, cwd=tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 60
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert [name for name, text in texts.items() if str(ROOT) in text or str(tmp_path) in text] == []
    assert [name for name, text in texts.items() if "file://" in text] == []


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

    def error(self, message: str) -> None:
        raise SystemExit(message)


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The noxfile of a new registry that does not say where the program is installed from."""
    nox = SimpleNamespace(options=SimpleNamespace(), session=lambda function: function)
    monkeypatch.setitem(sys.modules, "nox", cast(ModuleType, nox))
    monkeypatch.delenv("PASSERELLE", raising=False)
    return started(tmp_path / "r", None) / "noxfile.py"


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
    tmp_path: Path, sessions: Path, given: str, check: list[str], build: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE", given)
    run = runpy.run_path(str(sessions))
    for name, wanted in (("check", check), ("build", build)):
        (tmp_path / name).mkdir()
        session = Session(tmp_path / name)
        run[name](session)
        run[name](session)
        assert session.installed == wanted


def test_its_sessions_say_what_to_fill_in(tmp_path: Path, sessions: Path) -> None:
    with pytest.raises(SystemExit, match=r"Write in noxfile\.py, in the line PASSERELLE, what everyone can install"):
        runpy.run_path(str(sessions))["check"](Session(tmp_path))


def test_its_files_are_what_a_code_host_takes(tmp_path: Path) -> None:
    root = started(tmp_path / "r")
    compile((root / "noxfile.py").read_text(encoding="utf-8"), "noxfile.py", "exec")
    assert "raw/texts/** -text" in (root / ".gitattributes").read_text(encoding="utf-8")
    assert "/dist/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    workflows = sorted((root / ".github" / "workflows").iterdir())
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    checked = subprocess.run(
        [*command, *map(str, workflows)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (checked.returncode, len(workflows)) == (0, 2), checked.stdout
    (hook,) = yaml_of((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    # Everything is installed by the noxfile, which alone says from where.
    assert hook["entry"] == "nox --session check"
    assert hook["additional_dependencies"] == ["nox"]


def answered(folder: Path, answers: str, *arguments: str) -> tuple[str, int]:
    """Runs `passerelle init` at a terminal, where somebody types the answers; what is on the screen, the exit code."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    command = [sys.executable, "-m", "pipeline", "init", *arguments]
    with subprocess.Popen(command, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, answers.encode())
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(ours)
    return shown.decode("utf-8").replace("\r\n", "\n"), process.returncode


def test_a_terminal_is_asked_until_the_answer_is_good(tmp_path: Path) -> None:
    shown, code = answered(tmp_path, "Ponts de France\nfr,xx\nfr,en\n\n", "ponts", "--lang", "fr", *RELEASE)
    assert code == 0, shown
    assert "Titre du registre [Ponts]: " in shown
    assert "un registre ne peut pas être dans la langue «\u202fxx\u202f»" in shown
    assert "Nom de la première table" in shown
    said = package(tmp_path / "ponts")
    assert (said["title"], said["languages"], said["tables"]) == ("Ponts de France", ["fr", "en"], {"ponts": {}})


def test_a_terminal_is_not_asked_what_options_say(tmp_path: Path) -> None:
    options = ("--title", "T", "--languages", "en", "--table", "a", *RELEASE)
    shown, code = answered(tmp_path, "", "r", "--lang", "en", *options)
    assert (shown, code) == ("r is a registry. Next: cd r && passerelle build\n", 0)


def test_a_folder_of_git_may_be_there(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "r")
    assert passerelle("init", "r", *RELEASE, cwd=tmp_path).returncode == 0


def test_a_killed_start_is_gone_on_with(tmp_path: Path) -> None:
    root = started(tmp_path / "r")
    whole = {path.relative_to(root).as_posix() for path in root.rglob("*")}
    made = root / ".passerelle-made"
    made.mkdir()
    for name in ("raw", "noxfile.py"):
        (root / name).rename(made / name)
    start_registry(root, plan(), "en")
    assert {path.relative_to(root).as_posix() for path in root.rglob("*")} == whole


def test_a_new_registry_is_published(tmp_path: Path) -> None:
    root = started(tmp_path / "r")
    built = build(root, tmp_path / "build", quiet)
    assert (built.outcome.valid, built.outcome.findings) == (True, ())
    page = (tmp_path / "build" / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Things" in page


def test_the_wheel_carries_what_a_new_registry_is_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = build_wheel(str(tmp_path))
    names = set(zipfile.ZipFile(tmp_path / name).namelist())
    for needed in ("core/i18n/locale/fr.mo", "workflows/init/files/noxfile.txt"):
        assert f"pipeline/{needed}" in names
    assert not {name for name in names if name.endswith((".po", ".pot"))}
    example = ROOT / "examples"
    files = {path.relative_to(example).as_posix() for path in example.rglob("*") if path.is_file()}
    assert files == {name.removeprefix("pipeline/examples/") for name in names if name.startswith("pipeline/examples/")}
