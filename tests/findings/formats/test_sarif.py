"""The whole of a SARIF report, word for word: code hosts show what they know of, and drop the rest in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.core.i18n import Language
from pipeline.core.version import __version__
from pipeline.findings.explanations import meaning_of
from pipeline.findings.formats import render
from pipeline.findings.formats.report import Report
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding, Outcome, OwnWording, Unchecked

WARNING = Finding(code="disagreement", severity="warning", file="raw/é b.csv", line=4, row=4, field="n", value="x")
ERROR = Finding(code="type-error", variant="integer", file="raw/é b.csv", line=2, column=3, field="n", value="x")
NOWHERE = Finding(code="type-error", variant="integer", field="n", value="y")
OF_THE_FILE = Finding(code="encoding-error", file="raw/c.csv")
UNCHECKED = Unchecked(file="a.dbf", property="format", reason="format", details={"name": "dbf"})


def sarif(outcome: Outcome, lang: Language = "en", root: Path = Path(), prefix: str = "") -> dict[str, Any]:
    shape: dict[str, Any] = json.loads(render(Report(outcome, lang, root, prefix=prefix), "sarif"))
    return shape


def test_a_level_is_the_severity_of_the_finding() -> None:
    """Seen without it: `"level": "error"` for all passed every test."""
    run = sarif(Outcome(findings=(WARNING, ERROR)))["runs"][0]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("type-error", "error"),
        ("disagreement", "warning"),
    ]
    assert [(rule["id"], rule["defaultConfiguration"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("type-error", {"level": "error"}),
        ("disagreement", {"level": "warning"}),
    ]


def test_a_result_has_its_rule_its_words_and_the_most_exact_place_that_is_known(tmp_path: Path) -> None:
    expected = [
        (ERROR, {"startLine": 2, "startColumn": 3, "endColumn": 3}),
        (NOWHERE, None),
        (OF_THE_FILE, {"startLine": 1}),
        (WARNING, {"startLine": 4}),
    ]
    for finding, region in expected:
        (found,) = sarif(Outcome(findings=(finding,)), root=tmp_path, prefix="a b/")["runs"][0]["results"]
        words = render_finding(finding, "en")
        place = {
            "artifactLocation": {"uri": f"a%20b/{(finding.file or '').replace('é b', '%C3%A9%20b')}"},
            "region": region,
        }
        assert found == {
            "ruleId": finding.code,
            "ruleIndex": 0,
            "level": finding.severity,
            "message": {"text": f"{words.message} {words.remedy}"},
            **({"locations": [{"physicalLocation": place}]} if region else {}),
        }


def test_a_rule_stands_once_with_its_title_and_what_it_is_about() -> None:
    run = sarif(Outcome(findings=(ERROR, NOWHERE, OF_THE_FILE)), "fr")["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert sorted(rule["id"] for rule in rules) == ["encoding-error", "type-error"]
    for item, finding in zip(sorted(rules, key=lambda rule: str(rule["id"])), (OF_THE_FILE, ERROR), strict=True):
        assert item == {
            "id": finding.code,
            "shortDescription": {"text": render_finding(finding, "fr").title},
            "fullDescription": {"text": meaning_of(finding.code, "fr")},
            "defaultConfiguration": {"level": "error"},
        }
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_a_run_says_by_whom_in_which_language_and_whether_all_was_checked() -> None:
    shape = sarif(Outcome(unchecked=(UNCHECKED,)), "es")
    assert (shape["$schema"], shape["version"]) == (
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "2.1.0",
    )
    (run,) = shape["runs"]
    ((invocation,), driver) = (run.pop("invocations"), run.pop("tool")["driver"])
    assert run == {"language": "es", "columnKind": "unicodeCodePoints", "results": []}
    assert driver == {"name": "Passerelle", "semanticVersion": __version__, "rules": []}
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["level"] == "error"
    assert "dbf" in note["message"]["text"]
    whole = sarif(Outcome())["runs"][0]["invocations"]
    assert whole == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_a_rule_of_a_registry_is_about_what_its_title_says() -> None:
    """Only the kinds of finding of this program are explained; a rule of a registry has its title."""
    words = OwnWording(title="Two hosts", message="It has two hosts.", remedy="Delete one.")
    finding = Finding(code="rule", variant="two-hosts", file="raw/a.csv", wordings={"en": words})
    (rule,) = sarif(Outcome(findings=(finding,)))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "two-hosts"
    assert rule["fullDescription"] == rule["shortDescription"] == {"text": "Two hosts"}


def test_people_can_read_it_too() -> None:
    text = render(Report(Outcome(findings=(ERROR,)), "fr"), "sarif")
    assert text.startswith('{\n  "$schema": "https://')
    assert "«\u202fx\u202f»" in text


def test_a_name_that_is_no_text_has_an_address() -> None:
    """The bytes of a name that is no UTF-8; half a character by its number."""
    for path, address in (("a\udce9.csv", "a%E9.csv"), ("\ud800.csv", "%5Cud800.csv"), ("é/b c", "%C3%A9/b%20c")):
        (found,) = sarif(Outcome(findings=(ERROR.model_copy(update={"file": path}),)))["runs"][0]["results"]
        assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": address}
