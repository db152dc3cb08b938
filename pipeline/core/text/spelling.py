"""The known value that a misspelt one means."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum


class Similarity(IntEnum):
    """How similar (0 to 100) a known text must be to be suggested for another one, by what the texts are."""

    # Sheets of a workbook, members of a zip file: there are few, and nothing else can be meant.
    FILE_PART = 60
    # Labels of columns.
    LABEL = 70
    # Values of cells, and keys of rows.
    VALUE = 75
    # Properties of descriptors and the words that they take.
    PROPERTY = 80
    # Printed names of things in a registry.
    NAME = 80
    # A property of this program, which must not pass for that of another vocabulary.
    OWN_PROPERTY = 90


# The nearest of more values than these is not looked for: it takes too long.
MOST_SUGGESTED = 20_000


def similar_names(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known names that a name may be a misspelling of, the most similar first."""
    return difflib.get_close_matches(name, [*known], n=3)


def closest_match(
    value: str, known: Collection[str], at_least: Similarity, *, letter_by_letter: bool = False
) -> str | None:
    """The known value most similar in spelling to a value; None if none reaches `at_least` (0 to 100).

    Unless `letter_by_letter`, case and the order of words do not matter.
    """
    if value in known:
        return value
    if not value or not known:
        return None
    # Loaded where something is wrong: a check that finds nothing can do without.
    from rapidfuzz import fuzz, process, utils

    # Whole words, never parts of them: "nice" would be like "katowice", and a wrong city is worse than no advice.
    scorer, processor = (fuzz.ratio, None) if letter_by_letter else (fuzz.token_set_ratio, utils.default_process)
    found = process.extractOne(value, known, scorer=scorer, processor=processor, score_cutoff=at_least)
    return found[0] if found else None


class Nearest:
    """`closest_match` for many values and one set of known values, which is prepared once; results are remembered."""

    def __init__(self, known: Sequence[str], at_least: Similarity) -> None:
        self.known, self.at_least = known, at_least
        self.exact = frozenset(known)
        self.prepared: list[str] | None = None
        self.found: dict[str, str | None] = {}

    def __call__(self, value: str) -> str | None:
        if value not in self.found:
            self.found[value] = value if value in self.exact else self.look(value)
        return self.found[value]

    def look(self, value: str) -> str | None:
        """The known value whose spelling is most similar to a value; None if none is similar enough."""
        if not value or not self.known:
            return None
        from rapidfuzz import fuzz, process, utils

        if self.prepared is None:
            self.prepared = [utils.default_process(choice) for choice in self.known]
        prepared = utils.default_process(value)
        found = process.extractOne(prepared, self.prepared, scorer=fuzz.token_set_ratio, score_cutoff=self.at_least)
        return self.known[found[2]] if found else None
