"""What every format tells: an outcome, in a language, of files below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.i18n import Language, say
from pipeline.findings.messages import printable
from pipeline.findings.model import Finding, Outcome


@dataclass(frozen=True)
class Report:
    """An outcome to be told.

    `root`: the folder that the files of its findings are below; `seconds`: how long it took; `width`: of a line, in
    characters; `prefix`: the way from the top of the repository to `root`, with its slash; `changes`: lines of Markdown
    that say what the files change in the registry.
    """

    outcome: Outcome
    lang: Language
    root: Path = field(default_factory=Path)
    seconds: float = 0.0
    width: int = 100
    prefix: str = ""
    changes: tuple[str, ...] = ()

    def worst_first(self) -> list[Finding]:
        """Errors before warnings, each in the order of their places."""
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
