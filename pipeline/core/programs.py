"""How other programs are started: no program and no Python module of the current folder is run.

The current folder is often a contributed one. Python with `-c` or `-m` looks for modules there first, and relative or
empty entries of PATH or PYTHONPATH mean it too. All other entries of these variables belong to the user and are kept.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - runs before pathlib is loaded


def absolute_entries(value: str) -> str:
    """A list of folders (as in PATH) without those that depend on the current folder."""
    return os.pathsep.join(part for part in value.split(os.pathsep) if os.path.isabs(part))  # noqa: PTH117 - as above


def leave_current_folder(*, as_module: bool) -> None:
    """Removes the current folder and relative entries from the search paths for modules and programs of this process.

    `as_module`: whether Python was started with `-m`, which puts the current folder first. The folder of this package
    is moved to the end, so that the package is still found.
    """
    if as_module and not sys.flags.safe_path:
        del sys.path[0]
    relative = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if not os.path.isabs(part)]  # noqa: PTH117
    unsafe = {"", *(os.path.abspath(folder) for folder in relative)} if "PYTHONPATH" in os.environ else {""}  # noqa: PTH100
    sys.path[:] = [folder for folder in sys.path if folder not in unsafe]
    if ROOT not in sys.path:
        sys.path.append(ROOT)
    for name in ("PATH", "PYTHONPATH"):
        if name in os.environ:
            os.environ[name] = absolute_entries(os.environ[name])
    # Every Python that this process starts, also through a library.
    os.environ["PYTHONSAFEPATH"] = "1"


def python_command(*arguments: str) -> list[str]:
    """The command that runs this Python with arguments, without modules of the current folder."""
    return [sys.executable, "-P", *arguments]


def child_environment() -> dict[str, str]:
    """The environment variables for a child process, without entries that depend on the current folder."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PATH", "PYTHONPATH")}
    cleared = {name: absolute_entries(os.environ[name]) for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | cleared | {"PYTHONSAFEPATH": "1"}


def find_program(name: str) -> Path | None:
    """The absolute path of a program in the absolute folders of PATH; None if it is in none of them."""
    import shutil
    from pathlib import Path

    found = shutil.which(name, path=absolute_entries(os.environ.get("PATH", os.defpath)) or os.devnull)
    # Windows looks in the current folder too.
    return Path(found) if found and os.path.isabs(found) else None  # noqa: PTH117 - as above
