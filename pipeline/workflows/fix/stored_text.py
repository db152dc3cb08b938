"""The text of a file, with all that is needed to write unchanged parts with the same bytes."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from pipeline.core.text.encodings import MARKED
from pipeline.workflows.fix.encoding import decoded


class StoredText(NamedTuple):
    """A text, its byte order mark included, and the codec that makes the bytes of its file of it."""

    text: str
    encoding: str

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


def stored(data: bytes, encoding: str) -> StoredText | None:
    """The text of a file in its declared encoding; None where its bytes are not those that the text would be."""
    codec = next((to for name, mark, to in MARKED if name == encoding and data.startswith(mark)), encoding)
    try:
        found = StoredText(data.decode(codec), codec)
        same = found.data == data
    except (UnicodeError, ValueError):
        return None
    return found if same else None


def recoded(data: bytes) -> StoredText | None:
    """The text of a file that should be UTF-8 and is not; None where nobody can be sure of it."""
    text = decoded(data)
    mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
    return None if text is None else StoredText(mark + text, "utf-8")
