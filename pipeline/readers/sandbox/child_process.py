"""The parent's side: starts a child process when it is needed, sends requests, and reports failures as ReaderFault."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path
from typing import IO, Any, Literal

from pipeline.core.limits import READER_BYTES, READER_CLOCK_SECONDS, READER_MEMORY, READER_SECONDS
from pipeline.core.programs import child_environment, python_command
from pipeline.readers.sandbox.answers import loaded
from pipeline.readers.sandbox.worker import LENGTH, own_peak

Reason = Literal["memory", "time", "crash", "bytes"]
WORKER = Path(__file__).with_name("worker.py")
# What a library says before it aborts for want of memory.
NO_MEMORY = (b"memory allocation", b"bad_alloc", b"out of memory", b"MemoryError", b"cannot allocate")
SAID_BYTES = 4_096
# The signal for which memory is the usual cause.
OUT_OF_MEMORY = "SIGKILL"
# A process that has grown to such a share of its memory, and then crashed, has most likely crashed for want of it.
NEARLY = 0.6
# An answer is a little longer than the text in it.
ROOM = 1 << 20


class ReaderFault(Exception):
    """Raised if a child process failed; `reason`: "memory", "time", "bytes" (too much output) or "crash"."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


class ReaderProblem(Exception):
    """What a library says of a document that it cannot read."""


class Child:
    """A Python process that answers requests. `memory`: the bytes that it may use; 0 for no limit."""

    def __init__(self, memory: int = READER_MEMORY) -> None:
        self.memory = memory
        self.owner = os.getpid()
        self.said = errors_file()
        # Seconds of its processor's time that answers have taken.
        self.spent = 0.0
        # Whether it waits for a request, and whether it may serve another document.
        self.idle, self.worn, self.late, self.killed = True, False, False, False
        self.process = subprocess.Popen(
            python_command(str(WORKER), str(memory)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if self.said is None else self.said,
            env=child_environment(),
        )
        # The system counts what the parent had taken as the child's, until the child has more.
        self.inherited = own_peak()

    def ask(
        self, function: str, *arguments: Any, seconds: float = READER_SECONDS, clock: int = READER_CLOCK_SECONDS
    ) -> Any:
        """The result of a function ("module:name"). Raises ReaderFault, ReaderProblem, and what the function raises.

        `seconds`, `clock`: how much processor time and clock time it may take; 0 for no limit.
        """
        return next(self.ask_each(function, [arguments], seconds, clock))

    def ask_each(
        self, function: str, items: Sequence[tuple[Any, ...]], seconds: float = 0, clock: int = 0
    ) -> Iterator[Any]:
        """The results of a function for several lists of arguments, in their order; raises as `ask` does.

        `seconds`, `clock`: the limits for all of them together.
        """
        self.idle = False
        with self.ending_after(clock):
            self.send((seconds, clock, function, items))
            for at in range(1, len(items) + 1):
                kind, value, spent, self.worn = self.receive(seconds, clock)
                self.spent += spent
                self.idle = at == len(items)
                if kind == "value":
                    yield value
                elif kind == "memory":
                    self.end()
                    raise ReaderFault("memory", most=self.memory >> 20)
                else:
                    raise value if kind == "error" else ReaderProblem(value)

    def send(self, request: Any) -> None:
        data = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        assert self.process.stdin is not None
        # A child that has ended takes none; why is found where the answer is read.
        with suppress(BrokenPipeError):
            self.process.stdin.write(LENGTH.pack(len(data)) + data)
            self.process.stdin.flush()

    def receive(self, seconds: float, clock: int) -> tuple[str, Any, float, bool]:
        assert self.process.stdout is not None
        head = self.process.stdout.read(LENGTH.size)
        size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        if self.memory and size > READER_BYTES + ROOM:
            self.end()
            raise ReaderFault("bytes", most=READER_BYTES >> 20)
        data = self.process.stdout.read(size) if size else b""
        if not data or len(data) < size:
            raise self.fault(seconds, clock)
        answered: tuple[str, Any, float, bool] = loaded(data)
        return answered

    @contextmanager
    def ending_after(self, clock: int) -> Iterator[None]:
        """Context manager: ends the child if what is inside takes longer than `clock` seconds."""
        timer = threading.Timer(clock, self.end_late) if clock else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
                timer.join()

    def end_late(self) -> None:
        self.late = True
        self.process.kill()

    def fault(self, seconds: float, clock: int) -> ReaderFault:
        """The fault of a child that ended before it answered."""
        code, grown = self.wait()
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        if self.late or name == "SIGALRM":
            return ReaderFault("time", most=clock)
        if name == "SIGXCPU":
            return ReaderFault("time", most=ceil(seconds))
        words = self.last_words()
        full = bool(self.memory) and grown > NEARLY * self.memory
        if full or name == OUT_OF_MEMORY or any(word in words for word in NO_MEMORY):
            return ReaderFault("memory", most=(self.memory or grown) >> 20)
        return ReaderFault("crash", name=name)

    def wait(self) -> tuple[int, int]:
        """The exit code (negative for a signal), and the most bytes that the child used; 0 if unknown."""
        if self.process.stdout is not None:
            self.process.stdout.close()
        if hasattr(os, "wait4") and self.process.returncode is None:
            _, status, usage = os.wait4(self.process.pid, 0)
            self.process.returncode = os.waitstatus_to_exitcode(status)
            most = usage.ru_maxrss * 1024
            return self.process.returncode, most if most > self.inherited else 0
        return self.process.wait(), 0

    def last_words(self) -> bytes:
        if self.said is None:
            return b""
        self.said.seek(0)
        return self.said.read(SAID_BYTES)

    def end(self) -> None:
        """Ends the child at once."""
        self.killed, self.idle = True, False
        with suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """Ends the child and waits until it has ended."""
        self.end()
        for stream in (self.process.stdin, self.process.stdout, self.said):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self.process.wait()


def errors_file() -> IO[bytes] | None:
    """A file in memory for what a child says on its error output; None where there is none."""
    if not hasattr(os, "memfd_create"):
        return None
    with suppress(OSError):
        return os.fdopen(os.memfd_create("said"), "rb", buffering=0)
    return None


# Children that wait for the next document. Processes are the process's own, and so are these.
WAITING: list[Child] = []


@contextmanager
def reader() -> Iterator[Child]:
    """A child with limits, for one document: one that waits, or a new one."""
    child = waiting_child() or Child()
    try:
        yield child
    finally:
        if child.idle and not child.worn and child.process.poll() is None:
            WAITING.append(child)
        else:
            child.close()


def waiting_child() -> Child | None:
    """A child that waits and lives; a process that was forked asks none of its parent's."""
    while WAITING:
        child = WAITING.pop()
        if child.owner == os.getpid():
            if child.process.poll() is None:
                return child
            child.close()
    return None


@atexit.register
def close_waiting() -> None:
    while child := waiting_child():
        child.close()
