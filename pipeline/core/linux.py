"""System calls of Linux that Python does not offer; on other systems each function does the next best thing."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

from pipeline.core.programs import python_command

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
# A program in a child that the kernel ends with its parent (PR_SET_PDEATHSIG of prctl(2)), however that ends.
CHILD = """
import ctypes, os, sys
parent, program = int(sys.argv[1]), sys.argv[2:]
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
os.execv(program[0], program)
"""


def exchange(path: Path, other: Path) -> bool:
    """Lets two paths change places in one step; False where the system or the file system cannot."""
    call = known("renameat2")
    if call is None:
        return False
    return bool(call(HERE, os.fsencode(path), HERE, os.fsencode(other), EXCHANGE) == 0)


def sync_file_system(folder: Path) -> None:
    """Brings all that was written to the file system of a folder to the disk, so that a rename never comes before."""
    call = known("syncfs")
    if call is None:
        if hasattr(os, "sync"):
            os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if call(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def child_command(*program: str) -> list[str]:
    """The command that runs a program in a child that ends with this process (on Linux; elsewhere unchanged)."""
    if sys.platform != "linux":
        return list(program)
    return python_command("-c", CHILD, str(os.getpid()), *program)


def known(name: str) -> Any:
    """A function of the C library; None where it has none of this name."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), name, None)
