"""What reads texts, as other rooms see it: kinds of statements as data, or code that knows its field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.datapackage.rows import Tables
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statements import Gap, Statement


class Reading(Protocol):
    """Reads texts with the names of a registry. Processes hand it over, so it can be pickled."""

    def statements(self, text: str, source_id: str, lang: str | None) -> tuple[Statement, ...]:
        """The facts that a text states, in the order of their places; `lang`: None where nobody says it."""
        ...

    def gaps(self, text: str, statements: Sequence[Statement]) -> Iterator[Gap]:
        """The sentences that name a thing and a day but gave none of the statements, each with the reason."""
        ...


class Reader(Protocol):
    """Makes readings. Preparing the names is slow, so their version is known before."""

    def version(self, names: list[PrintedName], typed: Tables) -> str:
        """A digest of all that decides what is read besides the text: names, rows, rules and their words."""
        ...

    def reading(self, names: list[PrintedName], typed: Tables) -> Reading:
        """The reading with the names of a registry; `typed`: the tables that people enter."""
        ...
