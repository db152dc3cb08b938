"""Printed dates to EDTF, if they can mean only one day, month or year."""

from __future__ import annotations

import re
from functools import cache

from pipeline.core.i18n import LANGUAGES
from pipeline.core.text.folding import fold_text

DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|o|º)? (?:de |of )?([^\W\d]+)\.?,? (?:de |del )?(\d{4})")
MONTH_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
MONTH_ALONE = re.compile(r"([^\W\d]+)\.?,? (?:de |del |of )?(\d{4})")


def normalise_date(value: str) -> str:
    """The EDTF form of a date printed in French, English or Spanish ("4 novembre 2014": 2014-11-04), else `value`.

    Numeric dates such as 04/11/2014 stay as they are: day and month cannot be told apart.
    """
    text = fold_text(value)
    for pattern, (day, month, year) in ((DAY_FIRST, (1, 2, 3)), (MONTH_FIRST, (2, 1, 3)), (MONTH_ALONE, (0, 1, 2))):
        match = pattern.fullmatch(text)
        number = known_months().get(match[month]) if match else None
        if match and number:
            return f"{match[year]}-{number:02}" + (f"-{int(match[day]):02}" if day else "")
    return value


@cache
def known_months() -> dict[str, int]:
    """Month numbers by folded name in all the languages; no name means two different months."""
    # The calendars of all languages take longer to load than a small registry to normalise.
    from pipeline.core.text.months import month_numbers

    return {name: number for lang in LANGUAGES for name, number in month_numbers(lang).items()}
