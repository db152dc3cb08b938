"""Packages of many small tables, checked by Passerelle and by frictionless-py: whole processes, in turns.

`python -m benchmarks.many_tables --repeat 5`; every package is generated, and none of it is real data.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.run import Run, measured

Cells = list[str]
Field = dict[str, Any]
# The kinds of fields that a table has in turn, and how a cell of each is written.
KINDS: Mapping[str, Callable[[random.Random], str]] = {
    "string": lambda dice: f"text {dice.randrange(1000)}",
    "integer": lambda dice: str(dice.randrange(1_000_000)),
    "number": lambda dice: f"{dice.randrange(100_000) / 100}",
    "date": lambda dice: str(date(1970, 1, 1) + timedelta(days=dice.randrange(20_000))),
    "boolean": lambda dice: dice.choice(("true", "false")),
    "year": lambda dice: str(1900 + dice.randrange(120)),
    "code": lambda dice: dice.choice("ABCDEF") + str(dice.randrange(10, 100)),
    "choice": lambda dice: dice.choice(("red", "green", "blue")),
    "datetime": lambda dice: f"2020-01-01T{dice.randrange(24):02}:{dice.randrange(60):02}:00Z",
}
CONSTRAINED: Mapping[str, Field] = {
    "code": {"type": "string", "constraints": {"pattern": "[A-F][0-9]{2}", "required": True}},
    "choice": {"type": "string", "constraints": {"enum": ["red", "green", "blue"]}},
    "integer": {"type": "integer", "constraints": {"minimum": 0}},
}


@dataclass(frozen=True)
class Shape:
    """A package to make: so many tables of so many rows and columns, and what is particular to them.

    `form`: csv, json, ndjson or inline; `wrong`: what is wrong with the last column of every row, if anything: "same"
    or "distinct" values of another type, "missing" cells, "double" keys, "orphan" references.
    """

    tables: int
    rows: int
    columns: int
    form: str = "csv"
    keys: bool = False
    references: bool = False
    constraints: bool = True
    quoted: bool = False
    encoding: str = "utf-8"
    compression: str = ""
    parts: int = 1
    shared: bool = False
    wrong: str = ""

    def __str__(self) -> str:
        words = [self.form, self.encoding, self.compression, f"{self.parts} parts" if self.parts > 1 else ""]
        words += [name for name in ("keys", "references", "quoted", "shared") if getattr(self, name)]
        words += ["" if self.constraints else "types only", f"wrong: {self.wrong}" if self.wrong else ""]
        usual = ("", "csv", "utf-8")
        return " ".join([f"{self.tables}×{self.rows}×{self.columns}", *(word for word in words if word not in usual)])


SHAPES = (
    Shape(10, 5, 3, constraints=False),
    Shape(10, 100, 10, keys=True, references=True),
    Shape(10, 2_000, 8, keys=True),
    Shape(10, 500, 12, wrong="distinct"),
    Shape(50, 20, 60),
    Shape(50, 200, 6, form="json", keys=True),
    Shape(50, 50, 8, form="inline"),
    Shape(50, 1_000, 10, keys=True, references=True, quoted=True),
    Shape(100, 50, 12, keys=True, references=True),
    Shape(100, 20, 8, compression="gz"),
    Shape(100, 100, 8, encoding="iso-8859-1", quoted=True),
    Shape(100, 500, 10, keys=True, shared=True),
    Shape(100, 50, 6, parts=3),
    Shape(100, 100, 5, wrong="same"),
    Shape(100, 50, 6, keys=True, references=True, wrong="orphan"),
    Shape(200, 50, 8),
    Shape(200, 20, 5, form="ndjson", keys=True),
    Shape(200, 5, 60, keys=True, quoted=True, compression="bz2"),
    Shape(400, 10, 5, keys=True, references=True, shared=True),
    Shape(400, 200, 6, keys=True, encoding="utf-16"),
)
RESULTS = Path(__file__).parent / "results" / "tables.json"
OURS, THEIRS = "Passerelle", "frictionless-py"


def make_package(folder: Path, shape: Shape) -> Path:
    """Writes the package of a shape; the same shape always gives the same bytes."""
    folder.mkdir(parents=True)
    resources = [make_resource(folder, shape, number) for number in range(shape.tables)]
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "many", "resources": resources}, indent=1), encoding="utf-8")
    return path


def make_resource(folder: Path, shape: Shape, number: int) -> Field:
    dice = random.Random(number)
    fields = make_fields(shape, number)
    rows = make_rows(shape, fields, dice)
    resource: Field = {"name": f"table-{number}", "profile": "tabular-data-resource"}
    resource |= {"schema": place_schema(folder, shape, make_schema(shape, fields, number), number)}
    if shape.form == "inline":
        return resource | {"data": list(typed(fields, rows))}
    if shape.encoding != "utf-8":
        resource["encoding"] = shape.encoding
    if shape.form != "csv":
        return resource | {"path": write_objects(folder, shape, number, list(typed(fields, rows)))}
    paths = [write_part(folder, shape, number, part, fields, rows) for part in range(shape.parts)]
    return resource | {"path": paths[0] if len(paths) == 1 else paths}


def make_fields(shape: Shape, number: int) -> list[Field]:
    """An id, a reference where the shape has some, and fields of every kind in turn."""
    fields: list[Field] = [{"name": "id", "type": "integer"}]
    if shape.references:
        fields.append({"name": "parent", "type": "integer"})
    kinds = list(KINDS)
    while len(fields) < shape.columns:
        kind = kinds[(len(fields) + (0 if shape.shared else number)) % len(kinds)]
        given = CONSTRAINED.get(kind) if shape.constraints else None
        plain = {"type": "string" if kind in ("code", "choice") else kind}
        fields.append({"name": f"{kind}_{len(fields)}", **(given or plain)})
    if shape.wrong in ("same", "distinct", "missing"):
        fields[-1] = {"name": "wrong", "type": "integer", "constraints": {"required": True}}
    return fields


def make_schema(shape: Shape, fields: list[Field], number: int) -> Field:
    schema: Field = {"fields": fields}
    if shape.keys:
        schema["primaryKey"] = ["id"]
    if shape.references and number:
        # Each table refers to the one before it; of one schema for all, to the first.
        target = f"table-{0 if shape.shared else number - 1}"
        schema["foreignKeys"] = [{"fields": ["parent"], "reference": {"resource": target, "fields": ["id"]}}]
    return schema


def place_schema(folder: Path, shape: Shape, schema: Field, number: int) -> Field | str:
    if not shape.shared or not number:
        # The first table refers to none, and so has a schema of its own.
        return schema
    if number == 1:
        (folder / "schema.json").write_text(json.dumps(schema, indent=1), encoding="utf-8")
    return "schema.json"


def make_rows(shape: Shape, fields: list[Field], dice: random.Random) -> list[Cells]:
    rows = []
    for row in range(1, shape.rows + 1):
        cells = [make_cell(field["name"], row, shape, dice) for field in fields]
        rows.append(cells[:-1] if shape.wrong == "missing" else cells)
    return rows


def make_cell(name: str, row: int, shape: Shape, dice: random.Random) -> str:
    if name == "id":
        return str(1 if shape.wrong == "double" else row)
    if name == "parent":
        return str((row if shape.wrong != "orphan" else row + 10 * shape.rows) if row > 1 else 1)
    if name == "wrong":
        return "twelve" if shape.wrong == "same" else f"no {row}"
    cell = KINDS[name.partition("_")[0]](dice)
    return f'{cell}, "said" é' if shape.quoted and name.startswith("string") else cell


def typed(fields: list[Field], rows: list[Cells]) -> Iterator[Field]:
    """Rows as objects of JSON."""
    readers: Mapping[str, Callable[[str], Any]] = {"boolean": lambda cell: cell == "true", "integer": int, "year": int}
    for cells in rows:
        named = zip(fields, cells, strict=False)
        yield {
            field["name"]: (float if field["type"] == "number" else readers.get(field["type"], str))(cell)
            for field, cell in named
        }


def write_objects(folder: Path, shape: Shape, number: int, rows: list[Field]) -> str:
    name = f"table-{number}.{shape.form}"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    text = "[\n" + ",\n".join(lines) + "\n]\n" if shape.form == "json" else "\n".join(lines) + "\n"
    (folder / name).write_text(text, encoding=shape.encoding)
    return name


def write_part(folder: Path, shape: Shape, number: int, part: int, fields: list[Field], rows: list[Cells]) -> str:
    """One file of a table; the second and later parts have no header, as frictionless-py wants it."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    if part == 0:
        writer.writerow([field["name"] for field in fields])
    size = -(-len(rows) // shape.parts)
    writer.writerows(rows[part * size : (part + 1) * size])
    data = output.getvalue().encode(shape.encoding)
    compress: Mapping[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress}
    name = f"table-{number}{f'-{part}' if shape.parts > 1 else ''}.csv"
    name += f".{shape.compression}" if shape.compression else ""
    (folder / name).write_bytes(compress.get(shape.compression, bytes)(data))
    return name


def contenders(package: Path) -> Mapping[str, list[str]]:
    """The two commands that a user would type."""
    return {
        OURS: [sys.executable, "-m", "pipeline", "check", str(package)],
        THEIRS: [sys.executable, "-m", "frictionless", "validate", str(package)],
    }


def measure(package: Path, repeat: int) -> Mapping[str, list[Run]]:
    """The runs of both, in turns; one round more comes first and is not counted."""
    runs: dict[str, list[Run]] = {OURS: [], THEIRS: []}
    for _ in range(repeat + 1):
        for name, command in contenders(package).items():
            runs[name].append(measured(command))
    return {name: found[1:] for name, found in runs.items()}


def words(shape: Shape, runs: Mapping[str, list[Run]]) -> dict[str, str | float]:
    """A row of the report: medians, peak memory, and the median of the ratios of each round."""
    row: dict[str, str | float] = {"package": str(shape)}
    for name, found in runs.items():
        row[f"{name} s"] = round(statistics.median(run.seconds for run in found), 2)
        row[f"{name} MB"] = round(max(run.memory for run in found))
    pairs = zip(runs[THEIRS], runs[OURS], strict=True)
    return row | {"ratio": round(statistics.median(theirs.seconds / ours.seconds for theirs, ours in pairs), 1)}


@click.command()
@click.option("--repeat", default=5, show_default=True, help="Runs of each; one more comes before and is not counted.")
@click.option("--only", type=int, multiple=True, help="Numbers of shapes, from 1; all if none is named.")
@click.option("--keep", type=click.Path(path_type=Path), help="Only make the packages, in this folder.")
@click.option("--save", is_flag=True, help="Write benchmarks/results/tables.json.")
def main(repeat: int, only: tuple[int, ...], keep: Path | None, save: bool) -> None:
    """Measure the check of packages of many tables: ratio 5 means a fifth of frictionless-py's time."""
    if keep:
        for number, shape in enumerate(SHAPES, 1):
            make_package(keep / f"{number:02}", shape)
        return
    rows = []
    for number, shape in enumerate(SHAPES, 1):
        if only and number not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows.append(words(shape, measure(make_package(Path(folder) / "package", shape), repeat)))
    table = Table(*rows[0], title=f"packages (tables×rows×columns), {os.cpu_count()} cores, median of {repeat}")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console(width=120).print(table)
    if save:
        RESULTS.write_text(json.dumps({"repeat": repeat, "packages": rows}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
