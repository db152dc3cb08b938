"""An outcome as one JSON object of our own, for programs."""

from __future__ import annotations

import json
from typing import Any

from pipeline.findings import Finding, Unchecked
from pipeline.formats.report import Report
from pipeline.messages import Language, render_finding, render_unchecked


def render_report(report: Report) -> str:
    """The outcome as one JSON object; the keys stand always and in this order."""
    outcome = report.outcome
    shape = {
        "valid": outcome.valid,
        "files": outcome.files,
        "rows": outcome.rows,
        "findings": [json_finding(finding, report.lang) for finding in outcome.findings],
        "hidden": [one.model_dump() for one in outcome.hidden],
        "unchecked": [json_unchecked(one, report.lang) for one in outcome.unchecked],
        "in_part": list(outcome.in_part),
        "left_out": list(outcome.left_out),
    }
    return json.dumps(shape, ensure_ascii=False, indent=2)


def json_finding(finding: Finding, lang: Language) -> dict[str, Any]:
    words = render_finding(finding, lang)
    place = finding.model_dump(include={"code", "severity", "file", "line", "column", "row", "field", "value"})
    return place | {"message": words.message, "remedy": words.remedy, "suggestion": finding.suggestion}


def json_unchecked(unchecked: Unchecked, lang: Language) -> dict[str, str]:
    words = render_unchecked(unchecked, lang)
    return {
        "file": unchecked.file,
        "property": unchecked.property,
        "code": unchecked.reason,
        "reason": words.message,
        "remedy": words.remedy,
    }
