"""What is taken away: the package beside its pages, each table as CSV, JSON and Parquet, all of it in one zip."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from pipeline.contract.descriptors import Schema
from pipeline.contract.vocabularies import COLUMNS
from pipeline.publishing.csv_files import VOCABULARY_PREFIX, render_csv
from pipeline.publishing.site.figures import Figure
from pipeline.publishing.site.publication import Publication
from pipeline.registry import Row
from pipeline.sql import name, text

# The one moment that a zip file can name and that is not now.
MOMENT = (1980, 1, 1, 0, 0, 0)
NUMBERS = {"integer": "BIGINT", "number": "DOUBLE"}


def publish_downloads(folder: Path, publication: Publication) -> int:
    """Writes datapackage.json and data/ into the site, and the zip; returns the bytes of the zip."""
    source = publication.folder
    shutil.copyfile(source / "datapackage.json", folder / "datapackage.json")
    shutil.copytree(source / "data", folder / "data")
    contract = publication.registry.contract
    for table, schema in contract.tables.items():
        publish_json(folder / "data" / f"{table}.json", schema, publication.registry.tables[table])
    publish_parquet(folder / "data", {table: typed(schema) for table, schema in contract.tables.items()})
    vocabularies = [one.name for one in publication.files if one.name.startswith(VOCABULARY_PREFIX)]
    publish_parquet(folder / "data", {name: dict.fromkeys(COLUMNS, "VARCHAR") for name in vocabularies})
    return publish_zip(folder / f"{contract.package.name}.zip", source, publication)


def typed(schema: Schema) -> dict[str, str]:
    """The columns of a Parquet file: numbers as numbers; dates stay text, for EDTF says more than a date can."""
    return {field.name: NUMBERS.get(field.type, "VARCHAR") for field in schema.fields}


def publish_json(path: Path, schema: Schema, rows: Iterable[Row]) -> None:
    """An array with an object on each line; unknown is null, numbers are numbers, lists are arrays."""
    lines = (json.dumps(record(schema, row), ensure_ascii=False) for row in rows)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8", newline="\n")


def record(schema: Schema, row: Row) -> dict[str, object]:
    return {field.name: value(field.type, field.delimiter or ",", row[field.name]) for field in schema.fields}


def value(kind: str, delimiter: str, cell: str) -> object:
    if kind == "list":
        return cell.split(delimiter) if cell else []
    if not cell:
        return None
    if kind == "integer":
        return int(cell)
    if kind == "number":
        return float(cell)
    return json.loads(cell) if kind in ("array", "object") else cell


def publish_parquet(data: Path, tables: Mapping[str, Mapping[str, str]]) -> None:
    """Each CSV of `data` again as Parquet, with the types of its columns; an empty cell is NULL."""
    with duckdb.connect(":memory:") as connection:
        # One thread writes the row groups in one order.
        connection.execute("SET threads = 1")
        for table, columns in tables.items():
            # Cells are text first and then cast, so that no reader guesses.
            texts = ", ".join(f"{text(column)}: 'VARCHAR'" for column in columns)
            casts = ", ".join(
                f"CAST(nullif({name(one)}, '') AS {kind}) AS {name(one)}" for one, kind in columns.items()
            )
            connection.execute(
                f"COPY (SELECT {casts} FROM read_csv({text(str(data / f'{table}.csv'))}, header = true, delim = ',', "
                f"quote = '\"', escape = '\"', columns = {{{texts}}}, auto_detect = false, new_line = '\\n')) "
                f"TO {text(str(data / f'{table}.parquet'))} (FORMAT parquet, COMPRESSION zstd)"
            )


def publish_zip(path: Path, source: Path, publication: Publication) -> int:
    """The package as one file: descriptor, tables, report, licence; the same bytes for the same content."""
    names = ["datapackage.json", "report.json", *(one.path for one in publication.files)]
    licence = publication.registry.contract.root / "LICENSE"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as whole:
        for one in names:
            whole.writestr(entry(one), (source / one).read_bytes())
        if licence.is_file():
            whole.writestr(entry("LICENSE"), licence.read_bytes())
    return path.stat().st_size


def entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def publish_figures(folder: Path, pictures: Mapping[str, Figure]) -> None:
    """The data of each picture as CSV, in data/figures."""
    (folder / "data" / "figures").mkdir()
    for one in pictures.values():
        rows = [[str(record[column]) for column in one.columns] for record in one.records]
        path = folder / "data" / "figures" / f"{one.name}.csv"
        path.write_text(render_csv(one.columns, rows), encoding="utf-8", newline="\n")
