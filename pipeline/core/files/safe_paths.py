"""Which files may be read: ordinary files that no link moves out of their folder.

A link in a contributed folder can lead to any file of the machine, and a pipe or device has no end.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Literal

Reason = Literal["outside", "special"]


def refusal_reason(path: Path, within: Path | None) -> Reason | None:
    """Why a file must not be read: a link leads out of `within`, or it is not an ordinary file; None if it may be read.

    `within`: the folder that it must be in; None for a path of the command line, which may be anywhere. Paths that do
    not exist and folders are not refused here.
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
    """The folder that the shown path of a file is relative to; None if the shown path is the whole path."""
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
    """Whether a path is an existing file (or a folder, if `folder` is true); False for texts that cannot be paths."""
    try:
        return path.is_file() or (folder and path.is_dir())
    except (OSError, ValueError):
        return False
