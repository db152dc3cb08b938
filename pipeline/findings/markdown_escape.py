"""Escapes values for Markdown, so that no markup in them works."""

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
    """The text as Markdown that shows it unchanged: no markup, no line break, no link.

    Whatever a code host would turn into a link is written as code.
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
    """The name of a table or field as Markdown; ordinary names stay as they are."""
    return text if ORDINARY.fullmatch(text) else escape_markdown(text)


def code(text: str) -> str:
    """The text as inline code of Markdown; characters that would end it are replaced by similar ones."""
    escaped = text.replace("`", "ˋ").replace("|", "¦").replace("\n", " ").replace("\r", " ")
    return f"`{escaped}`"


def fenced(text: str, language: str = "") -> Iterator[str]:
    """The lines of a block of code; its fence is longer than any that stands in the text, which so cannot end it."""
    longest = max((len(run) for run in FENCE.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}{language}", *text.splitlines(), fence)
