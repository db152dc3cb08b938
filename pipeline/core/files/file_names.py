"""Names of files that every system can have."""

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
    """Why a file or folder of this name cannot be on every system ("device", "characters"); None where it can."""
    if DEVICE.fullmatch(name.rstrip(" .")):
        return "device"
    return "characters" if UNPORTABLE.search(name) else None


def same_file(name: str) -> str:
    """What names have in common that are one file where case, or the Unicode form of a letter, makes no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
