"""The key of a table among what was found to be unique in all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.inference.choose import Choice
from pipeline.inference.columns import Column
from pipeline.inference.model import Doubt
from pipeline.inference.uniqueness import is_named_key, is_plausible_key, key_rank
from pipeline.inference.vocabulary import CODES, IDENTIFIERS, says

KEY_TYPES = frozenset(["string", "integer", "year", "yearmonth", "date", "datetime"])
# Fewer rows prove nothing.
FEWEST_ROWS = 2


class Keys(NamedTuple):
    """The primary key and further ones, by the positions of their fields, and what is doubtful about them."""

    primary: tuple[int, ...] = ()
    unique: tuple[tuple[int, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()


def choose_keys(
    found: Sequence[tuple[int, ...]], columns: Sequence[Column], choices: Sequence[Choice], rows: int
) -> Keys:
    """The keys of a table. `found`: columns, alone or together, that are unique in all rows and nowhere empty."""
    able = [one for one in found if all(choices[at].type in KEY_TYPES for at in one)]
    if rows < FEWEST_ROWS:
        return Keys(doubts=(Doubt("few-rows", {"rows": rows}),))
    single = sorted((one for one in able if len(one) == 1), key=lambda one: (-key_rank(columns[one[0]], one[0]), one))
    plausible = [one for one in single if is_plausible_key(columns[one[0]], one[0])]
    if plausible:
        primary, *others = plausible
        unique = [one for one in others if says(columns[one[0]].label, IDENTIFIERS | CODES)]
        doubts = also_unique(single, (primary, *unique), columns)
        if not is_named_key(columns[primary[0]]):
            doubts = [Doubt("key-by-place", {"fields": columns[primary[0]].label or "1"}), *doubts]
        return Keys(primary, tuple(unique), tuple(doubts))
    composite = sorted((one for one in able if len(one) > 1), key=len)
    doubts = also_unique(single, (), columns)
    if composite:
        listed = ", ".join(columns[at].label for at in composite[0])
        return Keys(composite[0], doubts=(*doubts, Doubt("composite-key", {"fields": listed, "rows": rows})))
    return Keys(doubts=(*doubts, Doubt("no-key")))


def also_unique(
    single: Sequence[tuple[int, ...]], taken: Sequence[tuple[int, ...]], columns: Sequence[Column]
) -> list[Doubt]:
    """That other columns have no value twice either, which may be an accident."""
    others = [columns[one[0]].label or f"({one[0] + 1})" for one in single if one not in taken]
    return [Doubt("also-unique", {"fields": ", ".join(others)})] if others else []
