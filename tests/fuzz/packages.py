"""Data packages that hold a little of everything, and mutants of them: descriptor, dialects, schemas, files."""

from __future__ import annotations

import bz2
import copy
import gzip
import json
import lzma
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from tests.fuzz.nasty import cell
from tests.fuzz.texts import mutated_bytes, mutated_table
from tests.fuzz.trees import mutated_tree

Files = dict[str, bytes]
FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1}},
    {"name": "name", "type": "string", "constraints": {"pattern": "[a-zé ]+", "minLength": 1, "maxLength": 40}},
    {"name": "number", "type": "number", "decimalChar": ",", "groupChar": ".", "constraints": {"maximum": "1000,5"}},
    {"name": "bare", "type": "number", "bareNumber": False},
    {"name": "day", "type": "date", "constraints": {"minimum": "1990-01-01"}},
    {"name": "moment", "type": "datetime"},
    {"name": "clock", "type": "time", "format": "%H:%M"},
    {"name": "year", "type": "year", "constraints": {"exclusiveMaximum": 2100}},
    {"name": "month", "type": "yearmonth"},
    {"name": "took", "type": "duration", "constraints": {"maximum": "P2Y"}},
    {"name": "flag", "type": "boolean", "trueValues": ["oui", "1"], "falseValues": ["non"]},
    {"name": "colour", "type": "string", "categories": ["red", "green"], "categoriesOrdered": True},
    {"name": "tags", "type": "list", "delimiter": ";", "itemType": "integer", "constraints": {"maxLength": 3}},
    {"name": "place", "type": "geopoint"},
    {"name": "shape", "type": "geojson"},
    {"name": "thing", "type": "object", "constraints": {"jsonSchema": {"type": "object", "required": ["a"]}}},
    {"name": "things", "type": "array", "constraints": {"minLength": 1, "enum": [[1], [2, 3]]}},
    {"name": "mail", "type": "string", "format": "email"},
    {"name": "address", "type": "string", "format": "uri", "missingValues": ["-"]},
    {"name": "key", "type": "string", "format": "uuid", "constraints": {"unique": True}},
    {"name": "code", "type": "string", "format": "binary"},
    {"name": "when", "type": "string", "rdfType": "http://id.loc.gov/datatypes/edtf"},
    {"name": "free", "type": "date", "format": "any"},
    {"name": "own", "type": "datetime", "format": "%d/%m/%Y %H:%M"},
    {"name": "whatever", "type": "any"},
)
GOOD: dict[str, str] = {
    "id": "1",
    "name": "été",
    "number": "1.000,5",
    "bare": "95 %",
    "day": "2024-01-26",
    "moment": "2024-01-26T15:00:00Z",
    "clock": "15:30",
    "year": "2024",
    "month": "2024-01",
    "took": "P1Y2M",
    "flag": "oui",
    "colour": "red",
    "tags": "1;2",
    "place": "90.5, 45.5",
    "shape": '{"type":"Point","coordinates":[1,2]}',
    "thing": '{"a":1}',
    "things": "[1]",
    "mail": "a@example.org",
    "address": "-",
    "key": "123e4567-e89b-12d3-a456-426614174000",
    "code": "YQ==",
    "when": "2024?",
    "free": "26 January 2024",
    "own": "26/01/2024 15:00",
    "whatever": "x",
}
DIALECTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {},
    {"delimiter": ";"},
    {"quoteChar": "'"},
    {"doubleQuote": False, "escapeChar": "\\"},
    {"commentChar": "#"},
    {"headerRows": [1, 2], "headerJoin": "-"},
    {"header": False},
    {"skipInitialSpace": True},
    {"lineTerminator": "\r\n"},
    {"nullSequence": "\\N"},
    {"commentRows": [2]},
    {"itemType": "object"},
    {"property": "rows"},
    {"itemKeys": ["id", "name"]},
)
FORMS = ("csv",) * 6 + ("json", "ndjson", "gz", "bz2", "xz", "inline", "text", "tsv", "utf-16", "latin-1", "parts")


def package(random: Random) -> tuple[dict[str, Any], Files]:
    """A descriptor and its files, right in most respects."""
    fields = random.sample(FIELDS, random.randint(1, 6))
    if FIELDS[0] not in fields:
        fields.insert(0, FIELDS[0])
    rows = [{field["name"]: GOOD[field["name"]] for field in fields} | {"id": str(at)} for at in range(1, 5)]
    for _ in range(random.choice((0, 1, 3))):
        random.choice(rows)[random.choice(fields)["name"]] = cell(random)
    schema: dict[str, Any] = {"fields": copy.deepcopy(fields), "primaryKey": random.choice((["id"], "id"))}
    schema |= random.choice(extras(fields))
    form = random.choice(FORMS)
    dialect = dict(random.choice(DIALECTS))
    resource: dict[str, Any] = {"name": "things", "schema": schema}
    if dialect:
        resource["dialect"] = dialect
    files = stored(resource, rows, form, dialect.get("delimiter", ","))
    descriptor: dict[str, Any] = {"resources": [resource, {"name": "b", "path": "b.csv", "schema": small()}]}
    descriptor |= random.choice(
        ({}, {"name": "p", "title": "P", "version": "1.0.0", "licenses": [{"name": "CC0-1.0"}]})
    )
    files["b.csv"] = b"id,thing_id\n1,1\n2,2\n"
    if random.random() < 0.2:
        files["schema.json"] = json.dumps(schema).encode()
        resource["schema"] = "schema.json"
    return descriptor, files


def extras(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a schema may say beside its fields."""
    names = [field["name"] for field in fields]
    condition = f"{names[-1]} is null or {names[0]} > 0"
    return [
        {},
        {"uniqueKeys": [names[:2]]},
        {"missingValues": ["", "NA", {"value": "-99", "label": "none"}]},
        {"fieldsMatch": "subset"},
        {"fieldsMatch": ["partial"]},
        {"passerelle:rules": [{"name": "r", "condition": condition, "message": "m {id}", "remedy": "r"}]},
        {"foreignKeys": [{"fields": "id", "reference": {"resource": "", "fields": "id"}}]},
    ]


def small() -> dict[str, Any]:
    key = {"fields": "thing_id", "reference": {"resource": "things", "fields": "id"}}
    fields = [{"name": "id", "type": "string"}, {"name": "thing_id", "type": "integer"}]
    return {"fields": fields, "primaryKey": "id", "foreignKeys": [key]}


def stored(resource: dict[str, Any], rows: list[dict[str, str]], form: str, delimiter: str) -> Files:
    """The rows in a form, of which the resource tells."""
    # gzip writes the time into what it makes, unless it is given one.
    in_gzip = partial(gzip.compress, mtime=0)
    packers: dict[str, Callable[[bytes], bytes]] = {"gz": in_gzip, "bz2": bz2.compress, "xz": lzma.compress}
    text = delimited(rows, "\t" if form == "tsv" else delimiter)
    if form in packers:
        resource["path"] = f"things.csv.{form}"
        return {resource["path"]: packers[form](text.encode())}
    if form == "inline":
        resource["data"] = rows
        return {}
    if form == "text":
        resource |= {"data": text, "format": "csv"}
        return {}
    if form == "parts":
        resource["path"] = ["things.csv", "more.csv"]
        return {"things.csv": text.encode(), "more.csv": (text.splitlines()[0] + "\n").encode()}
    if form in ("json", "ndjson"):
        resource["path"] = f"things.{form}"
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        whole = "[" + ",\n".join(lines) + "]" if form == "json" else "\n".join(lines)
        return {resource["path"]: whole.encode("utf-8", "surrogatepass")}
    encoding = form if form in ("utf-16", "latin-1") else "utf-8"
    if encoding != "utf-8":
        resource["encoding"] = encoding
    resource["path"] = f"things.{'tsv' if form == 'tsv' else 'csv'}"
    return {resource["path"]: text.encode(encoding, "replace")}


def delimited(rows: list[dict[str, str]], delimiter: str) -> str:
    def quoted(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if set(value) & set(f'{delimiter}"\r\n') else value

    return "".join(
        delimiter.join(map(quoted, row)) + "\n" for row in [list(rows[0]), *(list(row.values()) for row in rows)]
    )


def mutated_package(seed: int) -> Files:
    """A package with a few things wrong in it; the same for the same seed."""
    random = Random(f"package {seed}")
    descriptor, files = package(random)
    whole: Any = descriptor
    for _ in range(random.choice((0, 0, 1, 1, 1, 2, 4))):
        whole = mutated_tree(whole, random)
    text = json.dumps(whole, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 2)))
    if random.random() < 0.02:
        deep = random.choice((300, 2_000, 100_000))
        text = text.replace('"things"', "[" * deep + "]" * random.choice((deep, 0)), 1)
    files["datapackage.json"] = text.encode("utf-8", "surrogatepass")
    for _ in range(random.choice((0, 1, 1, 2))):
        name = random.choice(sorted(files))
        change = mutated_table if name.endswith((".csv", ".tsv")) and random.random() < 0.6 else mutated_bytes
        files[name] = change(files[name], random)
    return files
