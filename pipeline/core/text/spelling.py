"""The value that was meant, by its spelling."""

from __future__ import annotations

from collections.abc import Collection, Sequence

# The nearest of more values than these is not looked for: it takes too long.
MOST_SUGGESTED = 20_000


def closest_match(value: str, known: Collection[str], at_least: float, *, letter_by_letter: bool = False) -> str | None:
    """The one of some known values that a value is spelt most like; None where none is `at_least` (of 100) like it.

    Words may stand in another order and capitals differ, but for `letter_by_letter`, which compares texts as they are.
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
    """The same for many values, each looked for once, among known values that are prepared once."""

    def __init__(self, known: Sequence[str], at_least: float) -> None:
        self.known, self.at_least = known, at_least
        self.exact = frozenset(known)
        self.prepared: list[str] | None = None
        self.found: dict[str, str | None] = {}

    def __call__(self, value: str) -> str | None:
        if value not in self.found:
            self.found[value] = value if value in self.exact else self.look(value)
        return self.found[value]

    def look(self, value: str) -> str | None:
        if not value or not self.known:
            return None
        from rapidfuzz import fuzz, process, utils

        if self.prepared is None:
            self.prepared = [utils.default_process(choice) for choice in self.known]
        prepared = utils.default_process(value)
        found = process.extractOne(prepared, self.prepared, scorer=fuzz.token_set_ratio, score_cutoff=self.at_least)
        return self.known[found[2]] if found else None
