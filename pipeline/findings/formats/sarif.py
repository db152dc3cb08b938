"""An outcome as SARIF 2.1.0 for code hosts and editors: a rule for each kind of finding, a result for each finding.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from pipeline.core.i18n import Language
from pipeline.core.version import __version__
from pipeline.findings.explanations import meaning_of, read_examples
from pipeline.findings.formats.excerpts import Excerpts
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import unchecked_text
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_report(report: Report) -> str:
    outcome = report.outcome
    rules: dict[str, dict[str, Any]] = {}
    excerpts = Excerpts(report.root, outcome.findings)
    results = [
        result(finding, report, rules) | locations(finding, report, excerpts) for finding in report.worst_first()
    ]
    notes = [{"level": "error", "message": {"text": unchecked_text(item, report.lang)}} for item in outcome.unchecked]
    driver = {"name": "Passerelle", "semanticVersion": __version__, "rules": list(rules.values())}
    run = {
        "tool": {"driver": driver},
        "language": report.lang,
        # Columns count characters, as an editor shows them; the default would be UTF-16 code units.
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not outcome.unchecked, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def result(finding: Finding, report: Report, rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    words = render_finding(finding, report.lang)
    code = finding.code_or_rule
    if code not in rules:
        rules[code] = rule(finding, words.title, report.lang)
    return {
        "ruleId": code,
        "ruleIndex": list(rules).index(code),
        "level": finding.severity,
        "message": {"text": f"{words.message} {words.remedy}"},
    }


def locations(finding: Finding, report: Report, excerpts: Excerpts) -> dict[str, Any]:
    """Where it is: the cell, else the line, else the beginning of the file."""
    if not finding.file:
        return {}
    region = {"startLine": finding.line or 1}
    if finding.column:
        region |= {"startColumn": finding.column, "endColumn": excerpts.end_column(finding) or finding.column}
    place = {"artifactLocation": {"uri": uri(report.prefix + finding.file)}, "region": region}
    return {"locations": [{"physicalLocation": place}]}


def uri(path: str) -> str:
    """A path as a part of an address: the bytes of a name that is no UTF-8, half a character by its number."""
    try:
        return quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return quote(path.encode("utf-8", "backslashreplace"))


def rule(finding: Finding, title: str, lang: Language) -> dict[str, Any]:
    code = finding.code_or_rule
    about = meaning_of(code, lang) if code in read_examples() else title
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": about},
        "defaultConfiguration": {"level": finding.severity},
    }
