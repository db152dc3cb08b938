"""An outcome as workflow commands of GitHub Actions: each finding is an annotation at its line.

GitHub shows ten errors and ten warnings of a step, so the last one of each says how many more there are, and where.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.i18n import say
from pipeline.findings.formats.excerpts import Excerpts
from pipeline.findings.formats.groups import Group, grouped, grouped_unchecked, other_files, other_places
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import unchecked_text, verdict

SHOWN = 10
# Among more findings than these nobody looks whether they are the same ten.
MOST_APART = 200


def render_report(report: Report) -> str:
    groups = shown_groups(report)
    excerpts = Excerpts(report.root, [group.first for group in groups])
    errors = [group for group in groups if group.first.severity == "error"]
    warnings = [group for group in groups if group.first.severity == "warning"]
    lines = [*notes(errors, report, excerpts), *notes(warnings, report, excerpts)]
    lines += unchecked_notes(report)
    # The last line is for people who read the log.
    return "\n".join([*lines, escaped(verdict(report.outcome, report.lang))])


def shown_groups(report: Report) -> list[Group]:
    """A note for each place of its own, where GitHub shows as many; else one for each kind of mistake."""
    findings = report.worst_first()
    for severity in ("error", "warning"):
        if sum(finding.severity == severity for finding in findings) > MOST_APART:
            return grouped(findings, report.lang, report.outcome)
    exact = grouped(findings, report.lang, report.outcome, exact=True)
    few = all(sum(group.first.severity == severity for group in exact) <= SHOWN for severity in ("error", "warning"))
    return exact if few else grouped(findings, report.lang, report.outcome)


def unchecked_notes(report: Report) -> Iterator[str]:
    for group in grouped_unchecked(report.outcome.unchecked, report.lang)[:SHOWN]:
        message = unchecked_text(group.unchecked[0], report.lang)
        if len(group.unchecked) > 1:
            message += f"\n{say(report.lang, 'also')} {other_files(group, report.lang)}"
        yield command("error", {}, message)


def notes(groups: Sequence[Group], report: Report, excerpts: Excerpts) -> Iterator[str]:
    """At most ten; where there are more, the tenth counts those that are left, and says where they are read."""
    shown_groups = groups if len(groups) <= SHOWN else groups[: SHOWN - 1]
    yield from (note(group, report, excerpts) for group in shown_groups)
    if left := groups[len(shown_groups) :]:
        count = sum(group.total for group in left)
        files = sorted({group.first.file for group in left if group.first.file})
        named = ", ".join(files[:5]) + (", …" if len(files) > 5 else "")
        yield command(groups[0].first.severity, {}, say(report.lang, "more-annotations", count=count, files=named))


def note(group: Group, report: Report, excerpts: Excerpts) -> str:
    finding = group.first
    properties: dict[str, str | int | None] = {
        "file": f"{report.prefix}{finding.file}" if finding.file else None,
        "line": finding.line,
        "col": finding.column,
        "endColumn": excerpts.end_column(finding),
        "title": f"{group.words.title} ({finding.code_or_rule})",
    }
    message = f"{group.words.message}\n{group.words.remedy}"
    if group.total > 1:
        message += f"\n{say(report.lang, 'also')} {other_places(group, report.lang)}"
    return command(finding.severity, properties, message)


def command(name: str, properties: dict[str, str | int | None], message: str) -> str:
    """A workflow command; whatever stands in a value, it ends neither the command nor the property."""
    given = ",".join(f"{key}={escaped_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name}{' ' if given else ''}{given}::{escaped(message)}"


def escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
