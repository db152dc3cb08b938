"""No text makes reading fail: mutated and generated ones are read faithfully, and the same twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.texts import fact_text
from tests.extraction.names import read, reading

STRANGE = '\x00 \u202e \u0301 \u200b \ufeff é œ ﬁ ß İ ǅ ² ½ ١٢ 年 Â© â€™ | ( [ « » ; : "'
WORDS = "COP 11 Convention de 12e XII 10/ 2014- Protocol Ramsar Mai may CBD Montréal Secretariat CITES - 1."
PIECES = ("\n", "\n\n", "\t", "-\n", "COP 15", "la ", " mai ", "à ", "194 Parties", "- ")
ODD = [*STRANGE.split(" "), *WORDS.split(" "), *PIECES]


def mutated(text: str, dice: random.Random) -> str:
    """A text with characters and words put in, taken out, turned round and doubled."""
    letters = list(text)
    for _ in range(dice.randint(1, 40)):
        at = dice.randrange(len(letters) + 1)
        way = dice.random()
        if way < 0.5:
            letters[at:at] = dice.choice(ODD)
        elif way < 0.7:
            del letters[at : at + dice.randint(1, 5)]
        elif way < 0.85:
            letters[at : at + 30] = letters[at : at + 30][::-1]
        else:
            letters[at:at] = letters[at : at + dice.randint(1, 60)]
    return "".join(letters)


def is_faithful(text: str) -> None:
    found = read(text)
    assert found == read(text)
    for statement in found:
        start, end = statement.span
        assert text[start:end] == statement.quote
        assert statement.quote.strip() == statement.quote != ""
        assert all(0 <= place.start < place.end <= len(text) for place in statement.evidence)
        assert statement.model_dump_json()
    assert len({statement.id for statement in found}) == len(found)
    for gap in reading().gaps(text, found):
        assert 0 <= gap.start < gap.end <= len(text)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_way_of_mutating_a_text_is_read_faithfully(dice: random.Random) -> None:
    is_faithful(mutated(fact_text(dice, 6)[0], dice))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*ODD, " ", " "]), max_size=80).map("".join))
def test_every_way_of_throwing_words_together_is_read_faithfully(text: str) -> None:
    is_faithful(text)


@pytest.mark.parametrize(
    "text",
    [
        "La COP 12 de la CDB à Montréal du 3 au 4 mai 2014 et la CITES " * 2_000,
        "CBD (" * 5_000,
        "COP 3 | CBD | " * 5_000,
        "la Convention a été adoptée le 3 mai. " * 3_000,
        "- la CITES\n  - la CMS\n    - la CDB\n" * 2_000,
        "du 4 mai au " * 5_000 + "CBD COP 3",
        "COP 12 CBD\nMontréal\n" * 2_000,
        "\x00" * 50_000 + "COP 3 CBD",
        "\u202eCOP 3\u202c CBD " * 5_000,
        "e\u0301" * 50_000 + " COP 3 CBD",
        "Convention " * 20_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_long_and_strange_texts_are_read_to_their_end(text: str) -> None:
    assert all(text[statement.span[0] : statement.span[1]] == statement.quote for statement in read(text))
