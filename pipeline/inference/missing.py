"""Which texts mean "no value": in all columns of a table, or in some alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.inference.choose import Choice
from pipeline.inference.columns import Column
from pipeline.inference.model import Doubt
from pipeline.inference.vocabulary import PLAIN_MARKERS


class Missing(NamedTuple):
    """What means "no value": of the table ("" included), and of each column beside the empty text.

    `own`: for columns that have missing values of their own; `doubts`: by column.
    """

    of_table: tuple[str, ...]
    by_column: tuple[frozenset[str], ...]
    own: dict[int, tuple[str, ...]]
    doubts: dict[int, Doubt]


def choose_missing(columns: Sequence[Column], choices: Sequence[Choice]) -> Missing:
    """The missing values of a table. Marks in columns of another type are missing; in texts, those that are plain."""
    typed = {
        mark for column, choice in zip(columns, choices, strict=True) if not choice.is_text for mark in column.markers
    }
    found: list[frozenset[str]] = []
    kept: set[str] = set()
    doubts: dict[int, Doubt] = {}
    for at, (column, choice) in enumerate(zip(columns, choices, strict=True)):
        marks = set(column.markers)
        kept |= column.codes
        if doubtful := sorted(column.codes & PLAIN_MARKERS):
            doubts[at] = Doubt("mark-or-value", {"values": ", ".join(doubtful)})
        if choice.is_text and marks:
            values = {mark for mark in marks if not is_missing(mark, typed)}
            marks -= values
            kept |= values
        found.append(frozenset(marks))
    everywhere = sorted(set().union(*found) - kept)
    if any(one & kept for one in found):
        own = {at: ("", *sorted(one)) for at, one in enumerate(found) if one & kept}
        return Missing(("", *everywhere), tuple(found), own, doubts)
    return Missing(("", *everywhere), tuple(found), {}, doubts)


def is_missing(mark: str, typed: set[str]) -> bool:
    """Whether a mark in a column of texts means "no value"."""
    return mark in PLAIN_MARKERS or mark in typed
