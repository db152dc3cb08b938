"""`passerelle template`: writes a blank spreadsheet for a table."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.core.i18n import Language, say


@click.command(cls=Command)
@click.argument("table")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@registry_option
@lang_option
def template(table: str, file: Path | None, registry: Path | None, lang: Language) -> None:
    """Write a blank spreadsheet (.xlsx) for a table: its columns explained, its codes to choose from.

    \b
    Example:
      passerelle template bridges bridges.xlsx --lang fr
    """
    from pipeline.workflows.import_rows import blank_spreadsheet

    target = file or Path(f"{table}.xlsx")
    blank_spreadsheet(registry or registry_root(), table, target, lang)
    echo(say(lang, "template-written", file=str(target)))
