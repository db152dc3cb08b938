"""Unexpected exceptions of validators, profiles or libraries: what they were about is reported as unchecked.

They never end a check. In the tests they are raised, so that they hide no mistake of this program.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from pipeline.core.budget import TooLong
from pipeline.core.errors import PasserelleError
from pipeline.core.os_errors import environment_fault
from pipeline.core.program_paths import PACKAGE

LONGEST = 200
# Control characters, and what may turn the direction of a line or break it.
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# In the tests: whether what nobody foresaw is raised again.
STRICT: ContextVar[bool] = ContextVar("strict", default=False)
# What a machine, a text that goes deep or a number without end may always bring about.
OF_SIZE = (RecursionError, MemoryError, OverflowError)


def cause(error: Exception) -> str:
    """The cause of an exception in one line; in the tests of this project the exception is raised again."""
    if STRICT.get() and not isinstance(error, OF_SIZE):
        raise error
    return described(error)


def described(error: Exception) -> str:
    """An exception in one line, with the place in this program where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)] or frames
    place = f" ({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}: {one_line(str(error))}{place}"


def one_line(text: str) -> str:
    """A text in one line that is not long, control characters by their numbers."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", cut)


class Cause:
    """Why what was tried could not be checked; None where it could."""

    text: str | None = None


@contextmanager
def unforeseen() -> Iterator[Cause]:
    """Context manager: an unexpected exception inside ends only what is inside; the yielded Cause says what it was.

    PasserelleErrors and errors of the machine are not caught.
    """
    noted = Cause()
    try:
        yield noted
    except Exception as error:
        # Whatever a library raises on what a stranger wrote: it is told as the cause.
        if isinstance(error, PasserelleError | TooLong) or (
            environment_fault(error, Path()) and not isinstance(error, MemoryError)
        ):
            raise
        noted.text = cause(error)
