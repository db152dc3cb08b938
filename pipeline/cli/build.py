"""`passerelle build`: publishes the registry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import ProgressDisplay, screen_width, show
from pipeline.core.errors import PasserelleError
from pipeline.core.i18n import Language, say
from pipeline.findings.formats.report import Report


@click.command(cls=Command)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Folder to publish into.  [default: build]")
@click.option("--homepage", envvar="PASSERELLE_HOMEPAGE", help="Address where the site will be published.")
@click.option("--repository", envvar="PASSERELLE_REPOSITORY", help="Address where raw/ can be edited.")
@registry_option
@lang_option
def build(
    out: Path | None, homepage: str | None, repository: str | None, registry: Path | None, lang: Language
) -> None:
    """Publish the registry: data package, CSV files and web site.

    If the data have errors, nothing is published and the last good build is kept.

    \b
    Examples:
      passerelle build
      passerelle build --out preview --lang fr

    Exit status: 0 published, 1 something is wrong with the data, 2 cannot run.
    """
    from pipeline.workflows import build as workflow

    root = registry or registry_root()
    target = out or root / "build"
    try:
        with ProgressDisplay(lang) as display:
            built = workflow.build(root, target, display, workflow.Addresses(homepage, repository))
    except PasserelleError:
        echo(say(lang, "kept"), err=True)
        raise
    show(Report(built.outcome, lang, root, width=screen_width()))
    if built.pages:
        echo(say(lang, "published", out=str(target), tables=built.tables, rows=built.rows, pages=built.pages))
    else:
        echo(say(lang, "kept"), err=True)
    sys.exit(built.outcome.exit_code)
