"""Inputs that broke a promise once, found by the campaign and made small: each through every format, then mended."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.findings.formats import FORMATS
from tests.fuzz.calls import call
from tests.fuzz.packages import Files
from tests.fuzz.promises import broken_promises
from tests.fuzz.trials import try_fix

# A machine that is busy with other things is given more.
SECONDS = 60


def package(files: Files, fields: list[dict[str, Any]] | None = None, **more: Any) -> Files:
    schema = {"fields": fields or [{"name": "a", "type": "string"}], **more.pop("rest", {})}
    resource = {"name": "t", "path": "t.csv", "schema": schema, **more}
    return {"datapackage.json": json.dumps({"resources": [resource]}).encode(), **files}


FOUND: dict[str, Files] = {
    # IndexError: the schema has a name twice, the header once.
    "a field twice": package({"t.csv": b"a,b\n1,2\n"}, [{"name": "a"}, {"name": "a"}, {"name": "b"}]),
    # zlib.error: a bit of the compressed data is another.
    "a broken gzip": package(
        {"t.csv.gz": gzip.compress(b"a\n" + bytes(range(65, 91)) * 9)[:20] + b"\xff" * 20}, path="t.csv.gz"
    ),
    # LZMAError.
    "a broken xz": package({"t.csv.xz": b"\xfd7zXZ\x00\x00\x04garbage garbage"}, path="t.csv.xz"),
    # EOFError was caught where OSError was not.
    "half a gzip of JSON": package({"t.json.gz": gzip.compress(b"[[1],[2]]" * 90)[:25]}, path="t.json.gz"),
    # UnicodeError, which is no UnicodeDecodeError.
    "UTF-16 without its mark": package({"t.csv": "a\n1\n".encode("utf-16-le")}, encoding="utf-16"),
    # TypeError: a codec of bytes to bytes, of text to text, and of nothing.
    **{
        f"the encoding {item}": package({"t.csv": b"a\n1\n"}, encoding=item)
        for item in ("rot13", "zlib", "undefined", "idna")
    },
    # KeyError: the message of a condition names no field.
    "a message with an unknown name": package(
        {"t.csv": b"a,b\n1,2\n"},
        [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}],
        rest={
            "passerelle:rules": [{"name": "r", "condition": "a > b", "message": "m {id} {a.b}", "remedy": "r {x:>9}"}]
        },
    ),
    # A hang: the lines of a record were counted anew for each of its faults.
    "very many returns in a line": package({"t.csv": b"a\n" + b"x\r" * 100_000 + b"\n"}),
    # A NUL, and a name longer than any system takes.
    "a path with a NUL": package({}, path="a\x00b.csv"),
    "a path without end": package({}, path="a" * 5_000),
    "a header without end": package({"t.csv": b'"a' + b",x" * 50_000}),
    # A hang: each table looked through all findings of the file that it shares (frictionless' form).
    "very many tables of one file": {
        "datapackage.json": json.dumps(
            {
                "resources": [
                    {"name": f"t{at}", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
                    for at in range(100)
                ]
            }
        ).encode(),
        "t.csv": b"a\n" + b"x\n" * 20,
    },
    # 3.3 GB, and then not enough memory.
    "a condition of very many parts": package(
        {"t.csv": b"a\nx\n"},
        rest={"passerelle:rules": [{"name": "r", "condition": "a > 'b' OR " * 20_000 + "TRUE", "message": "m"}]},
    ),
    # RecursionError from Python 3.12 on, whose reader of JSON goes deeper than its functions.
    "a condition of very many levels": package(
        {"t.csv": b"a\nx\n"},
        rest={"passerelle:rules": [{"name": "r", "condition": "lower(" * 900 + "a" + ")" * 900, "message": "m"}]},
    ),
    "nothing": {"datapackage.json": b""},
    "a mark and nothing": {"datapackage.json": b"\xef\xbb\xbf"},
    "brackets": {"datapackage.json": b"[" * 100_000},
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_fixed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for file, data in FOUND[name].items():
        (tmp_path / file).write_bytes(data)
    for form in FORMATS:
        called = call(["check", "datapackage.json", "--format", form], SECONDS)
        assert list(broken_promises(called, form, tmp_path)) == [], called.trace
    assert list(try_fix(["datapackage.json"], tmp_path, SECONDS)) == []
