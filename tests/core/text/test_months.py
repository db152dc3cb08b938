"""The names of months are those of CLDR, which Babel has."""

from __future__ import annotations

import pytest
from babel.dates import get_month_names

from pipeline.core.i18n import LANGUAGES
from pipeline.core.text.folding import fold_text
from pipeline.core.text.months import NAMES, month_numbers


@pytest.mark.parametrize("lang", NAMES)
def test_month_names_are_those_of_cldr(lang: str) -> None:
    assert month_numbers(lang) == {
        fold_text(name).rstrip("."): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale=lang).items()
    }


def test_every_language_of_names_has_months() -> None:
    assert set(LANGUAGES) <= set(NAMES)
