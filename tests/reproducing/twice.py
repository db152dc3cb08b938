"""A release made twice from one commit, in two environments that differ in all that it must not see."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.releasing.repositories import git

YEAR_2001 = 978_350_400


@dataclass(frozen=True)
class Environment:
    """How one of the two is made. `clone`: options of git; `mtime`: seconds since 1970, for every file."""

    folder: str
    variables: Mapping[str, str]
    clone: tuple[str, ...] = ()
    processors: int | None = None
    umask: int = 0o022
    mtime: int | None = None
    reversed: bool = False


ENVIRONMENTS = (
    Environment(
        folder="a",
        variables={"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
        processors=1,
    ),
    Environment(
        folder="un dossier à l’étroit/registre n° 2, qui a un nom bien plus long",
        variables={"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "COLUMNS": "40"},
        clone=("-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-c", "core.fileMode=false"),
        umask=0o077,
        mtime=YEAR_2001,
        reversed=True,
    ),
)


@dataclass(frozen=True)
class Comparison:
    """The files that both made, and those in which they differ (or which one has alone), by their path."""

    same: tuple[str, ...]
    different: tuple[str, ...] = field(default=())


def make(source: Path, work: Path, environment: Environment) -> Path:
    """Clones a repository and makes its release there; the folder of the clone. Raises CalledProcessError."""
    place = work / environment.folder / "registry"
    place.parent.mkdir(parents=True)
    git(work, *environment.clone, "clone", "--quiet", *environment.clone, str(source), str(place))
    if environment.reversed:
        listed_backwards(place)
    if environment.mtime is not None:
        for path in files_of(place):
            os.utime(path, (environment.mtime, environment.mtime))
    home = place.parent / "home"
    (home / "tmp").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONWARNDEFAULTENCODING")}
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PASSERELLE_CACHE": str(home / "cache")}
    run((sys.executable, "-m", "pipeline", "release"), place, {**kept, **own, **environment.variables}, environment)
    return place


def run(command: Sequence[str], place: Path, variables: Mapping[str, str], environment: Environment) -> None:
    """Runs a command under the umask and on the processors of an environment, which its children inherit."""
    mask, mine = os.umask(environment.umask), os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, sorted(mine)[: environment.processors])
        subprocess.run(command, cwd=place, env=dict(variables), check=True, capture_output=True)
    finally:
        os.umask(mask)
        os.sched_setaffinity(0, mine)


def listed_backwards(place: Path) -> None:
    """Makes the files anew, the last first: many file systems list files in the order in which they were made."""
    for part in ("raw", "schemas"):
        old = (place / part).rename(place / f"{part} before")
        for path in reversed(files_of(old)):
            new = place / part / path.relative_to(old)
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, new)
        shutil.rmtree(old)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)


def contents(place: Path) -> Iterator[tuple[str, str]]:
    """Every file that was made with its sum: of the build and its site, the archive, and what the archive holds."""
    for path in files_of(place / "build"):
        yield path.relative_to(place).as_posix(), digest(path.read_bytes())
    for path in files_of(place / "dist"):
        yield path.relative_to(place).as_posix(), digest(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path.name}/{name}", digest(archive.read(name))) for name in archive.namelist())


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def compare(one: Path, other: Path) -> Comparison:
    """What two clones made, by bytes; Parquet, SQLite and Excel too."""
    mine, theirs = dict(contents(one)), dict(contents(other))
    names = sorted({*mine, *theirs})
    same = tuple(name for name in names if mine.get(name) == theirs.get(name))
    return Comparison(same, tuple(name for name in names if name not in same))
