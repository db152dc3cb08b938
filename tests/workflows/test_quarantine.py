"""Files in two: each good record byte for byte as it was, nothing of a refused one among them, or a reason by name."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import lzma
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.budget import Budget
from pipeline.datapackage.types.cell_validator import CellValidator
from pipeline.findings.formats.report import Report
from pipeline.findings.model import Unchecked
from pipeline.workflows.check_package import Options, all_tables, check_paths, read_contents
from pipeline.workflows.quarantine import NotSplit, Quarantined, below, quarantine_tables

FIELDS = [{"name": "id", "type": "integer"}, {"name": "n", "type": "string"}]
Quarantine = Quarantined | NotSplit


def package(folder: Path, files: dict[str, bytes], **resource: Any) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    described = {"name": "t", "type": "table", "path": [*files], "schema": {"fields": FIELDS}, **resource}
    if len(files) == 1:
        described["path"] = next(iter(files))
    descriptor = folder / "datapackage.json"
    whole = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "resources": [described]}
    descriptor.write_text(json.dumps(whole), encoding="utf-8")
    return descriptor


def set_all_apart(descriptor: Path, target: Path) -> list[Quarantine]:
    outcome = check_paths([descriptor], None, Options(findings_per_check=sys.maxsize))
    tables = [*all_tables(read_contents([descriptor], None, None))]
    return [*quarantine_tables(Report(outcome, "en", descriptor.parent), tables, target)]


def halves(folder: Path, files: dict[str, bytes], **resource: Any) -> tuple[list[tuple[int, int] | str], list[bytes]]:
    """What came of each file, and the good one of each."""
    (folder / "p").mkdir()
    descriptor = package(folder / "p", files, **resource)
    came = set_all_apart(descriptor, folder / "q")
    told = [(result.good, result.refused) if isinstance(result, Quarantined) else result.why for result in came]
    apart = [folder / "q" / "good" / below(str(folder / "p" / name)) for name in files]
    good = [path.read_bytes() if path.exists() else b"" for path in apart]
    again = folder / "again"
    shutil.copytree(folder / "p", again)
    for name, path in zip(files, apart, strict=True):
        if path.exists():
            shutil.copyfile(path, again / name)
    if all(isinstance(item, tuple) for item in told):
        assert check_paths([again / "datapackage.json"]).errors == ()
    return told, good


@pytest.mark.parametrize(
    ("data", "good", "count", "resource"),
    [
        # Seen without it: U+FFFD for each letter; comma, header and UTF-8 for everything.
        ("id,n\n1,é\nx,à\n".encode("latin-1"), "id,n\n1,é\n".encode("latin-1"), (1, 1), {"encoding": "latin-1"}),
        (b"\xef\xbb\xbfid,n\r\nx,a\r\n2,b", b"\xef\xbb\xbfid,n\r\n2,b", (1, 1), {}),
        ("id,n\nx,a\n2,é\n".encode("utf-16"), "id,n\n2,é\n".encode("utf-16"), (1, 1), {"encoding": "utf-16"}),
        (
            b"\xfe\xff" + "id,n\nx,a\n2,é\n".encode("utf-16-be"),
            b"\xfe\xff" + "id,n\n2,é\n".encode("utf-16-be"),
            (1, 1),
            {"encoding": "utf-16"},
        ),
        (b"x;a\n2;b\ny;c\n", b"2;b\n", (1, 2), {"dialect": {"header": False, "delimiter": ";"}}),
        (b"id,n\n1,'a\n,b'\nx,'c\nd'\n", b"id,n\n1,'a\n,b'\n", (1, 1), {"dialect": {"quoteChar": "'"}}),
        (b"id,n\nx,a\\,b\n2,c\\,d\n", b"id,n\n2,c\\,d\n", (1, 1), {"dialect": {"escapeChar": "\\"}}),
        (b"id, n\nx, a\n2, b\n", b"id, n\n2, b\n", (1, 1), {"dialect": {"skipInitialSpace": True}}),
        (b"id,n|x,a|2,b|", b"id,n|2,b|", (1, 1), {"dialect": {"lineTerminator": "|"}}),
        (b"#c\nid,n\n#d\nx,a\n#e\n2,b\n", b"#c\nid,n\n#d\n#e\n2,b\n", (1, 1), {"dialect": {"commentChar": "#"}}),
        (b"no\nid,n\nx,a\n2,b\n", b"no\nid,n\n2,b\n", (1, 1), {"dialect": {"commentRows": [1], "headerRows": [2]}}),
        # A record is refused whole, with what it swallowed.
        (b'id,n\n1,a\nx,"b\nc"\n2,d\n3,"e\n4,f\n', b"id,n\n1,a\n2,d\n", (2, 2), {}),
        (b"id,n\n1,a\0b\n2,c\n", b"id,n\n2,c\n", (1, 1), {}),
        (b"id,n\n1,\xff\n2,c\n", b"id,n\n2,c\n", (1, 1), {}),
        (b"id,n\n1\n2,c\n3,d,e\n\n4,f\n", b"id,n\n2,c\n4,f\n", (2, 3), {}),
    ],
)
def test_good_records_keep_their_bytes(
    tmp_path: Path, data: bytes, good: bytes, count: tuple[int, int], resource: dict[str, Any]
) -> None:
    assert halves(tmp_path, {"t.csv": data}, **resource) == ([count], [good])


@pytest.mark.parametrize(
    ("name", "pack", "unpack"),
    [
        ("t.csv.gz", gzip.compress, gzip.decompress),
        ("t.csv.bz2", bz2.compress, bz2.decompress),
        ("t.csv.xz", lzma.compress, lzma.decompress),
    ],
)
def test_a_compressed_file_stays_one(tmp_path: Path, name: str, pack: Any, unpack: Any) -> None:
    told, (good,) = halves(tmp_path, {name: pack(b"id,n\nx,a\n2,b\n")})
    assert (told, unpack(good)) == ([(1, 1)], b"id,n\n2,b\n")


def test_files_of_one_table_are_cut_as_they_are_read(tmp_path: Path) -> None:
    """The second file has no header of its own; seen without it: its first row was taken for one."""
    files = {"a.csv": b"id,n\n1,a\nx,b\n", "b.csv": b"y,c\n2,d\n"}
    assert halves(tmp_path, files) == ([(1, 1), (1, 1)], [b"id,n\n1,a\n", b"2,d\n"])


@pytest.mark.parametrize(
    ("name", "data", "good", "count"),
    [
        ("t.json", b'[{"id": "x", "n": ""},\n {"id":2,"n":"b"} , {"id": "y"}]\n', b'[{"id":2,"n":"b"}]\n', (1, 2)),
        ("t.json", b'[["id", "n"], ["x", "a"], [2, "b"]]', b'[["id", "n"], [2, "b"]]', (1, 1)),
        ("t.json", b'[{"id": "x"}, 7]', b"[]", (0, 2)),
        ("t.jsonl", b'{"id": "x"}\n\n{"id":2}\r\nnone\n{"id":3}', b'\n{"id":2}\r\n{"id":3}', (2, 2)),
    ],
)
def test_rows_of_json_keep_their_bytes(
    tmp_path: Path, name: str, data: bytes, good: bytes, count: tuple[int, int]
) -> None:
    schema = {"fields": FIELDS, "fieldsMatch": "partial"}
    assert halves(tmp_path, {name: data}, schema=schema) == ([count], [good])


def zipped(data: bytes, folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "made.zip", "w") as archive:
        archive.writestr("t.csv", data)
    return (folder / "made.zip").read_bytes()


def test_what_cannot_be_cut_is_left_and_named(tmp_path: Path) -> None:
    cases: list[tuple[str, bytes, str, dict[str, Any]]] = [
        ("t.csv.zip", zipped(b"id,n\nx,a\n", tmp_path), "apart-compressed", {}),
        ("t.json", b'[{"id": "x", "n": "a"}', "apart-unreadable", {}),
        ("t.csv", b"id,n\nx,a\nno\n2,b\n", "apart-comment-rows", {"dialect": {"commentRows": [3]}}),
        ("t.csv", b"id,n\nx,+AGE-\n2,b\n", "apart-encoding", {"encoding": "utf-7"}),
    ]
    for at, (name, data, why, resource) in enumerate(cases):
        (tmp_path / str(at)).mkdir()
        told, (good,) = halves(tmp_path / str(at), {name: data}, **resource)
        assert (told, good) == ([why], b""), name


def test_refused_records_say_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    descriptor = package(tmp_path / "p", {"t.csv": b"id,n\n1\nx,\xe9\n=2,b,c\n"})
    set_all_apart(descriptor, tmp_path / "q")
    text = (tmp_path / "q" / "refused" / below(str(tmp_path / "p" / "t.csv"))).read_text(encoding="utf-8")
    head, *rows = csv.reader(text.splitlines())
    assert head == ["id", "n", "_line", "_why"]
    assert [[*row[:3], *row[4:]] for row in rows] == [["1", "", "2"], ["x", "\\xE9", "3"], ["'=2", "b", "4", "c"]]


def test_nothing_is_written_over_what_was_checked(tmp_path: Path) -> None:
    """Seen without it: the file that was checked was overwritten by its good rows."""
    data = b"id,n\nx,a\n"
    target = tmp_path / "good" / below(str(tmp_path))
    target.mkdir(parents=True)
    descriptor = package(tmp_path, {"t.csv": data})
    (target / "t.csv").symlink_to(tmp_path / "t.csv")
    assert [getattr(result, "why", None) for result in set_all_apart(descriptor, tmp_path)] == ["apart-own"]
    assert (tmp_path / "t.csv").read_bytes() == data


@pytest.mark.parametrize("at", ["good", "refused", "good/inner", "t.csv"])
def test_nothing_is_written_through_a_link(tmp_path: Path, at: str) -> None:
    """Seen without it: a link in the folder, which a contributor had put there, let any file be overwritten."""
    descriptor = package(tmp_path, {"t.csv": b"id,n\nx,a\n"})
    apart, outside = tmp_path / "apart", tmp_path / "outside"
    outside.mkdir()
    place = below(str(tmp_path / "t.csv"))
    link = apart / {"good/inner": Path("good") / place.parts[0], "t.csv": Path("good") / place}.get(at, Path(at))
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "t.csv" if at == "t.csv" else outside)
    (outside / "t.csv").write_text("mine\n", encoding="utf-8")
    assert [getattr(result, "why", None) for result in set_all_apart(descriptor, apart)] == ["apart-link"]
    assert [(path.name, path.read_text(encoding="utf-8")) for path in outside.iterdir()] == [("t.csv", "mine\n")]


def test_the_folder_itself_may_be_behind_a_link(tmp_path: Path) -> None:
    """The harmless twin: who asks for it has chosen that folder."""
    descriptor = package(tmp_path, {"t.csv": b"id,n\n1,b\nx,a\n"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "apart").symlink_to(tmp_path / "elsewhere")
    assert [type(result) for result in set_all_apart(descriptor, tmp_path / "apart")] == [Quarantined]


CELLS = st.sampled_from(["1", "2", "x", "a", "é", "", '"a"', '"b\nc"', '"', 'a"b', "\0", '"1,2"', "\r"])
RECORDS = st.lists(st.lists(CELLS, min_size=1, max_size=3).map(",".join), max_size=6)


@settings(max_examples=25, deadline=None)
@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "latin-1"]), st.booleans())
def test_good_and_refused_are_all_records(
    tmp_path_factory: pytest.TempPathFactory, records: list[str], end: str, encoding: str, ended: bool
) -> None:
    folder = tmp_path_factory.mktemp("apart")
    data = (end.join(["id,n", *records]) + (end if ended else "")).encode(encoding)
    told, (good,) = halves(folder, {"t.csv": data}, encoding=encoding)
    for item in told:
        assert isinstance(item, tuple)
        # What is good are stretches of the file in their order, and the rest is refused.
        at = 0
        for line in good.splitlines(keepends=True):
            at = data.index(line, at) + len(line)


@pytest.mark.parametrize(
    ("reason", "place"),
    [
        *((reason, "fields.n") for reason in ("cells-time", "cells-raised", "pattern-time", "json-schema-time")),
        *((reason, "fields") for reason in ("enum-time", "categories-time", "schema-time", "rules-time")),
        ("keys-time", "uniqueKeys"),
        ("raised", "fields.0"),
        ("raised", "data"),
        ("reader-crash", "data"),
    ],
)
@pytest.mark.parametrize("named", ["file", "first", "table"])
def test_a_file_with_rows_that_were_not_checked_is_left_whole(
    tmp_path: Path, reason: str, place: str, named: str
) -> None:
    """Seen without it: rows that no judge had reached were written among the good ones."""
    descriptor = package(tmp_path, {"a.csv": b"id,n\n1,x\n", "b.csv": b"x,y\n"})
    outcome = check_paths([descriptor])
    (table,) = all_tables(read_contents([descriptor], None, None))
    file = {"file": table.files[1][0], "first": table.files[0][0], "table": table.name}[named]
    beyond = Unchecked(file=file, property=place, reason=reason)
    left = outcome.model_copy(update={"unchecked": (beyond,)})
    assert outcome.errors
    assert [*quarantine_tables(Report(left, "en", tmp_path), [table], tmp_path / "q")] == [
        NotSplit(table.files[1][0], "apart-unjudged")
    ]
    assert not (tmp_path / "q").exists()


def test_a_file_is_set_apart_though_something_else_is_unchecked(tmp_path: Path) -> None:
    descriptor = package(tmp_path, {"a.csv": b"id,n\n1,x\ny,z\n"}, licenses=[{"name": "x"}], mediatype="text/x")
    outcome = check_paths([descriptor])
    beyond = Unchecked(file=str(tmp_path / "a.csv"), property="hash", reason="hash")
    left = outcome.model_copy(update={"unchecked": (beyond,)})
    tables = [*all_tables(read_contents([descriptor], None, None))]
    (came,) = quarantine_tables(Report(left, "en", tmp_path), tables, tmp_path / "q")
    assert came == Quarantined(str(tmp_path / "a.csv"), 1, 1)


def test_a_file_that_the_time_of_the_check_does_not_reach_is_left_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: 300 rows that nobody had judged were "good"."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (0.0, 0.0))
    monkeypatch.setattr(Budget, "allow_document", lambda *_: None)
    monkeypatch.setattr(CellValidator, "seconds", lambda *_: 0.0)
    rows = b"".join(b"%d,x%d\n" % (at, at) for at in range(300)) + b"1,x,too,many\n"
    schema = {"fields": [FIELDS[0], {**FIELDS[1], "constraints": {"pattern": "(?=x).*"}}]}
    came = set_all_apart(package(tmp_path, {"a.csv": b"id,n\n" + rows}, schema=schema), tmp_path / "q")
    assert came == [NotSplit(str(tmp_path / "a.csv"), "apart-unjudged")]
