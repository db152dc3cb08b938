"""Ordinal numbers in French, English and Spanish words, to 99, and Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.extraction.marks.word_classes import word_class

FR_UNITS = [
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}
EN_CARDINALS = {
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
EN_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
ES_UNITS = ["primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven"]
ES_TENS = {
    10: "decim", 20: "vigesim", 30: "trigesim", 40: "cuadragesim", 50: "quincuagesim", 60: "sexagesim",
    70: "septuagesim", 80: "octogesim", 90: "nonagesim",
}  # fmt: skip
# What is glued to a number to make it an ordinal; º and ª are folded to o and a.
SUFFIXES = word_class("numbers", "suffixes")
ROMAN = re.compile(r"(?=[ivxl])l?x{0,4}(?:ix|iv|v?i{0,3})")
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@cache
def ordinal_words() -> dict[tuple[str, ...], int]:
    """Every ordinal in words, folded and cut into words, with its value."""
    known: dict[tuple[str, ...], int] = {}
    for number in range(1, 100):
        for printed in (*french(number), *english(number), *spanish(number)):
            known.setdefault(tuple(printed.split()), number)
    return known


def french(number: int) -> Iterator[str]:
    if number == 1:
        yield from ("premier", "premiere", "premiers", "premieres")
        return
    if number == 2:
        yield from ("second", "seconde")
    for cardinal in french_cardinals(number):
        *head, last = cardinal.split()
        last = {"cinq": "cinqu", "neuf": "neuv"}.get(last, last.removesuffix("e"))
        stem = " ".join([*head, f"{last}ieme"])
        yield from (stem, f"{stem}s")


def french_cardinals(number: int) -> Iterator[str]:
    if number <= 16:
        yield FR_UNITS[number - 1]
    elif number < 20:
        yield f"dix {FR_UNITS[number - 11]}"
    else:
        ten = max(base for base in FR_TENS if base <= number)
        rest = number - ten
        name = FR_TENS[ten]
        if not rest:
            yield name
        elif rest in (1, 11) and ten < 80:
            yield f"{name} et {FR_UNITS[rest - 1]}"
        else:
            yield from (f"{name} {small}" for small in french_cardinals(rest))


def english(number: int) -> Iterator[str]:
    if number < 20:
        yield EN_ORDINALS[number - 1]
    elif number % 10:
        yield f"{EN_CARDINALS[number // 10 * 10]} {EN_ORDINALS[number % 10 - 1]}"
    else:
        yield EN_CARDINALS[number].removesuffix("y") + "ieth"


def spanish(number: int) -> Iterator[str]:
    ten, unit = number // 10 * 10, number % 10
    for ending in ("a", "o"):
        if number < 10:
            yield ES_UNITS[unit - 1] + ending
        elif not unit:
            yield ES_TENS[ten] + ending
        else:
            yield f"{ES_TENS[ten]}{ending} {ES_UNITS[unit - 1]}{ending}"
            yield f"{ES_TENS[ten]}o{ES_UNITS[unit - 1]}{ending}"
            yield f"{ES_TENS[ten]}o {ES_UNITS[unit - 1]}{ending}"
            if ES_UNITS[unit - 1].startswith("o"):
                yield f"{ES_TENS[ten]}{ES_UNITS[unit - 1]}{ending}"
        if number in (11, 12):
            yield {11: "undecim", 12: "duodecim"}[number] + ending
    if number in (1, 3):
        yield ES_UNITS[unit - 1]
    elif unit in (1, 3) and ten:
        yield from (f"{ES_TENS[ten]}o {ES_UNITS[unit - 1]}", f"{ES_TENS[ten]}o{ES_UNITS[unit - 1]}")


def roman(word: str) -> int | None:
    """The value of a Roman numeral in lower case, to 89; None for what is none."""
    if not ROMAN.fullmatch(word):
        return None
    values = [ROMAN_VALUES[letter] for letter in word]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
