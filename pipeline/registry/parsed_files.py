"""What was made of a small file of schemas/, kept by its text: a process that reads the same text again parses it once.

A preview loads the contract after every save; `check --since` loads that of the revision besides.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

# Results of each kind, and the characters of a text of which the result is kept: a large one would hold its memory.
KEPT, SMALL = 300, 1 << 16


def kept_by_text(parse: Callable[[str, str], T]) -> Callable[[str, str], T]:
    """`parse`, which makes a value that nobody changes of a text and the file as it is shown. Errors are not kept."""
    kept = lru_cache(maxsize=KEPT)(parse)

    @wraps(parse)
    def parsed(text: str, shown: str) -> T:
        return kept(text, shown) if len(text) <= SMALL else parse(text, shown)

    return parsed
