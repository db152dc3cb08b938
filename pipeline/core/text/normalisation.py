"""Text in one form: NFC, no invisible characters, no white space at the ends, single spaces."""

from __future__ import annotations

import re
import unicodedata

# Zero-width space, byte order mark and soft hyphen: pasted in by accident, seen by nobody, and they break equality.
# Joiners (U+200C, U+200D) stay: some scripts need them.
INVISIBLE = re.compile("[\u200b\ufeff\u00ad]")
# No-break spaces inside a text are French typography and stay; only runs of ordinary white space are joined.
RUNS = re.compile(r"[ \t\r\n]+")


def normalise_text(value: str) -> str:
    """The text in NFC, without white space at its ends, with single spaces; applied twice, it changes nothing."""
    return RUNS.sub(" ", unicodedata.normalize("NFC", INVISIBLE.sub("", value))).strip()
