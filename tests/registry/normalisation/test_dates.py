"""Printed dates become EDTF where they can mean only one thing."""

from __future__ import annotations

import datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from pipeline.registry.normalisation.dates import normalise_date


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("4 novembre 2014", "2014-11-04"),
        ("1er mars 1999", "1999-03-01"),
        ("1er août 2004", "2004-08-01"),
        ("12 February 2024", "2024-02-12"),
        ("February 12, 2024", "2024-02-12"),
        ("3rd March 1973", "1973-03-03"),
        ("3 de marzo de 1973", "1973-03-03"),
        ("novembre 2014", "2014-11"),
        ("noviembre de 2014", "2014-11"),
        ("Déc. 2016", "2016-12"),
        ("2014-11-04", "2014-11-04"),
        ("2014", "2014"),
        ("04/11/2014", "04/11/2014"),
        ("4 Brumaire 1800", "4 Brumaire 1800"),
        ("", ""),
    ],
)
def test_normalise_date(printed: str, expected: str) -> None:
    assert normalise_date(printed) == expected


@given(
    st.dates(min_value=datetime.date(1000, 1, 1)),
    st.sampled_from(["fr", "en", "es"]),
    st.sampled_from(["long", "medium"]),
)
def test_a_date_printed_in_any_language_is_read_back(date: datetime.date, lang: str, width: str) -> None:
    assert normalise_date(format_date(date, width, locale=lang)) == date.isoformat()


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_date(normalise_date(text)) == normalise_date(text)
