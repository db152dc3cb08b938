"""Words of letters from several alphabets, of which some only look like Latin ones: "а" in "pаypal" is Cyrillic."""

from __future__ import annotations

import re

LATIN = "A-Za-z\u00c0-\u024f"
OTHERS = "\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff"
# A letter of one alphabet beside one of another; RE2 reads it as Python does.
MIXED = f"[{LATIN}][{OTHERS}]|[{OTHERS}][{LATIN}]"
LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ",
    "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXov",
)


def is_mixed(text: str) -> bool:
    return re.search(MIXED, text) is not None


def latin(text: str) -> str | None:
    """The text with Latin letters for those that look like them; None where others are left."""
    meant = text.translate(LOOK_ALIKE)
    return None if re.search(f"[{OTHERS}]", meant) else meant
