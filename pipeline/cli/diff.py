"""`passerelle diff`: shows what changed between two versions."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_or_here
from pipeline.cli.output import echo, echo_json
from pipeline.core.i18n import Language


@click.command(cls=Command)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format: text, or JSON for programs.",
)
@registry_option
@lang_option
def diff(old: str, new: str | None, form: str, registry: Path | None, lang: Language) -> None:
    """Show what changed between two versions: rows by key, facts, schemas, and the version number that this requires.

    OLD and NEW are a release (.zip), a datapackage.json, a folder with one, a registry, or a revision of git; without
    NEW, the registry as it is now.

    \b
    Examples:
      passerelle diff main
      passerelle diff v1.0.0 v1.1.0 --format json
      passerelle diff passerelle-1.0.0.zip build

    Exit status: 0 compared, 2 cannot run.
    """
    from pipeline.datapackage.diff.render import difference_json, difference_lines
    from pipeline.workflows.diff import diff as compare

    found = compare(old, new, registry or registry_or_here())
    if form == "json":
        echo_json(difference_json(found, lang))
    else:
        echo("\n".join(difference_lines(found, lang)))
