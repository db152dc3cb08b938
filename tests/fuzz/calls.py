"""The command called in this process, as a shell would call it: its exit code, both its outputs, how long it took."""

from __future__ import annotations

import contextlib
import io
import signal
import traceback
from collections.abc import Iterator, Sequence
from time import perf_counter, process_time
from types import FrameType
from typing import NamedTuple

from pipeline.cli.main import passerelle
from pipeline.core.i18n import LANGUAGES, say

# What a mutant may take of the processor's time. A slow machine is given more by whoever calls.
SECONDS = 10.0
# By the clock it may take so many seconds: other work on the machine is no hang, and waiting forever is one.
CLOCK_SECONDS = 300


class Hang(BaseException):
    """A call that took too long; no handler of ordinary exceptions stops it."""


class Called(NamedTuple):
    """What a call gave. `broke`: the exception that got out, with its place, where one did."""

    code: int | None
    out: str
    err: str
    seconds: float
    broke: str | None = None
    trace: str = ""


def call(arguments: Sequence[str], seconds: float = SECONDS) -> Called:
    out, err = Stream(), Stream()
    start = perf_counter()
    code: int | None = None
    broke = trace = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), watched(seconds):
            passerelle.main(list(arguments), prog_name="passerelle", standalone_mode=True)
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 2
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        broke, trace = signature(error), traceback.format_exc()
    return Called(code, out.text(), err.text(), perf_counter() - start, broke or fault(err.text()), trace or "")


def fault(err: str) -> str | None:
    """The line in which the command owns up to a fault of its own, in whatever language."""
    owned = [say(lang, "trouble-program", problem="\0").partition("\0")[0] for lang in LANGUAGES]
    return next((line for line in err.splitlines() if any(item in line for item in owned)), None)


class Stream(io.TextIOWrapper):
    """An output that takes what a UTF-8 terminal or file takes, and no lone surrogates."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding="utf-8", errors="strict", newline="\n")

    def text(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode("utf-8")


@contextlib.contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Inside, Hang is raised after so many seconds of the processor, or CLOCK_SECONDS (at least these) by the clock."""
    clock, used = perf_counter(), process_time()

    def ring(_signal: int, _frame: FrameType | None) -> None:
        left = seconds - (process_time() - used)
        if left <= 0 or perf_counter() - clock >= max(seconds, CLOCK_SECONDS):
            raise Hang(f"more than {seconds:.0f} s")
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.1))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def signature(error: BaseException) -> str:
    """What an exception is known by: its kind and the innermost place in the pipeline."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/pipeline/" in frame.filename]
    place = f"{own[-1].filename.partition('/pipeline/')[2]}:{own[-1].lineno}" if own else "?"
    return f"{type(error).__name__} at {place}"
