"""The encodings of text files: Python's codecs without those for other purposes."""

from __future__ import annotations

import codecs

# They stand among the codecs of texts and are for host names, source code or nothing.
NOT_OF_FILES = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})


def known_encoding(name: str | None) -> str | None:
    """The name of Python's codec for an encoding (None: UTF-8); None if it is no encoding of text files."""
    try:
        codec = codecs.lookup(name or "utf-8")
    except (LookupError, ValueError, UnicodeError):
        return None
    is_text = bool(getattr(codec, "_is_text_encoding", True))
    return codec.name if is_text and codec.name.replace("_", "-") not in NOT_OF_FILES else None


# Codecs that take a byte order mark away: with these instead it stays in the text, and is written again.
MARKED = (
    ("utf-8-sig", b"", "utf-8"),
    ("utf-32", codecs.BOM_UTF32_LE, "utf-32-le"),
    ("utf-32", codecs.BOM_UTF32_BE, "utf-32-be"),
    ("utf-16", codecs.BOM_UTF16_LE, "utf-16-le"),
    ("utf-16", codecs.BOM_UTF16_BE, "utf-16-be"),
)
