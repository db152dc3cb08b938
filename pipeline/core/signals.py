"""Signals that ask the program to stop: an interrupt, a termination or a lost terminal ends a command in order."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
# What is interrupted when the process is asked to stop. Signals are the process's, and so are these.
INTERRUPTS: list[Callable[[], object]] = []


class Stopped(BaseException):
    """Raised in the main thread when a signal asks the program to stop, so that unfinished work is cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def name(self) -> str:
        """The name of the signal, such as "SIGTERM"."""
        return signal.Signals(self.number).name

    @property
    def exit_code(self) -> int:
        """The exit code of a process that the signal ended: 128 and the number of the signal."""
        return 128 + self.number


@contextmanager
def interruptible(interrupt: Callable[[], object]) -> Iterator[None]:
    """Context manager: calls `interrupt` when the process is asked to stop, as a running query does not see signals."""
    INTERRUPTS.append(interrupt)
    try:
        yield
    finally:
        INTERRUPTS.remove(interrupt)


@contextmanager
def listening(numbers: Collection[int]) -> Iterator[None]:
    """Inside, a thread calls what is interruptible at once: Python itself hears a signal when the query has ended."""
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)

    def listen() -> None:
        while heard := os.read(ear, 1):
            if heard[0] in numbers:
                for interrupt in tuple(INTERRUPTS):
                    interrupt()

    thread = threading.Thread(target=listen, daemon=True)
    before = signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    thread.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(mouth)
        thread.join()
        os.close(ear)


@contextmanager
def stoppable() -> Iterator[None]:
    """Context manager: the first signal that asks the process to stop raises Stopped; ignored signals stay ignored.

    If a library turns the interruption into an error of its own, Stopped is raised in its place.
    """
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread hears signals.
        yield
        return
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if not asked:
            # Who presses Ctrl+C twice does not want half of the clearing up.
            asked.append(number)
            raise Stopped(number)

    before = {number: signal.getsignal(number) for number in numbers}
    heard = [number for number in numbers if before[number] is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, stop)
    try:
        with listening(heard):
            yield
    except Exception as error:
        if asked:
            # Whatever else went wrong, it did so because of the signal.
            raise Stopped(asked[0]) from error
        raise
    finally:
        for number in heard:
            signal.signal(number, before[number])
