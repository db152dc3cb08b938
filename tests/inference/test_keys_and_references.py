"""Keys proved on all rows, and references that are no accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.inference.model import Doubt, InferredTable
from pipeline.readers.csv.text_layout import Sizes
from tests.inference.proposals import proposed, table_of

# The first block of the second has enough rows to tell a key of several columns from an accident.
BLOCKS = [Sizes(1 << 20, 0), Sizes(200, 0)]


def names(table: InferredTable, fields: tuple[int, ...]) -> list[str]:
    return [table.fields[at].name for at in fields]


def doubts(table: InferredTable) -> dict[str, Doubt]:
    return {one.code: one for one in table.doubts}


@pytest.mark.parametrize("sizes", BLOCKS, ids=["one block", "blocks"])
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id,name\n1,a\n2,b\n3,c\n", ["id"]),
        ("name,id\nParis,7\nRome,8\nBonn,9\n", ["id"]),
        ("code,name\nAA,x\nAB,x\nAC,y\n", ["code"]),
        ("name,pop\nParis,7\nRome,8\nBonn,9\n", ["name"]),
        # A repetition, an empty cell, a mark of a missing value: no key.
        ("id,name\n1,a\n2,b\n1,c\n", []),
        ("id,name\n1,a\n,b\n3,c\n", []),
        ("id,name\n1,a\nNA,b\n3,a\n", []),
        # A measure is unique by accident.
        ("height,name\n1.5,a\n2.5,a\n3.5,b\n", []),
        (
            "country,year,n\n" + "".join(f"{c},{y},1\n" for c in "ABCDEF" for y in range(2000, 2006)),
            ["country", "year"],
        ),
        (
            "country,year,sex,n\n"
            + "".join(f"{c},{y},{s},1\n" for c in "ABCDEF" for y in range(2000, 2004) for s in "FM"),
            ["country", "year", "sex"],
        ),
    ],
)
def test_key_is_unique_in_all_rows(tmp_path: Path, text: str, key: list[str], sizes: Sizes) -> None:
    table = table_of(tmp_path, text, sizes=sizes)
    assert names(table, table.primary_key) == key


def test_another_key_by_name_is_unique_and_by_accident_a_doubt(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,iso_code,name\n1,FRA,Paris\n2,DEU,Bonn\n3,ITA,Rome\n")
    assert table.primary_key == (0,)
    assert table.unique_keys == ((1,),)
    assert table.fields[1].constraints["unique"] is True
    assert doubts(table)["also-unique"].details == {"fields": "name"}


def test_one_row_proves_no_key(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,name\n1,a\n")
    assert table.primary_key == ()
    assert list(doubts(table)) == ["few-rows"]


def write(folder: Path, **files: str) -> list[Path]:
    paths = [folder / f"{name}.csv" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


CODES = ("FR", "DE", "IT", "ES", "PT", "BE", "NL", "LU", "AT", "DK")
COUNTRIES = "code,name\n" + "".join(f"{one},{one.lower()}land\n" for one in CODES)


@pytest.mark.parametrize("sizes", BLOCKS, ids=["one block", "blocks"])
def test_reference_by_name_and_values(tmp_path: Path, sizes: Sizes) -> None:
    cities = "id,country_code,name\n1,FR,Paris\n2,DE,Bonn\n3,,Atlantis\n4,FR,Lyon\n"
    table = proposed(*write(tmp_path, countries=COUNTRIES, cities=cities), sizes=sizes).tables[1]
    (reference,) = table.references
    assert (reference.fields, reference.table, reference.theirs) == ((1,), "countries", (0,))
    assert table.fields[1].doubts == ()


def test_reference_by_values_alone_is_a_doubt(tmp_path: Path) -> None:
    trips = "id,origin\n1,FR\n2,DE\n3,IT\n4,FR\n5,ES\n"
    table = proposed(*write(tmp_path, countries=COUNTRIES, trips=trips)).tables[1]
    assert [one.table for one in table.references] == ["countries"]
    assert table.fields[1].doubts == (Doubt("reference-values", {"values": 4, "target": "countries.code"}),)


def test_numbers_that_happen_to_be_keys_are_no_reference(tmp_path: Path) -> None:
    people = "id,name\n" + "".join(f"{one},n{one}\n" for one in range(1, 50))
    votes = "vote,count\n" + "".join(f"v{one},{one % 20 + 1}\n" for one in range(60))
    assert proposed(*write(tmp_path, people=people, votes=votes)).tables[1].references == ()


def test_reference_with_an_orphan_is_told_and_not_proposed(tmp_path: Path) -> None:
    cities = "id,country_code\n" + "".join(f"{at},{one}\n" for at, one in enumerate([*CODES[:-1], "XX"]))
    table = proposed(*write(tmp_path, countries=COUNTRIES, cities=cities)).tables[1]
    assert table.references == ()
    (doubt,) = table.fields[1].doubts
    assert doubt == Doubt("reference-nearly", {"target": "countries.code", "orphans": 1, "values": 10, "example": "XX"})


def test_parent_refers_to_its_own_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,parent_id,name\na-1,,x\na-2,a-1,y\na-3,a-1,z\na-4,a-2,x\n")
    (reference,) = table.references
    assert (reference.fields, reference.table, reference.theirs) == ((1,), "", (0,))


def test_moments_of_one_form_can_be_part_of_a_key(tmp_path: Path) -> None:
    hours = [f"2013-01-{day:02}T{hour:02}:00:00Z" for day in range(1, 5) for hour in range(24)]
    table = table_of(tmp_path, "place,at,t\n" + "".join(f"{one},{at},1.5\n" for one in "ABC" for at in hours))
    assert names(table, table.primary_key) == ["place", "at"]


def test_moments_of_several_forms_are_no_key_as_two_may_be_one(tmp_path: Path) -> None:
    hours = [f"2013-01-01T{hour:02}:00:00{zone}" for hour in range(2, 20) for zone in ("Z", "+01:00")]
    assert table_of(tmp_path, "at,t\n" + "".join(f"{at},1.5\n" for at in hours)).primary_key == ()


def test_a_key_that_only_its_place_speaks_for_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, "first_name,age\nAda,1\nBob,2\nCy,2\n")
    assert names(table, table.primary_key) == ["first_name"]
    assert doubts(table)["key-by-place"].details == {"fields": "first_name"}


def test_codes_of_which_few_have_letters_are_a_key(tmp_path: Path) -> None:
    codes = [f"{one:05}" for one in range(1000, 9000)] + ["2A004", "2B033"]
    table = table_of(tmp_path, "REG,DEP,COM\n" + "".join(f"84,01,{one}\n" for one in codes))
    assert names(table, table.primary_key) == ["COM"]
