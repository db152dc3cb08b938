"""What is taken for a misspelling of what: no advice is better than one that leads astray."""

from __future__ import annotations

import pytest

from pipeline.core.text.spelling import Nearest, Similarity, closest_match

CITIES = ("katowice", "london", "bucharest", "quito", "montreal")
FIELDS = ("id", "start_date", "end_date", "name_fr", "Name")


@pytest.mark.parametrize(
    ("value", "known", "meant"),
    [
        ("Quitto", CITIES, "quito"),
        ("Montréal", CITIES, "montreal"),
        ("nice", CITIES, None),
        ("Lyon", CITIES, None),
        ("brest", CITIES, None),
        ("cms", ("cbd-cop", "cms-cop"), "cms-cop"),
        ("start-date", FIELDS, "start_date"),
        ("date_start", FIELDS, "start_date"),
        ("Name", ("name", "Name"), "Name"),
        ("NAME FR", FIELDS, "name_fr"),
        ("", FIELDS, None),
        ("x", (), None),
    ],
)
def test_what_a_value_was_meant_to_be(value: str, known: tuple[str, ...], meant: str | None) -> None:
    assert closest_match(value, known, Similarity.VALUE) == meant


def test_letter_by_letter_capitals_count() -> None:
    assert closest_match("QUITO", CITIES, Similarity.VALUE, letter_by_letter=True) is None
    assert closest_match("quitto", CITIES, Similarity.VALUE, letter_by_letter=True) == "quito"


@pytest.mark.parametrize("value", ["red", "Red", "rad", "blue green", "", "xyz", "green"])
def test_many_values_are_found_as_one_by_one(value: str) -> None:
    known = ["red", "green", "Blue", "green blue", ""]
    assert Nearest(known, Similarity.VALUE)(value) == closest_match(value, known, Similarity.VALUE)
