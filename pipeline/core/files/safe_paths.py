"""Which files may be read: ordinary ones, that lie where their name says they lie.

A link in a contributed folder can point at any file of the machine, and a pipe or a device never ends.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Literal

Reason = Literal["outside", "special"]


def refusal_reason(path: Path, within: Path | None) -> Reason | None:
    """Why a file is not read: its links lead out of `within`, or it is no ordinary file; None for one that may be.

    `within`: None for a file that somebody named on the command line, which may lie anywhere. What does not exist, and
    a folder, is left to whoever opens it.
    """
    try:
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            return "outside"
        mode = path.stat().st_mode
    except (OSError, RuntimeError, ValueError):
        # Nothing there, a circle of links, a name that no system takes.
        return None
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "special"


def base_folder(path: Path, display_path: str) -> Path | None:
    """The folder that a file is shown from, where findings show it by its way from there; None where they show all."""
    parts = Path(display_path).parts
    if (
        not parts
        or Path(display_path).is_absolute()
        or path.parts[-len(parts) :] != parts
        or path == Path(display_path)
    ):
        return None
    return path.parents[len(parts) - 1]


def is_there(path: Path, *, folder: bool = False) -> bool:
    """Whether a path is a file (or a folder, if that will do); what no system takes for a path is none."""
    try:
        return path.is_file() or (folder and path.is_dir())
    except (OSError, ValueError):
        return False
