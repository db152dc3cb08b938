"""What citations make of a value."""

from __future__ import annotations

import pytest

from pipeline.datapackage.descriptors import EDTF, Field
from pipeline.registry.reconciliation.evidence import confirms, contradicts, field_evidence, row_evidence

DATE = Field.model_validate({"name": "start_date", "type": "string", "rdfType": EDTF})
CITY = Field(name="city", type="string")


@pytest.mark.parametrize(
    ("field", "said", "published", "confirmed", "contradicted"),
    [
        (CITY, "quito", "quito", True, False),
        (CITY, "lima", "quito", False, True),
        (CITY, "quito", "quito-sur", False, True),
        (DATE, "1996-02-19", "1996-02-19", True, False),
        # A source that knows only the month says nothing of the day, and does not contradict it either.
        (DATE, "1996-02", "1996-02-19", False, False),
        (DATE, "1996", "1996-02-19", False, False),
        # A source that knows the day says the month.
        (DATE, "1996-02-19", "1996-02", True, False),
        (DATE, "1996-02", "1996-01-19", False, True),
        (DATE, "1996-1", "1996-10", False, True),
    ],
)
def test_a_citation_next_to_the_published_value(
    field: Field, said: str, published: str, confirmed: bool, contradicted: bool
) -> None:
    assert (confirms(field, said, published), contradicts(field, said, published)) == (confirmed, contradicted)


def test_two_citations_of_one_source_are_one_source() -> None:
    citations = [
        {"source_id": "a", "value": "quito"},
        {"source_id": "a", "value": "quito"},
        {"source_id": "b", "value": "x"},
    ]
    assert field_evidence(CITY, "quito", citations, disputed=False) == ("sourced", 1)
    assert field_evidence(CITY, "quito", citations, disputed=True) == ("in-disagreement", 1)
    assert field_evidence(CITY, "lima", citations, disputed=False) == ("unsourced", 0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["sourced", "sourced"], "sourced"),
        (["sourced", "unsourced"], "partly-sourced"),
        (["unsourced"], "unsourced"),
        ([], "unsourced"),
        (["sourced", "in-disagreement"], "in-disagreement"),
    ],
)
def test_the_evidence_of_a_row(fields: list[str], expected: str) -> None:
    assert row_evidence(fields) == expected
