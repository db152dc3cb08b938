"""Tables in two: good rows, and refused rows with a column that says why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.findings import Finding
from pipeline.formats.report import Report
from pipeline.formulas import neutral
from pipeline.messages import render_finding
from pipeline.tabular.dialect import CsvDialect
from pipeline.tabular.lexer import Record, lex
from pipeline.trouble import troubles
from pipeline.writing import replace_file

WHY = "_why"
LINE = "_line"


class SetApart(NamedTuple):
    """A file in two: how many of its rows are good, how many refused."""

    shown: str
    good: int
    refused: int


def set_apart(report: Report, folder: Path) -> Iterator[SetApart]:
    """Writes good/ and refused/ below `folder`, with each file of a table that has errors under its own name.

    A file whose structure nobody can tell (its encoding, its header) is refused whole. A table that was judged in part
    stays out: nobody knows which of its rows are good. Raises Fault.
    """
    for table in report.outcome.tables:
        for shown in table.files if table.name not in report.outcome.in_part else ():
            errors = [one for one in report.outcome.errors if one.file == shown]
            if errors:
                yield split(report, folder, shown, errors)


def split(report: Report, folder: Path, shown: str, errors: Sequence[Finding]) -> SetApart:
    """One file in two."""
    head, *records = read_records(report.root / shown)
    by_line: dict[int, list[Finding]] = {}
    for one in errors:
        by_line.setdefault(one.line or 1, []).append(one)
    of_all = by_line.get(1, [])
    good, refused = [head.text], [[*head.cells, LINE, WHY]]
    for record in records:
        mine = [one for line in range(record.line, record.last_line + 1) for one in by_line.get(line, ())]
        if mine or of_all:
            refused.append([*record.cells, str(record.line), reasons([*of_all, *mine], report)])
        else:
            good.append(record.text)
    write(folder / "good" / below(shown), "".join(f"{text}\n" for text in good))
    write(folder / "refused" / below(shown), csv_text(refused))
    return SetApart(shown, len(good) - 1, len(refused) - 1)


def read_records(path: Path) -> list[Record]:
    """The records of a file as far as they can be told, its header first."""
    dialect = CsvDialect(delimiter="\t" if path.suffix == ".tsv" else ",")
    return [*lex(path.read_bytes().decode("utf-8", "replace"), dialect)] or [Record(1, "", [])]


def below(shown: str) -> Path:
    """The path of a file as findings show it, without what would lead out of a folder."""
    return Path(*(part for part in Path(shown).parts if part != ".." and part != Path(shown).anchor))


def reasons(findings: Sequence[Finding], report: Report) -> str:
    words = (render_finding(one, report.lang) for one in findings)
    return " ".join(f"{one.message} {one.remedy}" for one in words)


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    output = io.StringIO()
    # People open it in a spreadsheet, to see what is wrong.
    csv.writer(output, lineterminator="\n").writerows([neutral(cell) for cell in row] for row in rows)
    return output.getvalue()


def write(path: Path, text: str) -> None:
    with troubles(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, text.encode())
