"""Month names as CLDR has them.

They are here so that a check does not need Babel, whose data take 33 MB; a test compares them with Babel's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipeline.core.text.folding import fold_text

# Full names from January on, then abbreviated ones; the forms for use alone are the same in these languages.
NAMES: Mapping[str, tuple[str, str]] = {
    "en": (
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
    ),
}


@cache
def month_numbers(lang: str) -> Mapping[str, int]:
    """The number (1 to 12) of each month by its folded full or abbreviated name. Raises KeyError."""
    return {
        fold_text(name).rstrip("."): number
        for names in NAMES[lang]
        for number, name in enumerate(names.split(), start=1)
    }
