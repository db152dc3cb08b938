"""`passerelle init`: makes a new registry. The work is done in pipeline/workflows/init."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option
from pipeline.cli.output import echo
from pipeline.core.errors import UserError
from pipeline.core.i18n import Language, say

Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from pipeline.inference.model import Proposal
    from pipeline.workflows.init.plan import Plan


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--name", help="Name of the registry: lower-case letters, digits, hyphens.  [default: the folder's]")
@click.option("--title", help="Title of the registry, as the site shows it.  [default: the name]")
@click.option("--languages", help="Languages of the site: en, fr, es, separated by commas.  [default: that of --lang]")
@click.option("--table", help="Name of the first table: lower-case letters, digits, _.  [default: the name]")
@click.option(
    "--from",
    "existing",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Existing tables to begin with: CSV, JSON, Parquet, Excel, ODS; more files may follow.",
)
@click.option("--example", help='Begin with a complete example instead: "bridges".')
@click.option(
    "--requirement",
    help='What others install Passerelle from: "passerelle==1.0", or an address of git with a commit.'
    "  [default: what it was installed from here]",
)
@lang_option
def init(
    folder: Path, files: tuple[Path, ...], existing: tuple[Path, ...], lang: Language, **chosen: str | None
) -> None:
    """Start a new registry in an empty folder. On a terminal it asks for what no option says.

    \b
    Examples:
      passerelle init ponts
      passerelle init ponts --title "Ponts de France" --languages fr,en --table ponts
      passerelle init ponts --from ponts.csv inspections.csv
      passerelle init ponts --example bridges

    Exit status: 0 made, 1 something is wrong with a file, 2 cannot run.
    """
    from pipeline.workflows.init.plan import Plan, check_example, check_name, files_of
    from pipeline.workflows.init.start import check_folder, line_to_fill_in, start_registry

    given = files_of(existing, files)
    others = [name for name in ("name", "title", "languages", "table") if chosen[name] is not None]
    if chosen["example"] is not None and (given or others):
        raise UserError("fault-example-alone")
    if given and chosen["table"] is not None:
        raise UserError("fault-table-of-files")
    check_folder(folder)
    asked = Questions(lang)
    if chosen["example"] is not None:
        example = check_example(chosen["example"])
        plan = Plan(example, "", ("en",), "", asked.requirement(chosen["requirement"]), example)
    else:
        plan = asked.plan(check_name(chosen["name"] or folder.resolve().name.lower()), chosen, given)
    proposal = inferred(plan, lang)
    start_registry(folder, plan, lang, proposal)
    echo(say(lang, "started", folder=str(folder)))
    if plan.requirement is None:
        echo(say(lang, "init-fill-in", file=str(folder / "noxfile.py"), line=line_to_fill_in()), err=True)


class Questions:
    """What is asked on a terminal for what no option says; elsewhere a default is taken, and nothing is asked."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.is_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    def plan(self, name: str, chosen: Mapping[str, str | None], files: tuple[Path, ...]) -> Plan:
        """What the registry is to be. Raises UserError for an option that it cannot be."""
        from pipeline.workflows.init.plan import Plan, check_languages, check_table, own_language, table_of_name

        # All options first: nobody is asked in vain.
        title, languages, table = chosen["title"], chosen["languages"], chosen["table"]
        spoken = check_languages(languages) if languages is not None else None
        first = check_table(table) if table is not None else None
        source = self.checked_requirement(chosen["requirement"])
        titled = title if title is not None else self.ask("title", name[:1].upper() + name[1:], str)
        if spoken is None:
            spoken = self.ask("languages", own_language(self.lang), check_languages)
        if first is None:
            first = table_of_name(name) if files else self.ask("table", table_of_name(name), check_table)
        return Plan(name, titled, spoken, first, source or self.requirement(None), files=files)

    def checked_requirement(self, given: str | None) -> str | None:
        from pipeline.workflows.init.plan import check_requirement

        return check_requirement(given) if given is not None else None

    def requirement(self, given: str | None) -> str | None:
        """What the program is installed from: as given, or as known here, or as answered; None where nobody says."""
        from pipeline.workflows.init.origin import known_requirement
        from pipeline.workflows.init.plan import check_requirement

        found = self.checked_requirement(given) or known_requirement()
        if found is not None or not self.is_terminal:
            return found
        return self.ask("requirement", "", lambda text: check_requirement(text) if text else None)

    def ask(self, question: str, default: str, checked: Callable[[str], Answer]) -> Answer:
        """The answer to a question; asked again while it is refused. Without a terminal, the default."""
        if not self.is_terminal:
            return checked(default)
        while True:
            words = say(self.lang, f"init-ask-{question}")
            answer = click.prompt(words, default=default, show_default=bool(default))
            try:
                return checked(str(answer).strip())
            except UserError as error:
                echo(error.message(self.lang), err=True)


def inferred(plan: Plan, lang: Language) -> Proposal | None:
    """What is inferred from the files of a plan; ends the command where one of them is no good table."""
    from pipeline.cli.infer import report
    from pipeline.cli.terminal import ProgressDisplay
    from pipeline.workflows.infer import infer_files

    if not plan.files:
        return None
    with ProgressDisplay(lang) as progress:
        progress("infer")
        proposal = infer_files(plan.files)
    exit_code = report(proposal, lang)
    if exit_code or not proposal.tables:
        sys.exit(exit_code or 1)
    return proposal
