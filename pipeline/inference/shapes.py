"""The plain shape that all values of a column have, as a pattern: AB-1234 and CD-5678 are [A-Z]{2}-[0-9]{4}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.core.database.sql import text

CLASSES = (("[0-9]", "0123456789"), ("[A-Z]", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), ("[a-z]", "abcdefghijklmnopqrstuvwxyz"))
CLASS_OF = {sign: name for name, signs in CLASSES for sign in signs}
MARKS = "-_/.: "
LONGEST = 64
MOST_RUNS = 10
# A shape says something where so many distinct values have it.
ENOUGH = 8
# Runs of one class may be so long apart, at most, to be called one shape.
MOST_LENGTHS = 4


@dataclass(frozen=True)
class Shape:
    """Runs of signs of one class, each with its least and greatest length."""

    runs: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> Shape | None:
        """The shape that all values have; None where there is none, or there are few values."""
        if len(values) < ENOUGH:
            return None
        first = runs_of(values[0])
        return cls(first).widened(values[1:]) if first is not None else None

    def widened(self, values: Iterable[str]) -> Shape | None:
        """The shape that some more values have too; None where they have none in common."""
        found = list(self.runs)
        for value in values:
            runs = runs_of(value)
            if runs is None or [name for name, _, _ in runs] != [name for name, _, _ in found]:
                return None
            found = [(name, min(a, c), max(b, d)) for (name, a, b), (_, c, d) in zip(found, runs, strict=True)]
            if any(most - least > MOST_LENGTHS for _, least, most in found):
                return None
        return Shape(tuple(found))

    @property
    def pattern(self) -> str:
        """The shape as a regular expression of XML Schema, as Python and RE2 read it too."""
        return "".join(name + counted(least, most) for name, least, most in self.runs)

    @property
    def is_fixed(self) -> bool:
        """Whether all values have the same length."""
        return all(least == most for _, least, most in self.runs)

    @property
    def tells(self) -> bool:
        """Whether it says more than that a value is a word or a number."""
        lengths = [most for _, _, most in self.runs]
        return (self.is_fixed and sum(lengths) >= 2) or (len(self.runs) >= 3 and any(name in ESCAPED for name, _, _ in self.runs))

    def condition(self, column: str) -> str:
        return f"regexp_full_match({column}, {text(self.pattern)})"


ESCAPED = frozenset(re.escape(mark) if mark in "." else mark for mark in MARKS)


def runs_of(value: str) -> tuple[tuple[str, int, int], ...] | None:
    """The runs of a value; None for one that is long, or has other signs than letters, digits and plain marks."""
    if not 0 < len(value) <= LONGEST:
        return None
    classes = [CLASS_OF.get(sign) or (re.escape(sign) if sign == "." else sign if sign in MARKS else "") for sign in value]
    if "" in classes:
        return None
    runs = tuple((name, length, length) for name, length in ((one, len(list(them))) for one, them in groupby(classes)))
    return runs if len(runs) <= MOST_RUNS else None


def counted(least: int, most: int) -> str:
    if least == most:
        return "" if least == 1 else f"{{{least}}}"
    return f"{{{least},{most}}}"
