"""An outcome as people or programs read it: text for a terminal, JSON for everything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.text import Text

from pipeline.findings import Finding, Hidden, Outcome
from pipeline.messages import Language, printable, render_finding
from pipeline.words import count, say

NOTEBOOK = """<table><caption>{{ verdict }}</caption>
<tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr>
{% for place, code, message, remedy in rows %}<tr><td>{{ place }}</td><td>{{ code }}</td>\
<td style="text-align: left">{{ message }}</td><td style="text-align: left">{{ remedy }}</td></tr>
{% endfor %}</table>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}"""
STYLES = {"error": "bold red", "warning": "yellow"}


def render_json(outcome: Outcome, lang: Language) -> str:
    """The outcome as one JSON object; the keys stand always and in this order."""
    shape = {
        "valid": outcome.valid,
        "files": outcome.files,
        "rows": outcome.rows,
        "findings": [json_finding(finding, lang) for finding in outcome.findings],
        "hidden": [one.model_dump() for one in outcome.hidden],
        "unchecked": [one.model_dump() for one in outcome.unchecked],
    }
    return json.dumps(shape, ensure_ascii=False, indent=2)


def json_finding(finding: Finding, lang: Language) -> dict[str, Any]:
    words = render_finding(finding, lang)
    place = finding.model_dump(include={"code", "severity", "file", "line", "column", "row", "field", "value"})
    return place | {"message": words.message, "remedy": words.remedy, "suggestion": finding.suggestion}


def render_text(outcome: Outcome, lang: Language) -> Iterator[Text]:
    """The outcome line by line: each finding with its remedy, what was left unchecked, the verdict."""
    for finding in outcome.findings:
        yield from finding_lines(finding, lang)
    for hidden in outcome.hidden:
        yield hidden_line(hidden, lang)
    yield from unchecked_lines(outcome, lang)
    yield Text(verdict(outcome, lang), style="bold green" if outcome.valid else "bold red")


def render_html(outcome: Outcome, lang: Language = "en") -> str:
    """The outcome as a table for a notebook: place, code, message and remedy of each finding, under the verdict."""
    # Imported here: a check that prints lines has no use for it.
    from jinja2 import Environment

    rows = []
    for finding in outcome.findings:
        words = render_finding(finding, lang)
        rows.append((place(finding).rstrip(": "), finding.code, words.message, words.remedy))
    lines = [*(hidden_line(one, lang) for one in outcome.hidden), *unchecked_lines(outcome, lang)]
    titles = [say(lang, f"column-{name}") for name in ("place", "code", "message", "remedy")]
    page = Environment(autoescape=True).from_string(NOTEBOOK)
    return page.render(verdict=verdict(outcome, lang), titles=titles, rows=rows, lines=[line.plain for line in lines])


def finding_lines(finding: Finding, lang: Language) -> Iterator[Text]:
    words = render_finding(finding, lang)
    severity = say(lang, finding.severity)
    yield Text.assemble(
        (place(finding), "bold"),
        (f"{severity}[{finding.code}]", STYLES[finding.severity]),
        f" {words.message}",
    )
    yield Text.assemble("    ", (say(lang, "help"), "cyan"), f" {words.remedy}")


def unchecked_lines(outcome: Outcome, lang: Language) -> Iterator[Text]:
    for one in outcome.unchecked:
        head = Text.assemble((f"{one.file} ", "bold"), (say(lang, "unchecked"), "yellow"))
        yield head.append(f" {one.property}: {one.reason}")


def hidden_line(hidden: Hidden, lang: Language) -> Text:
    """How many findings of a check are not listed."""
    field = f" ({hidden.field})" if hidden.field else ""
    rest = say(lang, "more", count=hidden.total - hidden.shown, code=hidden.code, field=field, total=hidden.total)
    return Text.assemble((f"{hidden.table}: ", "bold"), rest)


def place(finding: Finding) -> str:
    """file:line:column as compilers and editors write it, as far as it is known, with a space behind."""
    parts = [printable(finding.file)] if finding.file else []
    parts += [str(number) for number in (finding.line, finding.column) if number is not None]
    return ":".join(parts) + ": " if parts else ""


def verdict(outcome: Outcome, lang: Language) -> str:
    """The last line: valid or not, and how much was read."""
    read = {"files": outcome.files, "rows": outcome.rows}
    warnings = count(lang, "warnings", len(outcome.warnings))
    if outcome.valid:
        return say(lang, "valid-warnings" if outcome.warnings else "valid", **read, warnings=warnings)
    if outcome.valid is None:
        return say(lang, "undecided", **read, unchecked=count(lang, "uncheckeds", len(outcome.unchecked)))
    return say(lang, "invalid", **read, errors=count(lang, "errors", outcome.error_count), warnings=warnings)
