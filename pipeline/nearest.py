"""The value that was meant, by its spelling."""

from __future__ import annotations

from collections.abc import Collection


def nearest(value: str, known: Collection[str], at_least: float, *, letter_by_letter: bool = False) -> str | None:
    """The one of some known values that a value is spelt most like; None where none is `at_least` (of 100) like it.

    Words may stand in another order and capitals differ, but for `letter_by_letter`, which compares texts as they are.
    """
    if not value or not known:
        return None
    # Loaded where something is wrong: a check that finds nothing can do without.
    from rapidfuzz import fuzz, process, utils

    if letter_by_letter:
        found = process.extractOne(value, known, scorer=fuzz.ratio, score_cutoff=at_least)
    else:
        found = process.extractOne(value, known, processor=utils.default_process, score_cutoff=at_least)
    return found[0] if found else None
