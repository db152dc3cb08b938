"""What to type instead of a wrong cell: about this value, in the field's own form, and valid, whatever the cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.types import CellValidator
from pipeline.validation.cell_suggestions import advise

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"
COMMA: dict[str, Any] = {"type": "number", "decimalChar": ","}
SPACED: dict[str, Any] = {"type": "number", "decimalChar": ",", "groupChar": " "}
YES: dict[str, Any] = {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}
DAY: dict[str, Any] = {"type": "date", "format": "%d/%m/%Y"}
MINUTE: dict[str, Any] = {"type": "datetime", "format": "%d/%m/%Y %H:%M"}
EMAIL: dict[str, Any] = {"type": "string", "format": "email"}
URI: dict[str, Any] = {"type": "string", "format": "uri"}
UUID: dict[str, Any] = {"type": "string", "format": "uuid"}
POSTCODE: dict[str, Any] = {"type": "string", "constraints": {"pattern": "[0-9]{5}"}}
SEASON: dict[str, Any] = {"type": "string", "constraints": {"enum": ["Été", "Hiver"]}}
INTS: dict[str, Any] = {"type": "list", "itemType": "integer"}


def validator_of(given: dict[str, Any]) -> CellValidator:
    field = Field.model_validate({"name": "x"} | given)
    return CellValidator(Schema(fields=(field,)), field)


def suggestion(given: dict[str, Any], cell: str) -> str | None:
    validator = validator_of(given)
    (problem, *_) = validator.validate(cell).problems
    return advise(problem, cell, validator, validator.field).suggestion


@pytest.mark.parametrize(
    ("given", "cell", "wanted"),
    [
        (COMMA, "12.5", "12,5"),
        (COMMA, "1.234,5", "1234,5"),
        (COMMA, "0.125", "0,125"),
        ({"type": "number"}, "12,5", "12.5"),
        ({"type": "number"}, "1,234.5", "1234.5"),
        ({"type": "number"}, "1\u202f234", "1234"),
        ({"type": "number"}, "1'234.50", "1234.50"),
        ({"type": "number"}, "12 %", "12"),
        ({"type": "number"}, "12,50 €", "12.50"),
        ({"type": "number"}, "−5,5", "-5.5"),
        ({"type": "number"}, "１２", "12"),
        (SPACED, "1\u202f234,5", "1 234,5"),
        (SPACED, "1\u00a0234,5", "1 234,5"),
        (SPACED, "1\u2009234,5", "1 234,5"),
        (SPACED, "1'234", "1 234"),
        (SPACED, "1234.5", "1234,5"),
        ({"type": "integer"}, "1.0", "1"),
        ({"type": "integer"}, "1e3", "1000"),
        ({"type": "integer"}, "1O2", "102"),
        ({"type": "integer"}, "1.234.567", "1234567"),
        ({"type": "integer"}, "\u00a012 ", "12"),
        ({"type": "boolean"}, "VRAI", "true"),
        ({"type": "boolean"}, "no", "false"),
        ({"type": "boolean"}, "N", "false"),
        (YES, "OUI", "oui"),
        (YES, "true", "oui"),
        (YES, "FAUX", "non"),
        ({"type": "datetime"}, "2013-10-15 15:47:13", "2013-10-15T15:47:13"),
        ({"type": "datetime"}, "2013-10-15T15:47:13+0000", "2013-10-15T15:47:13+00:00"),
        ({"type": "datetime"}, "2013-10-15T15:47", "2013-10-15T15:47:00"),
        ({"type": "datetime"}, "15/10/2013 15:47", "2013-10-15T15:47:00"),
        ({"type": "time"}, "14h05", "14:05:00"),
        ({"type": "time"}, "14:05", "14:05:00"),
        ({"type": "time"}, "2:05 pm", "14:05:00"),
        ({"type": "time", "format": "%H:%M"}, "14:05:00", "14:05"),
        ({"type": "date"}, "4 novembre 2014", "2014-11-04"),
        ({"type": "date"}, "2014-11-04T00:00:00", "2014-11-04"),
        (DAY, "2014-11-04", "04/11/2014"),
        (DAY, "04-11-2014", "04/11/2014"),
        (MINUTE, "2014-11-04T15:00:00", "04/11/2014 15:00"),
        ({"type": "year"}, "2014.0", "2014"),
        ({"type": "yearmonth"}, "10/2014", "2014-10"),
        ({"type": "yearmonth"}, "oct. 2014", "2014-10"),
        ({"type": "duration"}, "1h30", "PT1H30M"),
        ({"type": "duration"}, "2 weeks", "P14D"),
        ({"type": "duration"}, "3 jours", "P3D"),
        ({"type": "geopoint"}, "(2.35, 48.85)", "2.35, 48.85"),
        ({"type": "geopoint"}, "2.35;48.85", "2.35, 48.85"),
        ({"type": "geopoint"}, "48.85, 120.3", "120.3, 48.85"),
        ({"type": "geopoint", "format": "array"}, "2.35, 48.85", "[2.35, 48.85]"),
        (EMAIL, "a @b.org", "a@b.org"),
        (EMAIL, "Jean <j@b.fr>", "j@b.fr"),
        (URI, "www.x.org", "https://www.x.org"),
        (URI, "https://x.org/a b", "https://x.org/a%20b"),
        (UUID, "{123e4567-e89b-12d3-a456-426614174000}", "123e4567-e89b-12d3-a456-426614174000"),
        ({"type": "object"}, "{'a': 1}", '{"a": 1}'),
        ({"type": "array"}, "[1, 2,]", "[1, 2]"),
        (SEASON, " ete", "Été"),
        (POSTCODE, "7500", "07500"),
        (POSTCODE, "75 001", "75001"),
        (INTS, "1; 2", "1,2"),
        ({"type": "string", "constraints": {"maxLength": 3}}, "abc ", "abc"),
        ({"type": "integer", "constraints": {"maximum": 10}}, "11", None),
        ({"type": "string", "rdfType": EDTF}, "10/2014", "2014-10"),
    ],
)
def test_the_value_is_written_as_the_field_asks(given: dict[str, Any], cell: str, wanted: str | None) -> None:
    assert suggestion(given, cell) == wanted


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        (COMMA, "1.234"),
        ({"type": "number"}, "1,234"),
        ({"type": "integer"}, "1,234"),
        ({"type": "integer"}, "12.5"),
        ({"type": "date"}, "04/11/2014"),
        ({"type": "date"}, "2014-11-04 15:00"),
        ({"type": "datetime"}, "2013-10-15"),
        ({"type": "time", "format": "%H:%M"}, "14:05:30"),
        ({"type": "year"}, "14"),
        (EMAIL, "a@b.org; c@d.org"),
        (SEASON, '["été", "hiver"]'),
    ],
)
def test_nothing_is_suggested_that_would_guess_or_lose_a_part(given: dict[str, Any], cell: str) -> None:
    assert suggestion(given, cell) is None


def test_a_day_that_can_be_a_month_is_written_both_ways() -> None:
    validator = validator_of({"type": "datetime"})
    (problem,) = validator.validate("04/11/2013 15:47").problems
    details = advise(problem, "04/11/2013 15:47", validator, validator.field).details
    assert (details["day_first"], details["month_first"]) == ("2013-11-04T15:47:00", "2013-04-11T15:47:00")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (COMMA, "1234,5"),
        (SPACED, "1 234,5"),
        (DAY, "04/11/2014"),
        (MINUTE, "04/11/2014 14:05"),
        (YES, "oui"),
        ({"type": "number", "constraints": {"maximum": 5}}, "1.5"),
        ({"type": "string", "format": "email"}, "name@example.org"),
        ({"type": "string", "constraints": {"pattern": "[a-z]{3}"}, "example": "abc"}, "abc"),
        ({"type": "string", "constraints": {"pattern": "[a-z]{3}"}, "example": "ABC"}, None),
    ],
)
def test_an_example_is_a_good_value_of_the_field(given: dict[str, Any], wanted: str | None) -> None:
    validator = validator_of(given)
    (problem, *_) = validator.validate("?!").problems
    assert advise(problem, "?!", validator, validator.field).details.get("example") == wanted


FIELDS: list[dict[str, Any]] = [
    *(COMMA, SPACED, YES, DAY, MINUTE, EMAIL, URI, UUID, POSTCODE, SEASON, INTS),
    *({"type": kind} for kind in ("number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth")),
    *({"type": kind} for kind in ("duration", "geopoint", "object", "array", "geojson", "list")),
    {"type": "geopoint", "format": "array"},
    {"type": "geopoint", "format": "object"},
    {"type": "string", "format": "binary"},
    {"type": "string", "rdfType": EDTF},
    {"type": "datetime", "format": "any"},
    {"type": "date", "format": "%y%j"},
    {"type": "time", "format": "%I:%M %p"},
    {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
    {"type": "integer", "constraints": {"required": True, "minimum": 10}},
    {"type": "number", "constraints": {"enum": [1.5, 2]}},
    {"type": "string", "constraints": {"pattern": "[A-Z]{2}-\\d+", "minLength": 3, "maxLength": 6}},
    {"type": "integer", "missingValues": ["-", "n/a"]},
]
WRITTEN = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,'’ -+eE%€\u00a0\u202f\u2009Oo", max_size=15),
    st.text("0123456789/-.:T hHzZ+,PYMDW", max_size=25),
    st.text("[]{}'\":,1aN ", max_size=15),
    st.sampled_from(["n/a", "NA", "-", "", " ", "oui", "2014-02-30", "31/02/2014", "http:// x.org", "1e999", "٣"]),
)


@pytest.mark.parametrize("given_field", FIELDS, ids=[f"{field['type']}-{at}" for at, field in enumerate(FIELDS)])
@settings(max_examples=60, deadline=None)
@given(cell=WRITTEN)
@example(cell="n/a")
@example(cell="0H0B")
def test_a_suggestion_is_never_wrong_again(given_field: dict[str, Any], cell: str) -> None:
    validator = validator_of(given_field)
    for problem in validator.validate(cell).problems:
        advice = advise(problem, cell, validator, validator.field)
        if advice.suggestion is not None:
            assert advice.suggestion != cell
            assert validator.fresh(advice.suggestion).problems == ()
        for name in ("example", "day_first", "month_first"):
            if name in advice.details:
                assert validator.fresh(str(advice.details[name])).problems == ()
