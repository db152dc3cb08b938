"""Every finding has words and a remedy, in every language."""

from __future__ import annotations

import re

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.i18n import LANGUAGES, MESSAGE_LANGUAGES, Language, written
from pipeline.findings.messages import printable, read_wordings, render_finding, spelled_form
from pipeline.findings.model import Finding
from tests import ROOT

PIPELINE = ROOT / "pipeline"
PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)(?:\|[^{}]*)?\}(?!\})")


def test_the_languages_have_the_same_findings() -> None:
    keys = list(read_wordings("en"))
    assert len(keys) > 75
    for lang in MESSAGE_LANGUAGES:
        assert list(read_wordings(lang)) == keys
        assert [key for key, wording in read_wordings(lang).items() if "/" not in key and not wording.title] == []


@pytest.mark.parametrize("lang", ["fr", "es", "pt"])
def test_translations_fill_the_same_placeholders(lang: Language) -> None:
    english = read_wordings("en")
    for key, wording in read_wordings(lang).items():
        for part in ("message", "remedy", "suggest", "either", "example"):
            mine, theirs = getattr(wording, part), getattr(english[key], part)
            assert set(PLACEHOLDER.findall(mine or "")) == set(PLACEHOLDER.findall(theirs or "")), (key, part)


def test_every_code_that_is_raised_has_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PIPELINE.rglob("*.py"))
    codes = set(re.findall(r'code="([a-z-]+)"', source))
    codes |= {f"unchecked/{reason}" for reason in re.findall(r'reason"?[=:] ?"([a-z-]+)"', source)}
    assert len(codes) > 15
    assert codes <= set(read_wordings("en"))


def test_french_is_set_as_french_is() -> None:
    for wording in read_wordings("fr").values():
        for text in filter(None, (wording.message, wording.remedy, wording.suggest)):
            # Code that is quoted keeps its own signs.
            prose = re.sub(r"\{[^}]*\}|https?:\S+|\"[^\"]*\"|\w+:\w+:\w+|\\\S+", "", text)
            assert not re.search(r"[^\u202f\u00a0\d][;?!»]|«[^\u202f]|(?<![\d{]) :|'", prose), text


def test_a_suggestion_replaces_the_remedy() -> None:
    finding = Finding(code="type-error", variant="edtf", field="start_date", value="2014-11-4", suggestion="2014-11-04")
    assert render_finding(finding, "en").remedy == "Write 2014-11-04."
    assert render_finding(finding, "fr").message == (
        "«\u202f2014-11-4\u202f» n’est pas une date du calendrier au format AAAA-MM-JJ, AAAA-MM ou AAAA (EDTF), "
        "les seuls que le champ start_date accepte."
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Quito", "Quito"),
        ("\x1b[31mred", "\\u{1b}[31mred"),
        ("a\nb", "a\\u{a}b"),
        ("\u202ea", "\\u{202e}a"),
        ("x" * 90, "x" * 80 + "…"),
    ],
)
def test_values_cannot_play_tricks_on_a_terminal(value: str, shown: str) -> None:
    assert printable(value) == shown


@pytest.mark.parametrize(
    ("found", "lang", "said"),
    [
        (1, "en", "has 1 character;"),
        (12_345, "en", "has 12,345 characters;"),
        (1, "fr", "compte 1 caractère"),
        (0, "fr", "compte 0 caractère"),
        (2, "es", "tiene 2 caracteres;"),
    ],
)
def test_a_counted_noun_agrees_with_its_number(found: int, lang: Language, said: str) -> None:
    details: dict[str, str | int] = {"found": found, "limit": 3}
    finding = Finding(code="constraint-error", variant="min-length", field="f", value="x", details=details)
    assert said in render_finding(finding, lang).message


@pytest.mark.parametrize(
    ("form", "lang", "said"),
    [("%d/%m/%Y", "fr", "JJ/MM/AAAA"), ("%d/%m/%y %H:%M", "en", "DD/MM/YY hh:mm"), ("%F", "es", "AAAA-MM-DD")],
)
def test_a_pattern_is_spelled_as_people_write_it(form: str, lang: Language, said: str) -> None:
    assert spelled_form(form, lang) == said


@given(st.integers(-(10**15), 10**15), st.sampled_from(LANGUAGES))
def test_numbers_are_written_as_people_of_the_language_write_them(number: int, lang: Language) -> None:
    assert written(lang, number) == format_decimal(number, locale=lang)
