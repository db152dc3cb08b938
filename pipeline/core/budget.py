"""The budget of a check: the processor time that untrusted input may take (docs/decisions/0008).

A check starts with some seconds. Each value adds the time that an honest value of its size needs at most, and subtracts
the time that it took. So a check of many rows is not cut off, and a small file that was made to be slow ends soon.
Whatever is not reached is unchecked. Suggestions have a separate share; when it is used up, there are no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time

from pipeline.core.limits import CHECK_SECONDS, DOCUMENT_MICROSECONDS, FINDINGS, SUGGESTION_SECONDS


class TooLong(Exception):
    """Raised when no time is left for something, which is then reported as unchecked."""


class Budget:
    """The seconds that a check has left, those for its suggestions, and how many findings are still kept.

    `clock`: what the time is taken from.
    """

    def __init__(self, seconds: float = CHECK_SECONDS, suggesting: float = SUGGESTION_SECONDS) -> None:
        self.left, self.suggesting = seconds, suggesting
        self.findings = FINDINGS
        self.clock = thread_time
        # How many stretches of spending are under way, one inside the other, and until when they are paid for.
        self.depth, self.paid = 0, 0.0

    @property
    def is_spent(self) -> bool:
        return self.left <= 0

    def allow_document(self, text: str) -> None:
        """Adds the time that a document of this length may take."""
        self.left += len(text) * DOCUMENT_MICROSECONDS / 1_000_000

    def refuse_if_spent(self) -> None:
        """Raises TooLong where no time is left."""
        self.pay()
        if self.is_spent:
            raise TooLong

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Takes off the time that it takes inside; what is spending inside of it once more is counted once."""
        self.pay()
        self.depth += 1
        try:
            yield
        finally:
            self.pay()
            self.depth -= 1

    def pay(self) -> None:
        """Takes off the time since it was last paid for, if any is being spent."""
        now = self.clock()
        if self.depth:
            self.left -= now - self.paid
        self.paid = now

    @contextmanager
    def suggestion(self) -> Iterator[bool]:
        """Whether there is time for one more suggestion; takes off what it takes."""
        start = self.clock()
        try:
            yield self.suggesting > 0
        finally:
            self.suggesting -= self.clock() - start


# Outside of a check (in a test, a notebook) time has no limit.
ENDLESS = Budget(float("inf"), float("inf"))
CURRENT: ContextVar[Budget] = ContextVar("budget", default=ENDLESS)


def budget() -> Budget:
    """The budget of the check that is running; without a check, a budget without limit."""
    return CURRENT.get()


@contextmanager
def budgeted(given: Budget | None = None) -> Iterator[Budget]:
    """Context manager: sets the budget of the check that runs inside, by default a new one, and yields it."""
    own = given or Budget()
    token = CURRENT.set(own)
    try:
        yield own
    finally:
        CURRENT.reset(token)
