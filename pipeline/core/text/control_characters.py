"""Escapes invisible characters in text for a terminal, a log or a page.

Control characters move the cursor, change the title of a window or hide a line; others change the direction of the
text, so that it looks different from what it is.
"""

from __future__ import annotations

import re

# Controls but tab and line feed, marks of direction, invisible letters and tags, line ends of Unicode, half characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


# What runners of workflows take for a command in any output: GitHub's a line that begins with "::", and "##[" anywhere,
# that of Azure "##vso[", that of TeamCity "##teamcity[". (Those of GitLab begin with a control character.)
MARKED = r"#(?=(?:vso|teamcity)?\[)"
COMMAND = re.compile(rf"^(\s*):(?=:)|{MARKED}", re.MULTILINE | re.IGNORECASE)
MARKED_COMMAND = re.compile(rf"(?<=#){MARKED}", re.IGNORECASE)


def escape_control(text: str) -> str:
    r"""The text with every invisible character written as \u{...}; tabs and line feeds stay."""
    return UNSEEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)


def escape_workflow_commands(text: str) -> str:
    """The text without workflow commands: GitHub Actions finds none in it."""
    return COMMAND.sub(lambda match: f"{match[1] or ''}\\u{{{ord(match[0][-1]):x}}}", text)


def escape_marked_commands(text: str) -> str:
    """The text whose only workflow commands begin with "::", as those of the format `github` do."""
    return MARKED_COMMAND.sub(r"\\u{23}", text)


def escape_control_json(text: str) -> str:
    """The same JSON with every invisible character as a JSON escape, and without workflow commands."""
    return MARKED_COMMAND.sub(r"\\u0023", UNSEEN.sub(lambda match: escaped(ord(match[0])), text))


def escaped(code: int) -> str:
    r"""The JSON escape of a code point: one `\uXXXX`, or two for a surrogate pair."""
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
