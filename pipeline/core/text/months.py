"""Month names of the languages, from CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.dates import get_month_names

from pipeline.core.text.folding import folded


@cache
def month_numbers(lang: str) -> Mapping[str, int]:
    """Month numbers (1 to 12) by folded full and abbreviated name, without a final point."""
    return {
        folded(name).rstrip("."): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale=lang).items()
    }
