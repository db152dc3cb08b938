"""`passerelle release` and `passerelle restore`: makes a release, and unpacks one."""

from __future__ import annotations

import datetime
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import lang_option, registry_option, registry_root
from pipeline.cli.output import echo
from pipeline.cli.terminal import ProgressDisplay, screen_width, show
from pipeline.cli.usage_errors import UsageError
from pipeline.core.i18n import Language, count, say
from pipeline.findings.formats.report import Report

if TYPE_CHECKING:
    from pipeline.workflows.release import Released


@click.command(cls=Command)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the archive.  [default: dist]")
@click.option("--prepare", is_flag=True, help="Write the version, the entry and the citation that the release needs.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --prepare: the date of the release.  [default: that of the commit]",
)
@click.option("--previous", metavar="ZIP|FOLDER|REV", help="Version to compare with.  [default: the last tag v…]")
@click.option("--homepage", envvar="PASSERELLE_HOMEPAGE", help="Address where the site will be published.")
@click.option("--repository", envvar="PASSERELLE_REPOSITORY", help="Address where raw/ can be edited.")
@registry_option
@lang_option
def release(
    out: Path | None,
    date: datetime.datetime | None,
    previous: str | None,
    registry: Path | None,
    lang: Language,
    *,
    prepare: bool,
    **addresses: str | None,
) -> None:
    """Make the archive of a version from a clean commit, and build the registry into build/.

    The version number and the changelog entry follow from the changes since the last release; without changes,
    nothing is released.

    \b
    Examples:
      passerelle release --prepare          version, entry and citation; commit them and tag the commit
      passerelle release                    dist/passerelle-1.2.0.zip
      passerelle release --previous dist/passerelle-1.1.0.zip

    Exit status: 0 done, 1 errors in the data or nothing to release, 2 cannot build.
    """
    from pipeline.workflows import build
    from pipeline.workflows import release as workflow

    if date and not prepare:
        raise UsageError("usage-date-alone")
    if prepare and (out or any(addresses.values())):
        raise UsageError("usage-prepare")
    root = registry or registry_root()
    with ProgressDisplay(lang) as display:
        if prepare:
            done = workflow.prepare(root, previous, date.date().isoformat() if date else None, display)
        else:
            wanted = workflow.ReleaseOptions(
                out or root / "dist", root / "build", previous, build.Addresses(**addresses)
            )
            done = workflow.release(root, wanted, display)
    print_release(done, root, lang)


def print_release(done: Released, root: Path, lang: Language) -> None:
    if done.outcome.errors:
        show(Report(done.outcome, lang, root, width=screen_width()))
        echo(say(lang, "kept"), err=True)
    elif not done.changed:
        echo(say(lang, "release-unchanged", since=done.since), err=True)
        sys.exit(1)
    elif done.file:
        digest = hashlib.sha256(done.file.read_bytes()).hexdigest()
        files = count(lang, "files", done.files)
        echo(say(lang, "release-done", file=str(done.file), version=done.version, files=files, digest=digest))
    else:
        echo(say(lang, "release-prepared", version=done.version))
    sys.exit(done.outcome.exit_code)


@click.command(cls=Command)
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to unpack into.  [default: a folder with the name of the archive]",
)
@lang_option
def restore(archive: Path, out: Path | None, lang: Language) -> None:
    """Unpack a release after all its checksums were verified; until then the folder keeps its contents.

    \b
    Examples:
      passerelle restore passerelle-1.1.0.zip
      passerelle restore passerelle-1.1.0.zip --out build

    Exit status: 0 restored, 2 cannot build.
    """
    from pipeline.workflows import restore as workflow

    target = out or Path(archive.stem)
    names = workflow.restore(archive, target)
    echo(say(lang, "restored", folder=str(target), files=count(lang, "files", len(names))))
