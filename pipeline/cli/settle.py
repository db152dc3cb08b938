"""`passerelle settle`: settles a disagreement between sources."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import ProgressDisplay
from pipeline.cli.usage_errors import UsageError
from pipeline.core.i18n import Language, count, say


@click.command(cls=Command)
@click.argument("disagreement", required=False)
@click.option("--value", help="The value to use from now on, in the form of its field.")
@click.option("--reason", help="The reason, in a sentence or two in English.")
@click.option("--by", "decided_by", help="Who decides: a person or a project.")
@registry_option
@lang_option
def settle(disagreement: str | None, registry: Path | None, lang: Language, **given: str | None) -> None:
    """Settle a disagreement between sources, with a reason and a name; without an argument, list the open ones.

    \b
    Example:
      passerelle settle events-tasman-opening-date-1 --value 1964-08-18 --by "M. Dupont" \\
        --reason "The report of the opening says so; the page gives the day of printing."

    Exit status: 0 written, 2 cannot run.
    """
    from pipeline.workflows import settle as workflow

    root = registry or registry_root()
    with ProgressDisplay(lang) as display:
        if disagreement is None:
            rows = workflow.open_disagreements(root, display)
        elif not all(given.values()):
            raise UsageError("usage-decision")
        else:
            today = datetime.date.today().isoformat()  # noqa: DTZ011 - a day here
            decision = workflow.Decision(**{name: str(value) for name, value in given.items()}, decided_date=today)
            file = workflow.settle(root, disagreement, decision, display)
    if disagreement is None:
        for row in rows:
            names = ("id", "row", "field", "value", "source_id", "other_value", "other_source_id")
            echo(say(lang, "open-disagreement", **{name: row[name] or "—" for name in names}))
        echo(count(lang, "open-disagreements", len(rows)))
    else:
        echo(say(lang, "settled", id=disagreement, file=file))
