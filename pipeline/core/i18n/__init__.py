"""The messages of the program in its languages: locale/<lang>.po next to this file (docs/translating.md)."""

from __future__ import annotations

import os
from functools import cache
from typing import Literal, get_args

from pipeline.core.i18n.catalogue import read_catalogue

# The languages of messages; docs/translating.md says what a new one needs.
Language = Literal["fr", "en", "es", "pt"]
MESSAGE_LANGUAGES: tuple[Language, ...] = get_args(Language)
# The languages of the registry: of its names, its labels and its site.
DataLanguage = Literal["fr", "en", "es"]
LANGUAGES: tuple[DataLanguage, ...] = get_args(DataLanguage)
# English is the language of properties without a suffix (`title`, `title_fr`), so it is first in lists of texts.
ENGLISH_FIRST: tuple[DataLanguage, ...] = ("en", *(lang for lang in LANGUAGES if lang != "en"))


def say(lang: Language, key: str, **values: str | int) -> str:
    """A message of the command with its values filled in; numbers are written as in the language."""
    return phrase(lang, key).format_map({name: written(lang, value) for name, value in values.items()})


def phrase(lang: Language, key: str) -> str:
    """A message of the command (`command/<key>`) with its placeholders. Raises KeyError for an unknown key."""
    return read_catalogue(lang).text(f"command/{key}")


def count(lang: Language, key: str, number: int, **values: str) -> str:
    """A number with its noun ("1 error", "2 errors"), in the plural form of the language; `values` fill the rest."""
    return read_catalogue(lang).plural(f"command/{key}", number).format(n=written(lang, number), **values)


def written(lang: Language, value: str | int) -> str:
    """A number with the thousands separator of the language; a text unchanged."""
    if not isinstance(value, int):
        return value
    return f"{value:,}".replace(",", phrase(lang, "thousands"))


@cache
def translated(name: str) -> tuple[str, ...]:
    """The property `name` in every language of the registry, English first: title, title_fr, title_es."""
    return tuple(name if lang == "en" else f"{name}_{lang}" for lang in ENGLISH_FIRST)


def data_language(lang: Language) -> DataLanguage:
    """The language in which names, labels and rules of the registry are shown to a reader: `lang`, or else English."""
    return next((known for known in LANGUAGES if known == lang), "en")


def environment_language() -> Language:
    """The language of the environment (LC_ALL, LC_MESSAGES, LANG), or else English."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((lang for lang in MESSAGE_LANGUAGES if asked.startswith(lang)), "en")
