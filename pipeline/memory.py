"""How much memory a part of the program may take, where the system keeps count of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover - Windows
    # Windows has no such limits.
    resource = None  # type: ignore[assignment]


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Inside, the process gets no more than so many bytes beyond what it has; no limit where it cannot be known."""
    now = addressed()
    if resource is None or now is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + more
    if before[0] != resource.RLIM_INFINITY and before[0] <= wanted:
        yield
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, before)


def addressed() -> int | None:
    """The bytes of addresses that the process has; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return None
