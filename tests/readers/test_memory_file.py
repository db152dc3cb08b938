"""Blocks of text reach DuckDB as ordinary files of the one folder that its connection may read."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from pipeline.core.database.connection import readable_folder, workspace
from pipeline.core.database.sql import text
from pipeline.core.os_errors import EnvironmentFault
from pipeline.readers.csv.text_layout import Sizes
from pipeline.readers.memory_file import MemoryFile
from pipeline.workflows.check_package import Options, check_paths
from tests import ROOT
from tests.commands import passerelle_process

ROWS = 20_000


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    with workspace() as opened:
        yield opened


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package whose table DuckDB reads, with one wrong row."""
    lines = [f"{at},2020-01-{1 + at % 28:02d}" for at in range(ROWS)]
    lines[12_345] = "12345,2020-02-30"
    (tmp_path / "days.csv").write_text("\n".join(["id,day", *lines, ""]), encoding="utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "day", "type": "date"}]
    resource = {"name": "days", "path": "days.csv", "schema": {"fields": fields, "primaryKey": ["id"]}}
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    return path


def read(connection: DuckDBPyConnection, path: Path | str) -> list[tuple[str, ...]]:
    query = f"SELECT * FROM read_csv({text(str(path))}, header = false, all_varchar = true, delim = ',')"
    return connection.execute(query).fetchall()


def found_in(package: Path) -> list[tuple[str, int | None]]:
    outcome = check_paths([package], options=Options(sizes=Sizes(block=1 << 17, few=0)))
    assert (outcome.rows, outcome.unchecked) == (ROWS, ())
    return [(finding.code, finding.line) for finding in outcome.findings]


def test_a_block_is_read_from_an_ordinary_file_of_the_folder(connection: DuckDBPyConnection) -> None:
    spool = MemoryFile(connection)
    path = Path(spool.write(memoryview(b"a,1\nb,2\n")))
    assert (path.parent, path.is_file(), path.is_symlink()) == (readable_folder(connection), True, False)
    assert not path.is_relative_to("/proc")
    assert read(connection, path) == [("a", "1"), ("b", "2")]
    spool.close()


def test_each_block_takes_the_place_of_the_last_one(connection: DuckDBPyConnection) -> None:
    spool = MemoryFile(connection)
    for block, rows in ((b"a,1\n", 1), (b"b,2\nc,3\nd,4\n", 3), (b"e,5\n", 1), (b"", 0)):
        path = Path(spool.write(memoryview(block)))
        assert path.read_bytes() == block
        if rows:
            assert len(read(connection, path)) == rows
    assert list(readable_folder(connection).iterdir()) == [path]
    spool.close()


def test_two_tables_have_a_file_each(connection: DuckDBPyConnection) -> None:
    item, other = MemoryFile(connection), MemoryFile(connection)
    first, second = item.write(memoryview(b"a,1\n")), other.write(memoryview(b"b,2\n"))
    assert read(connection, first) + read(connection, second) == [("a", "1"), ("b", "2")]
    item.close()
    other.close()
    assert list(readable_folder(connection).iterdir()) == []


def test_without_a_block_there_is_no_file(connection: DuckDBPyConnection) -> None:
    spool = MemoryFile(connection)
    assert list(readable_folder(connection).iterdir()) == []
    spool.close()


def test_the_folder_is_gone_when_the_workspace_ends() -> None:
    with workspace() as connection:
        folder = readable_folder(connection)
        MemoryFile(connection).write(memoryview(b"a,1\n"))
    assert not folder.exists()


def test_a_check_needs_no_memory_files(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows, and where /proc is not there: nothing asks for a descriptor by its path."""
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.delattr(os, "pwrite", raising=False)
    assert found_in(package) == [("type-error", 12_347)]


def test_a_check_needs_no_proc(package: Path) -> None:
    hidden = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"]
    if os.geteuid() != 0 or subprocess.run([*hidden, "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may hide /proc, and not in every container; the test above needs neither")
    code = (
        "import sys, pathlib; from tests.readers.test_memory_file import found_in; "
        "print(found_in(pathlib.Path(sys.argv[1])))"
    )
    command = [*hidden, sys.executable, "-c", code, str(package)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("[('type-error', 12347)]\n", "")


@pytest.mark.parametrize("name", ["plain", "p0=5", "it's", "a[b]", "*", "x?y", "{a,b}", "a b", "été", "%41", "a,b"])
def test_any_folder_for_temporary_files_will_do(package: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package.parent / "temporary" / name
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert found_in(package) == [("type-error", 12_347)]
    assert list(folder.iterdir()) == []


def test_a_link_to_the_folder_for_temporary_files_will_do(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS, where /tmp and /var are links."""
    (package.parent / "real").mkdir()
    (package.parent / "link").symlink_to(package.parent / "real")
    monkeypatch.setattr(tempfile, "tempdir", str(package.parent / "link"))
    assert found_in(package) == [("type-error", 12_347)]


def test_no_other_file_can_be_read(connection: DuckDBPyConnection, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,1\n", encoding="utf-8")
    folder = readable_folder(connection)
    (folder / "link.csv").symlink_to(secret)
    with secret.open("rb") as stream:
        ways: list[Path | str] = [
            secret,
            "/etc/passwd",
            folder / "link.csv",
            folder / ".." / "other.csv",
            folder.parent / "*",
        ]
        ways.append(f"/proc/self/fd/{stream.fileno()}")
        for way in ways:
            with pytest.raises(duckdb.PermissionException, match="disabled by configuration"):
                read(connection, way)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "SELECT * FROM read_text('http://127.0.0.1/a')",
        "ATTACH '/tmp/other.db'",
        "COPY (SELECT 1) TO '/tmp/passerelle-copied.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_directories = ['/']",
        "SET allowed_paths = ['/etc/passwd']",
        "SET temp_directory = '/'",
    ],
)
def test_neither_the_network_nor_settings_can_be_had(connection: DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(duckdb.Error, match=r"disabled|locked"):
        connection.execute(statement)


def test_a_full_disk_is_reported_with_the_file(connection: DuckDBPyConnection) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    spool = MemoryFile(connection)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(EnvironmentFault) as raised:
            spool.write(memoryview(b"a,1\n" * 1_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.key == "trouble-too-large"
    assert str(readable_folder(connection)) in str(raised.value)


def test_a_folder_for_temporary_files_that_nobody_can_write_is_reported(package: Path) -> None:
    """Python looks for another folder where TMPDIR cannot be written; here there is none."""
    blocked = package.parent / "blocked"
    blocked.mkdir()
    code = "import tempfile; tempfile._candidate_tempdir_list = lambda: ['/nowhere']\n"
    (blocked / "sitecustomize.py").write_text(code, encoding="utf-8")
    done = passerelle_process("check", str(package), cwd=package.parent, PYTHONPATH=f"{blocked}{os.pathsep}{ROOT}")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "passerelle: no folder for temporary files is writable. "
        "Set TMPDIR to a writable folder, and run the command again"
    )
