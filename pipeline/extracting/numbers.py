"""Ordinals of French, English and Spanish, in words, digits and Roman numerals."""

from __future__ import annotations

import re
from functools import cache

FRENCH = (
    "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme "
    "quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme vingt-et-unieme vingt-deuxieme "
    "vingt-troisieme vingt-quatrieme vingt-cinquieme vingt-sixieme vingt-septieme vingt-huitieme vingt-neuvieme trentieme"
)
ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth"
)
SPANISH = (
    "primera segunda tercera cuarta quinta sexta septima octava novena decima undecima duodecima decimotercera "
    "decimocuarta decimoquinta decimosexta decimoseptima decimoctava decimonovena vigesima"
)
OTHERS = {"premiere": 1, "1ere": 1, "1er": 1, "seconde": 2, "primer": 1, "primero": 1, "segundo": 2, "tercer": 3}
OTHERS |= {"vigesimo": 20, "decimoprimera": 11, "decimosegunda": 12, "vingt et unieme": 21}
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
DIGITS = r"\d{1,3}"
SUFFIX = r"(?:e|eme|ieme|er|ere|st|nd|rd|th|a|o|ª|º)"


@cache
def ordinals() -> dict[str, int]:
    """The value of each ordinal word, folded."""
    known = dict(OTHERS)
    for words in (FRENCH, ENGLISH, SPANISH):
        known |= {word: number for number, word in enumerate(words.split(), start=1)}
    return known | {word.replace("-", " "): number for word, number in known.items()}


@cache
def ordinal_pattern() -> str:
    """A pattern for an ordinal in folded text; longer words first."""
    words = sorted(ordinals(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, words))}|{DIGITS} ?{SUFFIX}(?![a-z])|[ivxl]{{1,6}}(?:e|eme)?(?=[ -]))"


def ordinal(text: str) -> int | None:
    """The value of an ordinal or a number ("onzieme", "11e", "11", "xi"), or None."""
    if text in ordinals():
        return ordinals()[text]
    digits = re.match(DIGITS, text)
    if digits:
        return int(digits.group()) or None
    return roman(re.sub(r"(e|eme)$", "", text))


def roman(text: str) -> int | None:
    values = [ROMAN.get(letter, 0) for letter in text]
    if not values or 0 in values:
        return None
    signed = [value if value >= max(values[n:]) else -value for n, value in enumerate(values)]
    return sum(signed)


ORDINAL_OR_NUMBER = ordinal_pattern()
