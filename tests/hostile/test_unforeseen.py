"""Nothing of a stranger's ends a check as a fault of the program: what nobody foresaw cannot be judged, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import ContractError, read_yaml
from pipeline.findings.messages import render_unchecked
from pipeline.findings.model import Outcome
from pipeline.findings.unexpected import STRICT, described, one_line
from tests.hostile.conftest import Checked, keys


def reasons(outcome: Outcome) -> list[str]:
    return [item.reason for item in outcome.unchecked]


@pytest.fixture
def told() -> Any:
    """As in a real check: what nobody foresaw is told, not raised."""
    token = STRICT.set(False)
    yield
    STRICT.reset(token)


def raising(*_: object) -> Any:
    raise LookupError("of a library\n\x1b[31m")


PLACES = {
    "pipeline.datapackage.types.cell_validator.is_of_form": "cells-raised",
    "pipeline.datapackage.types.cell_validator.Expression.whole": "cells-raised",
    "pipeline.validation.table_validator.TableValidator.validate_batch": "raised",
    "pipeline.workflows.check_package.opened_table": "raised",
    "pipeline.datapackage.types.field_checks.mistakes_of": "raised",
}


@pytest.mark.parametrize(("place", "reason"), PLACES.items())
@pytest.mark.usefixtures("told")
def test_what_nobody_foresaw_is_unchecked_with_its_cause(
    checked: Checked, monkeypatch: pytest.MonkeyPatch, place: str, reason: str
) -> None:
    """Seen without it: "a fault of the program", and nothing is known of the other cells and tables."""
    monkeypatch.setattr(place, raising)
    field = {"name": "a", "type": "string", "constraints": {"pattern": "(?=x).*"}}
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": [field]})
    assert (outcome.valid, reasons(outcome)) == (None, [reason])
    assert "LookupError: of a library\\u000a\\u001b[31m" in str(outcome.unchecked[0].details["problem"])
    assert len({render_unchecked(outcome.unchecked[0], lang).message for lang in LANGUAGES}) == 3


def test_what_nobody_foresaw_is_seen_in_the_tests(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.datapackage.types.cell_validator.is_of_form", raising)
    field = {"name": "a", "type": "string", "constraints": {"pattern": "(?=x).*"}}
    with pytest.raises(LookupError):
        checked({"t.csv": b"a\nx\n"}, schema={"fields": [field]})


@pytest.mark.usefixtures("told")
def test_a_suggestion_that_fails_is_left_out(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.validation.cell_suggestions.suggest", raising)
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": [{"name": "a", "type": "integer"}]})
    assert (keys(outcome), reasons(outcome)) == (["type-error/integer"], [])


@pytest.mark.usefixtures("told")
def test_references_to_cells_that_cannot_be_checked_are_not_called_wrong(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expected without it: an error in each row that refers to such a cell."""
    monkeypatch.setattr("pipeline.datapackage.types.cell_validator.is_of_form", raising)
    fields = [{"name": "a", "type": "string", "constraints": {"pattern": "(?=x).*"}}, {"name": "b"}]
    key = {"fields": "b", "reference": {"resource": "", "fields": "a"}}
    outcome = checked({"t.csv": b"a,b\nx,x\n"}, schema={"fields": fields, "foreignKeys": [key]})
    assert (keys(outcome), sorted(reasons(outcome))) == ([], ["cells-raised", "incomplete-target"])


def test_a_cause_is_one_line() -> None:
    with pytest.raises(LookupError) as caught:
        raising()
    assert described(caught.value).startswith("LookupError: of a library\\u000a\\u001b[31m")
    assert one_line("\ud800\u202e") == "\\ud800\\u202e"
    assert len(one_line("x" * 10_000)) == 201


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("[" * 200_000, "levels"),
        ("- " * 200_000, "levels"),
        ("{a: " * 200_000, "levels"),
        ("[{a: " * 200_000, "levels"),
        ("\n".join(" " * at + "a:" for at in range(500)), "levels"),
        ("? " * 200_000, "syntax"),
        ("{" * 200_000, "syntax"),
        ("--- a\n" * 1_000, "syntax"),
        ("!!python/" + "x" * 100_000 + " a", "tag"),
        ("a: &a [1]\nb: *a", "alias"),
        ("a: *a", "syntax"),
        ("a: 1\na: 2", "duplicate-key"),
        ("- 1\n" * 500_001, "values"),
    ],
)
def test_yaml_that_goes_deep_or_on_is_refused(tmp_path: Path, text: str, variant: str) -> None:
    """Seen without it: the first three killed the process (a stack that overflows in the library)."""
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_yaml(path, "s.yaml")
    assert [finding.variant for finding in caught.value.findings] == [variant]
    assert len(str(caught.value.findings[0].details)) < 1_000


def test_yaml_has_the_lines_of_its_values(tmp_path: Path) -> None:
    """The harmless twin."""
    path = tmp_path / "s.yaml"
    path.write_text("a:\n- 1\n- x: [true,\n  null]\nb: 'no'\n", encoding="utf-8")
    document = read_yaml(path, "s.yaml")
    assert document.data == {"a": [1, {"x": [True, None]}], "b": "no"}
    lines = {(): 1, ("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "x"): 3, ("a", 1, "x", 0): 3, ("a", 1, "x", 1): 4}
    assert document.lines == {**lines, ("b",): 5}


NUMBERS = [
    ("0.1", "1" + "0" * 400, True),
    ("0.1", "0.3", True),
    ("0.2", "0.3", False),
    ("1e-300", "1e300", True),
    ("3", "9007199254740993", True),
    ("5", "1e400", None),
]


@pytest.mark.parametrize(("divisor", "value", "valid"), NUMBERS)
def test_multiples_are_reported_in_exact_numbers(
    checked: Checked, divisor: str, value: str, valid: bool | None
) -> None:
    """Seen without it: OverflowError, a fault of the program."""
    schema = json.loads('{"items": {"multipleOf": ' + divisor + "}}")
    field = {"name": "a", "type": "array", "constraints": {"jsonSchema": schema}}
    assert checked({"t.csv": f'a\n"[{value}]"\n'.encode()}, schema={"fields": [field]}).valid is valid


@pytest.mark.parametrize("form", ["%Y %Y", "%", "%Q", "%Y" * 5_000, "%d" + "x" * 5_000, "%\x00"])
def test_a_format_that_cannot_be_read_is_a_mistake_of_the_schema(checked: Checked, form: str) -> None:
    """Seen without it: "%Y %Y" is a group twice in an expression, a fault of the program."""
    outcome = checked({"t.csv": b"a\n2014\n"}, schema={"fields": [{"name": "a", "type": "date", "format": form}]})
    assert keys(outcome) == ["schema-error/strptime"]


@pytest.mark.parametrize("levels", [400, 450])
def test_a_value_that_goes_deep_cannot_be_checked(checked: Checked, levels: int) -> None:
    """Seen without it: RecursionError, a fault of the program."""
    cell = '{"type":"GeometryCollection","geometries":[' * levels + "]}" * levels
    outcome = checked(
        {"t.csv": ('a\n"' + cell.replace('"', '""') + '"\n').encode()},
        schema={"fields": [{"name": "a", "type": "geojson"}]},
    )
    assert (outcome.valid, reasons(outcome)) == (None, ["cells-raised"])


@pytest.mark.parametrize("digest", ["shake_128:", "shake_128:aa", "shake_256:00", "nope:aa"])
def test_a_hash_without_a_length_is_reported(checked: Checked, digest: str) -> None:
    """Seen without it: TypeError, a fault of the program."""
    outcome = checked({"t.csv": b"a\n1\n"}, schema={"fields": [{"name": "a"}]}, hash=digest)
    assert outcome.valid is not True


def test_a_number_of_more_digits_than_are_read_is_a_mistake(tmp_path: Path) -> None:
    """Seen without it: it was told as a key that stands twice."""
    from pipeline.datapackage.documents import read_json

    path = tmp_path / "s.json"
    path.write_text('{"a": 1,\n"b": ' + "9" * 5_000 + "}", encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read_json(path, "s.json")
    assert [(finding.variant, finding.line) for finding in caught.value.findings] == [("syntax", 2)]
