"""The SQLite file: every value, every key, search that folds accents; and Datasette, which opens it as it is."""

from __future__ import annotations

import asyncio
import html
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from tests.interop.conftest import Expected
from tests.interop.test_libraries import loaded

pytestmark = pytest.mark.interop
Tables = dict[str, Expected]


@pytest.fixture
def database(package: Path) -> Iterator[sqlite3.Connection]:
    address = f"file:{package / 'sqlite' / 'passerelle.sqlite'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def test_sqlite_holds_every_value(database: sqlite3.Connection, expected: Tables) -> None:
    for name, wanted in expected.items():
        read = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
        kinds = ["array" if field["type"] == "list" else field["type"] for field in wanted.fields]
        assert loaded([{"type": kind} for kind in kinds], read) == wanted.values(), name


def test_sqlite_keeps_every_key(database: sqlite3.Connection, expected: Tables) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    strict = {row[1] for row in database.execute("PRAGMA table_list") if row[2] == "table" and row[5] == 1}
    assert set(expected) <= strict
    references = 0
    for name, wanted in expected.items():
        columns = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        key = [row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]]
        declared = wanted.schema.get("primaryKey", [])
        assert key == ([declared] if isinstance(declared, str) else list(declared)), name
        required = {field["name"] for field in wanted.fields if field.get("constraints", {}).get("required")}
        assert {row[1] for row in columns if row[3]} == required | set(key), name
        unique = {
            tuple(row[2] for row in database.execute(f'PRAGMA index_info("{index[1]}")'))
            for index in database.execute(f'PRAGMA index_list("{name}")').fetchall()
            if index[3] == "u"
        }
        assert {tuple(item) for item in wanted.schema.get("uniqueKeys", [])} <= unique, name
        own = {(row[3], row[2] or name, row[4]) for row in database.execute(f'PRAGMA foreign_key_list("{name}")')}
        for item in wanted.schema.get("foreignKeys", []):
            target = item["reference"].get("resource", name)
            assert (item["fields"][0], target, item["reference"]["fields"][0]) in own
            references += 1
    assert references > 35


def test_search_folds_accents(database: sqlite3.Connection) -> None:
    query = "SELECT c.id FROM cities_fts f JOIN cities c ON c.rowid = f.rowid WHERE cities_fts MATCH ?"
    assert (
        database.execute(query, ["cancun OR montreal"]).fetchall()
        == database.execute(query, ["Cancún OR Montréal"]).fetchall()
    )
    assert database.execute(query, ["montreal"]).fetchall() == [("montreal",)]
    (count,) = database.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_fts' ESCAPE '\\'").fetchone()
    assert count > 20


def test_a_view_names_what_a_row_refers_to(database: sqlite3.Connection, expected: Tables) -> None:
    rows = database.execute("SELECT id, status_label_fr FROM labelled_meetings ORDER BY id").fetchall()
    labels = {row["code"]: row["label_fr"] for row in expected["vocabulary_meeting_statuses"].rows}
    wanted = sorted((row["id"], labels.get(row["status"])) for row in expected["meetings"].rows)
    assert rows == wanted


async def asked(folder: Path, *paths: str) -> list[Any]:
    """What Datasette answers, asked without any network."""
    served = Datasette([], config_dir=folder, settings={"num_sql_threads": 1})
    found = []
    for path in paths:
        answer = await served.client.get(path)
        assert answer.status_code == 200, path
        found.append(json.loads(answer.text) if path.split("?")[0].endswith(".json") else answer.text)
    return found


# Datasette opens its files without naming their encoding.
@pytest.mark.filterwarnings("ignore:'encoding' argument not specified:EncodingWarning")
def test_datasette_opens_the_folder_as_it_is(package: Path, expected: Tables) -> None:
    paths = (
        "/-/metadata.json",
        "/passerelle/meetings.json?_shape=array&_size=1000&_sort=id",
        "/passerelle/cities.json?_search=montreal&_shape=array",
        "/passerelle/meetings",
    )
    metadata, meetings, cities, page = asyncio.run(asked(package / "sqlite", *paths))
    assert metadata["license"] == "Creative Commons Attribution 4.0 International"
    assert metadata["databases"]["passerelle"]["tables"]["cities"]["units"]["latitude"] == "degree"
    wanted = expected["meetings"]
    read = sorted([row[column] for column in wanted.columns] for row in meetings)
    assert read == sorted(wanted.values())
    named = {row["id"]: row["name_fr"] for row in expected["cities"].rows}
    assert [(row["id"], row["name_fr"]) for row in cities] == [("montreal", named["montreal"])]
    assert wanted.fields[1]["description"] in html.unescape(page)
