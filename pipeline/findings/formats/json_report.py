"""An outcome as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring

from pipeline.core.i18n import Language
from pipeline.findings.formats.report import Report
from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Finding, Unchecked

# Stands for the findings until they are written.
FINDINGS = "\u0000findings"


def render_report(report: Report) -> str:
    """The outcome as one JSON object; the keys stand always and in this order."""
    outcome = report.outcome
    shape = {
        "valid": outcome.valid,
        "files": outcome.files,
        "rows": outcome.rows,
        "findings": [FINDINGS] if outcome.findings else [],
        "hidden": [check.model_dump() for check in outcome.hidden],
        "unchecked": [json_unchecked(item, report.lang) for item in outcome.unchecked],
        "in_part": list(outcome.in_part),
        "left_out": list(outcome.left_out),
    }
    whole = json.dumps(shape, ensure_ascii=False, indent=2)
    before, _, behind = whole.partition(json.dumps(FINDINGS))
    listed = (flat(json_finding(finding, report.lang)) for finding in outcome.findings)
    return before + ",\n    ".join(listed) + behind


def flat(shape: Mapping[str, str | int | None]) -> str:
    """An object of texts, numbers and nulls as `json.dumps` would indent it there, several times as fast."""
    pairs = (f'"{name}": {value_text(value)}' for name, value in shape.items())
    return "{\n      " + ",\n      ".join(pairs) + "\n    }"


def value_text(value: str | int | None) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    return "null" if value is None else str(value)


def json_finding(finding: Finding, lang: Language) -> dict[str, str | int | None]:
    words = render_finding(finding, lang)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "row": finding.row,
        "field": finding.field,
        "value": finding.value,
        "message": words.message,
        "remedy": words.remedy,
        "suggestion": finding.suggestion,
    }


def json_unchecked(unchecked: Unchecked, lang: Language) -> dict[str, str]:
    words = render_unchecked(unchecked, lang)
    return {
        "file": unchecked.file,
        "property": unchecked.property,
        "code": unchecked.reason,
        "reason": words.message,
        "remedy": words.remedy,
    }
