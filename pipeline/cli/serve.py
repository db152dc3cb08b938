"""`passerelle serve`: shows the site on this machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from pipeline.cli.error_handling import Command, report_fault
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import screen_width, show
from pipeline.core.i18n import Language, say
from pipeline.core.signals import Stopped
from pipeline.findings.formats.report import Report
from pipeline.findings.model import Outcome


@click.command(cls=Command)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes any free one."
)
@registry_option
@lang_option
def serve(port: int, registry: Path | None, lang: Language) -> None:
    """Show the site on this machine, and build it again whenever a file of raw/ or schemas/ is saved.

    \b
    Example:
      passerelle serve

    Press Ctrl+C to stop.
    """
    from pipeline.workflows.serve import Preview

    root = registry or registry_root()

    def report_build(outcome: Outcome, seconds: float) -> None:
        show(Report(outcome, lang, root, width=screen_width()))
        echo(say(lang, "built", seconds=f"{seconds:.1f}"))

    preview = Preview(root, root / "build", port, report_build, partial(report_fault, lang=lang))
    preview.build()
    echo(say(lang, "serving", address=preview.address))
    try:
        preview.run()
    except Stopped:
        preview.stop()
