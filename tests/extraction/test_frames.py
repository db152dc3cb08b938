"""Clauses, events and the assignment of days, each on small sentences."""

from __future__ import annotations

import pytest

from pipeline.conventions.analysis import Analysis
from pipeline.conventions.annotated_text import AnnotatedText
from pipeline.conventions.extract import analysed
from pipeline.conventions.sentence_context import sentence_contexts
from pipeline.extraction.frames.event import Event
from pipeline.extraction.marks.tokens import Text
from tests.extraction.names import gazetteer


def first_sentence(text: str) -> tuple[Analysis, list[Event]]:
    return analysed(next(iter(sentence_contexts(AnnotatedText.of(Text.of(text), gazetteer())))))


def clauses(text: str) -> str:
    """The kind of the clause of each word, by its first letter, once for each run of words of one clause."""
    analysis, _ = first_sentence(text)
    context = analysis.context
    found = [analysis.clauses.of(at) for at in range(context.first, context.last)]
    return "".join(one.kind[0] for at, one in enumerate(found) if at == 0 or one is not found[at - 1])


def times(text: str) -> list[str]:
    """Each event with the day that it was given."""
    _, events = first_sentence(text)
    return sorted(
        f"{one.value or one.kind} {one.dates[0].date.start}" for one in events if one.dates and one.dates[0].date
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The CBD entered into force in 1993.", "m"),
        ("The CBD, which was adopted in 1992, entered into force in 1993.", "mrm"),
        ("The CBD, adopted in 1992, entered into force in 1993.", "mpm"),
        ("Signée en 1973, la CITES est entrée en vigueur en 1975.", "pm"),
        ("La CITES (adoptée en 1973) est entrée en vigueur en 1975.", "mbm"),
        ("C’est à Nairobi, le 22 mai 1992, que la CDB a été adoptée.", "m"),
        ("La CDB a été adoptée en 1992 ; la CITES est entrée en vigueur en 1975.", "mm"),
    ],
)
def test_the_clauses_of_a_sentence(text: str, kinds: str) -> None:
    assert clauses(text) == kinds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The CBD, which was adopted in 1992, entered into force in 1993.", ["adoption 1992", "entry_into_force 1993"]),
        ("Adopted in 1992, the CBD entered into force in 1993.", ["adoption 1992", "entry_into_force 1993"]),
        ("On 29 December 1993 the CBD entered into force.", ["entry_into_force 1993-12-29"]),
        ("L’adoption de la CDB en 1992 fut un succès.", ["adoption 1992"]),
        ("The COP of the CBD adopted the Nagoya Protocol on 29 October 2010.", ["adoption 2010-10-29"]),
        # A day that another event has, and a range for what takes one day.
        ("COP 10 met from 18 to 29 October 2010 and the CBD entered into force.", ["session 2010-10-18"]),
    ],
)
def test_an_event_takes_the_day_of_its_clause(text: str, told: list[str]) -> None:
    assert times(text) == told
