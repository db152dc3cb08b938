"""Words that mix letters of several alphabets, of which some look like Latin ones: the "а" in "pаypal" is Cyrillic."""

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
    """Whether a word of the text mixes letters of several alphabets."""
    return re.search(MIXED, text) is not None


def latin(text: str) -> str | None:
    """The text with Latin letters in place of similar ones of other alphabets; None if other letters remain."""
    meant = text.translate(LOOK_ALIKE)
    return None if re.search(f"[{OTHERS}]", meant) else meant
