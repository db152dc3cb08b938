"""Values in Markdown as they are: nothing in them works as markup."""

from __future__ import annotations

import re

MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~@])")


def inert(text: str) -> str:
    """Text as it is: no markup of Markdown or HTML works in it, nobody is called by it, no line ends in it."""
    return MARKUP.sub(r"\\\1", text.replace("&", "&amp;")).replace("\n", " ").replace("\r", " ")


def code(text: str) -> str:
    """Text as code; what would end it, or the cell of a table, is shown as something like it."""
    shown = text.replace("`", "ˋ").replace("|", "¦").replace("\n", " ").replace("\r", " ")
    return f"`{shown}`"
