"""Standard output and error in any encoding: characters that it lacks are replaced by similar ones or by their number.

Old French locales and redirection on Windows use Latin-1 or Windows-1252, a container without a locale uses ASCII.
"""

from __future__ import annotations

import codecs
import re
import sys
from typing import Any

import click

from pipeline.core.text.control_characters import escape_control, escape_control_json, escape_workflow_commands, escaped

PLAIN = "passerelle-plain"
# What people type where a sign is missing; the first that the encoding has is taken. Letters have no stand-in: an
# accent may be what a finding is about.
STAND_INS = {
    "\u202f": "\u00a0 ",
    "\u00a0": " ",
    "’": "'",
    "‘": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‹": "'",
    "›": "'",
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "│": "|",
    "¦": "|",
    "•": "*",
    "×": "x",
    "ˋ": "'",
}
LONGER = {"…": "...", "œ": "oe", "Œ": "OE", "→": "->", "←": "<-", "≤": "<=", "≥": ">="}


def ready_outputs() -> None:
    """Makes standard output and standard error accept every character, whatever their encoding."""
    codecs.register_error(PLAIN, shown_plainly)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN)


def shown_plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    """The text to write for characters that an encoding lacks, and where the rest begins."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    absent = error.object[error.start : error.end]
    return "".join(stand_in(character, error.encoding) for character in absent), error.end


def stand_in(character: str, encoding: str) -> str:
    """A sign that people read as the character, if there is one in the encoding; else its number."""
    candidates = [*STAND_INS.get(character, ""), LONGER.get(character, "")]
    return next(
        (candidate for candidate in candidates if candidate and has(encoding, candidate)), f"\\u{{{ord(character):x}}}"
    )


def has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True


def takes_all(stream: Any) -> bool:
    """Whether a stream has every character, so that a text goes through it as it is."""
    name = getattr(stream, "encoding", None)
    try:
        return name is None or codecs.lookup(name).name.startswith("utf")
    except LookupError:
        return False


NOT_ASCII = re.compile("[^\x00-\x7f]")


def echo(text: object, err: bool = False) -> None:
    """Prints a line of text; nothing in it plays tricks on a terminal."""
    click.echo(escape_workflow_commands(escape_control(str(text))), err=err)


def echo_json(text: str) -> None:
    """Prints JSON; where the output has not every character, in JSON's own escapes, which every encoding has."""
    escaped_text = escape_control_json(text)
    click.echo(
        escaped_text if takes_all(sys.stdout) else NOT_ASCII.sub(lambda match: escaped(ord(match[0])), escaped_text)
    )


def echo_xml(text: str) -> None:
    """Prints XML, which says that it is UTF-8; where the output is not, in references, which every encoding has."""
    click.echo(text if takes_all(sys.stdout) else NOT_ASCII.sub(lambda match: f"&#{ord(match[0])};", text))


def echo_rendered(text: str) -> None:
    """Prints what a format has made fit for printing."""
    click.echo(text)
