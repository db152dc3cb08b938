"""XML Schema regular expressions (XML Schema 2, appendix F): matched against the whole value, `^` and `$` literal."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

from pipeline.limits import PATTERN_SECONDS

if TYPE_CHECKING:
    import regex

# What XML Schema, Python and RE2 read alike: no escapes but of ASCII signs, no classes of Unicode, no subtraction, no
# `.`, `^` or `$` (in XML Schema `.` leaves out two line ends, and `^` and `$` are letters), short repetitions.
LITERAL = r"[A-Za-z0-9_ @%&~#=<>!\"'`,;:/-]|\\[.\\?*+{}()\[\]|^$-]"
RANGE = r"[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_ @%&~#=<>!\"'`,;:/.]|\\[.\\?*+{}()\[\]|^-]"
QUANTITY = r"[?*+]|\{[0-9]{1,2}(?:,(?:[0-9]{1,2})?)?\}"
SHARED = re.compile(rf"(?:(?:{LITERAL}|\[(?:{RANGE})+\]|\[\^(?:{RANGE})+\])(?:{QUANTITY})?|[|()]|\)(?:{QUANTITY}))*")


# What takes longer than this is taken off the time that a pattern has.
SLOW_SECONDS = 0.002
LONGEST_PATTERN = 10_000
LONGEST_TRANSLATED = 200_000
# Repetitions that count, those of a group times those in it: an expression is worked off as often.
MOST_REPETITIONS = 100_000
PARTS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[()]", re.DOTALL)


class Expression:
    """A regular expression with a limit on the time that all its matches may take together.

    Some expressions take twice as long for each character more; `regex` can be stopped, and `re` cannot.
    """

    def __init__(self, match: Callable[..., object]) -> None:
        """`match`: a method of a compiled expression of `regex`, which takes a text and a `timeout`."""
        self.match = match
        self.left = PATTERN_SECONDS
        self.last: tuple[str, bool | None] = ("", None)

    @classmethod
    def whole(cls, pattern: str) -> Expression:
        """An XML Schema expression, which the whole of a text must match. Raises ValueError for one that is none."""
        return cls(compiled_pattern(pattern).match)

    @classmethod
    def anywhere(cls, pattern: str) -> Expression:
        """A Python expression (those of JSON Schema are much the same), found anywhere. Raises ValueError."""
        return cls(compiled(pattern).search)

    def verdict(self, text: str) -> bool | None:
        """Whether a text matches; None where the time is up."""
        if self.last[1] is None or self.last[0] != text:
            self.last = (text, self.timed(text))
        return self.last[1]

    def timed(self, text: str) -> bool | None:
        if self.left <= 0:
            return None
        start = perf_counter()
        try:
            return self.match(text, timeout=self.left) is not None
        except TimeoutError:
            return None
        finally:
            taken = perf_counter() - start
            self.left -= taken if taken > SLOW_SECONDS else 0


def repetitions(expression: str) -> int:
    """How often the innermost part of an expression is counted, at most: (a{9}){9} counts to 81."""
    open_groups = [1]
    whole = last = 1
    for match in PARTS.finditer(expression):
        part = match[0]
        if part == "(":
            open_groups.append(1)
            last = 1
        elif part == ")":
            last = open_groups.pop() if len(open_groups) > 1 else 1
        elif match[1]:
            last *= max(int(match[1]), int(match[2] or 0))
        else:
            last = 1
        if part != "(":
            open_groups[-1] = max(open_groups[-1], last)
            whole = max(whole, last)
        if not match[1] and part != ")":
            last = 1
    return whole


def compiled(expression: str, *, ascii_only: bool = False, longest: int = LONGEST_PATTERN) -> regex.Pattern[str]:
    """A compiled expression. Raises ValueError for a text that is none."""
    if len(expression) > longest:
        raise ValueError(f"it has more than {longest} characters")
    if repetitions(expression) > MOST_REPETITIONS:
        raise ValueError(f"its repetitions in repetitions come to more than {MOST_REPETITIONS}")
    with warnings.catch_warnings():
        # It asks for the encoding of the locale, which it does not need.
        warnings.simplefilter("ignore", EncodingWarning)
        # Loading it takes as long as a very small check.
        import regex

        try:
            return regex.compile(expression, regex.ASCII if ascii_only else 0)
        except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
            raise ValueError(str(error)) from error


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> regex.Pattern[str]:
    """A compiled pattern. Raises ValueError for a text that is no XML Schema regular expression."""
    if is_shared(pattern):
        return compiled(rf"(?:{pattern})\Z", ascii_only=True)
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"it has more than {LONGEST_PATTERN} characters")
    # Loading it takes longer than a small check.
    from elementpath.regex import RegexError, translate_pattern

    try:
        translated = translate_pattern(pattern, back_references=False, lazy_quantifiers=False, anchors=False)
    except (RegexError, re.error, OverflowError, RecursionError, ValueError) as error:
        raise ValueError(str(error)) from error
    # The categories of Unicode that it writes out are long, and are not the contributor's.
    return compiled(rf"(?:{translated})\Z", longest=LONGEST_TRANSLATED)


def is_shared(pattern: str) -> bool:
    return SHARED.fullmatch(pattern) is not None and not re.search(r"\(\?|[(|][?*+{]", pattern)


def shared_pattern(pattern: str) -> str | None:
    """The same pattern for RE2, where all engines read it alike; None where only Python may judge."""
    return f"(?:{compiled_pattern(pattern).pattern[3:-3]})" if is_shared(pattern) else None
