"""The command `passerelle`: options in, lines out, exit codes. What is done stands in pipeline/run.py."""

from __future__ import annotations

import datetime
import sys
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from pipeline import __version__
from pipeline.check_command import check
from pipeline.ending import Command, Group, tell_fault
from pipeline.extract_command import extract
from pipeline.findings import Fault, Outcome
from pipeline.formats.report import Report
from pipeline.messages import Language, read_wordings
from pipeline.misuse import Misuse
from pipeline.options import known_registry, lang_option, registry_option, registry_or_here, registry_root
from pipeline.printing import echo, echo_json, legible
from pipeline.release_command import release, restore
from pipeline.stopping import Stopped
from pipeline.terminal import screen_width, show, told
from pipeline.words import count, say


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="passerelle")
def passerelle() -> None:
    """Texts and CSVs in; a checked Data Package and a web site out.

    \b
    Examples:
      passerelle build                      raw/ to build/, all of it
      passerelle check                      is raw/ right? nothing is written
      passerelle check datapackage.json     is any Data Package right?
      passerelle extract page.txt           the facts of a text, with their sentences
    """


passerelle.add_command(check)
passerelle.add_command(extract)
passerelle.add_command(release)
passerelle.add_command(restore)
passerelle.command_class = Command


@passerelle.command()
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where to publish.  [default: build]")
@click.option("--homepage", envvar="PASSERELLE_HOMEPAGE", help="Address at which the site will stand.")
@click.option("--repository", envvar="PASSERELLE_REPOSITORY", help="Address at which raw/ can be edited.")
@registry_option
@lang_option
def build(
    out: Path | None, homepage: str | None, repository: str | None, registry: Path | None, lang: Language
) -> None:
    """Publish the registry: data package, CSV files and web site.

    Nothing is published while an error stands: the last good build stays as it was.

    \b
    Examples:
      passerelle build
      passerelle build --out preview --lang fr

    Exit status: 0 published, 1 something is wrong with the data, 2 cannot run.
    """
    from pipeline import run

    root = registry or registry_root()
    target = out or root / "build"
    try:
        with told(lang) as tell:
            built = run.build(root, target, tell, run.Addresses(homepage, repository))
    except Fault:
        echo(say(lang, "kept"), err=True)
        raise
    show(Report(built.outcome, lang, root, width=screen_width()))
    if built.pages:
        echo(say(lang, "published", out=str(target), tables=built.tables, rows=built.rows, pages=built.pages))
    else:
        echo(say(lang, "kept"), err=True)
    sys.exit(built.outcome.exit_code)


@passerelle.command()
@click.option("--timeout", type=click.FloatRange(min=1), default=20, show_default=True, help="Seconds to wait for one.")
@registry_option
@lang_option
def links(timeout: float, registry: Path | None, lang: Language) -> None:
    """Ask the addresses of the sources whether they still answer, and note it in raw/tables/links.csv.

    \b
    Example:
      passerelle links

    Exit status: 0 all were asked, 2 cannot run.
    """
    from pipeline import run_links
    from pipeline.links import Asking

    root = registry or registry_root()
    with told(lang) as tell:
        asked = run_links.ask_links(root, Asking(timeout), datetime.date.today().isoformat(), tell)  # noqa: DTZ011 - a day here
    for one in asked.dead:
        alive = one["alive_date"] or say(lang, "links-never")
        echo(say(lang, "links-dead", source=one["source_id"], url=one["url"], state=one["state"], alive=alive))
        if one["source_id"] in asked.skipped:
            echo(say(lang, f"links-why-{asked.skipped[one['source_id']]}"))
    echo(say(lang, "links-done", alive=asked.total - len(asked.dead), total=asked.total, file=asked.file))


@passerelle.command()
@click.argument("code", required=False)
@registry_option
@lang_option
def explain(code: str | None, registry: Path | None, lang: Language) -> None:
    """Say what a code or a rule means, with a wrong and a right example; without one, list them all.

    \b
    Examples:
      passerelle explain foreign-key
      passerelle explain end-not-before-start --lang fr
    """
    from pipeline import explaining
    from pipeline.contract.rules import read_rules

    try:
        rules = read_rules(registry or known_registry())
    except Fault:
        rules = ()
    if code:
        from rich.markdown import Markdown

        text = "\n".join(explaining.explained_lines(explaining.explain(code, rules, lang), lang))
        Console().print(Markdown(legible(text))) if sys.stdout.isatty() else echo(text)
        return
    for known in explaining.read_explanations():
        echo(f"{known:20} {read_wordings(lang)[known].title}")
    for rule in rules:
        echo(f"{rule.name:40} {rule.words('title', lang)}")


@passerelle.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or JSON for programs.",
)
@registry_option
@lang_option
def diff(old: str, new: str | None, form: str, registry: Path | None, lang: Language) -> None:
    """Say what changed between two versions: rows by key, facts, schemas, and the version that this asks for.

    OLD and NEW are a release (.zip), a datapackage.json, a folder with one, a registry, or a revision of git; NEW is
    else the registry as it stands.

    \b
    Examples:
      passerelle diff main
      passerelle diff v1.0.0 v1.1.0 --format json
      passerelle diff passerelle-1.0.0.zip build

    Exit status: 0 compared, 2 cannot run.
    """
    from pipeline.formats.changes import difference_json, difference_lines
    from pipeline.run_diff import diff as compare

    found = compare(old, new, registry or registry_or_here())
    if form == "json":
        echo_json(difference_json(found, lang))
    else:
        echo("\n".join(difference_lines(found, lang)))


@passerelle.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@registry_option
@lang_option
def serve(port: int, registry: Path | None, lang: Language) -> None:
    """Show the site on this machine, and build it again whenever a file of raw/ or schemas/ is saved.

    \b
    Example:
      passerelle serve

    Ctrl+C ends it.
    """
    from pipeline.run_serve import Preview

    root = registry or registry_root()

    def tell(outcome: Outcome, seconds: float) -> None:
        show(Report(outcome, lang, root, width=screen_width()))
        echo(say(lang, "built", seconds=f"{seconds:.1f}"))

    preview = Preview(root, root / "build", port, tell, partial(tell_fault, lang=lang))
    preview.build()
    echo(say(lang, "serving", address=preview.address))
    try:
        preview.run()
    except Stopped:
        preview.stop()


@passerelle.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the registry: lower-case letters, digits, hyphens.  [default: the folder's]")
@lang_option
def init(folder: Path, name: str | None, lang: Language) -> None:
    """Start a new registry in an empty folder: the contract, a worked example, and what builds and checks it.

    \b
    Example:
      passerelle init ponts && cd ponts && nox -s build
    """
    from pipeline.starting import start_registry

    start_registry(folder, name or folder.resolve().name.lower())
    echo(say(lang, "started", folder=str(folder)))


@passerelle.command()
@click.argument("table")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@registry_option
@lang_option
def template(table: str, file: Path | None, registry: Path | None, lang: Language) -> None:
    """Write a blank spreadsheet (.xlsx) for a table: its columns explained, its codes to choose from.

    \b
    Example:
      passerelle template meetings meetings.xlsx --lang fr
    """
    from pipeline.run_import import blank_spreadsheet

    target = file or Path(f"{table}.xlsx")
    blank_spreadsheet(registry or registry_root(), table, target, lang)
    echo(say(lang, "template-written", file=str(target)))


@passerelle.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", help="The file of raw/tables that takes the rows, for a table of several files.")
@registry_option
@lang_option
def import_(file: Path, into: str | None, registry: Path | None, lang: Language) -> None:
    """Add the rows of a spreadsheet (.xlsx, .ods) to raw/; a row whose key is there stays as it is.

    \b
    Example:
      passerelle import meetings.xlsx && passerelle check
    """
    from pipeline.run_import import import_spreadsheet

    for one in import_spreadsheet(registry or registry_root(), file, into):
        echo(say(lang, "imported", sheet=one.sheet, rows=count(lang, "rows", one.added), file=one.file))
        if one.known:
            echo(say(lang, "import-known", keys=", ".join(one.known)))


@passerelle.command()
@registry_option
def editor_schemas(registry: Path | None) -> None:
    """Write schemas/editor/*.json, by which editors complete and check the YAML files of schemas/ while one types."""
    from pipeline.contract.editor import write_editor_schemas
    from pipeline.contract.registry import load_contract

    for path in write_editor_schemas(load_contract(registry or registry_root())):
        echo(path)


@passerelle.command()
@click.argument("disagreement", required=False)
@click.option("--value", help="The value that is read from now on, in the form of its field.")
@click.option("--reason", help="Why, in a sentence or two in English.")
@click.option("--by", "decided_by", help="Who decides: a person or a project.")
@registry_option
@lang_option
def settle(disagreement: str | None, registry: Path | None, lang: Language, **given: str | None) -> None:
    """Settle a disagreement between sources, with a reason and a name; without one, list those that are open.

    \b
    Example:
      passerelle settle meetings-cms-cop-11-end-date-1 --value 2014-11-09 --by "M. Dupont" \\
        --reason "The report of the meeting says so; the page counts the day of departure."

    Exit status: 0 written, 2 cannot run.
    """
    from pipeline import run_settle

    root = registry or registry_root()
    with told(lang) as tell:
        if disagreement is None:
            rows = run_settle.open_disagreements(root, tell)
        elif not all(given.values()):
            raise Misuse("usage-decision")
        else:
            today = datetime.date.today().isoformat()  # noqa: DTZ011 - a day here
            decision = run_settle.Decision(**{name: str(value) for name, value in given.items()}, decided_date=today)
            file = run_settle.settle(root, disagreement, decision, tell)
    if disagreement is None:
        for row in rows:
            names = ("id", "row", "field", "value", "source_id", "other_value", "other_source_id")
            echo(say(lang, "open-disagreement", **{name: row[name] or "—" for name in names}))
        echo(count(lang, "open-disagreements", len(rows)))
    else:
        echo(say(lang, "settled", id=disagreement, file=file))
