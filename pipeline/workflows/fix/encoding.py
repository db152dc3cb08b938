"""Decodes bytes that are not UTF-8, by a byte order mark or if each line can be only one text."""

from __future__ import annotations

import codecs
import unicodedata

BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What people type besides letters, as Windows-1252 has it.
SIGNS = frozenset("€‚„…‘’“”•–—™«»°·¿¡§©®±²³¼½¾×÷´¨¸ªº\u00a0\u00ad")


def decoded(data: bytes) -> str | None:
    """The text of a file, without a byte order mark; None where nobody can be sure of it."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return by_lines(data)


def by_lines(data: bytes) -> str | None:
    """Lines in UTF-8 as they are, the others as Windows-1252: two programs may have written to one file.

    A line that is no UTF-8 is taken for Windows-1252 only where every character beyond ASCII is then a letter of a
    word or a sign that people type; the encodings of other alphabets give control and drawing characters there.
    """
    lines = []
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            try:
                text = line.decode("cp1252")
            except UnicodeDecodeError:
                return None
            if not all(likely(text, at) for at, char in enumerate(text) if ord(char) > 127):
                return None
            lines.append(text)
    return "\n".join(lines)


def likely(text: str, at: int) -> bool:
    """Whether a character may stand where it does: a sign, or a letter of the case of its neighbours."""
    letter = text[at]
    if letter in SIGNS:
        return True
    if letter == "ƒ" or not unicodedata.category(letter).startswith("L"):
        # No word has a florin sign in it; Japanese read as Windows-1252 is full of them.
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    # "RÃ©union" or a word in Cyrillic read as Windows-1252 has capitals amid a word.
    return not (letter.isupper() and before.islower()) and not (letter.isupper() and ord(after or "a") > 127)
