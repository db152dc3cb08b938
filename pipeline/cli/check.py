"""`passerelle check`: reports mistakes, fixes them (`--fix`), or separates wrong rows (`--quarantine`)."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from rich.text import Text

from pipeline.cli.engine_options import engine_options, master_of
from pipeline.cli.error_handling import Command
from pipeline.cli.options import is_registry, lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import ProgressDisplay, print_lines, repository_prefix, screen_width, show
from pipeline.cli.usage_errors import UsageError
from pipeline.core.i18n import Language, count, say
from pipeline.core.limits import FINDINGS_PER_CHECK
from pipeline.findings.formats import FORMATS
from pipeline.findings.formats.excerpts import visible_text
from pipeline.findings.formats.report import Report

if TYPE_CHECKING:
    from pipeline.findings.model import Outcome

DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--schema", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Table Schema of a CSV.")
@click.option(
    "--schemas",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    envvar="PASSERELLE_SCHEMAS",
    help="Folder with local copies of schemas and profiles that a descriptor names by address. They are found by "
    "addresses.json in the folder, by host and path, or by the name or $id of a single file.",
)
@click.option(
    "--fetch",
    is_flag=True,
    help="Fetch schemas and profiles that have no local copy over https, and keep them in the cache.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Output format: text, JSON, GitHub annotations, SARIF, JUnit, a Markdown summary, or the report of "
    "frictionless-py.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=FINDINGS_PER_CHECK,
    show_default=True,
    help="Maximum number of findings to list for each check; all are counted.",
)
@engine_options("duckdb", "runs the check: this machine, or Apache Spark")
@click.option("--since", metavar="REV", help="Check only what changed since a git revision, and what depends on it.")
@click.option("--fix", is_flag=True, help="First correct, in place, what can only mean one thing.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, without writing anything.")
@click.option(
    "--quarantine",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each table into this folder in two parts: its good rows, and its refused rows with the reason.",
)
@registry_option
@lang_option
def check(paths: tuple[Path, ...], form: str, registry: Path | None, lang: Language, **chosen: Any) -> None:
    """Check the raw/ of a registry, or any data package or CSV. Only --fix and --quarantine write files.

    A folder means the datapackage.json, or the registry, in it.

    \b
    Examples:
      passerelle check
      passerelle check datapackage.json --format json
      passerelle check trade.csv --schema trade.schema.json --lang fr
      passerelle check datapackage.json --schemas copies/
      passerelle check datapackage.json --engine spark --master spark://host:7077
      passerelle check --since main         only what a branch changes, and what depends on it
      passerelle check --diff               what --fix would correct
      passerelle check --quarantine apart   good rows and refused rows, in two folders

    Exit status: 0 valid, 1 something is wrong or could not be checked, 2 cannot run.
    """
    fix, diff, quarantine, since = (chosen.pop(name) for name in ("fix", "diff", "quarantine", "since"))
    if since and paths:
        raise UsageError("usage-since-paths")
    refuse_misplaced(paths, chosen)
    chosen["master"] = master_of(chosen["engine"], chosen["master"])
    if len(paths) == 1 and is_registry(paths[0]):
        (registry,), paths = paths, ()
    root = Path() if paths else registry or registry_root()
    start = perf_counter()
    before = run_fix(root, paths, chosen["schema"], lang, write=fix and not diff) if fix or diff else None
    if quarantine or not is_usual(chosen):
        before = None
    with unchanged(root, paths, chosen["schema"]) if quarantine else nullcontext():
        with ProgressDisplay(lang) as display:
            if paths:
                outcome = before or check_files(paths, chosen, display, every=quarantine is not None)
            elif since:
                from pipeline.workflows.check_changes import check_since

                outcome = check_since(root, since, display)
            else:
                from pipeline.workflows import check_registry

                outcome = check_registry.check_registry(root, display).outcome
        seconds = perf_counter() - start
        report = Report(outcome, lang, root, seconds, screen_width(), repository_prefix(root))
        if quarantine:
            set_apart(report, paths, chosen, quarantine)
    if since and form == "markdown" and not outcome.errors:
        from pipeline.datapackage.diff.render import difference_lines
        from pipeline.workflows.diff import diff as compare

        report = replace(report, changes=tuple(difference_lines(compare(since, None, root), lang)))
    show(report, form)
    if outcome.errors and form == "text" and not (paths or fix or diff):
        hint_at_fixes(
            root, {finding.file for finding in outcome.errors if finding.file and finding.file.endswith(".csv")}, lang
        )
    sys.exit(outcome.exit_code)


def unchanged(root: Path, paths: Sequence[Path], schema: Path | None) -> AbstractContextManager[None]:
    """Raises EnvironmentFault at the end where a file of the tables was changed inside: other records were checked."""
    from pipeline.core.files.snapshot import assert_unchanged, files_below
    from pipeline.workflows.check_package import read_contents

    if not paths:
        return assert_unchanged(lambda: files_below([root / "raw"]))
    files = [path for table in read_contents(paths, schema, None).tables for _, path in table.files]
    return assert_unchanged(lambda: files)


def set_apart(report: Report, paths: Sequence[Path], chosen: Mapping[str, Any], folder: Path) -> None:
    """Writes each table with errors in two, and says what came of each."""
    from pipeline.workflows import quarantine as workflow

    if paths:
        from pipeline.datapackage.schema_store import schema_store
        from pipeline.workflows.check_package import all_tables, read_contents

        schemas = schema_store(chosen["schemas"], fetch=chosen["fetch"])
        tables = [*all_tables(read_contents(paths, chosen["schema"], schemas))]
    else:
        tables = [*workflow.registry_tables(report)]
    for result in workflow.quarantine_tables(report, tables, folder):
        if isinstance(result, workflow.NotSplit):
            echo(say(report.lang, result.why, file=result.display_path), err=True)
        else:
            echo(
                say(report.lang, "set-apart", file=result.display_path, good=result.good, refused=result.refused),
                err=True,
            )


def is_usual(chosen: Mapping[str, Any]) -> bool:
    """Whether a check of packages is done as the one before fixing is done."""
    return chosen["limit"] == FINDINGS_PER_CHECK and not (chosen["schemas"] or chosen["fetch"] or chosen["master"])


def run_fix(root: Path, paths: Sequence[Path], schema: Path | None, lang: Language, *, write: bool) -> Outcome | None:
    """Mends what can only be meant one way, or shows what that would change.

    Returns the outcome of the check before, of packages to which nothing was written.
    """
    from pipeline.core.files.atomic_files import clear_leftovers
    from pipeline.workflows.fix.package import PackageFixes, fix_paths
    from pipeline.workflows.fix.registry import fix_registry, write_fixes

    if write and not paths:
        clear_leftovers(root / "raw")
    elif write:
        clear_package_leftovers(paths, schema)
    fixes = fix_paths(paths, schema) if paths else PackageFixes(fix_registry(root))
    if write:
        write_fixes(fixes.files)
        for file in fixes.files:
            kinds = ", ".join(count(lang, f"mend-{kind}", number) for kind, number in file.fixed.fixes.items())
            echo(say(lang, "mended", file=file.display_path, mends=kinds), err=True)
    else:
        for file in fixes.files:
            print_lines(Text(visible_text(line), style=DIFF_STYLES.get(line[:1], "")) for line in file.diff())
    for left in fixes.not_fixed:
        echo(say(lang, left.why, file=left.display_path), err=True)
    if not fixes.files:
        echo(say(lang, "nothing-to-mend"), err=True)
    return None if write and fixes.files else fixes.outcome


def clear_package_leftovers(paths: Sequence[Path], schema: Path | None) -> None:
    """Deletes what killed runs left next to the files that --fix may write."""
    from pipeline.core.files.atomic_files import LEFTOVERS, delete_unlocked
    from pipeline.datapackage.package_reader import descriptor_in
    from pipeline.workflows.check_package import read_contents

    named = [path for table in read_contents(paths, schema, None).tables for _, path in table.files]
    written = [*named, *(descriptor_in(path) for path in paths)]
    for folder in sorted({path.resolve().parent for path in written}):
        delete_unlocked(folder.glob(LEFTOVERS))


def hint_at_fixes(root: Path, wrong: Collection[str], lang: Language) -> None:
    """Says in which wrong files of a registry --fix would mend something; a package's may be too large to look into."""
    from pipeline.workflows.fix.registry import fix_registry

    if wrong and (files := fix_registry(root, wrong)):
        echo(say(lang, "could-mend", files=", ".join(file.display_path for file in files)), err=True)


def check_files(paths: Sequence[Path], chosen: Mapping[str, Any], display: ProgressDisplay, *, every: bool) -> Outcome:
    """The check of data packages and tables that are no registry; with `every` finding, however many."""
    # What it needs takes longer to load than a small registry to check.
    from pipeline.datapackage.schema_store import schema_store
    from pipeline.workflows.check_package import Options, check_paths

    master = chosen["master"]
    display("check" if master is None else "cluster")
    findings_per_check = sys.maxsize if every else chosen["limit"]
    schemas = schema_store(chosen["schemas"], fetch=chosen["fetch"])
    options = Options(findings_per_check=findings_per_check, master=master, progress=display.progress, schemas=schemas)
    return check_paths(paths, chosen["schema"], options)


def refuse_misplaced(paths: Sequence[Path], chosen: Mapping[str, Any]) -> None:
    """Raises UsageError for options that do not go together."""
    if chosen["schema"] and not paths:
        raise UsageError("usage-schema-alone")
    given = click.get_current_context().get_parameter_source("schemas") is ParameterSource.COMMANDLINE
    if (given or chosen["fetch"]) and (chosen["schema"] or not paths):
        raise UsageError("usage-schemas-alone", name="--schemas" if given else "--fetch")
    if chosen["engine"] == "spark" and not paths:
        raise UsageError("usage-spark-alone")
