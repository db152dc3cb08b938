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
MOST_RUNS = 14
# A shape says something where so many distinct values have it.
ENOUGH = 8
# Runs of one class may be so long apart, at most, to be called one shape.
MOST_LENGTHS = 4


@dataclass(frozen=True)
class Shape:
    """Runs of signs of one class, each with its least and greatest length."""

    runs: tuple[tuple[str, int, int], ...]

    def widened(self, values: Sequence[str]) -> AnyShape | None:
        """The shape that some more values have too; None where they have none in common."""
        found = self.with_more(values)
        if found is None and self.is_fixed:
            return Flat.of([self.example]).widened(values)
        return found

    def with_more(self, values: Iterable[str]) -> Shape | None:
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
    def example(self) -> str:
        """A text of this shape."""
        return "".join(EXAMPLES.get(name, name[-1]) * least for name, least, _ in self.runs)

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
        return (self.is_fixed and sum(lengths) >= 2) or (
            len(self.runs) >= 3 and any(name in ESCAPED for name, _, _ in self.runs)
        )

    def condition(self, column: str) -> str:
        return f"regexp_full_match({column}, {text(self.pattern)})"


@dataclass(frozen=True)
class Flat:
    """Signs of some classes in any order, as many of them in every value: a checksum, a number of a licence."""

    signs: frozenset[str]
    length: int

    @classmethod
    def of(cls, values: Sequence[str]) -> Flat:
        return cls(frozenset("".join(values)), len(values[0]))

    def widened(self, values: Sequence[str]) -> AnyShape | None:
        signs = self.signs.union(*values)
        plain = all(sign in CLASS_OF for sign in signs)
        # Letters alone, capital and small ones, are words that happen to be as long.
        plain = plain and ("[0-9]" in (names := {CLASS_OF[sign] for sign in signs}) or len(names) == 1)
        return Flat(signs, self.length) if plain and all(len(one) == self.length for one in values) else None

    @property
    def pattern(self) -> str:
        """As a regular expression; what has digits and a to f alone is hexadecimal."""
        names = {CLASS_OF[sign] for sign in self.signs}
        if "[0-9]" in names and len(names) == 2 and len(self.signs) > FEW_SIGNS:
            letters = "".join(sorted(self.signs)).strip("0123456789").lower()
            if max(letters) <= "f":
                names = {"[0-9]", "[a-f]" if "[a-z]" in names else "[A-F]"}
        inner = "".join(sorted(name[1:-1] for name in names))
        return f"[{inner}]{counted(self.length, self.length)}"

    @property
    def tells(self) -> bool:
        return self.length >= 2

    @property
    def is_fixed(self) -> bool:
        return True

    def condition(self, column: str) -> str:
        return f"regexp_full_match({column}, {text(self.pattern)})"


AnyShape = Shape | Flat
EXAMPLES = {"[0-9]": "0", "[A-Z]": "A", "[a-z]": "a"}
# Fewer signs say nothing of which letters there are.
FEW_SIGNS = 12


def shape_of(values: Sequence[str]) -> AnyShape | None:
    """The shape that all values have; None where there is none, or there are few values."""
    if len(values) < ENOUGH:
        return None
    runs = runs_of(values[0])
    if runs is not None and (found := Shape(runs).widened(values[1:])) is not None:
        return found
    plain = all(sign in CLASS_OF for sign in values[0])
    return Flat.of(values[:1]).widened(values[1:]) if plain and values[0] else None


ESCAPED = frozenset(re.escape(mark) if mark == "." else mark for mark in MARKS)


def runs_of(value: str) -> tuple[tuple[str, int, int], ...] | None:
    """The runs of a value; None for one that is long, or has other signs than letters, digits and plain marks."""
    if not 0 < len(value) <= LONGEST:
        return None
    classes = [
        CLASS_OF.get(sign) or (re.escape(sign) if sign == "." else sign if sign in MARKS else "") for sign in value
    ]
    if "" in classes:
        return None
    runs = tuple((name, length, length) for name, length in ((one, len(list(them))) for one, them in groupby(classes)))
    return runs if len(runs) <= MOST_RUNS else None


def counted(least: int, most: int) -> str:
    if least == most:
        return "" if least == 1 else f"{{{least}}}"
    return f"{{{least},{most}}}"
