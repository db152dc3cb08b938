"""Numbers and integers (Table Schema, "number", "integer"; XML Schema 2, 3.2.3 decimal)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import islice

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import Logical, Order, Parser

SPECIAL = {"nan": "NaN", "inf": "INF", "-inf": "-INF"}
INFINITE = {"NaN": Decimal("NaN"), "INF": Decimal("Infinity"), "-INF": Decimal("-Infinity")}
PLAIN_EXPONENT = 40
# Numbers as a key has them: what most cells are.
CANONICAL = re.compile(r"-?[1-9][0-9]{0,30}|0|-?(?:[1-9][0-9]{0,20}|0)\.[0-9]{0,15}[1-9]")


def number_pattern(field: Field) -> str:
    """The regular expression (ASCII, RE2 and Python) of a number as the field writes it, special values apart."""
    group = re.escape(field.group_char) if field.group_char else ""
    digits = f"[0-9]+(?:{group}[0-9]+)*" if group else "[0-9]+"
    if field.type == "integer":
        return f"[+-]?{digits}"
    point = re.escape(field.decimal_char or ".")
    return rf"[+-]?(?:{digits}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?"


def number_parser(field: Field) -> Parser:
    """The parser of a number or integer field, with its decimalChar, groupChar and bareNumber."""
    pattern = re.compile(number_pattern(field))
    integral = field.type == "integer"
    bare = field.bare_number is not False

    def parse(cell: object) -> Logical:
        if not isinstance(cell, str):
            return native_number(cell, integral=integral)
        if not integral and cell.lower() in SPECIAL:
            return special(SPECIAL[cell.lower()])
        text = cell if bare else strip_words(cell, pattern)
        if not pattern.fullmatch(text):
            raise ValueError(cell)
        if field.group_char:
            text = text.replace(field.group_char, "")
        if not integral and field.decimal_char:
            text = text.replace(field.decimal_char, ".")
        return decimal_value(text)

    return parse


def strip_words(cell: str, pattern: re.Pattern[str]) -> str:
    """What is left of "EUR 95.50 net" without the characters around its number; a sign before the digits stays."""
    found = list(islice(pattern.finditer(cell), 2))
    # Of two numbers each is what may not stand around the other.
    if len(found) == 1:
        (match,) = found
        if not any(character.isnumeric() for character in cell[: match.start()] + cell[match.end() :]):
            return match.group()
    raise ValueError(cell)


def native_number(cell: object, *, integral: bool) -> Logical:
    """A number that came as one (JSON, Parquet); 1.0 is the integer 1, true is no number."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise ValueError(cell)
    if isinstance(cell, float | Decimal):
        value = Decimal(repr(cell)) if isinstance(cell, float) else cell
        if not value.is_finite():
            if integral:
                raise ValueError(cell)
            return special("NaN" if value.is_nan() else "INF" if value > 0 else "-INF")
        if integral and value != value.to_integral_value():
            raise ValueError(cell)
        return decimal_value(str(value))
    return Logical(str(cell), Order((Decimal(cell),)), data=cell)


def special(name: str) -> Logical:
    return Logical(name, Order((INFINITE[name],)))


def decimal_value(text: str) -> Logical:
    """A decimal with any number of digits; the key has no sign, zero or point that it does not need."""
    if CANONICAL.fullmatch(text):
        return Logical(text, Order((Decimal(text),)))
    try:
        value = Decimal(text)
    except InvalidOperation:
        return beyond(text)
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(text)
    written = "".join(map(str, digits)).rstrip("0")
    exponent += len(digits) - len(written)
    written = written.lstrip("0")
    if not written:
        return Logical("0", Order((Decimal(0),)))
    key = ("-" if sign else "") + plain(written, exponent)
    return Logical(key, Order((value,)))


def plain(digits: str, exponent: int) -> str:
    """Digits and exponent in positional notation, in scientific notation where that would be endless."""
    if abs(exponent) > PLAIN_EXPONENT:
        return f"{digits}E{exponent}"
    if exponent >= 0:
        return digits + "0" * exponent
    padded = digits.rjust(1 - exponent, "0")
    return f"{padded[:exponent]}.{padded[exponent:]}"


def beyond(text: str) -> Logical:
    """A number whose exponent no computer can hold: as good as infinite, or as good as zero."""
    mantissa, _, exponent = text.lower().partition("e")
    if not mantissa.strip("+-0."):
        return Logical("0", Order((Decimal(0),)))
    sign = -1 if mantissa.startswith("-") else 1
    size = Decimal(0) if exponent.startswith("-") else Decimal("Infinity")
    return Logical(f"{'-' if sign < 0 else ''}{mantissa.lstrip('+-0')}E{exponent.lstrip('+')}", Order((sign * size,)))
