"""`passerelle add`: gives a registry tables of sources. The work is done in pipeline/workflows/add_sources.py."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.core.i18n import Language, say


@click.command(cls=Command)
@click.argument("what", type=click.Choice(["sources"]))
@click.option("--facts", multiple=True, help="A table whose facts need sources; can be given several times.")
@registry_option
@lang_option
def add(what: str, facts: tuple[str, ...], registry: Path | None, lang: Language) -> None:
    """Add the tables of sources and citations to a registry, and those of what its texts say.

    \b
    Example:
      passerelle add sources --facts bridges

    Exit status: 0 written, 2 cannot run.
    """
    from pipeline.workflows.add_sources import add_tables

    assert what == "sources"
    for file in add_tables(registry or registry_root(), facts):
        echo(say(lang, "infer-written", file=file))
