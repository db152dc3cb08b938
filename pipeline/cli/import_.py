"""`passerelle import`: adds the rows of a spreadsheet to raw/."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.core.i18n import Language, count, say


@click.command(name="import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", help="The file of raw/tables that receives the rows, if the table has several files.")
@registry_option
@lang_option
def import_(file: Path, into: str | None, registry: Path | None, lang: Language) -> None:
    """Add the rows of a spreadsheet (.xlsx, .ods) to raw/; a row whose key already exists is left unchanged.

    \b
    Example:
      passerelle import bridges.xlsx && passerelle check
    """
    from pipeline.workflows.import_rows import import_spreadsheet

    for imported in import_spreadsheet(registry or registry_root(), file, into):
        echo(say(lang, "imported", sheet=imported.sheet, rows=count(lang, "rows", imported.added), file=imported.file))
        if imported.known:
            echo(say(lang, "import-known", keys=", ".join(imported.known)))
