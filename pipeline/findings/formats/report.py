"""The input of every format: an outcome, a language, and the folder of the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.i18n import Language, say
from pipeline.findings.messages import printable
from pipeline.findings.model import Finding, Outcome


@dataclass(frozen=True)
class Report:
    """An outcome to render.

    `root`: the folder of its files; `seconds`: the duration; `width`: of a line in characters; `prefix`: the path from
    the top of the repository to `root`, with a slash at its end; `changes`: lines of Markdown about what the files
    change in the registry.
    """

    outcome: Outcome
    lang: Language
    root: Path = field(default_factory=Path)
    seconds: float = 0.0
    width: int = 100
    prefix: str = ""
    changes: tuple[str, ...] = ()

    def worst_first(self) -> list[Finding]:
        """The errors, then the warnings, each in the order of their places."""
        return sorted(self.outcome.findings, key=lambda finding: (finding.severity != "error", finding.order))


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
