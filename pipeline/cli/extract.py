"""`passerelle extract`: options in, statements out. The work is done in pipeline/workflows/extract.py."""

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
    from pipeline.extraction import Gazetteer
    from pipeline.workflows.extract import ReadText


@click.command(cls=Command)
@click.argument("texts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--text-lang", help="Language of the texts (fr, en, es).  [default: found out]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "text"]),
    default="jsonl",
    show_default=True,
    help="A line of JSON for each fact, or lines to read.",
)
@click.option("--explain", is_flag=True, help="Say which rule read what, and where nothing was read, why not.")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=lambda: os.cpu_count() or 1, help="Processes.  [default: one a core]"
)
@click.option("--no-cache", is_flag=True, help="Read every text again, also those read before.")
@click.option(
    "--keep-text", type=click.Path(path_type=Path, file_okay=False), help="Folder for the texts that places count in."
)
@engine_options("local", "reads the texts: this machine, or Apache Spark")
@registry_option
@lang_option
def extract(texts: tuple[Path, ...], form: str, registry: Path | None, lang: Language, **chosen: Any) -> None:
    """Read facts from texts (.txt, .md, .html, .pdf, or folders of them), each with the characters that say it.

    \b
    Examples:
      passerelle extract raw/texts/chm-ma-convention.txt --text-lang fr
      passerelle extract page.html --format text --explain
      passerelle extract pages/ > statements.jsonl

    Exit status: 0 read, 1 a text could not be read, 2 cannot run.
    """
    from pipeline.workflows.extract import Options, extract_paths, registry_reading

    master = master_of(chosen["engine"], chosen["master"])
    names = registry_reading(registry or known_registry(), cache=not chosen["no_cache"])
    options = Options(
        lang=chosen["text_lang"],
        jobs=chosen["jobs"],
        master=master,
        cache=names.cache,
        keep=chosen["keep_text"],
        as_json=form == "jsonl" and not chosen["explain"],
    )
    found: list[Finding] = []
    files = said = 0
    for read in extract_paths(texts, names.gazetteer, options):
        files, said = files + 1, said + len(read.statements)
        found += read.findings
        show_read(read, names.gazetteer, form, lang, explain=chosen["explain"])
    outcome = Outcome(findings=sorted_findings(found), files=files)
    if found:
        show(Report(outcome, lang, width=screen_width()), err=True)
    elif not said and form == "text":
        echo(say(lang, "no-findings"))
    sys.exit(outcome.exit_code)


def show_read(read: ReadText, gazetteer: Gazetteer, form: str, lang: Language, *, explain: bool) -> None:
    """The statements of a text as JSON or as lines; with an explanation the gaps too (beside JSON: on stderr)."""
    from pipeline.extraction.render import gap_lines, statement_lines

    if form == "jsonl":
        for line in read.lines or (statement.model_dump_json() for statement in read.statements):
            echo_json(line)
    elif read.text is not None:
        print_lines(statement_lines(str(read.path), read.text, read.statements, lang, explain=explain))
    if explain and read.text is not None:
        from pipeline.extraction.diagnostics import gaps

        print_lines(
            gap_lines(str(read.path), read.text, gaps(read.text, read.statements, gazetteer), lang), err=form == "jsonl"
        )
