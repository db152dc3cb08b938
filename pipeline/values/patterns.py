"""XML Schema regular expressions (XML Schema 2, appendix F): matched against the whole value, `^` and `$` literal."""

from __future__ import annotations

import re
from functools import lru_cache

# What XML Schema, Python and RE2 read alike: no escapes but of ASCII signs, no classes of Unicode, no subtraction, no
# `.`, `^` or `$` (in XML Schema `.` leaves out two line ends, and `^` and `$` are letters), short repetitions.
LITERAL = r"[A-Za-z0-9_ @%&~#=<>!\"'`,;:/-]|\\[.\\?*+{}()\[\]|^$-]"
RANGE = r"[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_ @%&~#=<>!\"'`,;:/.]|\\[.\\?*+{}()\[\]|^-]"
QUANTITY = r"[?*+]|\{[0-9]{1,2}(?:,(?:[0-9]{1,2})?)?\}"
SHARED = re.compile(rf"(?:(?:{LITERAL}|\[(?:{RANGE})+\]|\[\^(?:{RANGE})+\])(?:{QUANTITY})?|[|()]|\)(?:{QUANTITY}))*")


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern for `re`. Raises ValueError for a text that is no XML Schema regular expression."""
    if is_shared(pattern):
        try:
            return re.compile(rf"(?:{pattern})\Z", re.ASCII)
        except re.error as error:
            raise ValueError(str(error)) from error
    # Loading it takes longer than a small check.
    from elementpath.regex import RegexError, translate_pattern

    try:
        translated = translate_pattern(pattern, back_references=False, lazy_quantifiers=False, anchors=False)
        return re.compile(rf"(?:{translated})\Z")
    except (RegexError, re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def is_shared(pattern: str) -> bool:
    return SHARED.fullmatch(pattern) is not None and not re.search(r"\(\?|[(|][?*+{]", pattern)


def shared_pattern(pattern: str) -> str | None:
    """The same pattern for RE2, where all engines read it alike; None where only Python may judge."""
    return f"(?:{compiled_pattern(pattern).pattern[3:-3]})" if is_shared(pattern) else None
