"""The published tables as CSV files: UTF-8, LF, a header; the same rows give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from pipeline.core.buffers import RECORDS_AT_ONCE
from pipeline.datapackage.rows import Row
from pipeline.findings.model import Model
from pipeline.readers.csv.small_files import csv_text
from pipeline.registry.contract import Contract
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.vocabularies import COLUMNS

VOCABULARY_PREFIX = "vocabulary_"


class DataFile(Model):
    """A file of data/: the name of its resource, its path in the package, its rows, bytes and SHA-256."""

    name: str
    path: str
    rows: int
    bytes: int
    sha256: str


def publish_tables(folder: Path, registry: PublishedRegistry) -> tuple[DataFile, ...]:
    """Writes data/<table>.csv below `folder` for each table and vocabulary; returns the files, in their order."""
    contract = registry.contract
    (folder / "data").mkdir(parents=True)
    tables = [
        write_file(folder, name, schema.field_names, registry.tables.get(name, ()))
        for name, schema in contract.tables.items()
    ]
    return (*tables, *(publish_vocabulary(folder, contract, name) for name in contract.vocabularies))


def publish_vocabulary(folder: Path, contract: Contract, name: str) -> DataFile:
    return write_file(folder, vocabulary_resource(name), tuple(COLUMNS), contract.vocabularies[name].rows.values())


def vocabulary_resource(name: str) -> str:
    """The name of the resource that publishes a vocabulary."""
    return VOCABULARY_PREFIX + name.replace("-", "_")


def write_file(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Row]) -> DataFile:
    path = f"data/{name}.csv"
    digest, size, count = hashlib.sha256(), 0, 0
    lines = ([row[column] for column in columns] for row in rows)
    with (folder / path).open("wb") as file:
        batch: Sequence[Sequence[str]] = (columns,)
        while batch:
            data = csv_text(batch).encode()
            file.write(data)
            digest.update(data)
            size, count = size + len(data), count + len(batch)
            batch = list(islice(lines, RECORDS_AT_ONCE))
    return DataFile(name=name, path=path, rows=count - 1, bytes=size, sha256=digest.hexdigest())
