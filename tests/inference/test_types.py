"""Types and formats: what all cells are, what the name says, and what is left in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.readers.csv.text_layout import Sizes
from tests.inference.proposals import codes, column_of, table_of

STRING = {"type": "string"}
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"
TYPES: list[tuple[str, list[str], dict[str, Any], list[str]]] = [
    ("count", ["1", "-20", "0"], {"type": "integer"}, []),
    ("count", ["1", "2.5", "1e3"], {"type": "number"}, []),
    ("price", ["1,5", "2,25", "3"], {"type": "number", "decimalChar": ","}, []),
    ("price", ["1.234,5", "2,25"], {"type": "number", "groupChar": ".", "decimalChar": ","}, []),
    ("pop", ["1 234", "12 345 678", "9"], {"type": "integer", "groupChar": " "}, []),
    ("pop", ["1\u202f234", "12\u202f345"], {"type": "integer", "groupChar": "\u202f"}, []),
    ("pop", ["1,234,567", "12"], {"type": "integer", "groupChar": ","}, []),
    ("pop", ["1,234", "12,345"], {"type": "integer", "groupChar": ","}, ["comma"]),
    ("share", ["12%", "3.5 %"], {"type": "number", "bareNumber": False}, []),
    ("price", ["$1,234.50", "$2.00"], {"type": "number", "bareNumber": False, "groupChar": ","}, []),
    ("zip", ["00501", "10001"], STRING, ["leading-zeros"]),
    ("zip", ["10001", "10002"], STRING, ["digits-code"]),
    ("Téléphone", ["142345678", "142345679"], STRING, ["digits-code"]),
    ("siren", ["552100554", "552100555"], STRING, ["digits-code"]),
    ("n", ["12345678901234567890", "1"], STRING, ["digits-code"]),
    ("dial", ["+33", "+34"], STRING, ["digits-code"]),
    ("year", ["1999", "2024"], {"type": "year"}, []),
    ("année", ["1999", "2024"], {"type": "year"}, []),
    ("n", ["1999", "2024"], {"type": "integer"}, ["perhaps-year"]),
    ("n", ["3999", "2024"], {"type": "integer"}, []),
    ("day", ["2024-01-31", "1999-12-01"], {"type": "date"}, []),
    ("day", ["2024-01-31", "2024-02", "1999"], {"type": "string", "rdfType": EDTF}, ["edtf"]),
    ("month", ["2024-01", "2024-12"], {"type": "yearmonth"}, []),
    ("day", ["31/01/2024", "01/02/2024"], {"type": "date", "format": "%d/%m/%Y"}, []),
    ("day", ["01/31/2024", "01/02/2024"], {"type": "date", "format": "%m/%d/%Y"}, []),
    ("day", ["01/02/2024", "03/04/2024"], {"type": "date", "format": "%d/%m/%Y"}, ["day-or-month"]),
    ("day", ["31.12.24", "1.2.24"], {"type": "date", "format": "%d.%m.%y"}, []),
    ("day", ["2012/01/31", "2012/02/01"], {"type": "date", "format": "%Y/%m/%d"}, []),
    ("day", ["Jan 1 2000", "Feb 1 2000"], {"type": "date", "format": "%b %d %Y"}, []),
    ("date", ["20240131", "20240201"], {"type": "date", "format": "%Y%m%d"}, []),
    ("n", ["20240131", "20240201"], {"type": "integer"}, ["perhaps-date"]),
    ("at", ["2024-01-31T10:00:00Z", "2024-01-31T10:00:00.5+02:00"], {"type": "datetime"}, []),
    ("at", ["2024-01-31 10:00:00", "2024-01-31 23:59:59"], {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"}, []),
    ("at", ["31/01/2024 10:00", "01/02/2024 1:05"], {"type": "datetime", "format": "%d/%m/%Y %H:%M"}, []),
    ("at", ["10:00:00", "23:59:59"], {"type": "time"}, []),
    ("at", ["10:00", "9:30"], {"type": "time", "format": "%H:%M"}, []),
    ("lasts", ["P1D", "PT5M"], {"type": "duration"}, []),
    ("ok", ["true", "False"], {"type": "boolean"}, []),
    ("ok", ["oui", "non"], {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, []),
    ("ok", ["Sí", "No"], {"type": "boolean", "trueValues": ["Sí"], "falseValues": ["No"]}, []),
    ("ok", ["Y", "N"], {"type": "boolean", "trueValues": ["Y"], "falseValues": ["N"]}, []),
    ("ok", ["yes", "yes"], STRING, []),
    ("is_open", ["0", "1"], {"type": "boolean"}, ["flag"]),
    ("n", ["0", "1"], {"type": "integer"}, ["perhaps-boolean"]),
    ("names", ["a|b", "c"], {"type": "list", "delimiter": "|", "itemType": "string"}, []),
    ("names", ["a;b", "c"], {"type": "list", "delimiter": ";", "itemType": "string"}, ["list"]),
    ("note", ["Built in 1900; burnt down in 1950.", "Rebuilt."], STRING, []),
    ("json", ["[1, 2]", "[]"], {"type": "array"}, []),
    ("place", ["2.35, 48.85", "100.5, 13.75"], {"type": "geopoint"}, []),
    ("geo_point_2d", ["48.85,2.35", "44.8,-0.5"], STRING, ["latitude-first"]),
    ("place", ["48.85,2.35", "44.8,-0.5"], STRING, ["point-order"]),
    ("mail", ["a@b.org", "c.d@e.fr"], {"type": "string", "format": "email"}, []),
    ("url", ["https://a.org/x?y=1", "http://b.fr"], {"type": "string", "format": "uri"}, []),
    ("key", ["0b1c2d3e-0000-4000-8000-000000000000"] * 2, {"type": "string", "format": "uuid"}, []),
    ("name", ["Aix", "Apt"], STRING, []),
    ("empty", ["", ""], STRING, ["empty-column"]),
]


@pytest.mark.parametrize(("label", "cells", "properties", "doubts"), TYPES)
# In blocks of one row too: what holds in the first may not hold in the next.
@pytest.mark.parametrize("sizes", [Sizes(1 << 20, 0), Sizes(16, 0)], ids=["one block", "blocks"])
def test_type_is_what_all_cells_are(
    tmp_path: Path, label: str, cells: list[str], properties: dict[str, Any], doubts: list[str], sizes: Sizes
) -> None:
    field = column_of(tmp_path, label, cells, sizes)
    assert (dict(field.properties), codes(field)) == (properties, doubts)


@pytest.mark.parametrize("sizes", [Sizes(1 << 20, 0), Sizes(64, 0)], ids=["one block", "blocks"])
def test_exceptions_are_named_with_their_lines_and_the_field_stays_a_text(tmp_path: Path, sizes: Sizes) -> None:
    cells = [str(one) for one in range(100, 200)]
    cells[40], cells[97] = "12a", "n o"
    field = column_of(tmp_path, "n", cells, sizes)
    (doubt,) = field.doubts
    assert field.properties == {"type": "string"}
    assert doubt.code == "nearly"
    assert doubt.details == {"properties": "type: integer", "exceptions": 2, "where": "42 `12a`, 99 `n o`"}


def test_a_type_is_given_up_for_a_wider_one_in_a_later_block(tmp_path: Path) -> None:
    cells = ["1", "2", "3", "4", "5", "6.5", "7"]
    assert column_of(tmp_path, "n", cells, Sizes(16, 0)).properties == {"type": "number"}


def test_dates_of_another_column_say_whether_the_day_comes_first(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n01/02/2024,01/31/2024\n03/04/2024,02/01/2024\n")
    assert [field.properties["format"] for field in table.fields] == ["%m/%d/%Y", "%m/%d/%Y"]
    assert [codes(field) for field in table.fields] == [[], []]


def test_marks_of_missing_values_leave_the_type_and_are_proposed(tmp_path: Path) -> None:
    table = table_of(tmp_path, "n,sex\n1,male\nNA,NA\n3,female\n")
    assert table.missing_values == ("", "NA")
    assert [field.properties for field in table.fields] == [{"type": "integer"}, {"type": "string"}]
    assert [dict(field.constraints) for field in table.fields] == [{}, {}]


def test_namibia_is_no_missing_value(tmp_path: Path) -> None:
    countries = ["FR", "DE", "NA", "ES", "PT", "IT", "BE", "NL", "LU", "AT"]
    text = "country,n\n" + "".join(f"{one},{'NA' if at == 3 else at}\n" for at, one in enumerate(countries))
    table = table_of(tmp_path, text)
    country, number = table.fields
    assert table.missing_values == ("",)
    assert dict(country.constraints) == {"required": True, "pattern": "[A-Z]{2}"}
    assert codes(country) == ["mark-or-value"]
    assert number.properties == {"type": "integer", "missingValues": ["", "NA"]}


@pytest.mark.parametrize(
    ("cells", "pattern"),
    [
        ([f"AB-{one:04}" for one in range(20)], "[A-Z]{2}-[0-9]{4}"),
        ([f"{one:02x}{one * 7:06x}" for one in range(10, 40)], "[0-9a-f]{8}"),
        ([f"A{one}" for one in range(8, 30)], None),
        (["AB-1", "CD-2"], None),
        (["word", "words", "longer", "words and words", "a", "b", "c", "d", "e", "f"], None),
    ],
)
def test_a_pattern_is_the_shape_of_all_values(tmp_path: Path, cells: list[str], pattern: str | None) -> None:
    assert column_of(tmp_path, "ref", cells).constraints.get("pattern") == pattern


def test_few_values_repeated_are_a_vocabulary(tmp_path: Path) -> None:
    field = column_of(tmp_path, "kind", ["arch", "beam", "arch"] * 6)
    assert dict(field.constraints) == {"required": True, "enum": ["arch", "beam"]}
    assert codes(field) == ["vocabulary"]


def test_an_empty_cell_in_a_later_block_is_no_duty(tmp_path: Path) -> None:
    cells = ["a", "b", "c", "", "e"]
    assert dict(column_of(tmp_path, "x", cells, Sizes(16, 0)).constraints) == {}
    assert dict(column_of(tmp_path, "x", ["a", "b", "c"], Sizes(16, 0)).constraints) == {"required": True}
