"""Two environments: what differs between them must not be seen in what is published."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """Where and how a commit is published.

    `folder`: below which all of it happens; `processors`: how many of those that there are; `backwards`: whether the
    files are made in the other order; `git`: the settings of the checkout; `clock`: what faketime is told, where it is
    installed; `code`: the folder whose program publishes, None for the one that is checked out.
    """

    name: str
    folder: str
    variables: Mapping[str, str]
    git: tuple[str, ...]
    umask: int
    processors: int
    backwards: bool
    clock: str
    year: int

    def shown(self) -> dict[str, str]:
        """What is different, in words."""
        return {
            "path": self.folder,
            **self.variables,
            "git": " ".join(self.git),
            "umask": f"{self.umask:03o}",
            "processors": str(self.processors),
            "order of files": "backwards" if self.backwards else "as checked out",
            "changed in": str(self.year),
            "clock": self.clock if faketime() else "this one, at another moment",
        }


PLAIN = Environment(
    name="plain",
    folder="a",
    variables={
        "TZ": "UTC", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "USER": "a", "LOGNAME": "a",
        "COLUMNS": "80",
    },
    git=("core.autocrlf=false", "core.eol=lf", "core.precomposeunicode=false"),
    umask=0o022,
    processors=1,
    backwards=False,
    clock="2020-02-29 23:59:00",
    year=2001,
)  # fmt: skip
ODD = Environment(
    name="odd",
    folder="un chemin très long, avec des espaces & des accents/où l’on n'est plus d'ici/" + "x" * 60,
    variables={
        "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "fr_FR.UTF-8", "PYTHONHASHSEED": "4242",
        "PYTHONUTF8": "0", "USER": "İpek Ünal", "LOGNAME": "ipek", "COLUMNS": "200", "NO_COLOR": "1",
    },
    git=("core.autocrlf=true", "core.eol=crlf", "core.precomposeunicode=true"),
    umask=0o077,
    processors=2,
    backwards=True,
    clock="2031-07-14 12:00:00",
    year=2019,
)  # fmt: skip


def faketime() -> str | None:
    return shutil.which("faketime")


def variables(environment: Environment, folder: Path) -> dict[str, str]:
    """All variables of the environment: those that programs need to be found, and its own."""
    home, temporary = folder / "home", folder / "temporary"
    for path in (home, temporary):
        path.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "VIRTUAL_ENV", "SYSTEMROOT")}
    return {**kept, **environment.variables, "HOME": str(home), "TMPDIR": str(temporary)}
