"""Text that was written as UTF-8 and read as Windows-1252: "Ã©" for "é"."""

from __future__ import annotations

import re

# A character of two or three bytes of UTF-8, each read as one of Windows-1252.
SUSPECT = re.compile("[Â-ô][\u0080-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def repaired(text: str) -> str | None:
    """The text that was meant, if all its non-ASCII parts are UTF-8 read as Windows-1252; else None."""
    if not SUSPECT.search(text):
        return None
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return meant if meant != text else None
