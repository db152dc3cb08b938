"""Names of files and folders that every system accepts."""

from __future__ import annotations

import re
import unicodedata

# What a package may be called, so that files and addresses can be called so too.
FILE_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)


# Names that Windows keeps for devices, with any extension.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE | re.DOTALL)


# Characters that no name of a file has on Windows; a dot or a space at the end is dropped there.
UNPORTABLE = re.compile(r"[<>:\"\\|?*\x00-\x1f\ud800-\udfff]|[. ]$")


def unportable(name: str) -> str | None:
    """Why some system cannot have a file or folder of this name ("device", "characters"); None if every system can."""
    if DEVICE.fullmatch(name.rstrip(" .")):
        return "device"
    return "characters" if UNPORTABLE.search(name) else None


def same_file(name: str) -> str:
    """A form that is equal for names that differ only in case or in the Unicode form of a letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
