"""Limits on the memory of a part of the program, if the system reports memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from pipeline.core.limits import LEAST_ADDRESSES, LEAST_MEMORY

try:
    import resource
except ImportError:  # pragma: no cover - Windows
    # Windows has no such limits.
    resource = None  # type: ignore[assignment]

OWN_GROUP = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
# The most pools of memory that threads have (M_ARENA_MAX of mallopt(3)): each takes 64 MB of addresses.
POOLS = -8
# With less, memory is saved where time is lost for it.
ROOMY = 2_000_000_000


def spare_memory(
    own: Path = OWN_GROUP,
    groups: Path = GROUPS,
    addresses: Callable[[], int | None] | None = None,
) -> int | None:
    """The bytes that the process may take, of its control groups and of its addresses; None where nothing limits it.

    `own`: where the system says to which groups it belongs; `groups`: where their limits are; `addresses`: the bytes
    of addresses that it may still take.
    """
    limits = [*group_limits(own, groups), (addresses or spare_addresses)()]
    return min((limit for limit in limits if limit is not None), default=None)


def spare_addresses() -> int | None:
    """The bytes of addresses that the process may still take (`ulimit -v`); None where nothing limits them."""
    limit = address_limit()
    return None if limit is None else max(limit - (addressed() or 0), 0)


def address_limit() -> int | None:
    """The bytes of addresses that the process may have (`ulimit -v`); None where nothing limits them."""
    if resource is None:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit


class TooLittle(NamedTuple):
    """A limit that is below what every command needs: bytes, and whether they are addresses (`ulimit -v`)."""

    limit: int
    needed: int
    of_addresses: bool


def too_little(
    own: Path = OWN_GROUP, groups: Path = GROUPS, addresses: Callable[[], int | None] | None = None
) -> TooLittle | None:
    """The limit of the process that is too low for any command, None where none is; parameters as of `spare_memory`."""
    limit = (addresses or address_limit)()
    if limit is not None and limit < LEAST_ADDRESSES:
        return TooLittle(limit, LEAST_ADDRESSES, of_addresses=True)
    lowest = min(group_limits(own, groups), default=LEAST_MEMORY)
    return TooLittle(lowest, LEAST_MEMORY, of_addresses=False) if lowest < LEAST_MEMORY else None


def is_scarce(spare: int | None) -> bool:
    """Whether threads would take too much of these bytes: each has a stack and a pool of memory."""
    return spare is not None and spare < ROOMY


def save_memory() -> None:
    """Lets threads share one pool of memory, and lets libraries that are loaded later start none of their own.

    Pools that threads have already stay, so this comes first.
    """
    from pipeline.core.linux import known

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if call := known("mallopt"):
        call(POOLS, 1)


def group_limits(own: Path, groups: Path) -> Iterator[int]:
    """The bytes that each control group above a process may take, of version 1 and 2; none without control groups."""
    for line in group_lines(own):
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        top, name = (groups / "memory", "memory.limit_in_bytes") if controllers else (groups, "memory.max")
        # In a container the path is that of the machine, and the top is the group of the container.
        for folder in (top, *(top / ancestor.strip("/") for ancestor in ancestors(path))):
            with suppress(OSError, ValueError):
                yield int((folder / name).read_bytes())


def group_lines(own: Path) -> list[str]:
    """The lines that name the control groups of a process."""
    try:
        return [line for line in own.read_text("utf-8", "surrogateescape").splitlines() if line.count(":") >= 2]
    except OSError:
        return []


def ancestors(path: str) -> Iterator[str]:
    """A path and those above it, the top aside; none of a path that leads out."""
    parts = [part for part in path.split("/") if part]
    if ".." not in parts:
        yield from ("/".join(parts[:count]) for count in range(len(parts), 0, -1))


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Context manager: the process may take `more` bytes beyond its current memory, if the system has such limits."""
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
