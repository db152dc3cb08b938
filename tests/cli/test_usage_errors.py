"""What the command says of itself, and of options and arguments that do not fit."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from junitparser import JUnitXml

from pipeline.cli.help import about, help_keys
from pipeline.cli.main import passerelle
from pipeline.core.i18n import MESSAGE_LANGUAGES, Language
from pipeline.core.i18n.catalogue import read_catalogue

CHECK = "passerelle check [OPTIONS] [PATHS]..."


@pytest.mark.parametrize(
    ("arguments", "usage", "french", "english"),
    [
        (
            "check --foo",
            CHECK,
            "il n’y a pas d’option --foo. Vouliez-vous dire --format ou --fix\u202f?",
            "there is no option --foo. Did you mean --format or --fix?",
        ),
        (
            "chek",
            "passerelle [OPTIONS] COMMAND [ARGS]...",
            "il n’y a pas de commande chek. Vouliez-vous dire check\u202f?",
            "there is no command chek. Did you mean check?",
        ),
        ("check --limit", CHECK, "--limit demande une valeur après elle", "--limit needs a value"),
        ("check --limit 0", CHECK, "--limit prend un nombre (≥ 1), non 0", "--limit must be a number (≥ 1), not 0"),
        ("check --fix=3", CHECK, "--fix ne prend pas de valeur", "--fix takes no value"),
        (
            "check --engine hadoop",
            CHECK,
            "--engine prend l’une de ces valeurs\u00a0: duckdb, spark\u202f; non hadoop",
            "--engine must be one of duckdb, spark, not hadoop",
        ),
        (
            "check --registry /no/such/folder",
            CHECK,
            "--registry prend le chemin d’un fichier ou d’un dossier qui est là et peut être lu, non /no/such/folder",
            "--registry must be the path of a file or folder that exists and can be read, not /no/such/folder",
        ),
        (
            "release --date tomorrow",
            "passerelle release [OPTIONS]",
            "--date prend un jour, comme 2026-01-31, non tomorrow",
            "--date must be a day such as 2026-01-31, not tomorrow",
        ),
        ("diff", "passerelle diff [OPTIONS] OLD [NEW]", "il manque OLD", "OLD is missing"),
        (
            "check --engine it's",
            CHECK,
            "--engine prend l’une de ces valeurs\u00a0: duckdb, spark\u202f; non it's",
            "--engine must be one of duckdb, spark, not it's",
        ),
        (
            "diff a b c",
            "passerelle diff [OPTIONS] OLD [NEW]",
            "arguments en trop\u00a0: c",
            "too many arguments: c",
        ),
        (
            "check --since HEAD some.csv",
            CHECK,
            "--since concerne le registre\u00a0: retirez les chemins",
            "--since applies to the registry: leave out the paths",
        ),
    ],
)
def test_what_does_not_fit_is_reported_in_the_language_asked_for(
    arguments: str, usage: str, french: str, english: str
) -> None:
    words = {
        "fr": ("Utilisation\u00a0: ", french, "Voir {} --help."),
        "en": ("Usage: ", english, "See {} --help."),
    }
    typed = usage.partition(" [")[0].partition(" OLD")[0]
    for lang, (before, said, more) in words.items():
        # The language is known however the rest is wrong, and wherever it stands.
        command, *rest = arguments.split()
        for line in ([command, f"--lang={lang}", *rest], [command, "--lang", lang, *rest]):
            done = CliRunner().invoke(passerelle, line)
            assert (done.exit_code, done.stdout) == (2, "")
            assert done.stderr == f"{before}{usage}\npasserelle: {said}\n{more.format(typed)}\n"


@pytest.mark.parametrize("lang", MESSAGE_LANGUAGES)
def test_the_environment_says_the_language_too(monkeypatch: pytest.MonkeyPatch, lang: Language) -> None:
    monkeypatch.setenv("PASSERELLE_LANG", lang)
    assert (
        CliRunner().invoke(passerelle, ["diff"]).stderr
        == CliRunner().invoke(passerelle, ["diff", f"--lang={lang}"]).stderr
    )
    monkeypatch.setenv("PASSERELLE_LANG", "")
    monkeypatch.setenv("LC_ALL", f"{lang}_XX.UTF-8")
    assert (
        CliRunner().invoke(passerelle, ["diff"]).stderr
        == CliRunner().invoke(passerelle, ["diff", f"--lang={lang}"]).stderr
    )


def test_what_was_typed_reaches_no_terminal_as_a_command() -> None:
    """Seen without it: click printed the escapes in the name of an option, and in what was too much."""
    for arguments in (
        ["check", "--\x1b[31mx"],
        ["build", "\x1b[31mx"],
        ["\x1b[31mx"],
        ["check", "--limit", "\x1b[31mx"],
    ):
        done = CliRunner().invoke(passerelle, arguments, color=True)
        assert done.exit_code == 2
        assert "\x1b" not in done.output
        assert "31mx" in done.stderr


COMMANDS: dict[str, click.Command] = {"passerelle": passerelle, **passerelle.commands}


def options_with_help(command: click.Command) -> list[click.Option]:
    return [option for option in command.params if isinstance(option, click.Option) and option.help]


def test_the_catalogue_has_the_english_help_of_every_command_and_option_and_no_other() -> None:
    """Where this fails, copy the help into passerelle.pot and run pybabel update: docs/translating.md."""
    english = read_catalogue("en")
    used = {f"help#{name}" for name in ("usage", "options", "commands", "help", "version", "default")}
    for name, command in COMMANDS.items():
        assert about(command, english) == inspect.cleandoc(command.help or ""), name
        used.add(f"help/{name}")
        for option in options_with_help(command):
            key = next(key for key in help_keys(command, option) if key in english.known)
            assert english.text(key) == option.help
            used.add(key)
    assert {key for key in english.keys if key.startswith("help")} == used


@pytest.mark.parametrize("lang", ["fr", "es", "pt"])
def test_help_has_the_same_examples_and_codes_in_every_language(lang: Language) -> None:
    for command in COMMANDS.values():
        english, other = (about(command, read_catalogue(item)) for item in ("en", lang))
        examples = re.compile(r"^ +(passerelle .*?)(?:  |$)", re.MULTILINE)
        assert examples.findall(english) == examples.findall(other)
        assert re.findall(r"\b[012](?= )", english) == re.findall(r"\b[012](?= )", other)


def test_help_is_in_the_language_asked_for() -> None:
    done = CliRunner().invoke(passerelle, ["restore", "--help", "--lang", "fr"])
    assert done.stdout == (
        "Utilisation\u00a0: passerelle restore [OPTIONS] ARCHIVE\n\n"
        "  Décompresse une version, une fois chaque somme vérifiée\u202f; ce que contenait le\n"
        "  dossier reste en place jusque-là.\n\n"
        "  Exemples\u00a0:\n"
        "    passerelle restore passerelle-1.1.0.zip\n"
        "    passerelle restore passerelle-1.1.0.zip --out build\n\n"
        "  Code de sortie\u00a0: 0 remis en place, 2 ne peut pas s’exécuter.\n\n"
        "Options\u00a0:\n"
        "  --out PATH            Dossier où la décompresser.  [par défaut\u00a0: un dossier du\n"
        "                        nom de l’archive]\n"
        "  --lang [fr|en|es|pt]  Langue des messages.  [par défaut\u00a0: celle de\n"
        "                        l’environnement]\n"
        "  -h, --help            Affiche cette aide.\n"
    )
    listed = CliRunner().invoke(passerelle, ["--help"], env={"PASSERELLE_LANG": "fr"}).stdout
    assert "\nCommandes\u00a0:\n" in listed
    assert "\n  build           Publie le registre\u00a0: paquet de données," in listed
    for command in passerelle.commands:
        said = CliRunner().invoke(passerelle, [command, "--help"], env={"PASSERELLE_LANG": "es"}).stdout
        assert not re.search(r"Usage|Options:|default|Show|Exit status", said), said


@pytest.mark.parametrize(
    ("arguments", "code", "remedy"),
    [
        ("check --foo --format json", "usage-no-option-near", "Did you mean --format or --fix?"),
        ("check --limit 0 --format=json", "usage-number", "See passerelle check --help."),
        ("check --since HEAD some.csv --format json", "usage-since-paths", None),
        ("check no-such-file.json --format json", "fault-no-file", "Name one of these, or a CSV with --schema"),
        ("check some.csv --schema broken.json --format json", "schema-error", None),
        ("diff --format json", "usage-missing", "See passerelle diff --help."),
    ],
)
def test_who_asked_for_json_gets_one_object_whatever_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, code: str, remedy: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "some.csv").write_text("a\n1\n", encoding="utf-8")
    done = CliRunner().invoke(passerelle, [*arguments.split(), "--lang", "en"])
    shape = json.loads(done.stdout)
    assert done.exit_code == 2
    assert done.stderr
    assert shape["fault"]["code"] == code
    assert shape["fault"]["message"]
    assert shape["fault"]["remedy"] == remedy or remedy is None
    if arguments.startswith("check"):
        assert shape["valid"] is None
        assert [finding["code"] for finding in shape["findings"]] == (
            ["schema-error"] if code == "schema-error" else []
        )


@pytest.mark.parametrize("form", ["sarif", "junit", "frictionless"])
def test_other_programs_get_their_shape_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["check", "no-such-file.json"], ["check", "x", "--limit", "0"]):
        done = CliRunner().invoke(passerelle, [*arguments, "--format", form, "--lang", "en"])
        assert done.exit_code == 2
        if form == "junit":
            assert JUnitXml.fromstring(done.stdout.encode()).errors == 1
        else:
            shape = json.loads(done.stdout)
            run = shape["runs"][0]["invocations"][0] if form == "sarif" else shape
            assert (run["executionSuccessful"] if form == "sarif" else run["valid"]) is False


def test_what_people_read_stays_empty_on_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for form in ("text", "github", "markdown"):
        assert CliRunner().invoke(passerelle, ["check", "no-such-file.json", "--format", form]).stdout == ""
