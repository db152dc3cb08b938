"""The ids that addresses of pages and every file system accept."""

from __future__ import annotations

import re

from pipeline.core.files.file_names import DEVICE
from pipeline.core.limits import IDENTIFIER_CHARACTERS

# What may name a page: it is part of an address, and of a file in every file system, letters of one case apart.
IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?", re.ASCII)


# Pages of a list that are no row's.
LIST_PAGE = re.compile(r"index|page-[0-9]+", re.IGNORECASE)


def unfit(identifier: str) -> str | None:
    """Why an id names no page ("long", "device", "page", "identifier"); None where it does."""
    if len(identifier) > IDENTIFIER_CHARACTERS:
        return "long"
    if not IDENTIFIER.fullmatch(identifier):
        return "identifier"
    if LIST_PAGE.fullmatch(identifier):
        return "page"
    return "device" if DEVICE.fullmatch(identifier) else None
