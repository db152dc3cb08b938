"""Other ways to write the value of a cell: numbers, booleans, addresses, JSON, points, lists.

These are proposals; `cell_suggestions` validates each against the field.
"""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from pipeline.core.text.folding import fold_text
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.booleans import FALSE_VALUES, TRUE_VALUES

TRUE_WORDS = frozenset(["true", "vrai", "verdadero", "verdad", "oui", "si", "yes", "y", "v", "t", "1", "1.0", "on"])
FALSE_WORDS = frozenset(["false", "faux", "falso", "non", "no", "n", "f", "0", "0.0", "off"])
CURRENCY = r"[€$£¥%‰]|eur|euros?|usd|gbp|chf"
AROUND = re.compile(rf"^(?:{CURRENCY})\s*|\s*(?:{CURRENCY})$", re.IGNORECASE)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
BLANKS_AND_QUOTES = r"[\s'’_]"
GROUPS = re.compile(r"\d{1,3}(?:[\s'’_]\d{3})+|\d{1,3}(?:[\s'’_]\d{2})+[\s'’_]\d{3}")
SCIENTIFIC = re.compile(r"([+-]?)(\d+)(?:[.,](\d*))?[eE]\+?(\d{1,3})", re.ASCII)
SIGNED = re.compile(r"([+-]?)(.*?)([eE][+-]?\d+)?", re.DOTALL)
LONGEST = 1_000
WITH_NAME = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
BROKEN_SCHEME = re.compile(r"(https?|ftp)(?::/?|//?|:/{3,}|;//|:\\\\)(?=[\w])", re.IGNORECASE)
HEXADECIMAL = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
COORDINATES = re.compile(
    rf"({NUMBER})\s*°?\s*([nsewo])?\s*(?:[;,/|]\s*|\s+)({NUMBER})\s*°?\s*([nsewo])?", re.IGNORECASE
)


def cleaned(cell: str) -> str:
    """A cell without blanks around it, invisible characters, full-width letters and quotation marks around it."""
    text = unicodedata.normalize("NFKC", cell.translate(INVISIBLE)).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    return text.removeprefix("'")


def number_forms(cell: str, field: Field) -> Iterator[str]:
    """The number with the field's decimal and group sign; none where a comma or a point may be either."""
    text = cleaned(cell).replace("\u2212", "-").replace("\u2013", "-")
    text = AROUND.sub("", AROUND.sub("", text)).strip()
    if re.fullmatch(r"[+-]?[\dOo.,\s]*\d[\dOo.,\s]*", text):
        text = text.replace("O", "0").replace("o", "0")
    if field.type == "integer" and (scientific := SCIENTIFIC.fullmatch(text)):
        yield from expanded(*scientific.groups())
    match = SIGNED.fullmatch(text)
    assert match is not None
    for whole, decimals in split_number(match[2].strip()):
        rest = ""
        if field.type == "number":
            rest = (field.decimal_char or ".") * bool(decimals) + decimals + (match[3] or "")
        elif match[3] or decimals.strip("0"):
            continue
        if field.group_char and whole not in match[2]:
            yield match[1] + f"{int(whole):,}".replace(",", field.group_char) + rest
        yield match[1] + whole + rest


def expanded(sign: str, whole: str, decimals: str | None, exponent: str) -> Iterator[str]:
    """A number with an exponent in digits, where it is a whole one of a usual size."""
    shift = int(exponent) - len((decimals or "").rstrip("0"))
    if 0 <= shift <= 30:
        yield sign + (whole + (decimals or "").rstrip("0") + "0" * shift).lstrip("0")


def split_number(text: str) -> Iterator[tuple[str, str]]:
    """Whole digits and decimals of a number without sign; nothing where it can be read in two ways."""
    signs = re.sub(r"[\d\s'’_]", "", text)
    if not re.search(r"\d", text) or set(signs) - {",", "."}:
        return
    if len(signs) > 1 and len(set(signs)) == 1:
        whole, decimals = text.replace(signs[0], " "), ""
    elif len(set(signs)) == 2 and signs.count(signs[-1]) == 1:
        whole, _, decimals = text.rpartition(signs[-1])
        whole = whole.replace(signs[0], " ")
    elif len(signs) == 1:
        whole, _, decimals = text.partition(signs)
        if re.fullmatch(r"[1-9]\d{0,2}", whole) and re.fullmatch(r"\d{3}", decimals):
            return
    elif not signs:
        whole, decimals = text, ""
    else:
        return
    whole = whole.strip()
    if decimals and not re.fullmatch(r"\d+", decimals, re.ASCII):
        return
    if re.fullmatch(r"\d+", whole, re.ASCII) or GROUPS.fullmatch(whole):
        yield re.sub(BLANKS_AND_QUOTES, "", whole), decimals


def boolean_forms(cell: str, field: Field) -> Iterator[str]:
    """The field's own word for true or false: the one that only looks otherwise, else the first."""
    word = fold_text(cleaned(cell))
    true = TRUE_VALUES if field.true_values is None else field.true_values
    false = FALSE_VALUES if field.false_values is None else field.false_values
    yield from (value for value in (*true, *false) if fold_text(value) == word)
    if word in TRUE_WORDS:
        yield from true[:1]
    if word in FALSE_WORDS:
        yield from false[:1]


def string_forms(cell: str, field: Field) -> Iterator[str]:
    """An e-mail address, URI, UUID or base64 in its usual spelling."""
    text = cleaned(cell)
    yield from {"email": email_forms, "uri": uri_forms, "uuid": uuid_forms, "binary": binary_forms}.get(
        field.format, lambda _: iter(())
    )(text)


def email_forms(text: str) -> Iterator[str]:
    named = WITH_NAME.fullmatch(text)
    address = named[1] if named else text
    address = re.sub(r"\s*(?:\[at\]|\(at\)|\[arobase\]|\(arobase\))\s*", "@", address, flags=re.IGNORECASE)
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE).strip(" <>;,.")
    if address.count("@") == 1:
        yield re.sub(r"\s+", "", address)


def uri_forms(text: str) -> Iterator[str]:
    address = text.strip("<>").replace("\\", "/").strip()
    if HOST.fullmatch(address) and "@" not in address.partition("/")[0]:
        yield f"https://{escaped(address)}"
    repaired = BROKEN_SCHEME.sub(lambda match: f"{match[1].lower()}://", address, count=1)
    yield escaped(repaired)


def escaped(address: str) -> str:
    """An address whose letters beyond ASCII, blanks and forbidden signs are percent-encoded; escapes stay."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~")


def uuid_forms(text: str) -> Iterator[str]:
    plain = re.sub(r"^urn:uuid:", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s{}()-]", "", plain)
    if HEXADECIMAL.fullmatch(digits):
        yield "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def binary_forms(text: str) -> Iterator[str]:
    digits = re.sub(r"\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    yield digits + "=" * (-len(digits) % 4)


def json_forms(cell: str) -> Iterator[str]:
    """JSON for what is nearly JSON: typographic or single quotation marks, a comma behind the last item, None."""
    text = cleaned(cell)
    if len(text) > LONGEST or text[:1] not in "[{":
        return
    typed = text.translate(str.maketrans("“”„‘’", '"""\'\''))
    for form in dict.fromkeys((text, typed, re.sub(r",(\s*[\]}])", r"\1", typed))):
        yield form
        try:
            value = ast.literal_eval(form)
            yield json.dumps(value, ensure_ascii=False, allow_nan=False)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue


def point_forms(cell: str, field: Field) -> Iterator[str]:
    """A point in the field's format: without brackets, with a comma, longitude first."""
    text = re.sub(r"^point\s*", "", cleaned(cell), flags=re.IGNORECASE).strip("()[]{} ")
    text = re.sub(r"[\"']?\b(?:lon|lat|lng|longitude|latitude)\b[\"']?\s*[:=]\s*", "", text, flags=re.IGNORECASE)
    match = COORDINATES.fullmatch(text)
    if match is None or (match[0].count(",") > 1 and ";" not in match[0]):
        return
    first, second = (signed(match[at], match[at + 1] or "") for at in (1, 3))
    if (match[2] or "").lower() in ("n", "s") and match[2]:
        first, second = second, first
    # The second one comes into play only where the first is no point on the globe: there is no latitude beyond 90.
    for lon, lat in ((first, second), (second, first)):
        yield {
            "array": f"[{lon}, {lat}]",
            "object": f'{{"lon": {lon}, "lat": {lat}}}',
        }.get(field.format, f"{lon}, {lat}")


def signed(number: str, letter: str) -> str:
    plain = number.replace(",", ".").lstrip("+")
    return f"-{plain}" if letter.lower() in ("s", "w", "o") and letter and not plain.startswith("-") else plain


def list_forms(cell: str, field: Field) -> Iterator[str]:
    """The items without blanks around them, separated as the field says."""
    delimiter = field.delimiter or ","
    text = cleaned(cell).strip("[]")
    for sign in dict.fromkeys((delimiter, ";", "|", "\n", ",")):
        if sign in text:
            yield delimiter.join(part.strip().strip("\"'") for part in text.split(sign) if part.strip())


def pattern_forms(cell: str) -> Iterator[str]:
    """A text with other blanks, letters or dashes; without the .0, and with the zero, that spreadsheets add or drop."""
    text = cleaned(cell)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    closed = re.sub(r"\s", "", plain)
    words = plain.split()
    joined = [sign.join(words) for sign in (" ", "-", "_")] if len(words) > 1 else []
    # Words that are run together are no longer what was meant; a number or a code is.
    joined += [closed] if any(char.isdigit() for char in closed) else []
    for form in dict.fromkeys((plain, *joined)):
        yield from (form, form.upper(), form.lower())
    if re.fullmatch(r"\d+\.0+", closed):
        yield closed.partition(".")[0]
    if re.fullmatch(r"\d+", closed, re.ASCII):
        yield f"0{closed}"
    if re.fullmatch(r"[\d .,/_-]+", plain):
        yield re.sub(r"[^\d]", "", plain)
