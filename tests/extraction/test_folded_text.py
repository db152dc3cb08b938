"""A text made plain, and the way back to the characters as they were printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.marks.folded_text import fold


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("La mise en œuvre à l’été", "la mise en oeuvre a l'ete"),
        ("e\u0301te\u0301", "ete"),
        ("biolo-\ngique", "biologique"),
        ("so\u00adft\u200b", "soft"),
        ("ConvenciÃ³n", "convencion"),
        ("RÃ©union â€“ Ã©tÃ©", "reunion - ete"),
        ("ofﬁcial", "official"),
        ("Convent1on", "convention"),
        ("COP15 12e", "cop15 12e"),
        ("12º · 1ª", "12o · 1a"),
        ("«\u202fCOP\u202f»", '" cop "'),
        ("A\x00B", "a b"),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_places_lead_back_behind_what_vanished() -> None:
    text = "so\u00adft œuvre, ConvenciÃ³n, biolo-\ngique."
    folded = fold(text)
    for word in ("soft", "oeuvre", "convencion", "biologique"):
        start = folded.text.index(word)
        found = text[folded.back(start) : folded.back(start + len(word))]
        assert fold(found).text == word


@given(st.text(alphabet=st.sampled_from("aeéœßﬁ-\n \u00ad\u0301Ã©â€™105LCx.\u202e")))
def test_every_place_leads_back_into_the_text_in_order(text: str) -> None:
    folded = fold(text)
    places = [folded.back(at) for at in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= at <= len(text) for at in places)
