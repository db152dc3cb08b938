"""The output of commands: progress and reports, in colour if the output is a terminal."""

from __future__ import annotations

import math
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.text import Text

from pipeline.cli.output import echo, echo_json, echo_rendered, echo_xml, takes_all
from pipeline.core.i18n import Language, say
from pipeline.core.os_errors import is_there_a_current_folder
from pipeline.core.text.control_characters import escape_control, escape_workflow_commands
from pipeline.findings.formats.report import Report

if TYPE_CHECKING:
    from pipeline.workflows.check_package import Progress


class ProgressDisplay:
    """Progress: a line that changes on a terminal, a line a stage elsewhere; never on standard output."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.console = Console(stderr=True)
        self.status = (
            self.console.status("", spinner="dots" if takes_all(sys.stderr) else "line")
            if self.console.is_terminal
            else None
        )

    def __enter__(self) -> Self:
        if self.status:
            self.status.start()
        self.start = perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status:
            self.status.stop()

    def __call__(self, stage: str) -> None:
        text = say(self.lang, f"stage-{stage}")
        if self.status:
            self.status.update(Text(escape_control(text)))
        else:
            # Where nobody takes the progress, the work goes on.
            with suppress(OSError):
                echo(text, err=True)

    def progress(self, at: Progress) -> None:
        """Rows so far, rows a second, and the time left where the size of all tables is known; on a terminal only."""
        if self.status:
            self.status.update(Text(escape_control(progress_line(at, perf_counter() - self.start, self.lang))))


def progress_line(at: Progress, seconds: float, lang: Language) -> str:
    rate = round(at.rows / seconds, -3 if at.rows > 10_000 else 0) if seconds else 0
    line = say(lang, "progress", stage=say(lang, "stage-check"), table=at.table, rows=at.rows, rate=int(rate))
    if at.share:
        left = seconds / at.share - seconds
        line += ", " + say(lang, "left", seconds=math.ceil(left))
    return line


def show(report: Report, form: str = "text", err: bool = False) -> None:
    """Prints a report; colours only on a terminal, and none where NO_COLOR is set."""
    if form == "text":
        from pipeline.findings.formats.text import render_text

        print_lines(render_text(report), err)
    else:
        from pipeline.findings.formats import JSON_FORMS, render

        doors = {"junit": echo_xml, **dict.fromkeys(JSON_FORMS, echo_json)}
        doors.get(form, echo_rendered)(render(report, form))


def screen_width() -> int:
    """Columns of the terminal; where there is none, lines as long as people write them."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def repository_prefix(root: Path) -> str:
    """The way from the top of the repository to a folder, with its slash: code hosts count from there."""
    if not (root.is_absolute() or is_there_a_current_folder()):
        return ""
    here = root.resolve()
    top = next((path for path in (here, *here.parents) if (path / ".git").exists()), here)
    return "" if top == here else f"{here.relative_to(top).as_posix()}/"


def legible_line(line: Text) -> Text:
    """The line; without its colours where something in it has to be shown otherwise than it is."""
    plain = escape_workflow_commands(escape_control(line.plain))
    return line if plain == line.plain else Text(plain)


def print_lines(lines: Iterable[Text], err: bool = False) -> None:
    console = Console(stderr=err, soft_wrap=True, highlight=False)
    if console.is_terminal:
        for line in lines:
            console.print(legible_line(line))
    else:
        for line in lines:
            echo(line.plain, err=err)
