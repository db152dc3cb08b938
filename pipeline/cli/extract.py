"""`passerelle extract`: options and output; `pipeline.workflows.extract` does the work."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.engine_options import engine_options, master_of
from pipeline.cli.error_handling import Command
from pipeline.cli.options import known_registry, lang_option, registry_option
from pipeline.cli.output import echo, echo_json
from pipeline.cli.terminal import print_lines, screen_width, show
from pipeline.core.i18n import Language, say
from pipeline.findings.formats.report import Report
from pipeline.findings.model import Finding, Outcome, sorted_findings

if TYPE_CHECKING:
    from pipeline.workflows.extract import ReadText, RegistryReading


@click.command(cls=Command)
@click.argument("texts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--text-lang", help="Language of the texts (fr, en, es).  [default: detected]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "text"]),
    default="jsonl",
    show_default=True,
    help="Output format: a line of JSON for each fact, or text.",
)
@click.option("--explain", is_flag=True, help="Say which rule read each fact, and why nothing was read elsewhere.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    help="Number of processes.  [default: one per core]",
)
@click.option("--no-cache", is_flag=True, help="Read every text again, including those read before.")
@click.option(
    "--keep-text",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write the texts to that the positions refer to.",
)
@engine_options("local", "reads the texts: this machine, or Apache Spark")
@registry_option
@lang_option
def extract(texts: tuple[Path, ...], form: str, registry: Path | None, lang: Language, **chosen: Any) -> None:
    """Read facts from texts (.txt, .md, .html, .pdf, or folders of them), each with the characters that state it.

    \b
    Examples:
      passerelle extract raw/texts/leaflet.txt --text-lang fr
      passerelle extract page.html --format text --explain
      passerelle extract pages/ > statements.jsonl

    Exit status: 0 read, 1 a text could not be read, 2 cannot run.
    """
    from pipeline.workflows.extract import Options, extract_paths, registry_reading

    master = master_of(chosen["engine"], chosen["master"])
    names = registry_reading(registry or known_registry(), cache=not chosen["no_cache"])
    options = Options(
        columns=names.columns,
        lang=chosen["text_lang"],
        jobs=chosen["jobs"],
        master=master,
        cache=names.cache,
        keep=chosen["keep_text"],
        as_json=form == "jsonl" and not chosen["explain"],
    )
    found: list[Finding] = []
    files = said = 0
    for read in extract_paths(texts, names.reading, options):
        files, said = files + 1, said + len(read.statements)
        found += read.findings
        show_read(read, names, form, lang, explain=chosen["explain"])
    outcome = Outcome(findings=sorted_findings(found), files=files)
    if found:
        show(Report(outcome, lang, width=screen_width()), err=True)
    elif not said and form == "text":
        echo(say(lang, "no-findings"))
    sys.exit(outcome.exit_code)


def show_read(read: ReadText, names: RegistryReading, form: str, lang: Language, *, explain: bool) -> None:
    """The statements of a text as JSON or as lines; with an explanation the gaps too (beside JSON: on stderr)."""
    from pipeline.extraction.render import gap_lines, statement_lines

    if form == "jsonl":
        for line in read.lines or (statement.json_line(names.columns) for statement in read.statements):
            echo_json(line)
    elif read.text is not None:
        lines = statement_lines(str(read.path), read.text, read.statements, names.columns, lang, explain=explain)
        print_lines(lines)
    if explain and read.text is not None:
        found = names.reading.gaps(read.text, read.statements)
        print_lines(gap_lines(str(read.path), read.text, found, lang), err=form == "jsonl")
