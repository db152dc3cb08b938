"""One catalogue a language: the same messages in each, none missing, none that nothing says."""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from pipeline.core.i18n import LANGUAGES, MESSAGE_LANGUAGES, Language, count, data_language, phrase, say
from pipeline.core.i18n import compile as compile_module
from pipeline.core.i18n.catalogue import LOCALE, Catalogue, compiled_catalogue, read_catalogue
from pipeline.core.i18n.compile import compile_all, compile_catalogue
from tests import ROOT

TEMPLATE = LOCALE / "passerelle.pot"
TRANSLATED = [lang for lang in MESSAGE_LANGUAGES if lang != "en"]
PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)(?:\|[^{}]*)?\}(?!\})")
PIPELINE = ROOT / "pipeline"


def read_messages(path: Path) -> dict[str, Message]:
    """The messages of a .po or .pot by key."""
    with path.open("rb") as file:
        found = read_po(file, abort_invalid=True)
    return {message.context: message for message in found if message.id and message.context}


def texts_of(said: str | Sequence[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_catalogue_has_the_messages_of_the_template_and_no_other(lang: Language) -> None:
    """Where this fails: pybabel update, as docs/translating.md says."""
    template, translated = read_messages(TEMPLATE), read_messages(LOCALE / f"{lang}.po")
    assert list(translated) == list(template)
    assert [key for key, message in translated.items() if message.id != template[key].id] == []
    assert [key for key, message in translated.items() if message.fuzzy] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_language_says_all_that_the_command_says_and_one_of_the_registry_the_site_too(lang: Language) -> None:
    missing = [
        key for key, message in read_messages(LOCALE / f"{lang}.po").items() if not all(texts_of(message.string))
    ]
    assert [key for key in missing if lang in LANGUAGES or not key.startswith("site/")] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_fills_the_same_placeholders(lang: Language) -> None:
    for key, message in read_messages(LOCALE / f"{lang}.po").items():
        wanted = set(PLACEHOLDER.findall(" ".join(texts_of(message.id))))
        for text in filter(None, texts_of(message.string)):
            assert set(PLACEHOLDER.findall(text)) == wanted, (key, text)


def test_french_is_set_as_french_is() -> None:
    for key, message in read_messages(LOCALE / "fr.po").items():
        for text in texts_of(message.string if key != "command/thousands" else ""):
            # Code that is quoted keeps its own signs.
            prose = re.sub(r"\{[^}]*\}|https?:\S*|spark:\S*|`[^`]*`|\"[^\"]*\"|\w+:\w+:\w+|\\\S+", "", text)
            assert not re.search(r"[^\u202f\u00a0\d&][;?!»](?!\w)|«[^\u202f]|(?<![\d{ ]) :", prose), (key, text)


def literals(path: Path) -> Iterator[str]:
    """The texts of a module, as expressions: what is filled into an f-string can be anything."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            yield re.escape(str(node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = (
                re.escape(str(value.value)) if isinstance(value, ast.Constant) else "[a-z-]+" for value in node.values
            )
            yield "".join(parts)


def test_every_phrase_of_the_command_is_said_somewhere() -> None:
    expressions = {literal for path in PIPELINE.rglob("*.py") for literal in literals(path)}
    said = re.compile("|".join(expression for expression in expressions if re.match("[a-z]{2,}", expression)))
    keys = {key.removeprefix("command/") for key in read_catalogue("en").keys if key.startswith("command/")}
    # Variants of another phrase, by what there is to say.
    variants = re.compile("-(near|warnings)$")
    assert sorted(key for key in keys if not said.fullmatch(key) and variants.sub("", key) not in keys) == []
    assert not said.fullmatch("nobody-says-this")


def test_every_word_of_the_site_is_on_a_page() -> None:
    site = PIPELINE / "publishing" / "site"
    expressions = {literal for path in site.rglob("*.py") for literal in literals(path)}
    templates = "\n".join(path.read_text(encoding="utf-8") for path in (site / "templates").iterdir())
    expressions |= {
        re.escape(match) for match in re.findall(r"words(?:_of\(\w+\))?\.(\w+)|\"(\w+)\"", templates) for match in match
    }
    expressions |= {f"{match}.+" for match in re.findall(r"\"(\w+_)\"", templates)}
    said = re.compile("|".join(expression for expression in expressions if re.match("[a-zA-Z]", expression)))
    keys = [key for key in read_catalogue("en").keys if key.startswith("site/")]
    assert [key for key in keys if not said.fullmatch(key.removeprefix("site/").removesuffix("#counted"))] == []
    assert not said.fullmatch("nobody_says_this")


def test_a_phrase_of_another_language_is_not_that_of_english_by_mistake() -> None:
    english = read_catalogue("en")
    same = [
        key for key in english.keys if all(read_catalogue(item).text(key) == english.text(key) for item in ("fr", "es"))
    ]
    # Names, signs, and what the system calls by a number.
    assert len(same) < 40, same


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("en", 0, "0 errors"),
        ("en", 1, "1 error"),
        ("fr", 0, "0 erreur"),
        ("fr", 2, "2 erreurs"),
        ("es", 0, "0 errores"),
        ("pt", 0, "0 erros"),
        ("pt", 1, "1 erro"),
    ],
)
def test_each_language_has_its_own_plural_forms(lang: Language, number: int, said: str) -> None:
    assert count(lang, "errors", number) == said


CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgctxt "command/errors"
msgid "{n} error"
msgid_plural "{n} errors"
msgstr[0] "{n} błąd"
msgstr[1] "{n} błędy"
msgstr[2] "{n} błędów"

#, fuzzy
msgctxt "command/kept"
msgid "Nothing was published; the last good build is untouched."
msgstr "Nic."

msgctxt "command/error"
msgid "error"
msgstr ""
"""


@pytest.fixture
def polish(tmp_path: Path) -> Path:
    path = tmp_path / "pl.po"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_a_language_with_three_plural_forms(polish: Path) -> None:
    catalogue = Catalogue("pl", compile_catalogue(polish))
    assert [catalogue.plural("command/errors", n) for n in (1, 3, 5)] == ["{n} błąd", "{n} błędy", "{n} błędów"]
    assert [catalogue.plural_form(n) for n in (1, 3, 5)] == [0, 1, 2]


def test_what_a_language_does_not_say_yet_is_english(polish: Path) -> None:
    catalogue = Catalogue("pl", compile_catalogue(polish))
    assert catalogue.text("command/error") == "error"
    assert catalogue.text("command/kept") == phrase("en", "kept")
    assert catalogue.plural("command/warnings", 2) == "{n} warnings"
    for key in ("command/no-such-phrase", "catalogue"):
        with pytest.raises(KeyError, match=key):
            catalogue.text(key)
    with pytest.raises(KeyError, match="no-such-phrase"):
        say("pt", "no-such-phrase")


def test_a_checkout_compiles_again_what_changed(polish: Path) -> None:
    compiled_catalogue("pl", polish.parent)
    made = polish.with_suffix(".mo").read_bytes()
    assert compiled_catalogue("pl", polish.parent) == made
    polish.write_text(CATALOGUE.replace("błąd", "pomyłka"), encoding="utf-8")
    later = polish.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(polish, ns=(later, later))
    assert "pomyłka" in Catalogue("pl", compiled_catalogue("pl", polish.parent)).plural("command/errors", 1)
    assert [path.name for path in sorted(polish.parent.iterdir())] == ["pl.mo", "pl.po"]


def test_a_checkout_without_babel_says_what_was_compiled_last(polish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compiled_catalogue("pl", polish.parent)
    later = polish.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(polish, ns=(later, later))
    monkeypatch.setitem(sys.modules, "pipeline.core.i18n.compile", None)
    assert compiled_catalogue("pl", polish.parent) == made


def test_a_folder_that_cannot_be_written_is_compiled_each_time(polish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError

    monkeypatch.setattr(compile_module, "write_compiled", refuse)
    assert compiled_catalogue("pl", polish.parent) == compile_catalogue(polish)
    assert [path.name for path in polish.parent.iterdir()] == ["pl.po"]


def test_a_package_that_is_installed_has_only_what_is_compiled(polish: Path) -> None:
    compile_all(polish.parent)
    made = polish.with_suffix(".mo").read_bytes()
    polish.unlink()
    assert compiled_catalogue("pl", polish.parent) == made


def test_the_same_texts_compile_to_the_same_bytes(tmp_path: Path) -> None:
    shutil.copytree(LOCALE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.mo"))
    compile_all(tmp_path)
    for lang in MESSAGE_LANGUAGES:
        assert (tmp_path / f"{lang}.mo").read_bytes() == compiled_catalogue(lang)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.po").write_text('msgid "a"\nmsgstr "b"\nnonsense\n', encoding="utf-8")
    with pytest.raises(PoFileError, match="keyword on 2"):
        compile_catalogue(tmp_path / "xx.po")


def test_the_registry_speaks_its_own_languages_only() -> None:
    assert [data_language(lang) for lang in MESSAGE_LANGUAGES] == ["fr", "en", "es", "en"]


def test_babel_takes_the_catalogues_for_such() -> None:
    for lang in TRANSLATED:
        with (LOCALE / f"{lang}.po").open("rb") as file:
            found: Catalog = read_po(file, abort_invalid=True)
        assert found.locale_identifier == lang
        wrong = [(message.context, error) for message, errors in found.check() for error in errors]
        assert wrong == []
