"""Text has one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text.normalisation import normalise_text


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("  Quito ", "Quito"),
        ("Que\u0301bec", "Québec"),
        ("San\u00a0José\u00a0", "San\u00a0José"),
        ("a \t\n b", "a b"),
        ("\ufeffCOP\u200b 11", "COP 11"),
        ("Où\u202f?", "Où\u202f?"),
        ("co\u00adopération", "coopération"),
        ("", ""),
    ],
)
def test_normalise_text(printed: str, expected: str) -> None:
    assert normalise_text(printed) == expected


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
