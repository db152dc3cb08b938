"""A text without accents, case and typographic variants, character for character: offsets stay those of the text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

VARIANTS = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "“": '"',
    "”": '"',
}


def fold(text: str) -> str:
    """The folded text; exactly as long as `text`."""
    return "".join(map(fold_character, text))


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """The base letter in lower case; a space for every blank but the line end."""
    plain = VARIANTS.get(character, character)
    if plain.isspace() and plain != "\n":
        return " "
    base = unicodedata.normalize("NFKD", plain)[0].lower()
    return base if len(base) == 1 else plain
