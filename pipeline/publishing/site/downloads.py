"""The downloads of the site: the package, every table as CSV, JSON and Parquet, and all of it in a zip."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.files.zip_entries import entry
from pipeline.publishing.exports.parquet import write_parquet
from pipeline.publishing.exports.tables import Table, exported_tables
from pipeline.publishing.exports.typed_values import json_record
from pipeline.publishing.site.charts.data import Figure
from pipeline.publishing.site.context import Publication
from pipeline.readers.csv.small_files import csv_text


def publish_downloads(folder: Path, publication: Publication) -> int:
    """Writes datapackage.json and data/ into the site, and the zip; returns the bytes of the zip."""
    source = publication.folder
    shutil.copyfile(source / "datapackage.json", folder / "datapackage.json")
    shutil.copytree(source / "data", folder / "data")
    contract = publication.registry.contract
    tables = exported_tables(publication.registry)
    for table in tables:
        publish_json(folder / "data" / f"{table.name}.json", table)
    write_parquet(folder / "data", tables)
    return publish_zip(folder / f"{contract.package.name}.zip", source, publication)


def publish_json(path: Path, table: Table) -> None:
    """An array with an object on each line; unknown is null, numbers are numbers, lists are arrays."""
    records = (json_record(table.fields, values) for values in table.records())
    with path.open("w", encoding="utf-8", newline="\n") as file:
        before = "[\n"
        for record in records:
            file.write(f"{before}{json.dumps(record, ensure_ascii=False)}")
            before = ",\n"
        file.write("[\n\n]\n" if before == "[\n" else "\n]\n")


def publish_zip(path: Path, source: Path, publication: Publication) -> int:
    """The package as one file: descriptor, tables, report, licence; the same bytes for the same content."""
    names = ["datapackage.json", "report.json", *(file.path for file in publication.files)]
    licence = publication.registry.contract.root / "LICENSE"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as whole:
        for name in names:
            whole.writestr(entry(name), (source / name).read_bytes())
        if licence.is_file():
            whole.writestr(entry("LICENSE"), licence.read_bytes())
    return path.stat().st_size


def publish_figures(folder: Path, pictures: Mapping[str, Figure]) -> None:
    """The data of each picture as CSV, in data/figures."""
    (folder / "data" / "figures").mkdir()
    for one in pictures.values():
        rows = [[str(record[column]) for column in one.columns] for record in one.records]
        path = folder / "data" / "figures" / f"{one.name}.csv"
        path.write_text(
            csv_text([[one.names.get(column, column) for column in one.columns], *rows]), encoding="utf-8", newline="\n"
        )
