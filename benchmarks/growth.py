"""What a build takes where the registry has many times its rows: time, and the most memory of it and of its children.

`python -m benchmarks.growth --times 1 --times 5 --times 20 --save`
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click
from rich.console import Console
from rich.table import Table

from pipeline import raw
from pipeline.contract.registry import Contract, load_contract

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "growth.json"
# Their keys are codes of a standard: there are no more of them.
FIXED = frozenset({"countries"})
# What tells a text from another: one text is read once, however many rows there are.
OF_TEXT = ("file", "sha256")
PLACES = ("table", "row", "field")


@dataclass(frozen=True)
class Renaming:
    """How a copy of the registry names its rows: `targets` has the table that a field of a table refers to."""

    contract: Contract
    targets: Mapping[tuple[str, str], str]

    def copy(self, table: str, row: Mapping[str, str], number: int) -> dict[str, str]:
        """A row with the key and references of copy `number`; the first copy is the row itself."""
        if number == 1:
            return dict(row)
        names = set(self.contract.tables[table].names)
        made = {field: self.cell(table, field, value, number, names) for field, value in row.items()}
        made |= {field: "" for field in OF_TEXT if field in made}
        if set(PLACES) <= row.keys():
            for field in ("value", "source_value", "other_value"):
                if field in row:
                    made[field] = self.cell(row["table"], row["field"], row[field], number, set())
        return made

    def cell(self, table: str, field: str, value: str, number: int, names: set[str]) -> str:
        target = self.targets.get((table, field))
        if not value or target in FIXED:
            return value
        if target or field == "row":
            return suffixed(value, f"-x{number}")
        return suffixed(value, f" X{number}") if field in names else value


def suffixed(value: str, end: str) -> str:
    return "|".join(f"{one}{end}" for one in value.split("|"))


def renaming(contract: Contract) -> Renaming:
    keys = {(name, schema.key[0]): name for name, schema in contract.tables.items() if len(schema.key) == 1}
    refers = {
        (name, key.own[0]): key.reference.resource or name
        for name, schema in contract.tables.items()
        for key in schema.foreign_keys
    }
    return Renaming(contract, refers | keys)


def multiply(root: Path, times: int, into: Path) -> int:
    """Writes the registry in `root` with `times` times its rows to the folder `into`; returns how many rows it has."""
    contract = load_contract(root)
    for name in raw_folders:
        shutil.copytree(root / name, into / name)
    names = renaming(contract)
    return sum(
        multiply_file(file.path, into / file.shown, table, times, names)
        for table in raw.typed_tables(contract)
        for file in raw.files_of(contract, table)
    )


raw_folders = ("schemas", "raw")


def multiply_file(path: Path, into: Path, table: str, times: int, names: Renaming) -> int:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, fields = list(reader), list(reader.fieldnames or ())
    copies = range(1, 2 if table in FIXED else times + 1)
    with into.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        for number in copies:
            writer.writerows(names.copy(table, row, number) for row in rows)
    return len(rows) * len(copies)
