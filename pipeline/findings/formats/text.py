"""An outcome in lines for a terminal: the place, the line with its cell underlined, what is wrong, the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from pipeline.core.i18n import Language, count, say
from pipeline.findings.formats.excerpts import Excerpt, Excerpts
from pipeline.findings.formats.groups import Group, grouped, grouped_unchecked, other_files, other_places
from pipeline.findings.formats.report import Report, left_to_do, place
from pipeline.findings.messages import printable, render_unchecked
from pipeline.findings.model import FieldNote, Finding, Hidden, Outcome, Unchecked

STYLES = {"error": "bold red", "warning": "yellow"}
INDENT = "    "
# Of the description of a field so many characters are shown.
DESCRIBED = 300


def render_report(report: Report) -> str:
    return "".join(f"{line.plain}\n" for line in render_text(report))


def render_text(report: Report) -> Iterator[Text]:
    """The outcome in lines for a terminal: each mistake with its line and remedy, what is unchecked, the verdict."""
    outcome, lang = report.outcome, report.lang
    groups = reported_groups(outcome, lang)
    reported = [group for group in groups if group.first.code != "custom-property"]
    excerpts = Excerpts(report.root, [group.first for group in reported])
    explained: set[FieldNote] = set()
    for group in reported:
        yield from group_lines(group, report, excerpts)
        note = outcome.note(group.first)
        if note is not None and note not in explained and group.first.severity == "error":
            explained.add(note)
            yield from note_lines(note, lang, group)
    yield from custom_lines([group for group in groups if group.first.code == "custom-property"], lang)
    yield from (hidden_line(check, lang) for check in unlisted(outcome))
    yield from (Text(line, style="dim") for line in left_to_do(outcome, lang))
    yield from unchecked_lines(outcome, lang)
    if groups:
        last = reported[-1] if reported else groups[-1]
        yield Text(say(lang, "explain", command=f"passerelle explain {last.first.code_or_rule}"), style="dim")
    yield Text(verdict(outcome, lang), style="bold green" if outcome.valid else "bold red")


def reported_groups(outcome: Outcome, lang: Language) -> list[Group]:
    """The groups of all findings; errors stand last, next to the verdict, where people look first."""
    return grouped(sorted(outcome.findings, key=lambda finding: finding.severity == "error"), lang, outcome)


def unlisted(outcome: Outcome) -> Iterator[Hidden]:
    """What was counted of checks of which nothing is listed."""
    listed = {(finding.code, finding.variant, finding.field) for finding in outcome.findings}
    return (check for check in outcome.hidden if (check.code, check.variant, check.field) not in listed)


def custom_lines(groups: Sequence[Group], lang: Language) -> Iterator[Text]:
    """What is said of properties that nobody knows, a line for each name where the same is said of several."""
    for (file, remedy), same in groupby(sorted(groups, key=said_of), key=said_of):
        some = sorted(same, key=lambda group: group.first.order)
        if len(some) == 1:
            yield headline(some[0], lang).append(times(some[0], lang))
        else:
            kind = f"{say(lang, 'warning')}[custom-property]"
            yield Text.assemble((f"{file}: ", "bold"), (kind, STYLES["warning"]), f" {say(lang, 'custom-properties')}")
            width = max(len(str(group.first.line or "")) for group in some)
            for group in some:
                gutter = f"{INDENT}{str(group.first.line or '').rjust(width)} │ "
                yield Text.assemble((gutter, "blue"), printable(group.first.value or ""), times(group, lang))
        yield labelled(say(lang, "help"), remedy)


def said_of(group: Group) -> tuple[str, str]:
    return group.first.file or "", group.words.remedy


def times(group: Group, lang: Language) -> str:
    return f" {count(lang, 'times', group.total)}" if group.total > 1 else ""


def headline(group: Group, lang: Language) -> Text:
    finding, where = group.first, place(group.first)
    return Text.assemble(
        (f"{where}: " if where else "", "bold"),
        (f"{say(lang, finding.severity)}[{finding.code}]", STYLES[finding.severity]),
        f" {group.words.message}",
    )


def group_lines(group: Group, report: Report, excerpts: Excerpts) -> Iterator[Text]:
    """What is wrong, the line that it stands on, the mend, and where else the same is wrong."""
    finding, lang = group.first, report.lang
    yield headline(group, lang)
    number = str(finding.line or "")
    excerpt = excerpts.of(finding, report.width - len(INDENT) - len(number) - 3)
    if excerpt is not None:
        yield from excerpt_lines(excerpt, finding)
    yield labelled(say(lang, "help"), group.words.remedy)
    if group.total > 1:
        yield labelled(say(lang, "also"), other_places(group, lang))


def finding_lines(finding: Finding, lang: Language) -> Iterator[Text]:
    """One finding in lines for a terminal, without the line of its file."""
    (group,) = grouped([finding], lang)
    yield from group_lines(group, Report(Outcome(), lang), Excerpts(Report(Outcome(), lang).root, ()))


def excerpt_lines(excerpt: Excerpt, finding: Finding) -> Iterator[Text]:
    gutter = " " * len(str(excerpt.number))
    yield Text.assemble(INDENT, (f"{excerpt.number} │ ", "blue"), excerpt.text)
    if excerpt.width:
        style = STYLES[finding.severity]
        yield Text.assemble(INDENT, (f"{gutter} │ ", "blue"), " " * excerpt.indent, ("^" * excerpt.width, style))


def labelled(label: str, text: str) -> Text:
    return Text.assemble(INDENT, (label, "cyan"), f" {text}")


def note_lines(note: FieldNote, lang: Language, group: Group) -> Iterator[Text]:
    """What the schema says of the field to people who have to fill it in."""
    known = not note.example or note.example in group.words.remedy or note.example == group.first.value
    example = "" if known else say(lang, "example", value=printable(note.example))
    described = " ".join(note.description(lang).split())
    described = described if len(described) <= DESCRIBED else f"{described[:DESCRIBED]}…"
    if text := " ".join(filter(None, (described, example))):
        key = "field-titled" if note.title(lang) else "field-named"
        yield labelled(say(lang, "field"), say(lang, key, name=note.name, title=note.title(lang), text=text))


def unchecked_lines(outcome: Outcome, lang: Language) -> Iterator[Text]:
    """A line for each reason, and what else it holds back."""
    for group in grouped_unchecked(outcome.unchecked, lang):
        item = group.unchecked[0]
        head = Text.assemble(
            (f"{printable(item.file)}: ", "bold"), (f"{say(lang, 'unchecked')}[{item.property}]", "yellow")
        )
        yield head.append(f" {group.words.message}")
        yield labelled(say(lang, "help"), group.words.remedy)
        if len(group.unchecked) > 1:
            yield labelled(say(lang, "also"), other_files(group, lang))


def unchecked_text(unchecked: Unchecked, lang: Language) -> str:
    """What could not be checked, why, and the remedy, in one line."""
    words = render_unchecked(unchecked, lang)
    return f"{unchecked.file}: {say(lang, 'unchecked')}: {unchecked.property}: {words.message} {words.remedy}"


def hidden_line(hidden: Hidden, lang: Language) -> Text:
    """How many findings of a check are not listed."""
    field = f" ({hidden.field})" if hidden.field else ""
    rest = say(lang, "more", count=hidden.total - hidden.shown, code=hidden.code, field=field, total=hidden.total)
    return Text.assemble((f"{hidden.table}: ", "bold"), rest)


def verdict(outcome: Outcome, lang: Language) -> str:
    """The last line: valid or not, and how much was read."""
    read = {"files": count(lang, "files", outcome.files), "rows": count(lang, "rows", outcome.rows)}
    warnings = count(lang, "warnings", len(outcome.warnings))
    if outcome.valid:
        key = "valid-in-part" if outcome.left_out else "valid"
        return say(lang, f"{key}-warnings" if outcome.warnings else key, **read, warnings=warnings)
    if outcome.valid is None:
        return say(lang, "undecided", **read, unchecked=count(lang, "uncheckeds", len(outcome.unchecked)))
    reported = say(lang, "invalid", **read, errors=count(lang, "errors", outcome.error_count), warnings=warnings)
    return f"{reported} {count(lang, 'refused', outcome.refused)}" if outcome.refused else reported
