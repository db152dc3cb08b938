"""The command `passerelle`; each subcommand has its own module."""

from __future__ import annotations

import click

from pipeline.cli.add import add
from pipeline.cli.build import build
from pipeline.cli.check import check
from pipeline.cli.diff import diff
from pipeline.cli.editor_schemas import editor_schemas
from pipeline.cli.error_handling import Group
from pipeline.cli.explain import explain
from pipeline.cli.extract import extract
from pipeline.cli.import_ import import_
from pipeline.cli.infer import infer
from pipeline.cli.init import init
from pipeline.cli.links import links
from pipeline.cli.release import release, restore
from pipeline.cli.serve import serve
from pipeline.cli.settle import settle
from pipeline.cli.template import template
from pipeline.core.version import __version__


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="passerelle")
def passerelle() -> None:
    """Turn texts and CSV files into a checked Data Package and a web site.

    \b
    Examples:
      passerelle build                      publish raw/ to build/
      passerelle check                      check raw/ without writing anything
      passerelle check datapackage.json     check any Data Package
      passerelle extract page.txt           extract the facts of a text
    """


for command in (
    build,
    check,
    explain,
    extract,
    diff,
    links,
    serve,
    settle,
    infer,
    init,
    add,
    template,
    import_,
    editor_schemas,
    release,
    restore,
):
    passerelle.add_command(command)
