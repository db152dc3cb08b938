"""Groups of similar findings: one for each check and each shape of the wrong values.

A column with 100,000 wrong cells is then one message with a few places and examples. The shape of a cell is its runs of
digits and letters, and the signs between them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.core.i18n import Language, count, say
from pipeline.findings.messages import RenderedFinding, printable, render_finding, render_unchecked, suggested
from pipeline.findings.model import Finding, Hidden, Outcome, TableRead, Unchecked

# Of the other places of the same value so many are named, of the places of other values so many.
PLACES_NAMED = 8
VALUES_NAMED = 3
VALUE_CHARACTERS = 40
# A check whose values have more shapes than these has its rarer ones told together.
MOST_SHAPES = 3
# Each of these says something of its own; only where there are many are they told together.
OWN_WORDS = frozenset(
    {"rule", "disagreement", "stale-correction", "expectation", "citation-error", "unsourced"}
    | {"schema-error", "non-standard"}
)
MOST_OWN = 6
# They are about a name, which stands in the value or the field: all of a file are one check.
LABELS = frozenset({"missing-label", "extra-label", "incorrect-label", "duplicate-label", "blank-header"})
INDEX = re.compile(r"\.\d+(?=\.|$)")

Check = tuple[str, str, str, str]
HiddenCheck = tuple[str, str, str | None, str | None]


class CharacterKinds(dict[int, str]):
    """The kind of each character: a letter (a), a digit (9), a blank, or itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = "a" if character.isalpha() else "9" if character.isdigit() else " " if character.isspace() else character
        self[code] = kind
        return kind


KINDS = CharacterKinds()


@dataclass(frozen=True)
class Group:
    """Findings of one check with values of one shape: what is said of the first, and all of them.

    `hidden`: how many more were counted and not listed; `rows`: of how many rows, where they are cells of a table.
    """

    words: RenderedFinding
    findings: tuple[Finding, ...]
    hidden: int = 0
    rows: int | None = None

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def total(self) -> int:
        return len(self.findings) + self.hidden


class Tables(NamedTuple):
    """The tables of an outcome by their files."""

    of_file: Mapping[str, TableRead]

    def name(self, file: str | None) -> str:
        table = self.of_file.get(file or "")
        return table.name if table else file or ""

    def rows(self, finding: Finding) -> int | None:
        table = self.of_file.get(finding.file or "")
        return table.rows if table and finding.row is not None and finding.line is not None else None


def grouped(
    findings: Iterable[Finding], lang: Language, outcome: Outcome | None = None, *, exact: bool = False
) -> list[Group]:
    """Groups of findings, in the order of their first places.

    `outcome`: what was counted and read; `exact`: only what says the very same is a group.
    """
    read = outcome or Outcome()
    tables = Tables({file: table for table in read.tables for file in table.files})
    left = {(check.table, check.code, check.variant, check.field): check for check in read.hidden}
    found: dict[Check, dict[str, list[Finding]]] = {}
    for finding in findings:
        check = check_of(finding, tables)
        found.setdefault(check, {}).setdefault(shape_of(finding, lang, exact), []).append(finding)
    most = sys.maxsize if exact else None
    return [group for shapes in found.values() for group in groups_of(shapes, lang, tables, left, most)]


def groups_of(
    shapes: Mapping[str, list[Finding]],
    lang: Language,
    tables: Tables,
    left: Mapping[HiddenCheck, Hidden],
    most: int | None,
) -> Iterator[Group]:
    """The groups of one check: the commonest shapes, then what is left."""
    listed = list(shapes.values())
    first = listed[0][0]
    most = most or (MOST_OWN if first.code in OWN_WORDS else MOST_SHAPES)
    if len(listed) > most:
        kept = sorted(range(len(listed)), key=lambda at: (-len(listed[at]), at))[: most - 1]
        rest = [finding for at, some in enumerate(listed) if at not in kept for finding in some]
        listed = [*(listed[at] for at in sorted(kept)), rest]
    hidden = left.get((tables.name(first.file), first.code, first.variant, first.field))
    for some in listed:
        more = hidden.total - hidden.shown if hidden and some is listed[-1] else 0
        rows = tables.rows(some[0]) if hidden is None or len(listed) == 1 or some is listed[-1] else None
        yield Group(render_finding(some[0], lang), tuple(some), more, rows)


def check_of(finding: Finding, tables: Tables) -> Check:
    """What is checked, and of what: the table or file, the kind of finding, the field or property."""
    where = "" if finding.code == "source-error" and finding.line is None else tables.name(finding.file)
    about = finding.field or ""
    if finding.code in LABELS:
        about = ""
    elif finding.code == "custom-property":
        about = finding.value or ""
    return (where, finding.severity, finding.key, INDEX.sub(".*", about))


def shape_of(finding: Finding, lang: Language, exact: bool) -> str:
    """How the value of a finding looks; what it says, where each says something of its own."""
    if exact or finding.code in OWN_WORDS:
        return render_finding(finding, lang).message
    if finding.code in ("custom-property", "blank-row", *LABELS):
        return ""
    if "found" in finding.details and finding.code in ("missing-cell", "extra-cell"):
        return str(finding.details["found"])
    remedy = "" if finding.suggestion is None else "→" if finding.suggestion else "∅"
    return shape(finding.value or "") + remedy


def shape(value: str) -> str:
    """A value with each run of letters as a, of digits as 9 and of blanks as one blank."""
    shape = value[:200].translate(KINDS)
    for sign in "a9 ":
        while sign * 2 in shape:
            shape = shape.replace(sign * 2, sign)
    return shape


def other_places(group: Group, lang: Language) -> str:
    """Where else the same is wrong, with the values there if they differ, and how often in all."""
    others = group.findings[1:]
    differ = len({finding.value for finding in group.findings}) > 1 or group.first.code in LABELS
    if differ and group.first.code not in LABELS:
        others = first_of_each(group.findings)
    named = [item(finding, group.first, lang, differ) for finding in others[: VALUES_NAMED if differ else PLACES_NAMED]]
    named = [name for name in dict.fromkeys(named) if name]
    by_line = group.first.code not in LABELS and all(finding.line is not None for finding in others[: len(named)])
    more = group.total - 1 - len(named)
    if not named:
        return say(lang, "times-in-all", total=group.total)
    listed = ", ".join(named)
    if by_line:
        listed = count(lang, "on-lines", len(named), lines=listed)
    if not more:
        return listed
    return say(lang, "also-more", places=listed, more=group.total - 1, total=in_all(group, lang))


def first_of_each(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first place of each value but that of the first finding; no more of them than are named."""
    seen = {findings[0].value}
    found: list[Finding] = []
    for finding in findings:
        if finding.value not in seen and len(found) < VALUES_NAMED:
            seen.add(finding.value)
            found.append(finding)
    return tuple(found)


def item(finding: Finding, first: Finding, lang: Language, differ: bool) -> str:
    """One other place: its line (and file, where that is another), and its value with what to write instead."""
    other_file = finding.file if finding.file != first.file else None
    # The names of columns all stand on one line.
    line = None if finding.code in LABELS and finding.line == first.line else finding.line
    parts = [":".join(str(part) for part in (other_file, line) if part is not None)]
    about = finding.value or (finding.field if finding.code in LABELS else None)
    if differ and about:
        arrow = f" → {suggested(finding, lang)}" if finding.suggestion else ""
        quoted = say(lang, "quoted", text=printable(about, VALUE_CHARACTERS)) + arrow
        parts.append(f"({quoted})" if parts[0] else quoted)
    return " ".join(filter(None, parts))


def in_all(group: Group, lang: Language) -> str:
    """How often, and of how many rows where that is known."""
    if group.rows and group.total <= group.rows:
        return say(lang, "of-rows", total=group.total, rows=group.rows)
    return say(lang, "in-all", total=group.total)


class UncheckedGroup(NamedTuple):
    """What could not be checked for one reason: the words of the first, and all of it."""

    words: RenderedFinding
    unchecked: Sequence[Unchecked]


def grouped_unchecked(unchecked: Iterable[Unchecked], lang: Language) -> list[UncheckedGroup]:
    found: dict[tuple[str, str], list[Unchecked]] = {}
    for item in unchecked:
        found.setdefault((item.reason, item.property), []).append(item)
    return [UncheckedGroup(render_unchecked(some[0], lang), some) for some in found.values()]


def other_files(group: UncheckedGroup, lang: Language) -> str:
    """What else could not be checked for the same reason."""
    others = [*dict.fromkeys(printable(item.file) for item in group.unchecked[1:])]
    named = ", ".join(others[:PLACES_NAMED])
    number = len(group.unchecked)
    if number - 1 <= len(others[:PLACES_NAMED]):
        return named
    return say(lang, "also-more", places=named, more=number - 1, total=say(lang, "in-all", total=number))
