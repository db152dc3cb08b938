"""What holds of every call, whatever the input: what is broken is told in a sentence each."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pipeline.core.files.safe_paths import is_there
from pipeline.registry.statements import HEAD, TAIL, Statement
from tests.fuzz.calls import Called

EXIT_CODES = (0, 1, 2)
# What moves the cursor, hides text or turns its direction; a terminal must never be sent it.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JSON_KEYS = ["valid", "files", "rows", "findings", "hidden", "unchecked", "in_part", "left_out"]


def broken_promises(called: Called, form: str, folder: Path) -> Iterator[str]:
    """What a call of `check` in a format did not keep."""
    if called.broke:
        yield called.broke
        return
    if called.code not in EXIT_CODES:
        yield f"exit code {called.code}"
    if "Traceback" in called.err or "Traceback" in called.out:
        yield "a traceback is printed"
    if UNSEEN.search(called.err):
        yield f"an unseen character on stderr: {UNSEEN.search(called.err)!r}"
    if called.code == 2:
        if not called.err.strip():
            yield "cannot run, and does not say why"
        return
    yield from of_the_output(called, form, folder)


def of_the_output(called: Called, form: str, folder: Path) -> Iterator[str]:
    if form in ("text", "github", "markdown") and UNSEEN.search(called.out):
        yield f"an unseen character in {form}: {UNSEEN.search(called.out)!r}"
    try:
        if form in ("json", "sarif", "frictionless"):
            shape = json.loads(called.out)
            if form == "json":
                yield from of_the_json(shape, called.code, folder)
        elif form == "jsonl":
            of_the_statements(called.out)
        elif form == "junit":
            ElementTree.fromstring(called.out)
    except (ValueError, ElementTree.ParseError) as error:
        yield f"{form} cannot be parsed: {error}"
    if form == "github":
        yield from of_the_commands(called.out)


def of_the_statements(out: str) -> None:
    """Raises ValueError where a line is no statement."""
    for line in out.splitlines():
        record = json.loads(line)
        values = {key: record.pop(key) for key in [*record] if key not in (*HEAD, *TAIL)}
        Statement.model_validate_json(json.dumps({**record, "values": values}))


def of_the_commands(out: str) -> Iterator[str]:
    """Every line is an error or a warning but the last, which is the verdict."""
    *commands, last = out.rstrip("\n").split("\n")
    if last.startswith("::"):
        yield "the verdict is a workflow command"
    for line in commands:
        if not re.match("::(error|warning)[ :]", line):
            yield f"a line that is no note: {line[:60]!r}"


def of_the_json(shape: Mapping[str, Any], code: int | None, folder: Path) -> Iterator[str]:
    if list(shape) != JSON_KEYS:
        yield f"keys {list(shape)}"
    if (code == 0) != (shape["valid"] is True):
        yield f"valid is {shape['valid']}, the exit code {code}"
    sizes: dict[str, list[int]] = {}
    for finding in shape["findings"]:
        if not finding["message"].strip() or not finding["remedy"].strip():
            yield f"{finding['code']} says nothing"
        yield from of_the_place(finding, folder, sizes)


def of_the_place(finding: Mapping[str, Any], folder: Path, sizes: dict[str, list[int]]) -> Iterator[str]:
    """Line and column lie in the file (where it is text as it stands)."""
    path = folder / str(finding["file"])
    if finding["file"] is None or not is_there(path) or path.suffix not in (".csv", ".tsv", ".yaml", ".sql", ".txt"):
        return
    if str(path) not in sizes:
        data = path.read_bytes()
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
        sizes[str(path)] = [len(line) for line in text.split("\n")]
    lengths = sizes[str(path)]
    line, column = finding["line"], finding["column"]
    if line is not None and not 1 <= line <= max(1, len(lengths)):
        yield f"{finding['code']}: line {line} of {len(lengths)}"
    elif line is not None and column is not None and not 1 <= column <= lengths[line - 1] + 2:
        yield f"{finding['code']}: column {column} of a line of {lengths[line - 1]}"


def of_the_build(folder: Path) -> Iterator[str]:
    """Every record of every file is accounted for: what raw/ holds is what the report says that it holds."""
    report = json.loads((folder / "build" / "report.json").read_text(encoding="utf-8"))
    for item in report["raw"]:
        text = (folder / item["path"]).read_bytes().decode("utf-8-sig")
        records = sum(1 for row in csv.reader(io.StringIO(text, newline="")) if row) - 1
        if item["records"] != records:
            yield f"{item['path']} has {records} records, the report says {item['records']}"
        if item["published"] > item["records"]:
            yield f"{item['path']}: more published than there are"
    for table, about in report["tables"].items():
        data = (folder / "build" / "data" / f"{table}.csv").read_bytes().decode("utf-8")
        rows = sum(1 for _ in csv.reader(io.StringIO(data, newline=""))) - 1
        if rows != about["rows"]:
            yield f"{table} has {rows} rows, the report says {about['rows']}"
