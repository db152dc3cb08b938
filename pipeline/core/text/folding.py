"""Forms of text for comparisons, and byte order marks."""

from __future__ import annotations

import unicodedata


def fold_text(form: str) -> str:
    """A form of a name for comparisons: without accents, case, typographic variants and double spaces."""
    if form.isascii():
        return " ".join(form.lower().split())
    plain = form.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-").replace("–", "-")
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


BOM = "\ufeff"
