"""A summary for a pull request: the verdict, errors and warnings as tables, and what was not checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.report import Group, Report, grouped, place
from pipeline.formats.text import other_places, verdict
from pipeline.words import count, say

# GitHub takes a summary of one megabyte; nobody reads more than these.
MOST_ROWS = 200
MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~@])")


def render_report(report: Report) -> str:
    lang, outcome = report.lang, report.outcome
    groups = grouped(report.worst_first(), lang)
    errors = [one for one in groups if one.first.severity == "error"]
    warnings = [one for one in groups if one.first.severity == "warning"]
    sign = {True: "✅", False: "❌", None: "❔"}[outcome.valid]
    lines = [f"## {sign} {inert(verdict(outcome, lang))}", ""]
    lines += section(say(lang, "title-errors"), errors, report)
    folded = len(warnings) > 5
    lines += section(say(lang, "title-warnings"), warnings, report, folded=folded)
    lines += [f"- {inert(one.file)}: {inert(one.property)}: {inert(one.reason)}" for one in outcome.unchecked]
    return "\n".join(lines).rstrip("\n") + "\n"


def section(title: str, groups: Sequence[Group], report: Report, folded: bool = False) -> Iterator[str]:
    """A table of findings, which opens on demand where it is `folded`."""
    if not groups:
        return
    counted = f"{title} ({sum(len(one.findings) for one in groups)})"
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
    if len(group.findings) > 1:
        where += f"<br>{say(report.lang, 'also')} {other_places(group.findings, report.lang)}"
    message = f"{inert(group.words.message)} ({code(group.first.code_or_rule)})"
    return f"| {where} | {message} | {inert(group.words.remedy)} |"


def inert(text: str) -> str:
    """Text as it is: no markup of Markdown or HTML works in it, nobody is called by it, no line ends in it."""
    return MARKUP.sub(r"\\\1", text.replace("&", "&amp;")).replace("\n", " ").replace("\r", " ")


def code(text: str) -> str:
    """Text as code; what would end it, or the cell of a table, is shown as something like it."""
    shown = text.replace("`", "ˋ").replace("|", "¦").replace("\n", " ").replace("\r", " ")
    return f"`{shown}`"
