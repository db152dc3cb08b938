"""Who belongs to what from when to when: what actions amount to, as `periods` of schemas/site.yaml declares them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.datapackage.rows import Row
from pipeline.registry.site_contract.pictures import Periods


def in_order(declared: Periods, rows: Sequence[Row], key: str) -> list[Row]:
    """Actions by date; those of one day by what they are and their key."""
    return sorted(rows, key=lambda row: [row[name] for name in (declared.date, declared.action, key)])


def lasting(declared: Periods, actions: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """From when to when a row belonged to another, by the actions of the two in their order; an open end is empty.

    A period begins with the first action that opens it; those that follow, until it is closed, change nothing.
    """
    since = ""
    for one in actions:
        if one[declared.action] in declared.closes:
            if since:
                yield since, one[declared.date]
            since = ""
        elif one[declared.action] in declared.opens and not since:
            since = one[declared.date]
    if since:
        yield since, ""


def is_open(declared: Periods, actions: Sequence[Row]) -> bool:
    return any(not end for _, end in lasting(declared, actions))


def lasting_in(year: int, periods: Sequence[tuple[str, str]]) -> int:
    """How many periods lasted at the end of a year."""
    return sum(since[:4] <= f"{year:04}" and (not end or end[:4] > f"{year:04}") for since, end in periods)
