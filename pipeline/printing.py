"""Text from anywhere, as a terminal, a log or a page may be sent it: what cannot be seen is shown by its number.

Control characters move the cursor, change the title of a window or hide a line; others turn the direction of the text,
so that it reads otherwise than it is.
"""

from __future__ import annotations

import re

import click

# Controls but tab and line feed, marks of direction, invisible letters and tags, line ends of Unicode, half characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


# What GitHub's runner takes for a command wherever it is printed: a line that begins with "::", and "##[" anywhere.
COMMAND = re.compile(r"^(\s*):(?=:)|#(?=\[)", re.MULTILINE)


def legible(text: str) -> str:
    """Text with every character that cannot be seen as \\u{...}; tabs and line feeds stay."""
    return UNSEEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)


def uncommanding(text: str) -> str:
    """Text in which a runner of workflows finds no command."""
    return COMMAND.sub(lambda match: f"{match[1] or ''}\\u{{{ord(match[0][-1]):x}}}", text)


def legible_json(text: str) -> str:
    """JSON that says the same, with every character that cannot be seen in JSON's own escapes, and no command."""
    return UNSEEN.sub(lambda match: escaped(ord(match[0])), text).replace("##[", "#\\u0023[")


def escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def echo(text: object, err: bool = False) -> None:
    """Prints a line of text; nothing in it plays tricks on a terminal."""
    click.echo(uncommanding(legible(str(text))), err=err)


def echo_json(text: str) -> None:
    """Prints JSON."""
    click.echo(legible_json(text))
