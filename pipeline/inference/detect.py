"""How a delimited file is written: encoding, delimiter, quotes, and where its header is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.inference.candidates import Candidate
from pipeline.inference.model import Doubt
from pipeline.readers.byte_streams import Storage, open_bytes, read_exactly
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lexer import Record, lex

SAMPLE_BYTES = 1 << 18
RECORDS = 200
DELIMITERS = ",;\t|"
# So many of the rows must have the same number of cells for a delimiter to be the one.
CONSISTENT = 0.8
# Letters that French, Spanish, Portuguese and German texts have; which encoding makes the most of them is taken.
LETTERS = frozenset("àâäáãåçéèêëíìîïñóòôöõúùûüÿœæßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜŒÆ€’‘“”«»–—…°ºª²³µ§¿¡£·×")
ENCODINGS = ("windows-1252", "mac-roman", "cp850", "iso-8859-2")
# Bytes that Windows-1252 has and ISO 8859-1 has not.
WINDOWS = re.compile(rb"[\x80-\x9f]")
INNER_CAPITAL = re.compile("[a-z][À-ÞŒŠŽ]")
TYPED = ("integer", "number", "number ,", "date", "datetime", "date dmy/", "date mdy/", "uuid", "uri", "email", "time")


class Detected(NamedTuple):
    """What a file is written in: the encoding, the dialect as a descriptor has it, and what is doubtful about them."""

    encoding: str
    dialect: dict[str, Any]
    doubts: tuple[Doubt, ...] = ()


def read_sample(path: Path, storage: Storage) -> bytes:
    """The first bytes of a file, decompressed. Raises OSError."""
    with open_bytes(path, storage) as stream:
        return read_exactly(stream, SAMPLE_BYTES)


def detect(data: bytes, form: str, candidates: dict[str, Candidate], encoding: str | None = None) -> Detected:
    """How the text is written that begins with `data`. `encoding`: where it is known."""
    encoding, doubts = (encoding, ()) if encoding else encoding_of(data)
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    whole = len(data) < SAMPLE_BYTES
    dialect: dict[str, Any] = {}
    usual = "\t" if form == "tsv" else ","
    used = CsvDialect(delimiter=usual)
    text, comments = without_comments(text)
    if comments:
        dialect["commentChar"] = "#"
    delimiter = best_delimiter(text, used, whole=whole)
    if delimiter != usual:
        dialect["delimiter"] = delimiter
    used = replace(used, delimiter=delimiter)
    extra = quoting(text, used)
    dialect |= extra
    used = replace(used, quote=extra.get("quoteChar", '"'), escape=extra.get("escapeChar"))
    records = records_of(text, used, whole=whole)
    if records and is_spaced(records):
        dialect["skipInitialSpace"] = True
        used = replace(used, skip_initial_space=True)
        records = records_of(text, used, whole=whole)
    header, more = header_of(records, candidates)
    return Detected(encoding, dialect | header, (*doubts, *more))


def encoding_of(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """The encoding of bytes: UTF-8 if they can be, else the likeliest one, which is a guess."""
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return name, ()
    if is_utf8(data) or b"\0" in data[:1024]:
        return "utf-8", ()
    encoding = guessed_encoding(data)
    return encoding, (Doubt("encoding", {"encoding": encoding, "example": example_of(data, encoding)}),)


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8; the last character may be cut."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and len(data) == SAMPLE_BYTES
    return True


def guessed_encoding(data: bytes) -> str:
    """The encoding in which the most of the bytes beyond ASCII are letters and signs that texts have."""

    def good(encoding: str) -> int:
        text = data.decode(encoding, errors="replace")
        # A capital letter in the middle of a word is read wrong.
        return sum(sign in LETTERS for sign in text) - 3 * len(INNER_CAPITAL.findall(text))

    best = max(ENCODINGS, key=good)
    return "iso-8859-1" if best == "windows-1252" and not WINDOWS.search(data) else best


def example_of(data: bytes, encoding: str) -> str:
    """A word with a letter beyond ASCII, as the encoding reads it."""
    found = re.search(rb"[\w'-]*[\x80-\xff][\w\x80-\xff'-]*", data)
    return found.group().decode(encoding, errors="replace")[:40] if found else ""


def without_comments(text: str) -> tuple[str, bool]:
    """The text without lines at its beginning that have a # in front, and whether there are any."""
    lines = text.split("\n")
    count = next((at for at, line in enumerate(lines) if not line.startswith("#")), 0)
    # A line with as many delimiters as the next ones is a header whose first label begins so.
    if not count or any(lines[0].count(one) and lines[0].count(one) == lines[1].count(one) for one in DELIMITERS):
        return text, False
    return "\n".join(lines[count:]), True


def records_of(text: str, dialect: CsvDialect, *, whole: bool) -> list[Record]:
    """The first records of a text; the last one is left out where it may be cut."""
    found: list[Record] = []
    for record in lex(text, dialect, last=whole):
        found.append(record)
        if len(found) > RECORDS:
            break
    return found


def best_delimiter(text: str, dialect: CsvDialect, *, whole: bool) -> str:
    """The delimiter that makes most rows alike, with the most cells of those that do; the usual one where none does."""

    def score(delimiter: str) -> tuple[float, int, bool]:
        records = records_of(text, replace(dialect, delimiter=delimiter), whole=whole)
        widths = Counter(len(record.cells) for record in records if record.text)
        if not widths:
            return 0.0, 0, False
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
        faults = sum(bool(record.faults) for record in records)
        share = (count - faults) / widths.total()
        if width < 2 or share < CONSISTENT:
            return 0.0, 0, False
        return round(share, 1), width, delimiter == dialect.delimiter

    best = max(DELIMITERS, key=score)
    return best if score(best)[0] > 0 else dialect.delimiter


def quoting(text: str, dialect: CsvDialect) -> dict[str, str]:
    """Another quotation mark, or a sign that escapes it, where a text shows one."""
    mark = re.escape(dialect.delimiter)
    if '"' not in text and re.search(rf"(?:^|{mark})'[^'\n]*'(?:{mark}|$)", text, re.MULTILINE):
        return {"quoteChar": "'"}
    if re.search(rf'(?:^|{mark})"[^"\n]*\\"[^"\n]*(?:\\"[^"\n]*)*"(?:{mark}|\r?$)', text, re.MULTILINE):
        return {"escapeChar": "\\"}
    return {}


def is_spaced(records: Sequence[Record]) -> bool:
    """Whether a space stands behind every delimiter."""
    cells = [cell for record in records for cell in record.cells[1:]]
    return bool(cells) and all(cell.startswith(" ") or not cell for cell in cells) and any(cells)


def header_of(records: Sequence[Record], candidates: dict[str, Candidate]) -> tuple[dict[str, Any], tuple[Doubt, ...]]:
    """Where the header is, if it is not the first row: below a title, or nowhere."""
    rows = [record.cells for record in records]
    widths = Counter(len(cells) for cells in rows)
    if not widths:
        return {}, ()
    width = max(widths.items(), key=lambda one: (one[1], one[0]))[0]
    first = next((at for at, cells in enumerate(rows) if len(cells) == width), 0)
    # Where the cells of the first row are all there but one, names of rows have no label: no title.
    titled = 0 < first <= 20 and all(len(cells) < max(2, width - 1) or not any(cells) for cells in rows[:first])
    start = first if titled and width > 1 else 0
    if is_data(rows[start], rows[start + 1 :], candidates):
        return (
            {"header": False, **({"commentRows": list(range(1, start + 1))} if start else {})},
            (Doubt("no-header"),),
        )
    if not start:
        return {}, ()
    return {"headerRows": [start + 1]}, (Doubt("title-rows", {"row": start + 1}),)


def is_data(labels: Sequence[str], rows: Sequence[Sequence[str]], candidates: dict[str, Candidate]) -> bool:
    """Whether a row is one of data: some of its cells are of the type that all below them have, and none is not."""
    alike = unlike = 0
    body = [cells for cells in rows if len(cells) == len(labels)]
    years = [label for label in labels if candidates["year"].accepts(label)]
    if len(body) < 1 or (len(years) > 1 and years == sorted(set(years))):
        return False
    for at, label in enumerate(labels):
        below = [cells[at] for cells in body if cells[at]]
        name = next((one for one in TYPED if below and all(map(candidates[one].accepts, below))), None)
        if name is not None and label:
            alike += candidates[name].accepts(label)
            unlike += not candidates[name].accepts(label)
    return alike > 0 and not unlike
