"""`passerelle infer`: a schema proposed from files. The work is done in pipeline/workflows/infer.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option
from pipeline.cli.output import echo, echo_json, echo_rendered
from pipeline.cli.terminal import ProgressDisplay, print_lines
from pipeline.core.i18n import Language, count, say
from pipeline.core.text.control_characters import escape_control

if TYPE_CHECKING:
    from pipeline.inference.model import Proposal


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="YAML with comments, or JSON, whose doubts go to the error output.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for schemas/tables/ and schemas/vocabularies/ of a registry, instead of a data package.",
)
@lang_option
def infer(files: tuple[Path, ...], form: str, out: Path | None, lang: Language) -> None:
    """Propose a schema for existing tables: CSV, JSON, Parquet, Excel, ODS. Every row is read.

    Types, keys, references between the files and vocabularies hold for all rows. Anything doubtful is a comment.

    \b
    Examples:
      passerelle infer data.csv > datapackage.yaml
      passerelle infer countries.csv cities.csv --lang fr > datapackage.yaml
      passerelle infer data.xlsx --out .

    Exit status: 0 proposed, 1 something is wrong with a file, 2 cannot run.
    """
    from pipeline.inference.render import package_json, package_yaml
    from pipeline.workflows.infer import infer_files, write_registry_files

    with ProgressDisplay(lang) as tell:
        tell("infer")
        proposal = infer_files(files)
    exit_code = report(proposal, lang)
    if not proposal.tables:
        sys.exit(exit_code or 1)
    if out is not None:
        for path in write_registry_files(proposal, out, lang):
            echo(say(lang, "infer-written", file=str(path)))
    elif form == "json":
        echo_json(package_json(proposal).rstrip("\n"))
        tell_doubts(proposal, lang)
    else:
        echo_rendered(escape_control(package_yaml(proposal, lang).rstrip("\n")))
    fields = sum(len(table.fields) for table in proposal.tables)
    doubts = sum(len(table.doubts) + sum(len(one.doubts) for one in table.fields) for table in proposal.tables)
    told = {"fields": count(lang, "fields", fields), "doubts": count(lang, "doubts", doubts)}
    echo(say(lang, "inferred", **told), err=True)
    sys.exit(exit_code)


def report(proposal: Proposal, lang: Language) -> int:
    """Prints what is wrong with the files on the error output; the exit code that it means."""
    from pipeline.findings.formats.report import Report
    from pipeline.findings.formats.text import render_text
    from pipeline.findings.model import Outcome, sorted_findings

    outcome = Outcome(findings=sorted_findings(proposal.findings), unchecked=proposal.unchecked)
    if outcome.findings or outcome.unchecked:
        # Its last line is the verdict of a check, which this is not.
        print_lines(list(render_text(Report(outcome, lang, Path())))[:-1], err=True)
    return outcome.exit_code


def tell_doubts(proposal: Proposal, lang: Language) -> None:
    """Prints what is doubtful on the error output, for a format without comments."""
    from pipeline.inference.render import doubt_text

    for table in proposal.tables:
        for doubt in table.doubts:
            echo(f"{table.name}: {doubt_text(doubt, lang)}", err=True)
        for field in table.fields:
            for doubt in field.doubts:
                echo(f"{table.name}.{field.name}: {doubt_text(doubt, lang)}", err=True)
