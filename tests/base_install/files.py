"""Packages and texts for the base installation: good and bad ones in every format that a check reads itself."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "name", "type": "string", "constraints": {"pattern": r"\p{Lu}\p{Ll}+", "enum": ["Ana", "Berta"]}},
        {"name": "day", "type": "date"},
        {"name": "any", "type": "date", "format": "any"},
        {"name": "time", "type": "string", "rdfType": EDTF},
        {"name": "shape", "type": "object", "constraints": {"jsonSchema": {"required": ["a"]}}},
    ],
    "primaryKey": ["id"],
}
NAMES = [field["name"] for field in SCHEMA["fields"]]
GOOD = [
    {"id": 1, "name": "Ana", "day": "2014-11-04", "any": "4 Nov 2014", "time": "1984~", "shape": {"a": 1}},
    {"id": 2, "name": "Berta", "day": "2014-11-05", "any": "2014-11-05", "time": "2004-06?", "shape": {"a": 2}},
]
BAD_CSV = 'id,name,day,any,time,shape\nx,Anna,4 novembre 2014,soon,1984~~,"{""b"": 1}"\n2,Ana,,,,\n2,Berta,,,,\n'
PROFILE = {"required": ["project"], "properties": {"project": {"type": "object"}}}
PROFILE_URL = "https://example.org/profile.json"


def write_files(folder: Path, text: str) -> None:
    """Writes all of them below `folder`; `text` is one in which facts are found."""
    for name in ("good", "bad", "profile/copies", "workbook", "other", "texts"):
        (folder / name).mkdir(parents=True)
    write_good(folder / "good")
    (folder / "bad" / "t.csv").write_text(BAD_CSV, encoding="utf-8")
    write_package(folder / "bad", "t.csv")
    (folder / "profile" / "t.csv").write_text(as_csv(), encoding="utf-8")
    write_package(folder / "profile", "t.csv", **{"$schema": PROFILE_URL})
    (folder / "profile" / "copies" / "profile.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    (folder / "workbook" / "t.xlsx").write_bytes(b"PK")
    write_package(folder / "workbook", "t.xlsx")
    for name in ("t.html", "t.shp"):
        (folder / "other" / name).write_text("<table></table>", encoding="utf-8")
    write_package(folder / "other", "t.html", "t.shp")
    (folder / "texts" / "plain.txt").write_text(text, encoding="utf-8")
    (folder / "texts" / "page.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    (folder / "texts" / "page.pdf").write_bytes(b"%PDF-1.4")
    (folder / "texts" / "latin.txt").write_bytes("été".encode("latin-1"))


def write_good(folder: Path) -> None:
    """The same two rows as CSV, gzip, zip, JSON, JSON lines and Parquet, and in the descriptor."""
    (folder / "plain.csv").write_text(as_csv(), encoding="utf-8")
    (folder / "lines.csv.gz").write_bytes(gzip.compress(as_csv().encode()))
    with zipfile.ZipFile(folder / "archive.csv.zip", "w") as archive:
        archive.writestr("archive.csv", as_csv())
    (folder / "rows.json").write_text(json.dumps(GOOD), encoding="utf-8")
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in GOOD), encoding="utf-8")
    with duckdb.connect() as connection:
        rows, parquet = folder / "plain.csv", folder / "rows.parquet"
        connection.execute(f"COPY (FROM read_csv('{rows}', types = {{'day': 'DATE'}})) TO '{parquet}'")
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    names = ("plain.csv", "lines.csv.gz", "archive.csv.zip", "rows.json", "rows.jsonl", "rows.parquet")
    write_package(folder, *names, data=GOOD)


def as_csv() -> str:
    rows = [
        f"{row['id']},{row['name']},{row['day']},{row['any']},{row['time']},"
        f'"{json.dumps(row["shape"]).replace(chr(34), chr(34) * 2)}"'
        for row in GOOD
    ]
    return "\n".join([",".join(NAMES), *rows, ""])


def write_package(folder: Path, *paths: str, data: Any = None, **properties: Any) -> None:
    resources: list[dict[str, Any]] = [
        {"name": f"table{at}", "path": path, "schema": SCHEMA} for at, path in enumerate(paths)
    ]
    if data is not None:
        resources.append({"name": "inline", "data": data, "schema": SCHEMA})
    descriptor = {"name": "package", **properties, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1), encoding="utf-8")
