"""Something that a sentence names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mention:
    """Words [first, last) that name something. `value`: its key, None where the registry does not have it.

    `names`: every name of one thing in the sentence, where its kind has such; `of`: the mention that it completes;
    `lead`: how it is spoken of ("refer", "preparatory").
    """

    first: int
    last: int
    kind: str
    value: Any = None
    names: list[Any] = field(default_factory=list)
    of: Mention | None = None
    lead: str = ""

    @property
    def numbers(self) -> list[tuple[int, int, int]]:
        """The numbers that its names say, each with its words."""
        longest: list[tuple[int, int, int]] = max((name.numbers for name in self.names), key=len, default=[])
        return longest

    @property
    def body(self) -> str:
        """The kind that its names say."""
        kind: str = next((one.kind for one in self.names if one.numbers), self.names[0].kind)
        return kind

    @property
    def owner(self) -> tuple[str | None, tuple[int, int] | None, bool]:
        """Whose it is by its names, where they say it, and whether the registry has that."""
        for one in self.names:
            if one.agreement or not one.known:
                return one.agreement, one.agreement_at, one.known
        return None, None, True
