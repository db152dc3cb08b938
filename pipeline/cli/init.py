"""`passerelle init`: makes a new registry."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option
from pipeline.cli.output import echo
from pipeline.core.i18n import Language, say


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the registry: lower-case letters, digits, hyphens.  [default: the folder's]")
@lang_option
def init(folder: Path, name: str | None, lang: Language) -> None:
    """Start a new registry in an empty folder: the contract, an example, and the files to build and check it.

    \b
    Example:
      passerelle init ponts && cd ponts && nox -s build
    """
    from pipeline.workflows.init import start_registry

    start_registry(folder, name or folder.resolve().name.lower())
    echo(say(lang, "started", folder=str(folder)))
