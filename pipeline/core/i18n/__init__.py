"""What the program says, in the languages that it speaks: locale/<lang>.po beside this file (docs/translating.md)."""

from __future__ import annotations

import os
from typing import Literal, get_args

from pipeline.core.i18n.catalogue import read_catalogue

# The languages of messages. A new one is added here, and to DataLanguage once the registry has its columns.
Language = Literal["fr", "en", "es", "pt"]
MESSAGE_LANGUAGES: tuple[Language, ...] = get_args(Language)
# Those of the registry: its names and labels, its site, what it publishes.
DataLanguage = Literal["fr", "en", "es"]
LANGUAGES: tuple[DataLanguage, ...] = get_args(DataLanguage)


def say(lang: Language, key: str, **values: str | int) -> str:
    """A phrase of the command with its values filled in; numbers are written as the language does."""
    return phrase(lang, key).format_map({name: written(lang, value) for name, value in values.items()})


def phrase(lang: Language, key: str) -> str:
    """A phrase of the command as it stands in the catalogue, its {names} not filled in. Raises KeyError."""
    return read_catalogue(lang).text(f"command/{key}")


def count(lang: Language, key: str, number: int, **values: str) -> str:
    """A counted noun: "1 error", "2 errors", with other values filled in; each language has its own plural forms."""
    return read_catalogue(lang).plural(f"command/{key}", number).format(n=written(lang, number), **values)


def written(lang: Language, value: str | int) -> str:
    """A number with its thousands set apart as the language does; a text as it is."""
    if not isinstance(value, int):
        return value
    return f"{value:,}".replace(",", phrase(lang, "thousands"))


def data_language(lang: Language) -> DataLanguage:
    """The language in which the registry's own names, labels and rules are shown to a reader of a language."""
    return next((known for known in LANGUAGES if known == lang), "en")


def environment_language() -> Language:
    """The language that the environment asks for, English where it asks for none of ours."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((lang for lang in MESSAGE_LANGUAGES if asked.startswith(lang)), "en")
