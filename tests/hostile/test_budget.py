"""What strangers wrote takes a time that grows with its honest size; what is not reached is unchecked, and said so."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pipeline.core import budget
from pipeline.core.budget import Budget, TooLong, budgeted
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.documents import place_of
from pipeline.datapackage.profile_errors import SHOWN, mistake_of
from pipeline.datapackage.types import CellValidator
from pipeline.datapackage.types.json_schema import conforms
from pipeline.datapackage.types.json_schema_validator import Clock
from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Outcome
from pipeline.workflows.fix.package import NotFixed, PackageFixes, fix_paths
from tests.hostile.conftest import Checked, keys

ONE = {"name": "a", "type": "string"}


def reasons(outcome: Outcome) -> list[str]:
    return [item.reason for item in outcome.unchecked]


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that has no time from the beginning."""
    monkeypatch.setattr(budget.Budget.__init__, "__defaults__", (0.0, 0.0))
    monkeypatch.setattr(Budget, "allow_document", lambda *_: None)
    monkeypatch.setattr(CellValidator, "seconds", lambda *_: 0.0)


@pytest.mark.usefixtures("spent")
@pytest.mark.usefixtures("spent")
def test_cells_that_the_time_does_not_reach_are_one_unchecked_thing_a_field(checked: Checked) -> None:
    """Seen without a budget: 20,000 cells of 1.9 ms each took 27 s, since each was too quick to be counted."""
    fields = [{**ONE, "constraints": {"pattern": "(?=x).*"}}, {"name": "b", "type": "integer"}]
    outcome = checked(
        {"t.csv": b"a,b\n" + b"".join(b"x%d,%d\n" % (at, at) for at in range(300))}, schema={"fields": fields}
    )
    assert outcome.valid is None
    assert [(item.property, item.reason, item.details.get("cells")) for item in outcome.unchecked] == [
        ("fields", "schema-time", None),
        ("fields.a", "cells-time", 300),
        ("fields.b", "cells-time", 300),
    ]
    for item in outcome.unchecked:
        assert len({render_unchecked(item, lang).remedy for lang in LANGUAGES}) == 3


def test_the_time_grows_with_what_is_checked() -> None:
    """The harmless twin: a check of many rows is not cut off, however long all of them take."""
    field = Field.model_validate({"name": "a", "type": "array"})
    validator = CellValidator(Schema(fields=(field,)), field)
    with budgeted(Budget(0.001)) as given:
        given.clock = iter(at * 0.02 for at in range(10_000)).__next__
        results = validator.results({f"[{at}]" for at in range(5_000)})
    assert all(result.key is not None for result in results.values())


def test_slow_cells_end_and_quick_ones_after_them_are_checked() -> None:
    """Seen without it: each of the slow ones was judged, whatever it took."""
    field = Field.model_validate(ONE)
    validator = CellValidator(Schema(fields=(field,)), field)
    with budgeted(Budget(1.0)) as given:
        now = [0.0]
        given.clock = lambda: now[0]
        validator.parse = lambda cell: (
            now.__setitem__(0, now[0] + (0.1 if cell.startswith("slow") else 0)) or parsed(cell)
        )
        parsed = CellValidator(Schema(fields=(field,)), field).parse
        slow = dict(validator.results({f"slow {at}" for at in range(1_000)}))
        given.left = 1
        quick = validator.validate("quick")
    assert sum(result.key is not None for result in slow.values()) == 64
    assert quick.key == "quick"


def test_time_inside_time_is_counted_once() -> None:
    given = Budget(10.0)
    now = [0.0]
    given.clock = lambda: now[0]
    with given.spending():
        now[0] += 1
        with given.spending():
            now[0] += 2
        now[0] += 3
    now[0] += 100
    given.refuse_if_spent()
    assert given.left == 4
    given.left = 0
    with pytest.raises(TooLong):
        given.refuse_if_spent()


@pytest.mark.parametrize("name", ["enum", "categories"])
def test_a_list_that_takes_too_long_leaves_its_cells_unchecked(
    checked: Checked, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    values = ["x", "y"]
    monkeypatch.setattr("pipeline.datapackage.types.cell_validator.parsed_in_time", too_long)
    monkeypatch.setattr("pipeline.datapackage.types.field_checks.parsed_in_time", too_long)
    field = {**ONE, "categories": values} if name == "categories" else {**ONE, "constraints": {"enum": values}}
    outcome = checked({"t.csv": b"a\nz\n"}, schema={"fields": [field]})
    assert (keys(outcome), reasons(outcome)) == ([], [f"{name}-time"])


def too_long(*_: object) -> Any:
    raise TooLong


def test_a_json_schema_of_very_many_values_is_not_applied(checked: Checked) -> None:
    """Seen without it: to look whether 90,000 properties are a JSON Schema took a minute, three times."""
    schema = {"properties": {f"p{at}": {"type": "string"} for at in range(6_000)}}
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": schema}}
    outcome = checked({"t.csv": b"a\n{}\n"}, schema={"fields": [field]})
    assert (outcome.valid, reasons(outcome)) == (None, ["json-schema-time"])


def test_expressions_of_a_json_schema_together_end_in_its_time(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: 2,000 expressions, each on 4,000 keys, took 57 s, since each of them alone was quick."""
    ticks = iter([False] * 200)

    def tick(_clock: Clock) -> None:
        if next(ticks, True):
            raise TooLong

    monkeypatch.setattr(Clock, "tick", tick)
    outcome = checked({"t.csv": b'a\n"%s"\n' % keyed(40)}, schema={"fields": [matched(40)]})
    assert (outcome.valid, reasons(outcome)) == (None, ["json-schema-time"])


def test_a_few_expressions_of_a_json_schema_are_applied(checked: Checked) -> None:
    """The harmless twin."""
    outcome = checked({"t.csv": b'a\n"%s"\n' % keyed(40)}, schema={"fields": [matched(40)]})
    assert (outcome.valid, reasons(outcome)) == (True, [])


def keyed(count: int) -> bytes:
    return json.dumps({f"k{at}": 1 for at in range(count)}).replace('"', '""').encode()


def matched(count: int) -> dict[str, Any]:
    schema = {"patternProperties": {f"^k{at}$": {} for at in range(count)}, "additionalProperties": False}
    return {"name": "a", "type": "object", "constraints": {"jsonSchema": schema}}


def test_expressions_are_compiled_as_long_as_there_is_time() -> None:
    """Seen without it: 10,000 expressions took 20 s, three times, before the first cell was judged."""
    with budgeted(Budget(0.01)) as given:
        given.clock = iter(at * 0.001 for at in range(10_000)).__next__
        with given.spending(), pytest.raises(TooLong):
            conforms(matched(40)["constraints"]["jsonSchema"])


def test_a_long_enum_in_a_json_schema_is_applied(checked: Checked) -> None:
    """The harmless twin: values of enum and const are none of a schema."""
    schema = {"properties": {"p": {"enum": list(range(20_000))}}}
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": schema}}
    outcome = checked({"t.csv": b'a\n"{""p"": 5}"\n"{""p"": -5}"\n'}, schema={"fields": [field]})
    assert [finding.row for finding in outcome.errors] == [3]


def test_a_date_of_a_megabyte_is_none(checked: Checked) -> None:
    """Seen without it: the square of its length in dateutil, for ever."""
    field = {"name": "a", "type": "date", "format": "any"}
    outcome = checked({"t.csv": b"a\n" + b"0" * 2_000_000 + b"\n4 November 2014\n"}, schema={"fields": [field]})
    assert [(finding.key, finding.row) for finding in outcome.errors] == [("type-error/temporal-any", 2)]


def test_suggestions_end_with_their_time_and_findings_do_not(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    field = {**ONE, "constraints": {"enum": ["Camerún", "Gabón"]}}
    data = {"t.csv": b"a\ncamerun\ngabon\n"}
    assert [finding.suggestion for finding in checked(data, schema={"fields": [field]}).errors] == ["Camerún", "Gabón"]
    monkeypatch.setattr(budget.Budget.__init__, "__defaults__", (10.0, 0.0))
    outcome = checked(data, schema={"fields": [field]})
    assert ([finding.suggestion for finding in outcome.errors], outcome.unchecked) == ([None, None], ())


@pytest.mark.parametrize("wrong", [1, {"name": "a", "type": "strin"}, {"type": "string"}, None, []])
def test_very_many_mistakes_of_a_schema_end_in_seconds(checked: Checked, wrong: Any) -> None:
    """Seen without it: 20,000 numbers in the place of fields took a minute: the square of their number."""
    start = time.process_time()
    outcome = checked({"t.csv": b"a\n1\n"}, schema={"fields": [wrong] * 4_000})
    assert outcome.valid is False
    assert time.process_time() - start < 8


class Branch(str):
    """A name of a branch that may be compared with nothing."""

    __slots__ = ()

    def __eq__(self, _other: object) -> bool:
        raise AssertionError

    __hash__ = str.__hash__


def test_a_branch_of_a_type_is_not_looked_for_among_the_items() -> None:
    """Seen without it: a list of 20,000 wrong paths took 15 s, each compared with each."""
    assert place_of([1, 2, 3], (Branch("tuple"), 1, "int"), "int_type") == (1,)
    assert place_of([1, 2, 3], (3,), "int_type") == ()


def test_places_of_left_out_items_are_those_of_the_document(checked: Checked) -> None:
    """The harmless twin: each of the mistakes is told at the field that has it."""
    fields = [1, ONE, 2, 3, {"name": "b", "type": "x"}, 4]
    outcome = checked({"t.csv": b"a\n1\n"}, schema={"fields": fields})
    assert sorted(finding.field or "" for finding in outcome.errors if finding.code == "schema-error") == [
        f"resources.0.schema.fields.{at}" for at in (0, 2, 3)
    ] + ["resources.0.schema.fields.4.type", "resources.0.schema.fields.5"]


def test_findings_of_very_wide_tables_are_counted_and_few_are_kept(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: 1,000 columns with 1,000 doubles each were a million findings with all cells of their rows."""
    monkeypatch.setattr("pipeline.core.budget.FINDINGS", 100)
    names = [f"f{at}" for at in range(30)]
    rows = (",".join("x" for _ in names) + "\n") * 20
    fields = [{"name": name, "type": "integer"} for name in names]
    outcome = checked({"t.csv": (",".join(names) + "\n" + rows).encode()}, schema={"fields": fields})
    assert outcome.error_count == 600
    assert {finding.field for finding in outcome.errors} == set(names)
    assert len(outcome.errors) < 200


def test_labels_without_number_are_compared_once(checked: Checked) -> None:
    """Seen without it: 4,000 labels, each folded against 4,000 names, took two minutes."""
    start = time.process_time()
    header = ",".join(f"FIELD {at}" for at in range(1_500))
    fields = [{"name": f"field_{at}", "type": "string"} for at in range(1_500)]
    outcome = checked({"t.csv": f"{header}\n".encode()}, schema={"fields": fields})
    assert outcome.valid is False
    assert time.process_time() - start < 8


def test_a_finding_lists_the_first_of_very_many_words(checked: Checked) -> None:
    """Seen without it: 2,000 wrong cells of a field with 200,000 words held 1.7 GB, each a list of all of them."""
    field = {"name": "a", "type": "boolean", "trueValues": [f"t{at}" for at in range(2_000)], "falseValues": ["f"]}
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": [field]})
    words = "t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, …"
    assert render_finding(outcome.errors[0], "en").message == (
        f'"x" is not a boolean; field a accepts {words} for true and f for false.'
    )


def test_a_mistake_against_a_profile_lists_the_first_of_very_many_choices() -> None:
    """Seen without it: each of a profile's mistakes held all choices of its list."""
    schema = {"properties": {"a": {"enum": list(range(2_000))}}}
    (error,) = Draft7Validator(schema).iter_errors({"a": "x"})
    assert str(dict(mistake_of(error, "p").details)["expected"]).endswith("…")
    assert len(str(dict(mistake_of(error, "p").details)["expected"])) == SHOWN + 1


def test_many_missing_values_of_many_fields_are_read_once(checked: Checked) -> None:
    """Seen without it: 100,000 missing values were written out for each of 4,000 fields."""
    start = time.process_time()
    names = [f"f{at}" for at in range(500)]
    data = ",".join(names) + "\n" + ",".join("m7" for _ in names) + "\n"
    missing = ["", *(f"m{at}" for at in range(20_000))]
    fields = [{"name": name, "type": "integer"} for name in names]
    outcome = checked({"t.csv": data.encode()}, schema={"fields": fields, "missingValues": missing})
    assert outcome.valid is True
    assert time.process_time() - start < 8


@pytest.mark.usefixtures("spent")
@pytest.mark.usefixtures("spent")
def test_very_many_keys_are_checked_as_long_as_there_is_time(checked: Checked) -> None:
    """Seen without it: 1,000 unique keys of a table of 3 MB took minutes."""
    names = [f"f{at}" for at in range(30)]
    keyed = {"fields": [{"name": name} for name in names], "uniqueKeys": [[name] for name in names]}
    outcome = checked({"t.csv": (",".join(names) + "\n").encode()}, schema=keyed)
    assert [item.details["keys"] for item in outcome.unchecked if item.reason == "keys-time"] == [10]


def test_values_of_a_document_are_counted(checked: Checked) -> None:
    """Seen without it: four million values in 8 MiB took a minute and 2 GB."""
    outcome = checked({"t.csv": b"a\n1\n"}, schema={"fields": [ONE]}, x=json.loads("[" + "1," * 500_000 + "1]"))
    assert (outcome.valid, reasons(outcome)) == (None, ["values"])


RULES = [{"name": f"r{at}", "condition": f"length(a) + {at} < {at + 100}"} for at in range(5)]


@pytest.mark.usefixtures("spent")
def test_rules_that_the_time_does_not_reach_are_unchecked(checked: Checked) -> None:
    """Seen without it: 3,000 rules over 50 rows took 16 s, whatever the time of the check."""
    fields = [{"name": "a", "type": "string"}]
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": fields, "passerelle:rules": RULES})
    (late,) = [item for item in outcome.unchecked if item.reason == "rules-time"]
    assert (outcome.valid, late.property, late.details) == (None, "passerelle:rules", {"rules": 5})
    assert len({render_unchecked(late, lang).remedy for lang in LANGUAGES}) == 3


def test_rules_that_no_time_is_left_for_at_the_rows_are_unchecked(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expected without it: as above, if the rules of a schema are quick to read and slow to compare."""
    monkeypatch.setattr("pipeline.datapackage.table_schema.without_unread_rules", spend)
    fields = [{"name": "a", "type": "string"}]
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": fields, "passerelle:rules": RULES})
    (late,) = [item for item in outcome.unchecked if item.reason == "rules-time"]
    assert (outcome.valid, late.property, late.details) == (None, "passerelle:rules", {"rules": 5})


def spend(_: object) -> None:
    budget.budget().left = -1_000.0


def test_rules_of_an_honest_package_are_checked(checked: Checked) -> None:
    rules = [{"name": f"r{at}", "condition": f"length(a) + {at} < {at + 100}"} for at in range(60)]
    fields = [{"name": "a", "type": "string"}]
    outcome = checked({"t.csv": b"a\nx\n"}, schema={"fields": fields, "passerelle:rules": rules})
    assert (outcome.valid, outcome.unchecked) == (True, ())


def test_fixing_ends_with_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected without it: mending judges each wrong cell up to three times more, with no end to it."""
    (tmp_path / "t.csv").write_text("a\n x\n", encoding="utf-8")
    (tmp_path / "t.json").write_text('{"fields": [{"name": "a", "type": "integer"}]}', encoding="utf-8")
    assert fix_paths([tmp_path / "t.csv"], tmp_path / "t.json") == PackageFixes()
    monkeypatch.setattr("pipeline.workflows.fix.package.budgeted", lambda: budget.budgeted(Budget(seconds=-1_000.0)))
    found = fix_paths([tmp_path / "t.csv"], tmp_path / "t.json")
    assert found == PackageFixes(not_fixed=[NotFixed(str(tmp_path / "t.csv"), "left-time")])


@pytest.mark.parametrize(
    "condition",
    [
        "length(a || a) > 1 OR " * 1_000 + "TRUE",
        "concat(a, " * 210 + "a" + ")" * 210 + " > 'x'",
        "concat(a, " * 900 + "a" + ")" * 900 + " > 'x'",
        "NOT " * 4_500 + "(a > 'x')",
        "(" * 5_000 + "a > 'x'" + ")" * 5_000,
    ],
)
def test_a_condition_beyond_the_limits_is_unchecked(checked: Checked, condition: str) -> None:
    """Seen without it: 20,000 parts took 3.3 GB and then said that memory lacks; levels were an error of the package.

    DuckDB's tree of a condition takes a hundred times the memory of its text.
    """
    rules = [{"name": "large", "condition": condition}, {"name": "small", "condition": "a > 'b'"}]
    fields = [{"name": "a", "type": "string"}]
    outcome = checked({"t.csv": b"a\na\n"}, schema={"fields": fields, "passerelle:rules": rules})
    (large,) = outcome.unchecked
    assert (large.property, large.reason) == ("passerelle:rules", "rules-size")
    assert render_unchecked(large, "en").message == (
        "1 rule across fields cannot be read: a condition may have 20,000 characters and 200 levels."
    )
    assert [(one.code, one.variant) for one in outcome.errors] == [("rule", "small")]


@pytest.mark.parametrize("condition", ["a IN (" + "'x', " * 3_000 + "'a')", "a" + " || a" * 190 + " > 'a'"])
def test_a_condition_within_the_limits_is_judged(checked: Checked, condition: str) -> None:
    rules = [{"name": "r", "condition": condition}]
    fields = [{"name": "a", "type": "string"}]
    outcome = checked({"t.csv": b"a\na\n"}, schema={"fields": fields, "passerelle:rules": rules})
    assert (outcome.valid, outcome.unchecked) == (True, ())


def test_a_rule_is_judged_beside_very_many_texts_that_mean_no_value(checked: Checked) -> None:
    """Seen without it: from 300 of them on the whole table was unchecked ("Max expression depth")."""
    fields = [{"name": "a", "type": "integer"}]
    rules = [{"name": "r", "condition": "a > 5"}]
    rows = b"a\n" + b"7\nno7\n1\n" * 200_000
    for number in (8, 300, 3_000):
        missing = [f"no{at}" for at in range(number)]
        outcome = checked(
            {"t.csv": rows}, schema={"fields": fields, "missingValues": missing, "passerelle:rules": rules}
        )
        assert (outcome.unchecked, {one.line % 3 for one in outcome.errors if one.line}) == ((), {1})
        assert [one.total for one in outcome.hidden] == [200_000]
