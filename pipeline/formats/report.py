"""What every format tells: an outcome, in a language, of files below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.findings import Finding, Outcome
from pipeline.messages import Language, Worded, printable, render_finding
from pipeline.words import say

if TYPE_CHECKING:
    from pipeline.run_diff import Difference


@dataclass(frozen=True)
class Report:
    """An outcome to be told.

    `root`: the folder that the files of its findings are below; `seconds`: how long it took; `width`: of a line, in
    characters; `prefix`: the way from the top of the repository to `root`, with its slash; `difference`: what the files
    change in the registry.
    """

    outcome: Outcome
    lang: Language
    root: Path = field(default_factory=Path)
    seconds: float = 0.0
    width: int = 100
    prefix: str = ""
    difference: Difference | None = None

    def worst_first(self) -> list[Finding]:
        """Errors before warnings, each in the order of their places."""
        return sorted(self.outcome.findings, key=lambda one: (one.severity != "error", one.order))


@dataclass(frozen=True)
class Group:
    """Findings that say the same of the same value: what is said, and every place of it."""

    words: Worded
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]


def grouped(findings: tuple[Finding, ...] | list[Finding], lang: Language) -> list[Group]:
    """Findings by what they say, in the order of their first places; one value in many rows is told once."""
    found: dict[tuple[object, ...], tuple[Worded, list[Finding]]] = {}
    for finding in findings:
        words = render_finding(finding, lang)
        key = (finding.file, finding.severity, finding.key, finding.field, words.message, words.remedy)
        found.setdefault(key, (words, []))[1].append(finding)
    return [Group(words, tuple(places)) for words, places in found.values()]


def place(finding: Finding) -> str:
    """file:line:column as compilers and editors write it, as far as it is known."""
    parts = [printable(finding.file)] if finding.file else []
    parts += [str(number) for number in (finding.line, finding.column) if number is not None]
    return ":".join(parts)


def left_to_do(outcome: Outcome, lang: Language) -> Iterator[str]:
    """What a quick check left to the whole one."""
    for key, what in (("left-in-part", outcome.in_part), ("left-out", outcome.left_out)):
        if what:
            yield say(lang, key, what=", ".join(what))
