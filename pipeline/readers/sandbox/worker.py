"""The child process: sets its limits, then answers one request after another until its input ends.

It imports nothing of the project before the first request, so that it starts as fast as Python does.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from importlib import import_module
from math import ceil
from time import process_time
from typing import Any, BinaryIO

try:
    import resource
except ImportError:  # pragma: no cover - Windows
    # Windows has no limits of this kind; there the parent's clock is the bound.
    resource = None  # type: ignore[assignment]

LENGTH = struct.Struct("<Q")
# What a child may write to a file: it has none to write.
FILE_BYTES = 1 << 20
# A child whose memory once grew to such a share of its limit serves no further document.
WORN = 4


def main(memory: int) -> None:
    """`memory`: bytes that this process may take; 0 for no limit but those that it was started with."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # noqa: PTH100, PTH120 - pathlib takes a while to load
    if root not in sys.path:
        sys.path.append(root)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints is no answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory:
        limit_memory(memory)
    requests = sys.stdin.buffer
    while head := requests.read(LENGTH.size):
        seconds, clock, function, items = pickle.loads(requests.read(LENGTH.unpack(head)[0]))
        limit_time(seconds, clock)
        for item in items:
            start = process_time()
            answered = answer(function, item)
            give(answers, (*answered, process_time() - start, is_worn_out(memory)))
        limit_time(0, 0)


def answer(function: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """What a function ("module:name") returns, or what it raises."""
    module, _, name = function.partition(":")
    try:
        return "value", getattr(import_module(module), name)(*arguments)
    except MemoryError:
        return "memory", None
    except BaseException as error:
        # Whatever a library raises (a panic of Rust is no Exception): one of its own would have to be loaded in the
        # parent to be raised there.
        ours = type(error).__module__.partition(".")[0] in ("builtins", "pipeline")
        return ("error", error) if ours else ("problem", str(error) or type(error).__name__)


def give(answers: BinaryIO, answered: tuple[str, Any, float, bool]) -> None:
    try:
        data = pickle.dumps(answered, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        data = pickle.dumps(("memory", None, 0.0, True))
    answers.write(LENGTH.pack(len(data)))
    answers.write(data)
    answers.flush()


def limit_memory(memory: int) -> None:
    """Limits the address space, the files and the core dump of this process, never above what it was started with."""
    if resource is None:
        return
    for what, most in (("RLIMIT_AS", memory), ("RLIMIT_FSIZE", FILE_BYTES), ("RLIMIT_CORE", 0)):
        number = getattr(resource, what, None)
        if number is not None:
            soft, hard = resource.getrlimit(number)
            least = min(size for size in (most, soft, hard) if size != resource.RLIM_INFINITY)
            try:
                resource.setrlimit(number, (least, hard))
            except (OSError, ValueError):
                # macOS has the name and not the limit.
                continue


def limit_time(seconds: float, clock: int) -> None:
    """Lets the system end this process after so many seconds of its processor, or of the clock; 0 for no limit.

    The parent has a clock too. This one also ends a child whose parent was killed.
    """
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = ceil(process_time() + seconds) if seconds else hard
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    if hasattr(signal, "alarm"):
        signal.alarm(clock + 1 if clock else 0)


def is_worn_out(memory: int) -> bool:
    """Whether this process has grown so much that the next document would have less room."""
    return bool(memory) and own_peak() > memory // WORN


def own_peak() -> int:
    """The most bytes that this process has taken; 0 where no system says so."""
    try:
        # The numbers of `resource` begin with those of the process that started this one.
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - pathlib takes a while to load
            return next((int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    main(int(sys.argv[1]))
