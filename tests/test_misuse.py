"""What the command says of options and arguments that do not fit: what it takes, what is wrong, where to read more."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipeline.command import passerelle
from pipeline.messages import LANGUAGES, Language

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
        ("check --limit", CHECK, "--limit demande une valeur après elle", "--limit needs a value behind it"),
        ("check --limit 0", CHECK, "--limit prend un nombre (≥ 1), non 0", "--limit takes a number (≥ 1), not 0"),
        ("check --fix=3", CHECK, "--fix ne prend pas de valeur", "--fix takes no value"),
        (
            "check --engine hadoop",
            CHECK,
            "--engine prend l’une de ces valeurs\u00a0: duckdb, spark\u202f; non hadoop",
            "--engine takes one of these: duckdb, spark; not hadoop",
        ),
        (
            "check --registry /no/such/folder",
            CHECK,
            "--registry prend le chemin d’un fichier ou d’un dossier qui est là et peut être lu, non /no/such/folder",
            "--registry takes the path of a file or folder that is there and can be read, not /no/such/folder",
        ),
        (
            "release --date tomorrow",
            "passerelle release [OPTIONS]",
            "--date prend un jour, comme 2026-01-31, non tomorrow",
            "--date takes a day, like 2026-01-31, not tomorrow",
        ),
        ("diff", "passerelle diff [OPTIONS] OLD [NEW]", "il manque OLD", "OLD is missing"),
        (
            "check --since HEAD some.csv",
            CHECK,
            "--since concerne le registre\u00a0: retirez les chemins",
            "--since is about the registry: leave out the paths",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_the_language_asked_for(
    arguments: str, usage: str, french: str, english: str
) -> None:
    words = {
        "fr": ("Utilisation\u00a0: ", french, "Tapez {} --help pour voir ce qu’elle prend."),
        "en": ("Usage: ", english, "Type {} --help for what it takes."),
    }
    typed = usage.partition(" [")[0].partition(" OLD")[0]
    for lang, (before, said, more) in words.items():
        # The language is known however the rest is wrong, and wherever it stands.
        command, *rest = arguments.split()
        for line in ([command, f"--lang={lang}", *rest], [command, "--lang", lang, *rest]):
            done = CliRunner().invoke(passerelle, line)
            assert (done.exit_code, done.stdout) == (2, "")
            assert done.stderr == f"{before}{usage}\npasserelle: {said}\n{more.format(typed)}\n"


@pytest.mark.parametrize("lang", LANGUAGES)
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
