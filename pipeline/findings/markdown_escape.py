"""Values in Markdown as they are: nothing in them works as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

ORDINARY = re.compile(r"[\w-]*", re.ASCII)
FENCE = re.compile("`+")
MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~@])")


# What a code host makes a link of although it is no markup: addresses, names of people, numbers of issues, commits.
LINKED = re.compile(
    r"\S*(?:://|www\.|mailto:|xmpp:|@|#\d)\S*|\bGH-\d+\b|\b(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)


def escape_markdown(text: str) -> str:
    """Text as it is: no markup of Markdown or HTML works in it, no line ends in it, and nothing becomes a link in it.

    What a code host would make a link of is code, in which it makes none.
    """
    done, parts = 0, []
    for match in LINKED.finditer(text):
        parts += [escaped(text[done : match.start()]), code(match[0])]
        done = match.end()
    return "".join([*parts, escaped(text[done:])])


def escaped(text: str) -> str:
    """Text with every sign of Markdown and HTML as itself."""
    return MARKUP.sub(r"\\\1", text.replace("&", "&amp;")).replace("\n", " ").replace("\r", " ")


def named(text: str) -> str:
    """The name of a table or a field as it is; markup in it, of which an ordinary name has none, does not work."""
    return text if ORDINARY.fullmatch(text) else escape_markdown(text)


def code(text: str) -> str:
    """Text as code; what would end it, or the cell of a table, is shown as something like it."""
    escaped = text.replace("`", "ˋ").replace("|", "¦").replace("\n", " ").replace("\r", " ")
    return f"`{escaped}`"


def fenced(text: str, language: str = "") -> Iterator[str]:
    """The lines of a block of code; its fence is longer than any that stands in the text, which so cannot end it."""
    longest = max((len(run) for run in FENCE.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}{language}", *text.splitlines(), fence)
