"""Text from anywhere, as a terminal, a log or a page may be sent it: what cannot be seen is shown by its number.

Control characters move the cursor, change the title of a window or hide a line; others turn the direction of the text,
so that it reads otherwise than it is.
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
    """Text with every character that cannot be seen as \\u{...}; tabs and line feeds stay."""
    return UNSEEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)


def escape_workflow_commands(text: str) -> str:
    """Text in which a runner of workflows finds no command."""
    return COMMAND.sub(lambda match: f"{match[1] or ''}\\u{{{ord(match[0][-1]):x}}}", text)


def escape_marked_commands(text: str) -> str:
    """Text that gives commands with "::" alone, as the notes for GitHub do."""
    return MARKED_COMMAND.sub(r"\\u{23}", text)


def escape_control_json(text: str) -> str:
    """JSON that says the same, with every character that cannot be seen in JSON's own escapes, and no command."""
    return MARKED_COMMAND.sub(r"\\u0023", UNSEEN.sub(lambda match: escaped(ord(match[0])), text))


def escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
