"""A text for matching: without accents, case, ligatures, soft hyphens and wrongly encoded characters.

Rules read the folded text and return places in it; `Folded.back` converts these to places in the decoded text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

VARIANTS = {
    **dict.fromkeys("’‘`´ʼ′＇", "'"),
    **dict.fromkeys("‐‑‒–—―−－", "-"),
    **dict.fromkeys("“”„«»″〝〞", '"'),
    **dict.fromkeys("•◦‣▪●■▸►", "•"),
    "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "·": "·", "…": ".",
    "º": "o", "°": "o", "ª": "a", "∕": "/", "⁄": "/",
}  # fmt: skip
# Line ends are kept, for the layout is told by them.
LINE_END = "\n"
# Characters that mean nothing for reading, or that are written as several letters.
VANISHING = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ĳ": "ij"}
# UTF-8 read as Windows-1252: a lead byte and what follows it, both printed as characters of that code page.
TAIL = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MISREAD = re.compile(rf"[ÂÃÅÄ][{TAIL}]|â[{TAIL}][{TAIL}]")
# A word cut at the end of its line; a digit that stands for the letter it looks like, inside a word.
CUT = re.compile(r"-(?<=[a-z]-)[ \r]*\n[ \t]*(?=[a-z])")
LOOSE = re.compile(rf"[{VANISHING}{''.join(LIGATURES)}\u0300-\u036f]")
LOOKS_LIKE = re.compile(r"[015](?<=[a-z]{3}.)(?=[a-z]{2})")
LETTERS = {"0": "o", "1": "i", "5": "s"}


class Table(dict[int, str]):
    """The folded form of each character, found once; always one character."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = fold_character(chr(code))
        return plain


def fold_character(character: str) -> str:
    """The base letter in lower case; a space for every blank but the line end."""
    if character in VARIANTS:
        return VARIANTS[character]
    if character != LINE_END and (character.isspace() or character == "\x00"):
        return " "
    if character in VANISHING or character in LIGATURES or unicodedata.combining(character):
        return character
    plain = unicodedata.normalize("NFKD", character)[0].lower()
    return plain if len(plain) == 1 else character


TABLE = Table()


@dataclass(frozen=True)
class Folded:
    """A folded text; `cuts` and `shifts` say from which place on how far the text lies beside it."""

    text: str
    cuts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def back(self, at: int) -> int:
        """The place in the text as decoded that a place in the folded text stands for."""
        return at + self.shifts[bisect_right(self.cuts, at) - 1] if self.cuts else at


def fold(text: str) -> Folded:
    """The folded text with the way back; linear in the length of the text."""
    parts = [] if text.isascii() else [(m.start(), m.end(), repaired(m.group())) for m in MISREAD.finditer(text)]
    if parts:
        whole, cuts, shifts = replace(text, parts)
        again = fold_plain(whole)
        return chained(again, cuts, shifts)
    return fold_plain(text)


def fold_plain(text: str) -> Folded:
    plain = LOOKS_LIKE.sub(lambda m: LETTERS[m.group()], text.translate(TABLE))
    parts = [(m.start(), m.end(), "") for m in CUT.finditer(plain)]
    if not plain.isascii():
        parts += [(m.start(), m.end(), LIGATURES.get(m.group(), "")) for m in LOOSE.finditer(plain)]
        parts.sort()
    if not parts:
        return Folded(plain)
    whole, cuts, shifts = replace(plain, parts)
    return Folded(whole, tuple(cuts), tuple(shifts))


def replace(text: str, parts: list[tuple[int, int, str]]) -> tuple[str, list[int], list[int]]:
    """A text with some stretches replaced, and where and how far its places are shifted by that."""
    pieces, cuts, shifts = [], [0], [0]
    at = length = 0
    for start, end, new in parts:
        pieces += [text[at:start], new]
        length += start - at + len(new)
        at = end
        cuts.append(length)
        shifts.append(end - length)
    pieces.append(text[at:])
    return "".join(pieces), cuts, shifts


def chained(folded: Folded, cuts: list[int], shifts: list[int]) -> Folded:
    """A folding of a repaired text, with the way back to the text before its repair."""
    first = Folded("", tuple(cuts), tuple(shifts))
    inner = list(folded.cuts or (0,))
    # Where either way bends, the whole way bends: places of the repaired text, told in the folded one.
    outer = [place_of(folded, cut) for cut in cuts]
    bends = sorted({*inner, *outer})
    return Folded(folded.text, tuple(bends), tuple(first.back(folded.back(at)) - at for at in bends))


def place_of(folded: Folded, at: int) -> int:
    """The first place of the folded text that stands for `at` or lies behind it."""
    if not folded.cuts:
        return at
    low, high = 0, len(folded.text)
    while low < high:
        middle = (low + high) // 2
        if folded.back(middle) < at:
            low = middle + 1
        else:
            high = middle
    return low


def repaired(misread: str) -> str:
    """What the bytes say when they are read as UTF-8; the characters themselves where they say nothing."""
    try:
        data = b"".join(
            character.encode("cp1252") if ord(character) > 0xFF else bytes([ord(character)]) for character in misread
        )
        return data.decode("utf-8")
    except UnicodeError:
        return misread
