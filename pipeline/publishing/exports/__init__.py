"""The registry in the formats of its consumers, beside datapackage.json and data/*.csv: the same rows in each."""

from __future__ import annotations

from pathlib import Path

from pipeline.publishing.exports.datasette import write_metadata
from pipeline.publishing.exports.excel import write_excel
from pipeline.publishing.exports.json_lines import write_json_lines
from pipeline.publishing.exports.parquet import write_parquet
from pipeline.publishing.exports.sqlite import write_sqlite
from pipeline.publishing.exports.tables import exported_tables
from pipeline.registry import Registry

FOLDERS = ("jsonl", "parquet", "sqlite", "excel", "rdf")


def write_exports(registry: Registry, into: Path) -> tuple[str, ...]:
    """Writes every format into the folder `into`; the POSIX paths written, relative to it, sorted.

    None of the folders may be there yet. Raises Fault where a format cannot hold a table.
    """
    package, tables = registry.contract.package, exported_tables(registry)
    for folder in FOLDERS:
        (into / folder).mkdir(parents=True)
    for table in tables:
        write_json_lines(into / "jsonl" / f"{table.name}.jsonl", table)
    write_parquet(into / "parquet", tables)
    write_sqlite(into / "sqlite" / f"{package.name}.sqlite", tables)
    write_metadata(into / "sqlite" / "metadata.json", package, package.name, tables)
    write_excel(into / "excel" / f"{package.name}.xlsx", package, tables)
    written = (path for folder in FOLDERS for path in (into / folder).rglob("*") if path.is_file())
    return tuple(sorted(path.relative_to(into).as_posix() for path in written))
