"""The value that was meant, by its spelling."""

from __future__ import annotations

from collections.abc import Collection


def nearest(value: str, known: Collection[str], at_least: float, *, letter_by_letter: bool = False) -> str | None:
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
