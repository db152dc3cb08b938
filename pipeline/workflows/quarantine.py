"""`check --quarantine`: valid records byte for byte in one folder, refused ones with their reasons in another.

    files of tables with errors -> cut into records as the check reads them -> good/ and refused/

A file that cannot be written in this way is named with the reason and is not written.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.core.files.atomic_files import Rewrite, replace_files
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.text.csv_injection import neutral
from pipeline.datapackage.constraint_checks import UNCHECKED_PROPERTIES
from pipeline.datapackage.descriptors import Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.findings.formats.report import Report
from pipeline.findings.messages import render_finding
from pipeline.findings.model import LIMITS, Finding, Outcome, Unchecked
from pipeline.readers.csv.small_files import csv_text
from pipeline.readers.raw_records import CannotSplit, Piece, SplitFile, as_json, compression_of, split_file

WHY = "_why"
LINE = "_line"
ROW = "_row"
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": partial(gzip.compress, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
# Bytes that are not of the encoding of their file, as the check reads them.
UNDECODABLE = re.compile("[\udc80-\udcff]")
# What is not checked of rows that are read: for want of time, or because their validator failed.
OF_ROWS = frozenset({"keys-time", "schema-time", "rules-time", "raised", *UNCHECKED_PROPERTIES})
OF_CELLS = "cells-"
# Of these a finding without the number of a row is about all of a file, whatever its line.
OF_FILES = frozenset({"encoding-error", "source-error"})


class Quarantined(NamedTuple):
    """A file in two: how many of its rows are good, how many refused."""

    display_path: str
    good: int
    refused: int


class NotSplit(NamedTuple):
    """A file that was not split, as findings show it; `why`: the key of a message."""

    display_path: str
    why: str


def quarantine_tables(report: Report, tables: Sequence[CheckedTable], folder: Path) -> Iterator[Quarantined | NotSplit]:
    """Writes each file with errors below `folder` twice: its valid rows to good/, the others to refused/.

    A record is refused as a whole. An error of a whole file (its header, its encoding) refuses all its rows. A table
    that was checked only in part is left out. Raises EnvironmentFault.
    """
    wrong = {finding.file for finding in report.outcome.errors}
    own = {path.resolve() for table in tables for _, path in table.files}
    whole = [table for table in tables if table.name not in report.outcome.in_part]
    for table in whole:
        if not table.files and table.display_path in wrong and (table.rows is not None or table.text is not None):
            yield NotSplit(table.display_path, "apart-inline")
    for display_path, uses in used(whole).items():
        if display_path in wrong:
            why = clash(display_path, uses, used(whole), folder, own)
            yield NotSplit(display_path, why) if why else part(report, *uses[0], folder)


Uses = list[tuple[CheckedTable, int]]


def used(tables: Sequence[CheckedTable]) -> dict[str, Uses]:
    """The tables of each file, as findings show it, with its number in each."""
    found: dict[str, Uses] = {}
    for table in tables:
        for number, (display_path, _) in enumerate(table.files):
            found.setdefault(display_path, []).append((table, number))
    return found


def clash(display_path: str, uses: Uses, files: Collection[str], folder: Path, own: Collection[Path]) -> str | None:
    """Why a file cannot be written under its name; None where it can."""
    (table, number), *others = uses
    if any(reading(*other) != reading(table, number) for other in others):
        return "apart-shared"
    place = below(display_path)
    if sum(str(below(file)).casefold() == str(place).casefold() for file in files) > 1:
        return "apart-same"
    sides = [folder / half / place for half in ("good", "refused")]
    if {path.resolve() for path in sides} & set(own):
        return "apart-own"
    return "apart-link" if any(is_behind_link(path, folder) for path in sides) else None


def is_behind_link(place: Path, folder: Path) -> bool:
    """Whether a link below a folder leads to a place: what lies there can be anything of this machine."""
    return any(path.is_symlink() for path in (place, *place.parents) if path != folder and path.is_relative_to(folder))


def reading(table: CheckedTable, number: int) -> tuple[object, ...]:
    """All by which a file is split into records."""
    return table.format, table.encoding, table.compression, table.dialect, number


def registry_tables(report: Report) -> Iterator[CheckedTable]:
    """The files of a registry's tables as tables to check, each with its own header."""
    schema = Schema.model_validate({"fields": []})
    for table in report.outcome.tables:
        for display_path in table.files:
            yield CheckedTable(table.name, display_path, ((display_path, report.root / display_path),), schema)


def part(report: Report, table: CheckedTable, number: int, folder: Path) -> Quarantined | NotSplit:
    """One file in two, or why it is left."""
    display_path = table.files[number][0]
    if why := why_unchecked(report.outcome, table, display_path):
        return NotSplit(display_path, why)
    try:
        split, data = split_file(table, number)
        errors = [finding for finding in report.outcome.errors if finding.file == display_path]
        sides = sides_of(split, data, errors)
        compression = compression_of(table, number)
    except CannotSplit as error:
        return NotSplit(display_path, f"apart-{error.why}")
    refused = refused_text(table, split, sides, report)
    pack = PACKERS[compression]
    write(folder, below(display_path), pack(sides.good), pack(refused.encode("utf-8", "backslashreplace")))
    return Quarantined(display_path, sides.rows, len(sides.refused))


def why_unchecked(outcome: Outcome, table: CheckedTable, display_path: str) -> str | None:
    """Why nobody can tell the good rows of a file: not all were checked, or not all errors are listed."""
    if any(check.table == table.name and check.severity == "error" for check in outcome.hidden):
        return "apart-hidden"
    # What a table could not have is told of its first file, or by its name.
    beyond = (item for item in outcome.unchecked if item.file in (display_path, table.display_path, table.name))
    return "apart-unjudged" if any(leaves_rows(item) for item in beyond) else None


def leaves_rows(item: Unchecked) -> bool:
    """Whether rows may be wrong of which nobody can tell, for want of time or of something that reads them."""
    return item.property == "data" or item.reason in LIMITS | OF_ROWS or item.reason.startswith(OF_CELLS)


class SplitRows(NamedTuple):
    """The two sides of a file: the bytes of the good one, how many rows it has, and the refused records with why."""

    good: bytes
    rows: int
    refused: Sequence[tuple[Piece, Sequence[Finding]]]


def sides_of(split: SplitFile, data: bytes, errors: Sequence[Finding]) -> SplitRows:
    """A file in two. Raises Uncut where its records are not the same bytes one by one."""
    of_all, by_row, by_line = sorted_errors(split, errors)
    good, at, count = bytearray(), 0, 0
    refused: list[tuple[Piece, Sequence[Finding]]] = []

    def take(text: str) -> bytes:
        nonlocal at
        taken = encoded(text, split.encoding)
        if data[at : at + len(taken)] != taken:
            raise CannotSplit("encoding")
        at += len(taken)
        return taken

    good += take(split.opening)
    begun = False
    for piece in split.pieces:
        before, own = take(piece.before), take(piece.text)
        mine = [*by_row.get(piece.row, ())]
        mine += [finding for line in range(piece.line, piece.last_line + 1) for finding in by_line.get(line, ())]
        if not piece.kept and (mine or of_all):
            refused.append((piece, [*of_all, *mine]))
            continue
        good += (before if begun else b"") + own
        begun = True
        count += not piece.kept
    good += take(split.closing)
    if at != len(data):
        raise CannotSplit("encoding")
    refuse_moved_comments(split, refused)
    return SplitRows(bytes(good), count, refused)


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text. Raises Uncut."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeError as error:
        raise CannotSplit("encoding") from error


def refuse_moved_comments(split: SplitFile, refused: Sequence[tuple[Piece, object]]) -> None:
    """Raises Uncut where the dialect tells comments by numbers that are others once records above are gone."""
    rows = split.dialect.comment_rows if split.dialect else ()
    if refused and any(refused[0][0].row < row <= len(split.pieces) for row in rows):
        raise CannotSplit("comment-rows")


ByNumber = dict[int, list[Finding]]


def sorted_errors(split: SplitFile, errors: Sequence[Finding]) -> tuple[list[Finding], ByNumber, ByNumber]:
    """Errors of all of a file, those of a row by its number, and those of a line."""
    rows = {piece.row for piece in split.pieces if not piece.kept}
    lines = data_lines(split.pieces)
    of_all: list[Finding] = []
    by_row: ByNumber = {}
    by_line: ByNumber = {}
    for finding in errors:
        if finding.row is not None and finding.row in rows:
            by_row.setdefault(finding.row, []).append(finding)
        elif finding.row is None and finding.line in lines and finding.code not in OF_FILES:
            by_line.setdefault(finding.line or 0, []).append(finding)
        else:
            of_all.append(finding)
    return of_all, by_row, by_line


def data_lines(pieces: Sequence[Piece]) -> Collection[int]:
    """The lines that rows have; the first is taken for that of a header, of which findings tell without a row."""
    return {line for piece in pieces if not piece.kept for line in range(piece.line, piece.last_line + 1)} - {1}


def refused_text(table: CheckedTable, split: SplitFile, sides: SplitRows, report: Report) -> str:
    """The refused records with their line and why: a CSV of their cells, or JSON."""
    why = partial(reasons, report=report)
    if split.dialect is None:
        printed = [(piece, json.dumps(why(found), ensure_ascii=False)) for piece, found in sides.refused]
        rows = [
            f'{{"{LINE}": {piece.line}, "{WHY}": {words}, "{ROW}": {as_json(piece.text)}}}' for piece, words in printed
        ]
        return "[\n" + ",\n".join(rows) + "\n]\n" if table.format == "json" else "".join(f"{row}\n" for row in rows)
    width = len(split.labels) or max((len(piece.cells or ()) for piece in split.pieces), default=0)
    named = [*split.labels, *("" for _ in range(width - len(split.labels)))]
    apart = [refused_row(piece, width, why(found)) for piece, found in sides.refused]
    return safe_csv([[*named, LINE, WHY], *apart], split.dialect.delimiter)


def refused_row(piece: Piece, width: int, why: str) -> list[str]:
    """The cells of a record, its line and why; cells that it has too many stand behind."""
    cells = list(piece.cells or ())
    filled = [*cells[:width], *("" for _ in range(width - len(cells)))]
    return [*filled, str(piece.line), why, *cells[width:]]


def below(display_path: str) -> Path:
    """The path of a file as findings show it, without what would lead out of a folder."""
    return Path(*(part for part in Path(display_path).parts if part != ".." and part != Path(display_path).anchor))


def reasons(findings: Sequence[Finding], report: Report) -> str:
    words = (render_finding(finding, report.lang) for finding in findings)
    return " ".join(f"{word.message} {word.remedy}" for word in words)


def safe_csv(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """CSV text that a spreadsheet can open: no cell is taken for a formula."""
    comma = delimiter if len(delimiter) == 1 else ","
    return csv_text(([neutral(printable(cell)) for cell in row] for row in rows), comma)


def printable(cell: str) -> str:
    """A cell with the number of each byte that is not of the encoding."""
    return UNDECODABLE.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02X}", cell)


def write(folder: Path, place: Path, good: bytes, refused: bytes) -> None:
    """Both sides, or none. Raises EnvironmentFault."""
    sides = [Rewrite(folder / "good" / place, good), Rewrite(folder / "refused" / place, refused)]
    for rewrite in sides:
        with translate_os_errors(rewrite.path):
            rewrite.path.parent.mkdir(parents=True, exist_ok=True)
    replace_files(sides)
