"""What is known of a column while its rows are read: which types hold in every cell, which nearly do, which values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from pipeline.core.database.sql import is_one_of, is_short
from pipeline.inference.candidates import Candidate
from pipeline.inference.shapes import AnyShape, runs_of, shape_of
from pipeline.inference.vocabulary import MARKERS, PLAIN_MARKERS

# A column of so few distinct values is known by them: a further cell need only be one of them. Beyond, a type is told
# sooner than that a cell is one of them.
FEW_VALUES = 40
# So many distinct values of the first rows are read one by one; of more, a sample.
MANY_VALUES = 2_000
SAMPLE = 500
FIRST_LOOK = 25
# A type that so few cells are not of is worth a remark.
FEW_EXCEPTIONS = 2
SHARE_OF_EXCEPTIONS = 0.01
SHOWN = 5
# So many codes that look like a mark of a missing value make it one of them.
ENOUGH_CODES = 8


class Seen(NamedTuple):
    """A distinct value: how often it was seen, and the number of its first row."""

    value: str
    times: int
    row: int


@dataclass
class State:
    """How a type fares: how many cells are not of it, and the first of them."""

    misses: int = 0
    exceptions: list[Seen] = field(default_factory=list)


class Column:
    """A column. `values`: its distinct values by text, all of them while it is `closed`, else some.

    `kinds`: how many cells came as texts and as values of other types; `unique`: whether no value stood twice so far.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.values: dict[str, Seen] = {}
        self.markers: dict[str, Seen] = {}
        self.closed = True
        self.nulls = 0
        self.filled = 0
        self.distinct = 0
        self.longest = 0
        self.average = 0.0
        self.unique = False
        self.kinds: Counter[str] = Counter()
        self.alive: dict[str, Candidate] = {}
        self.states: dict[str, State] = {}
        self.shape: AnyShape | None = None
        # Marks of missing values that are values here: NA among the codes of countries.
        self.codes: set[str] = set()

    def is_marker(self, value: str) -> bool:
        return value in MARKERS and value not in self.codes

    def open_with(self, candidates: Mapping[str, Candidate], sample: Sequence[str]) -> None:
        """Takes the types that a sample of distinct values speaks for."""
        plain = [one for one in sample if one not in MARKERS] or list(sample)
        self.alive = {}
        for name, candidate in candidates.items():
            mark = candidate.properties.get("delimiter")
            if mark is not None and not any(mark in one for one in plain):
                continue
            if speaks_for(candidate, plain[:FIRST_LOOK]) and speaks_for(candidate, plain):
                self.alive[name] = candidate
        self.states = {name: State() for name in self.alive}
        self.shape = shape_of(plain)

    def add(self, found: Iterable[Seen]) -> None:
        """Takes distinct values of some rows that were not known to be good: judges them by every type left."""
        new: list[Seen] = []
        for one in found:
            is_marker = self.is_marker(one.value)
            store = self.markers if is_marker else self.values
            known = store.get(one.value)
            store[one.value] = one if known is None else known._replace(times=known.times + one.times)
            new += [] if is_marker else [one]
        misses: dict[str, list[Seen]] = {}
        for name, candidate in self.alive.items():
            # What a narrower type takes needs no judging; the narrower ones come first.
            narrower = [misses[one] for one in candidate.narrower if one in misses]
            left = min(narrower, key=len) if narrower else new
            misses[name] = [one for one in left if not candidate.accepts(one.value)]
            self.note(name, misses[name])
        self.widen_shape(new)
        self.drop_unlikely()

    def recognise_codes(self) -> None:
        """Takes marks of missing values for values where the other values are codes of the same shape, or texts.

        Among texts "unknown" is a word; what means nothing else (NULL, N/A) is a mark everywhere.
        """
        if not self.values:
            return
        words = set() if any(one.type not in ("string", "list") for one in self.alive.values()) else set(self.markers)
        codes = {mark for mark in self.markers if mark in words - PLAIN_MARKERS or is_code_among(mark, self.values)}
        self.codes |= codes
        self.add([self.markers.pop(mark) for mark in sorted(codes)])

    def note(self, name: str, misses: Sequence[Seen]) -> None:
        """Notes cells that are not of a type."""
        state = self.states[name]
        state.misses += sum(one.times for one in misses)
        state.exceptions += misses[: SHOWN - len(state.exceptions)]

    def widen_shape(self, new: Sequence[Seen]) -> None:
        if self.shape is not None:
            self.shape = self.shape.widened([one.value for one in new])

    def drop_unlikely(self) -> None:
        """Gives up the types that more than a few cells are not of."""
        most = tolerated(self.filled)
        self.alive = {name: one for name, one in self.alive.items() if self.states[name].misses <= most}

    def settle(self) -> None:
        """Called after the first rows where more follow: a column of many values is known by its types from now on."""
        known = [*self.values, *self.markers]
        self.closed = self.closed and len(known) <= FEW_VALUES and is_short(known)
        if self.holds("integer") and not self.closed:
            # Codes with a zero in front are told from integers in the first rows.
            self.alive.pop("digits", None)

    def forget(self) -> None:
        """Drops the distinct values beyond a sample, of a column that has many."""
        if len(self.values) > MANY_VALUES:
            self.values = dict(islice(self.values.items(), MANY_VALUES))

    @property
    def active(self) -> list[Candidate]:
        """The types that have to be judged: not those that take whatever a narrower one takes."""
        return [one for one in self.alive.values() if not self.is_implied(one)]

    def is_implied(self, one: Candidate) -> bool:
        return any(name in self.alive for name in one.narrower)

    def condition(self, column: str) -> str:
        """SQL that is true only of cells that need not be looked at: null if others were, known, or of every type."""
        if self.closed:
            good = is_one_of(column, [*self.values, *self.markers])
        else:
            parts = [one.condition(column) for one in self.active]
            parts += [self.shape.condition(column)] if self.shape is not None else []
            good = " AND ".join(parts) or "TRUE"
            good = f"({is_one_of(column, list(self.markers))} OR ({good}))" if self.markers else good
        return f"({column} IS NULL OR {good})" if self.nulls else f"({column} IS NOT NULL AND {good})"

    def holds(self, name: str) -> bool:
        """Whether every cell that is no mark of a missing value is of a type."""
        return name in self.alive and self.states[name].misses == 0 and bool(self.values)

    @property
    def marked(self) -> int:
        """How many cells hold a mark of a missing value; of a long table, at least so many."""
        return sum(one.times for one in self.markers.values())

    @property
    def plain_values(self) -> list[str]:
        """The distinct values that are known, marks of missing values left out."""
        return list(self.values)


def is_code_among(mark: str, values: Iterable[str]) -> bool:
    """Whether most of the other values are of the same shape as a mark of a missing value."""
    shape = runs_of(mark)
    alike = [runs_of(value) == shape for value in values]
    return shape is not None and sum(alike) >= max(ENOUGH_CODES, len(alike) // 2)


def tolerated(cells: int) -> int:
    """How many cells may be of another type where a type is still worth a remark."""
    return max(FEW_EXCEPTIONS if cells >= 20 else 0, int(cells * SHARE_OF_EXCEPTIONS))


def speaks_for(candidate: Candidate, sample: Sequence[str]) -> bool:
    """Whether most values of a sample are of a type."""
    most = max(1 if len(sample) >= 10 else 0, len(sample) // 10)
    bad = 0
    for value in sample:
        bad += not candidate.accepts(value)
        if bad > most:
            return False
    return bad < len(sample)
