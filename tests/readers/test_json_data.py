"""What is said of JSON data that are no table: the line, what is wrong and how to mend it, in French and English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from pipeline.findings.messages import render_finding


@pytest.mark.parametrize(
    ("name", "data", "place", "line", "french", "english"),
    [
        (
            "t.json",
            '{"a": 1}',
            None,
            1,
            "Les données ne sont pas un tableau de lignes.",
            "The data are not an array of rows.",
        ),
        (
            "t.json",
            '{"b": []}',
            "rows",
            1,
            "Les données n’ont pas de tableau rows.",
            "The data have no array rows.",
        ),
        (
            "t.json",
            '{"rows": [{"a": 1}]}\n[]',
            "rows",
            None,
            "Quelque chose suit les données.",
            "There is something after the data.",
        ),
        (
            "t.json",
            '[{"a": 1}\n{"a": 2}]',
            None,
            2,
            "Il manque ici une virgule ou un crochet fermant.",
            "A comma or a closing bracket is missing here.",
        ),
        ("t.json", '[{"a": NaN}]', None, None, "NaN n’est pas une valeur de JSON.", "NaN is not a JSON value."),
        (
            "t.json",
            "[" * 100_000,
            None,
            None,
            "Les données sont imbriquées sur trop de niveaux.",
            "The data are nested too deep.",
        ),
        (
            "t.json",
            '[\n{"a": 1},\n2]',
            None,
            3,
            "Une ligne n’est ni un tableau ni un objet.",
            "A row is neither an array nor an object.",
        ),
        (
            # Seen without it: valid, by the second of the two arrays, whatever others read.
            "t.json",
            '{"n": 1, "n": 2, "rows": [{"a": 1}], "r\\u006fws": [{"a": "x"}]}',
            "rows",
            1,
            (
                "Les données ont deux fois la propriété «\u202frows\u202f»\u202f; "
                "les lecteurs ne retiennent pas tous la même des deux."
            ),
            'The data have the property "rows" twice; readers differ in which of the two they take.',
        ),
        (
            "t.json",
            '[\n{"a": 1},\n[2]]',
            None,
            3,
            "Une ligne est un tableau parmi des objets.",
            "A row is an array among objects.",
        ),
        (
            "t.json",
            '[\n["a"],\n[1],\n{"a": 1}]',
            None,
            4,
            "Une ligne est un objet parmi des tableaux.",
            "A row is an object among arrays.",
        ),
        (
            "t.jsonl",
            '{"a": 1} 2\n',
            None,
            1,
            "Quelque chose suit la ligne du tableau.",
            "There is something after the row.",
        ),
        (
            "t.jsonl",
            '{"a": 1}\n{"a": 2]\n',
            None,
            2,
            "Les données ne se lisent pas comme une table\u00a0: il manque une virgule entre deux éléments.",
            "The data cannot be read as a table: a comma is missing between two items.",
        ),
    ],
)
def test_what_keeps_json_from_being_a_table_is_reported(
    tmp_path: Path, name: str, data: str, place: str | None, line: int | None, french: str, english: str
) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    resource = {"name": "t", "path": name, "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    if place:
        resource["dialect"] = {"property": place}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (found,) = pipeline.check(tmp_path / "datapackage.json").errors
    assert (found.code, found.line) == ("source-error", line)
    assert render_finding(found, "fr").message == french
    assert render_finding(found, "en").message == english
    assert render_finding(found, "fr").remedy
