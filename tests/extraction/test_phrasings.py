"""Facts said in every phrasing of benchmarks/phrasings.yaml and read back: the fact and nothing else."""

from __future__ import annotations

import random

import pytest

from benchmarks.texts import Said, fact_text, other_text, phrasings, rendered
from pipeline.registry.statements import Statement
from tests.extraction.names import read

PHRASINGS = tuple(phrasings())
DRAWS = 5


def says(statement: Statement, said: Said) -> bool:
    fields = dict(said.fields)
    sides = fields.pop("sides", None)
    if sides is not None and {statement.get("agreement"), statement.get("partner")} != sides:
        return False
    return statement.kind == said.kind and all(statement.get(name) == value for name, value in fields.items())


@pytest.mark.parametrize(
    ("kind", "lang", "template"),
    PHRASINGS,
    ids=[f"{phrasing[0]}-{phrasing[1]}-{n}" for n, phrasing in enumerate(PHRASINGS)],
)
def test_a_fact_said_in_any_phrasing_is_read_back(kind: str, lang: str, template: str) -> None:
    dice = random.Random(f"{kind} {lang} {template}")
    for _ in range(DRAWS):
        said = rendered(dice, kind, lang, template)
        found = read(said.text)
        assert [says(statement, said) for statement in found] == [True], (said, found)


def test_there_is_a_phrasing_of_each_kind_in_each_language() -> None:
    kinds = {(kind, lang) for kind, lang, _ in PHRASINGS}
    assert len(PHRASINGS) >= 90
    assert {lang for _, lang in kinds} == {"fr", "en", "es"}
    assert len(kinds) == 3 * len({kind for kind, _ in kinds})


@pytest.mark.parametrize("seed", range(30))
def test_facts_among_other_sentences_are_found(seed: int) -> None:
    text, facts = fact_text(random.Random(seed))
    found = read(text)
    missed = [said for said in facts if not any(says(statement, said) for statement in found)]
    assert missed == []
    assert all(text[statement.span[0] : statement.span[1]] == statement.quote for statement in found)


@pytest.mark.parametrize("seed", range(200))
def test_texts_about_other_things_give_no_statement(seed: int) -> None:
    assert read(other_text(random.Random(f"other {seed}"))) == ()
