"""Where the marks of pictures lead, and the language of their labels."""

from __future__ import annotations

from pipeline.core.i18n import Language
from pipeline.publishing.site.page import list_page
from pipeline.publishing.site.registry_index import Index

# Pictures have no language; what must be written in one is in that of the data's own names.
LANG: Language = "en"


def address(index: Index, on: str, table: str, key: str) -> str:
    """The way from the list of a table to where a row is shown."""
    shown = index.shown_as(table, key) or (table, key)
    folder = "" if shown[0] == on else f"../{shown[0]}/"
    if shown[0] in index.paged:
        return f"{folder}{shown[1]}.html"
    return f"{folder}{list_page(index.position(*shown))}#{shown[1]}"
