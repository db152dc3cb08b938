"""A table of sightings, of any size, and the places that it refers to: keys, references, patterns, dates, enumerations.

The values are computed from the number of the row, so the same size gives the same file.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

PLACES = 500
KINDS = ("seen", "heard", "trapped", "photographed")
START = datetime.date(1990, 1, 1)
# What is wrong with a bad row: the field, its value, and the code of its one finding.
FAULTS = (
    ("day", "2020-02-30", "type-error"),
    ("place", "PL-9999", "foreign-key"),
    ("code", "ab-{row}", "constraint-error"),
    ("kind", "guessed", "constraint-error"),
    ("number", "-1", "constraint-error"),
    ("at", "25:00:00", "type-error"),
)


def write_package(folder: Path, rows: int, bad: Collection[int] = ()) -> Path:
    """Writes the tables and the descriptor into a folder; the path of the descriptor.

    `bad`: numbers of rows (from 0) with one fault each, of `FAULTS` in turn.
    """
    lines = ["id,code,place,day,at,month,kind,number,share,noted"]
    faults = {row: FAULTS[at % len(FAULTS)] for at, row in enumerate(sorted(bad))}
    lines += [",".join(cells(row, faults.get(row))) for row in range(rows)]
    write(folder / "sightings.csv", lines)
    write(folder / "places.csv", ["id,name", *(f"PL-{at:04d},Place {at}" for at in range(PLACES))])
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"resources": resources()}, indent=1), encoding="utf-8")
    return path


def write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")


def cells(row: int, fault: tuple[str, str, str] | None) -> list[str]:
    """The cells of a row."""
    dice = row * 2_654_435_761 % 4_294_967_296
    day = START + datetime.timedelta(days=dice % 12_000)
    values = {
        "id": str(row),
        "code": f"{chr(65 + dice % 26)}{chr(65 + dice // 26 % 26)}-{row:06d}",
        "place": f"PL-{dice // 7 % PLACES:04d}",
        "day": day.isoformat(),
        "at": f"{dice // 11 % 24:02d}:{dice // 13 % 60:02d}:00",
        "month": f"{day.year}-{day.month:02d}",
        "kind": KINDS[dice // 17 % len(KINDS)],
        "number": str(dice // 19 % 40),
        "share": f"{dice // 23 % 10_000 / 100}",
        "noted": "" if dice % 3 else f"{day.isoformat()}T12:00:00Z",
    }
    if fault:
        values[fault[0]] = fault[1].format(row=row)
    return list(values.values())


def resources() -> list[dict[str, Any]]:
    """The resources of the descriptor."""
    reference = {"fields": ["place"], "reference": {"resource": "places", "fields": ["id"]}}
    fields = [
        field("id", "integer", required=True),
        field("code", pattern="[A-Z]{2}-[0-9]{6}", unique=True),
        field("place", required=True),
        field("day", "date", required=True, minimum="1990-01-01"),
        field("at", "time"),
        field("month", "yearmonth"),
        field("kind", enum=list(KINDS)),
        field("number", "integer", minimum=0),
        field("share", "number", maximum=100),
        field("noted", "datetime"),
    ]
    places = {"fields": [field("id", pattern="PL-[0-9]{4}"), field("name", minLength=1)], "primaryKey": ["id"]}
    sightings = {"fields": fields, "primaryKey": ["id"], "foreignKeys": [reference]}
    return [
        {"name": "sightings", "path": "sightings.csv", "schema": sightings},
        {"name": "places", "path": "places.csv", "schema": places},
    ]


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}
