"""What the command says besides findings, in French, English and Spanish: <lang>.yaml beside this file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import TypeAdapter


@cache
def read_words(lang: Language) -> Mapping[str, str | tuple[str, str]]:
    """The words of a language by key; where a word has two forms, singular and plural."""
    text = (Path(__file__).parent / f"{lang}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, str | tuple[str, str]]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))


def say(lang: Language, key: str, **values: str | int) -> str:
    """A phrase with its values filled in; numbers are written as the language does."""
    phrase = read_words(lang)[key]
    assert isinstance(phrase, str), key
    return phrase.format_map({name: written(lang, value) for name, value in values.items()})


def count(lang: Language, key: str, number: int, **values: str) -> str:
    """A counted noun: "1 error", "2 errors", with other values filled in; French counts 0 as singular."""
    forms = read_words(lang)[key]
    singular = number <= 1 if lang == "fr" else number == 1
    return forms[0 if singular else 1].format(n=written(lang, number), **values)


Language = Literal["fr", "en", "es"]


LANGUAGES: tuple[Language, ...] = get_args(Language)


# What stands between thousands: as Babel has it, which takes longer to load than a table to check.
THOUSANDS = {"en": ",", "fr": "\u202f", "es": "."}


def written(lang: Language, value: str | int) -> str:
    """A number with its thousands set apart as the language does; a text as it is."""
    if not isinstance(value, int):
        return value
    return f"{value:,}".replace(",", THOUSANDS[lang])


def environment_language() -> Language:
    """The language that the environment asks for, English where it asks for none of ours."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((lang for lang in LANGUAGES if asked.startswith(lang)), "en")
