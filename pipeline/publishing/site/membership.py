"""Since when a state is bound by an agreement, from its acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.datapackage.rows import Row

# The state agrees to be bound (Vienna Convention on the Law of Treaties, article 11, and succession).
BINDING = ("definitive-signature", "ratification", "acceptance", "approval", "accession", "succession", "consent")
FORCE, WITHDRAWAL, SIGNATURE = "entry-into-force", "withdrawal", "signature"


def periods(acts: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """From when to when a state was bound, from its acts in their order; an open end is empty.

    It counts from the day on which the state agreed to be bound, or from the entry into force where only that is known.
    """
    since = ""
    for act in acts:
        if act["action"] == WITHDRAWAL:
            if since:
                yield since, act["date"]
            since = ""
        elif act["action"] in (*BINDING, FORCE) and not since:
            since = act["date"]
    if since:
        yield since, ""


def is_bound(acts: Sequence[Row]) -> bool:
    return any(not end for _, end in periods(acts))


def parties_in(year: int, bound: Sequence[tuple[str, str]]) -> int:
    """How many states were bound at the end of a year."""
    return sum(since[:4] <= f"{year:04}" and (not end or end[:4] > f"{year:04}") for since, end in bound)
