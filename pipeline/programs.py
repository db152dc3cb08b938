"""Where a program of the machine lies: never in the folder where the command happens to run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def find_program(name: str) -> Path | None:
    """The whole path of a program in the folders of PATH; None where there is none.

    Empty and relative entries of PATH mean the current folder, or one below it: a stranger can have filled it.
    """
    folders = map(Path, os.environ.get("PATH", os.defpath).split(os.pathsep))
    # Asked for by its path, Windows does not look into the current folder first.
    found = (shutil.which(folder / name) for folder in folders if folder.is_absolute())
    return next((Path(one) for one in found if one), None)
