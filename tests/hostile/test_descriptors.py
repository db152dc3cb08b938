"""Each kind of JSON in each place of a descriptor: a mistake, or read as it was meant, and never a fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import PasserelleError
from pipeline.datapackage.documents import ContractError
from pipeline.workflows.check_package import check_paths

KINDS: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    "x",
    "\ud800",
    "\0",
    [],
    [[]],
    [None, 1, "a"],
    {},
    {"a": {"b": []}},
)
FIELD = {
    "name": "a",
    "type": "string",
    "format": "default",
    "example": "x",
    "rdfType": "http://example.org/a",
    "missingValues": ["-"],
    "categories": [{"value": "x", "label": "X"}],
    "constraints": {
        "required": True,
        "unique": True,
        "pattern": ".*",
        "enum": ["x"],
        "minLength": 0,
        "maxLength": 9,
    },
}
NUMBER = {
    "name": "b",
    "type": "number",
    "decimalChar": ",",
    "groupChar": ".",
    "bareNumber": False,
    "constraints": {"minimum": 0, "maximum": 10, "exclusiveMinimum": -1, "exclusiveMaximum": 11},
}
OTHERS = [
    {"name": "c", "type": "boolean", "trueValues": ["y"], "falseValues": ["n"]},
    {"name": "d", "type": "list", "delimiter": "|", "itemType": "integer"},
    {"name": "e", "type": "object", "constraints": {"jsonSchema": {"properties": {"p": {"type": "string"}}}}},
    {"name": "f", "type": "date", "format": "%d/%m/%Y"},
]
WHOLE: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "p",
    "id": "i",
    "title": "T",
    "version": "1.0.0",
    "created": "2014-11-04T00:00:00Z",
    "homepage": "https://example.org",
    "image": "i.png",
    "keywords": ["k"],
    "licenses": [{"name": "CC0-1.0", "path": "https://example.org"}],
    "sources": [{"title": "S", "path": "https://example.org", "email": "a@example.org"}],
    "contributors": [{"title": "C", "roles": ["author"], "email": "a@example.org"}],
    "resources": [
        {
            "name": "t",
            "type": "table",
            "path": "t.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "compression": "no",
            "bytes": 31,
            "hash": "md5:00000000000000000000000000000000",
            "dialect": {
                "header": True,
                "headerRows": [1],
                "headerJoin": " ",
                "commentRows": [9],
                "commentChar": "#",
                "delimiter": ",",
                "lineTerminator": "\n",
                "quoteChar": '"',
                "doubleQuote": True,
                "nullSequence": "N",
                "skipInitialSpace": False,
            },
            "schema": {
                "fields": [FIELD, NUMBER, *OTHERS],
                "fieldsMatch": "exact",
                "missingValues": [{"value": "", "label": "none"}],
                "primaryKey": ["a"],
                "uniqueKeys": [["a", "b"]],
                "foreignKeys": [{"fields": ["a"], "reference": {"resource": "", "fields": ["a"]}}],
                "passerelle:rules": [{"name": "r", "condition": "b > 0", "message": "m"}],
            },
        }
    ],
}
ROWS = b'a,b,c,d,e,f\nx,"1,5",y,1|2,"{""p"": ""q""}",04/11/2014\n'


def places(part: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every value of a descriptor, the whole included."""
    yield place
    for key, item in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from places(item, (*place, key))


def changed(place: tuple[str | int, ...], kind: Any) -> Any:
    """The descriptor with another value in a place."""
    if not place:
        return kind
    whole = copy.deepcopy(WHOLE)
    part: Any = whole
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = kind
    return whole


# One kind for each place, in turn, so that the test is quick; `EVERY` takes all, by hand.
EVERY = False
CASES = [
    (place, kind)
    for at, place in enumerate(places(WHOLE))
    for number, kind in enumerate(KINDS)
    if EVERY or number == at % len(KINDS)
]


def test_the_whole_descriptor_is_right_but_for_its_hash(tmp_path: Path) -> None:
    outcome = check(tmp_path, WHOLE)
    assert [error.key for error in outcome.errors] == ["byte-count-error", "hash-error"]
    assert outcome.unchecked == ()
    assert len(CASES) > 100


@pytest.mark.parametrize(("place", "kind"), CASES, ids=lambda item: "")
def test_no_value_in_no_place_is_a_fault(tmp_path: Path, place: tuple[str | int, ...], kind: Any) -> None:
    try:
        assert check(tmp_path, changed(place, kind)).valid is not True
    except (ContractError, PasserelleError):
        assert not place


def check(folder: Path, descriptor: Any) -> Any:
    (folder / "t.csv").write_bytes(ROWS)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return check_paths([path])
