"""Text in forms that can be compared, and marks that stand before it."""

from __future__ import annotations

import unicodedata


def fold_text(form: str) -> str:
    """A form without accents, case, typographic variants and double spaces, for comparing printed names."""
    if form.isascii():
        return " ".join(form.lower().split())
    plain = form.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-").replace("–", "-")
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


BOM = "\ufeff"
