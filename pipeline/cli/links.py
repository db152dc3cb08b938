"""`passerelle links`: requests the addresses of the sources."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import ProgressDisplay
from pipeline.core.i18n import Language, say


@click.command(cls=Command)
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=20, show_default=True, help="Seconds to wait for each address."
)
@registry_option
@lang_option
def links(timeout: float, registry: Path | None, lang: Language) -> None:
    """Check whether the addresses of the sources still answer, and write the result to raw/tables/links.csv.

    \b
    Example:
      passerelle links

    Exit status: 0 all were requested, 2 cannot run.
    """
    from pipeline.workflows import check_links
    from pipeline.workflows.link_requests import RequestOptions

    root = registry or registry_root()
    with ProgressDisplay(lang) as display:
        asked = check_links.request_links(root, RequestOptions(timeout), datetime.date.today().isoformat(), display)  # noqa: DTZ011 - a day here
    for dead in asked.dead:
        alive = dead["alive_date"] or say(lang, "links-never")
        echo(say(lang, "links-dead", source=dead["source_id"], url=dead["url"], state=dead["state"], alive=alive))
        if dead["source_id"] in asked.skipped:
            echo(say(lang, f"links-why-{asked.skipped[dead['source_id']]}"))
    echo(say(lang, "links-done", alive=asked.total - len(asked.dead), total=asked.total, file=asked.file))
