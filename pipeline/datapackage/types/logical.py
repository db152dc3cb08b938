"""The logical value of a cell: its equality, its order, its length."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any, NamedTuple

# Sums keep every digit that a cell can reasonably have.
EXACT = Context(prec=5_000)


class Order(NamedTuple):
    """A place in an order that may be partial.

    `points` are compared one by one (a duration has four, everything else one); a value is above another one if it is
    above it at every point. `zoned` tells instants from local times, which only compare where 14 hours do not matter
    (XML Schema 2, 3.2.7.4); None where there is no zone to speak of.
    """

    points: tuple[Decimal, ...]
    zoned: bool | None = None


WIDEST_ZONE = Decimal(14 * 3600)


def at_least(order: Order, other: Order) -> bool:
    """Whether a value is surely not less than another one; what cannot be ordered (NaN, P1M beside P30D) is not."""
    if is_simple(order, other):
        return order.points >= other.points
    return all(mine >= theirs for mine, theirs in comparable(order, other))


def above(order: Order, other: Order) -> bool:
    """Whether a value is surely greater than another one."""
    if is_simple(order, other):
        return order.points > other.points
    return all(mine > theirs for mine, theirs in comparable(order, other))


def is_simple(order: Order, other: Order) -> bool:
    """Whether two orders have one point each that compare as they are, as nearly all do."""
    return (
        order.zoned is other.zoned
        and len(order.points) == 1 == len(other.points)
        and not (order.points[0].is_nan() or other.points[0].is_nan())
    )


def comparable(order: Order, other: Order) -> list[tuple[Decimal, Decimal]]:
    """The points side by side, NaN never comparing; local times as early, their rival as late as it can be."""
    if any(point.is_nan() for point in (*order.points, *other.points)):
        return [(Decimal(0), Decimal(1))]
    pairs = list(zip(order.points, other.points, strict=True))
    if order.zoned is other.zoned:
        return pairs
    return [(EXACT.subtract(mine, WIDEST_ZONE), theirs) for mine, theirs in pairs]


class Logical(NamedTuple):
    """A logical value.

    `key`: canonical text, the same for equal values (`1`, `+1` and `01` are all "1") and, where a cell is already
    written canonically, the cell itself: the kernel relies on it. `order`: None where the type has none. `length`: of
    a string in code points, of a collection in items. `data`: what a JSON Schema sees.
    """

    key: str
    order: Order | None = None
    length: int | None = None
    data: Any = None


# Turns a cell into its logical value. Raises ValueError where it is not of the type. A cell is text, or what a format
# with types of its own (JSON, Parquet) holds: bool, int, float, Decimal, str, list, dict.
Parser = Callable[[Any], Logical]
