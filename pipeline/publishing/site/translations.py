"""The words of the site, from the catalogues (site/<key>); numbers, plurals and sort order of each language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from pipeline.core.i18n import Language
from pipeline.core.i18n.catalogue import read_catalogue
from pipeline.core.text.folding import fold_text

# Letters that a language sorts as letters of their own, behind the one they look like.
OWN_LETTERS = {"es": {"ñ": "n\uffff"}}


@cache
def read_words(lang: Language) -> Mapping[str, str]:
    """The words of a language by key; counted nouns are not among them (`counted`)."""
    catalogue = read_catalogue(lang)
    keys = (key.removeprefix("site/") for key in catalogue.keys if key.startswith("site/"))
    return {key: catalogue.text(f"site/{key}") for key in keys if not key.endswith("#counted")}


def counted(lang: Language, word: str, count: int) -> str:
    """A number with its word: "1 réunion", "224 réunions". The forms of the word: site/<word>#counted."""
    return read_catalogue(lang).plural(f"site/{word}#counted", count).replace("{n}", number(lang, count))


def number(lang: Language, value: float) -> str:
    return str(format_decimal(value, locale=lang))


def share(lang: Language, value: float) -> str:
    """A share of 1 as a percentage; never rounded up to all or down to nothing."""
    rounded = min(max(value, 0.01), 0.99) if 0 < value < 1 else value
    return str(format_percent(rounded, locale=lang))


def listed(lang: Language, items: list[str]) -> str:
    """Items as the language lists them: "a, b et c"."""
    return format_list(items, locale=lang)


def sort_key(lang: Language, text: str) -> tuple[str, str]:
    """Where a text stands in an alphabetical list: accents count only between words that are otherwise the same."""
    own = OWN_LETTERS.get(lang, {})
    composed = unicodedata.normalize("NFC", text).casefold()
    for letter, place in own.items():
        composed = composed.replace(letter, place)
    return fold_text(composed), text


def initial(text: str) -> str:
    """The letter under which a text stands, "#" for none."""
    first = fold_text(text)[:1].upper()
    return first if first.isalpha() and first.isascii() else "#"
