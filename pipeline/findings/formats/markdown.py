"""An outcome as a summary for a pull request: the verdict, tables of errors and warnings, what is unchecked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.i18n import count, say
from pipeline.findings.formats.groups import Group, grouped, grouped_unchecked, other_files, other_places
from pipeline.findings.formats.report import Report, left_to_do, place
from pipeline.findings.formats.text import unchecked_text, verdict
from pipeline.findings.markdown_escape import code, escape_markdown

# GitHub takes a summary of one megabyte; nobody reads more than these.
MOST_ROWS = 200


def render_report(report: Report) -> str:
    lang, outcome = report.lang, report.outcome
    groups = grouped(report.worst_first(), lang, outcome)
    errors = [group for group in groups if group.first.severity == "error"]
    warnings = [group for group in groups if group.first.severity == "warning"]
    sign = {True: "✅", False: "❌", None: "❔"}[outcome.valid]
    lines = [f"## {sign} {escape_markdown(verdict(outcome, lang))}", ""]
    lines += section(say(lang, "title-errors"), errors, report)
    folded = len(warnings) > 5
    lines += section(say(lang, "title-warnings"), warnings, report, folded=folded)
    lines += unchecked_lines(report)
    for line in left_to_do(outcome, lang):
        lines += ["", escape_markdown(line)]
    if report.changes:
        lines += ["", f"## {say(lang, 'title-changes')}", "", *report.changes]
    return "\n".join(lines).rstrip("\n") + "\n"


def unchecked_lines(report: Report) -> Iterator[str]:
    for group in grouped_unchecked(report.outcome.unchecked, report.lang):
        line = escape_markdown(unchecked_text(group.unchecked[0], report.lang))
        also = escape_markdown(other_files(group, report.lang)) if len(group.unchecked) > 1 else ""
        yield f"- {line}" + (f" {say(report.lang, 'also')} {also}" if also else "")


def section(title: str, groups: Sequence[Group], report: Report, folded: bool = False) -> Iterator[str]:
    """A table of findings, which opens on demand where it is `folded`."""
    if not groups:
        return
    counted = f"{title} ({sum(group.total for group in groups)})"
    yield from (f"<details><summary>{counted}</summary>", "") if folded else (f"### {counted}", "")
    heads = [say(report.lang, f"column-{name}") for name in ("place", "message", "remedy")]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|"
    for group in groups[:MOST_ROWS]:
        yield row(group, report)
    if len(groups) > MOST_ROWS:
        yield f"| … | {count(report.lang, 'others', len(groups) - MOST_ROWS)} | |"
    yield ""
    if folded:
        yield from ("</details>", "")


def row(group: Group, report: Report) -> str:
    where = code(place(group.first)) if group.first.file else ""
    if group.total > 1:
        where += f"<br>{say(report.lang, 'also')} {escape_markdown(other_places(group, report.lang))}"
    message = f"{escape_markdown(group.words.message)} ({code(group.first.code_or_rule)})"
    return f"| {where} | {message} | {escape_markdown(group.words.remedy)} |"
