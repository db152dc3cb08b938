"""The agreements and meetings of the registry, in the form that reading texts needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Agreement:
    """What reading needs to know of an agreement: what it calls itself, its parent, the kinds of its bodies,
    the keys of the cities of its secretariat."""

    family: str
    parent: str | None
    bodies: tuple[str, ...]
    seats: tuple[str, ...] = ()


class Session(NamedTuple):
    """A meeting of the registry: whose it is, the keys of its cities, its days (EDTF, "" where unknown)."""

    agreement: str
    cities: tuple[str, ...]
    start: str
    end: str
