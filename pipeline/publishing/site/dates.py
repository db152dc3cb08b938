"""EDTF dates in words, as each language writes them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from pipeline.core.i18n import Language

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# English dates with the day first: 4 November 2014.
LOCALES: dict[Language, str] = {"fr": "fr", "en": "en_GB", "es": "es"}
MONTH = re.compile(r"(\d{4})-(\d{2})")


@lru_cache(maxsize=20_000)
def date_in_words(value: str, lang: Language) -> str:
    """A day, month or year in words ("4 novembre 2014"); anything else of EDTF as it is written."""
    day, month = DAY.fullmatch(value), MONTH.fullmatch(value)
    if day:
        return french_first(format_date(as_date(day), "long", locale=LOCALES[lang]), lang)
    if month:
        first = datetime.date(int(month[1]), int(month[2]), 1)
        return str(format_skeleton("yMMMM", first, locale=LOCALES[lang]))
    return value


@lru_cache(maxsize=20_000)
def range_in_words(first: str, last: str, lang: Language) -> str:
    """Two dates as one range ("4–9 novembre 2014"); one date where they are the same or one is missing."""
    if not first or not last or first == last:
        return date_in_words(first or last, lang)
    start, end = DAY.fullmatch(first), DAY.fullmatch(last)
    if start and end and first[:7] == last[:7] and first < last:
        days = f"{int(start[3])}–{int(end[3])}"
        return re.sub(
            rf"(?<!\d){int(end[3])}(?!\d)", days, str(format_date(as_date(end), "long", locale=LOCALES[lang])), count=1
        )
    return f"{date_in_words(first, lang)} – {date_in_words(last, lang)}"


def as_date(match: re.Match[str]) -> datetime.date:
    return datetime.date(int(match[1]), int(match[2]), int(match[3]))


def french_first(text: str, lang: Language) -> str:
    """French counts the first day of a month as "1er"."""
    return re.sub(r"(?<!\d)1(?= [^\W\d]|[–-])", "1er", text) if lang == "fr" else text
