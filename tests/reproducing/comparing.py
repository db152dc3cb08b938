"""Two publications of one commit, file by file: by bytes, and by value where a format holds the clock of its maker."""

from __future__ import annotations

import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb

PUBLISHED = ("build", "dist")


class Compared(NamedTuple):
    """How many files of a kind there are on both sides, how many are equal in bytes or value, and which in neither."""

    kind: str
    files: int
    same_bytes: int
    same_value: int
    different: tuple[str, ...]


def compare(path: Path, other: Path, unpacked: Path) -> list[Compared]:
    """What was published in two checkouts, kind by kind; the entries of archives count as files of their own."""
    mine, theirs = (files(checkout, unpacked / str(number)) for number, checkout in enumerate((path, other)))
    kinds: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(mine.keys() | theirs.keys()):
        kinds.setdefault(kind(name), []).append((name, verdict(mine.get(name), theirs.get(name))))
    found = []
    for named, verdicts in kinds.items():
        counted = Counter(said for _, said in verdicts)
        different = tuple(name for name, said in verdicts if said == "different")
        found.append(Compared(named, len(verdicts), counted["bytes"], counted["value"], different))
    return found


def files(checkout: Path, unpacked: Path) -> Mapping[str, Path]:
    """Every published file by its path, and every entry of every archive in dist/."""
    found = {
        path.relative_to(checkout).as_posix(): path
        for folder in PUBLISHED
        for path in (checkout / folder).rglob("*")
        if path.is_file()
    }
    for path in sorted((checkout / "dist").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(unpacked / path.stem)
        names = (entry for entry in (unpacked / path.stem).rglob("*") if entry.is_file())
        found |= {f"dist/{path.name}!/{entry.relative_to(unpacked / path.stem).as_posix()}": entry for entry in names}
    return found


def kind(name: str) -> str:
    """What a file is told with: its part of the publication and its suffix."""
    part = "archive" if "!/" in name else "the archive itself" if name.startswith("dist/") else name.split("/")[1]
    if "pagefind/" in name:
        return "site: search index"
    if part == "the archive itself" or "." in part:
        return part
    return f"{part}: {name.rpartition('.')[2] if '.' in name.rpartition('/')[2] else 'no suffix'}"


def verdict(mine: Path | None, theirs: Path | None) -> str:
    """ "bytes", "value" or "different"."""
    if mine is None or theirs is None:
        return "different"
    if mine.read_bytes() == theirs.read_bytes():
        return "bytes"
    read = VALUES.get(mine.suffix)
    return "value" if read and list(read(mine)) == list(read(theirs)) else "different"


def parquet_values(path: Path) -> Iterator[object]:
    with duckdb.connect(":memory:") as connection:
        found = connection.execute("SELECT * FROM read_parquet($file)", {"file": str(path)})
        yield [(item[0], str(item[1])) for item in found.description or ()]
        yield from found.fetchall()


def sqlite_values(path: Path) -> Iterator[object]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from connection.iterdump()


def excel_values(path: Path) -> Iterator[object]:
    """Every part of the workbook but its properties, which name a moment."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if not name.startswith("docProps/"):
                yield name, archive.read(name)


VALUES: Mapping[str, Callable[[Path], Iterator[object]]] = {
    ".parquet": parquet_values,
    ".sqlite": sqlite_values,
    ".xlsx": excel_values,
}
