"""Regular expressions of strangers, on cells of strangers: none runs on, and none calls a value good unjudged."""

from __future__ import annotations

import time

import pytest

from pipeline.core.i18n import LANGUAGES
from pipeline.core.limits import PATTERN_SECONDS
from pipeline.datapackage.types.xsd_patterns import Expression
from pipeline.findings.messages import render_unchecked
from pipeline.findings.model import Outcome
from tests.hostile.conftest import Checked, keys

# Without a limit the last of these takes longer than the universe is old.
EXPLODES = [r"(\i+)+[!?]", r"([a-z]+\p{L}*)+[!?]", r"(\p{L}|\p{L}\p{L})*[!?]", r"(.*)*.*[!?][!?]"]
CELL = "a" * 60 + "!."


def judged(checked: Checked, **constraints: object) -> Outcome:
    field = {"name": "a", "type": "string", "constraints": constraints}
    return checked({"t.csv": f"a\n{CELL}\n{CELL}x\n".encode()}, schema={"fields": [field]})


@pytest.mark.parametrize("pattern", EXPLODES)
def test_a_pattern_that_explodes_is_stopped(checked: Checked, pattern: str) -> None:
    """Seen without it: the check of two cells was killed after 30 s."""
    start = time.process_time()
    outcome = judged(checked, pattern=pattern)
    assert time.process_time() - start < 8
    assert outcome.valid is not True
    assert set(keys(outcome)) <= {"constraint-error/pattern"}
    assert len(outcome.errors) + sum(int(item.details["cells"]) for item in outcome.unchecked) == 2


@pytest.mark.parametrize("pattern", [r"\i+.*", "[a-z]+.*", r"(?=a).*"])
def test_a_stopped_pattern_leaves_its_cells_unchecked(
    checked: Checked, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    """Seen without it: an error in each cell that the pattern did not reach in time, and nobody knows of these."""
    monkeypatch.setattr("pipeline.datapackage.types.xsd_patterns.PATTERN_SECONDS", 0)
    outcome = judged(checked, pattern=pattern, maxLength=61)
    assert (keys(outcome), outcome.valid) == (["constraint-error/max-length"] * 2, False)
    assert [(item.property, item.reason, item.details["cells"]) for item in outcome.unchecked] == [
        ("fields.a.constraints.pattern", "pattern-time", 2)
    ]
    assert len({render_unchecked(outcome.unchecked[0], lang).message for lang in LANGUAGES}) == 3


def test_one_text_that_explodes_does_not_take_the_time_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: no text behind the first was judged."""
    clock = [0.0]
    monkeypatch.setattr("pipeline.datapackage.types.xsd_patterns.perf_counter", lambda: clock[0])

    def match(text: str, timeout: float) -> str:
        if text.startswith("slow"):
            clock[0] += timeout
            raise TimeoutError
        return text

    expression = Expression(match)
    assert [expression.result(text) for text in ("slow", "good", "slow again", "better")] == [None, True, None, True]
    assert {expression.result(f"slow {at}") for at in range(100)} == {None}
    assert expression.result("good once more") is None
    assert clock[0] <= PATTERN_SECONDS


@pytest.mark.parametrize("keyword", ["pattern", "patternProperties", "additionalProperties"])
def test_an_expression_in_a_json_schema_is_stopped(checked: Checked, keyword: str) -> None:
    """Seen without it: `re.search` of the library ran on for ever."""
    explodes = r"^(a|aa|\w)+$"
    schema = {
        "pattern": {"items": {"pattern": explodes}},
        "patternProperties": {"items": {"patternProperties": {explodes: {"type": "null"}}}},
        "additionalProperties": {"items": {"patternProperties": {explodes: {}}, "additionalProperties": False}},
    }[keyword]
    cell = f'["{CELL}"]' if keyword == "pattern" else f'[{{"{CELL}": 1}}]'
    field = {"name": "a", "type": "array", "constraints": {"jsonSchema": schema}}
    start = time.process_time()
    outcome = checked({"t.csv": ("a\n" + '"' + cell.replace('"', '""') + '"\n').encode()}, schema={"fields": [field]})
    assert time.process_time() - start < 8
    assert keys(outcome) == []
    assert [(item.property, item.reason, item.details["cells"]) for item in outcome.unchecked] == [
        ("fields.a.constraints.jsonSchema", "json-schema-time", 1)
    ]
    assert outcome.valid is None


@pytest.mark.parametrize(
    ("keyword", "pattern"),
    [(keyword, item) for keyword in ("pattern", "patternProperties") for item in ("(a{1000}){1000}", "(")]
    + [("pattern", "a" * 20_000)],
)
def test_a_gigantic_expression_in_a_json_schema_is_refused(checked: Checked, keyword: str, pattern: str) -> None:
    """Seen without it: "a fault of the program" where the first value was judged."""
    schema = {"items": {keyword: pattern if keyword == "pattern" else {pattern: {}}}}
    field = {"name": "a", "type": "array", "constraints": {"jsonSchema": schema}}
    outcome = checked({"t.csv": b'a\n"[""k"", {""k"": 1}]"\n'}, schema={"fields": [field]})
    assert keys(outcome) == ["schema-error/constraint-value"]


@pytest.mark.parametrize(
    "pattern", ["a{99999999999}", "((((a{99}){99}){99}){99}){99}", "(" * 3_000, "[" * 3_000, "a" * 20_000]
)
def test_a_gigantic_pattern_is_left_unchecked_or_checked(checked: Checked, pattern: str) -> None:
    """Seen without it: RecursionError, and an automaton of 10^9 states."""
    start = time.process_time()
    assert judged(checked, pattern=pattern).valid is not True
    assert time.process_time() - start < 8


@pytest.mark.parametrize("sign", ["1", "e", "+", "a1"])
@pytest.mark.parametrize("name", ["groupChar", "decimalChar"])
def test_digits_are_no_signs_between_digits(checked: Checked, name: str, sign: str) -> None:
    """Seen without it: with "1" between groups, 40 digits could be read in 2^40 ways; the check did not end."""
    field = {"name": "a", "type": "number", name: sign}
    outcome = checked({"t.csv": b"a\n" + b"1" * 40 + b"x\n"}, schema={"fields": [field]})
    assert keys(outcome) == ["schema-error/number-sign"]


@pytest.mark.parametrize("form", ["email", "uri", "uuid", "binary"])
def test_long_texts_of_a_format_are_checked_in_time(checked: Checked, form: str) -> None:
    start = time.process_time()
    cells = ["a." * 30_000 + "@", "http://" + "a:" * 30_000 + "@[", "a" * 60_000 + "=", "%41" * 20_000 + "<"]
    checked(
        {"t.csv": ("a\n" + "\n".join(cells) + "\n").encode()},
        schema={"fields": [{"name": "a", "type": "string", "format": form}]},
    )
    assert time.process_time() - start < 8
