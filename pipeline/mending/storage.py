"""The text of a file as it is stored, so that what nobody mends is written as the very same bytes."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from pipeline.mending.encoding import decoded

# Codecs that take a byte order mark away: with these instead it stays in the text, and is written again.
MARKED = (
    ("utf-8-sig", b"", "utf-8"),
    ("utf-32", codecs.BOM_UTF32_LE, "utf-32-le"),
    ("utf-32", codecs.BOM_UTF32_BE, "utf-32-be"),
    ("utf-16", codecs.BOM_UTF16_LE, "utf-16-le"),
    ("utf-16", codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Stored(NamedTuple):
    """A text, its byte order mark included, and the codec that makes the bytes of its file of it."""

    text: str
    encoding: str

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


def stored(data: bytes, encoding: str) -> Stored | None:
    """The text of a file in its declared encoding; None where its bytes are not those that the text would be."""
    codec = next((to for name, mark, to in MARKED if name == encoding and data.startswith(mark)), encoding)
    try:
        found = Stored(data.decode(codec), codec)
        same = found.data == data
    except (UnicodeError, ValueError):
        return None
    return found if same else None


def recoded(data: bytes) -> Stored | None:
    """The text of a file that should be UTF-8 and is not; None where nobody can be sure of it."""
    text = decoded(data)
    mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
    return None if text is None else Stored(mark + text, "utf-8")
