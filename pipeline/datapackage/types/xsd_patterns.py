"""The constraint `pattern`: a regular expression that must match the whole value, with a time limit."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

from pipeline.core.limits import PATTERN_SECONDS

if TYPE_CHECKING:
    import regex

    from pipeline.datapackage.types.xsd_expressions import Translation

# What takes longer than this is taken off the time that a pattern has.
SLOW_SECONDS = 0.002
LONGEST_PATTERN = 10_000
LONGEST_TRANSLATED = 200_000
# Repetitions that count, those of a group times those in it: an expression is worked off as often.
MOST_REPETITIONS = 100_000
# RE2 refuses to count further.
MOST_SHARED = 1_000
# As JavaScript writes an expression. The text itself, with its slashes, could match nothing.
DELIMITED = re.compile(r"/(\^.*\$)/([gimsuy]*)", re.DOTALL)
OTHER_ESCAPES = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}|\\k<(\w+)>|\\.|\[\^\]", re.DOTALL)
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
        """A pattern, which the whole of a text must match. Raises ValueError for one that is none."""
        return cls(compiled_pattern(pattern).fullmatch)

    @classmethod
    def anywhere(cls, pattern: str) -> Expression:
        """A Python expression (those of JSON Schema are much the same), found anywhere. Raises ValueError."""
        return cls(compiled(pattern).search)

    def result(self, text: str) -> bool | None:
        """Whether a text matches; None where the time is up."""
        if self.last[1] is None or self.last[0] != text:
            self.last = (text, self.timed(text))
        return self.last[1]

    def timed(self, text: str) -> bool | None:
        if self.left <= SLOW_SECONDS:
            return None
        start = perf_counter()
        # One text takes half of what is left at most, so that the others are checked all the same.
        most = self.left / 2
        try:
            found = self.match(text, timeout=most) is not None
        except TimeoutError:
            self.left -= most
            return None
        taken = perf_counter() - start
        self.left -= taken if taken > SLOW_SECONDS else 0
        return found


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


def compiled(expression: str, *, longest: int = LONGEST_PATTERN) -> regex.Pattern[str]:
    """A compiled expression. Raises ValueError for a text that is none."""
    if len(expression) > longest:
        raise ValueError(f"it has more than {longest} characters")
    if repetitions(expression) > MOST_REPETITIONS:
        raise ValueError(f"its repetitions in repetitions come to more than {MOST_REPETITIONS}")
    with warnings.catch_warnings():
        # It asks for the encoding of the locale, which it does not need, and finds fault with the place of flags.
        warnings.simplefilter("ignore")
        # Loading it takes as long as a very small check.
        import regex

        try:
            return regex.compile(expression)
        except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
            raise ValueError(str(error)) from error


@lru_cache(maxsize=512)
def read_pattern(pattern: str) -> Translation:
    """A pattern as XML Schema reads it, else as Python does. Raises ValueError for a text that is neither."""
    # Loaded where there is a pattern: its expressions take a while to compile.
    from pipeline.datapackage.types.xsd_expressions import Translation, translate

    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"it has more than {LONGEST_PATTERN} characters")
    quoted = DELIMITED.fullmatch(pattern)
    if quoted:
        inner = read_pattern(quoted[1])
        return inner._replace(
            expression=("(?i)" if "i" in quoted[2] else "") + inner.expression, shared=None, standard=False
        )
    translation = translate(pattern)
    if translation is not None:
        return translation
    return Translation(OTHER_ESCAPES.sub(python_escape, pattern), None, standard=False)


def python_escape(match: re.Match[str]) -> str:
    """An escape of JavaScript, Java or Perl as `regex` writes it."""
    if match[1]:
        return rf"\U{match[1]:0>8}"
    if match[2]:
        return f"(?P={match[2]})"
    return {r"\z": r"\Z", "[^]": r"[\s\S]"}.get(match[0], match[0])


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> regex.Pattern[str]:
    """A compiled pattern, for the whole of a value. Raises ValueError for a text that is no regular expression."""
    # The categories of Unicode that a translation writes out are long, and are not the contributor's.
    return compiled(read_pattern(pattern).expression, longest=LONGEST_TRANSLATED)


def is_standard(pattern: str) -> bool:
    """Whether a pattern is an XML Schema expression, anchors aside. Raises ValueError as `read_pattern` does."""
    return read_pattern(pattern).standard


def shared_pattern(pattern: str) -> str | None:
    """A pattern for RE2 that matches only values that Python also accepts; None if only Python can check it.

    Raises ValueError for a text that is not a regular expression.
    """
    compiled_pattern(pattern)
    shared = read_pattern(pattern).shared
    if shared is None or repetitions(shared) > MOST_SHARED:
        return None
    return f"(?:{shared})"
