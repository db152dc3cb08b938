"""`release`: makes an archive from a clean commit.

    commit -> check -> compare with the last release -> refuse what is not ready -> publish -> archive -> verify

`prepare` compares too, then writes what the next release needs: the version, the changelog entry, the citation.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.extras import require_extra
from pipeline.core.files.atomic_files import replace_file, sync_folder
from pipeline.core.files.atomic_folder import one_build, staging
from pipeline.core.files.file_names import FILE_NAME
from pipeline.core.git.revisions import (
    NO_REPOSITORY,
    NO_REVISION,
    RELEASED,
    TAG,
    commit,
    commit_day,
    last_release,
    parts_at,
    revision,
    tags,
    uncommitted,
)
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.versions import is_raised, parse_version
from pipeline.datapackage.diff.difference import NOTHING, Difference, compare
from pipeline.datapackage.diff.render import changelog_lines, difference_json, first_lines
from pipeline.findings.model import Outcome
from pipeline.publishing.exports import write_exports
from pipeline.publishing.release.archive import write_archive
from pipeline.publishing.release.changelog import section, with_entry, written_lines
from pipeline.publishing.release.citation import citation_cff, zenodo_json
from pipeline.publishing.release.readme import readme
from pipeline.publishing.release.unpacking import unpack
from pipeline.publishing.verify import validate_with_frictionless
from pipeline.registry.contract_models import PackageContract
from pipeline.registry.published import PublishedRegistry
from pipeline.workflows import check_registry
from pipeline.workflows.build import Addresses, addressed, place, put_in_place
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.diff import published_side, registry_side, side

VERSION_LINE = re.compile(rb"^version:[ \t]*(?P<value>[^\s#]+)", re.MULTILINE)
HEAD = "HEAD"
# So many of the files that are not committed are named.
NAMED = 5


@dataclass(frozen=True)
class ReleaseOptions:
    """The options of a release: folders for the archive and the build, the release to compare with, addresses."""

    out: Path
    build: Path
    previous: str | None = None
    addresses: Addresses = field(default_factory=Addresses)


@dataclass(frozen=True)
class Released:
    """The result of a release; `file` is None if there is an error, or if nothing changed since `since`."""

    outcome: Outcome
    version: str = ""
    since: str = ""
    file: Path | None = None
    files: int = 0
    changed: bool = True


def release(root: Path, wanted: ReleaseOptions, progress: check_registry.ReportStage) -> Released:
    """Makes the archive of the version in the last commit.

    Raises UserError or PasserelleError; then no archive is written.
    """
    require_extra("build")
    head = clean_commit(root)
    # Not the files as they lie there, but as they were committed: the same for everyone who has the commit.
    with revision(root, head, parts_at(root, head, RELEASED)) as source:
        result = check_registry.check_registry(source, progress)
        if result.registry is None:
            return Released(result.outcome)
        previous, difference = changes(root, head, result.registry, wanted.previous)
        package = result.registry.contract.package
        if difference.none:
            return Released(result.outcome, package.version, previous or "", changed=False)
        date = ready(root, source, result.registry, previous, difference)
        addresses = Addresses(wanted.addresses.homepage, wanted.addresses.repository, f"{date}T00:00:00Z")
        with place(wanted.build, root) as build:
            put_in_place(result, build, progress, addresses)
            progress("release")
            registry = addressed(result.registry, addresses)
            files = contents(build, registry, date, difference)
        file = wanted.out / f"{package.name}-{package.version}.zip"
        with staged(file) as fresh:
            write_archive(fresh, files)
            progress("verify")
            verify(fresh)
        return Released(result.outcome, package.version, previous or "", file, len(files) + 1)


def prepare(root: Path, previous: str | None, date: str | None, progress: check_registry.ReportStage) -> Released:
    """Writes the version, the changelog entry and CITATION.cff of the next release.

    `previous`: the release to compare with, None for the last one; `date`: YYYY-MM-DD, None for that of the last
    commit.
    """
    head = last_commit(root)
    result = check_registry.check_registry(root, progress)
    if result.registry is None:
        return Released(result.outcome)
    named, difference = changes(root, head, result.registry, previous)
    package = named_package(result.registry)
    if difference.none:
        return Released(result.outcome, package.version, named or "", changed=False)
    enough = named is None or is_raised(package.version, difference.proposed)
    version = package.version if enough else difference.proposed
    package = package.model_copy(update={"version": version})
    day = date or commit_day(root, head)
    write_version(root / "schemas" / "package.yaml", version)
    changelog = root / "CHANGELOG.md"
    out = {difference.old_version, *(tag.removeprefix(TAG) for tag in tags(root))} - {version}
    lines = entry_lines(difference, result.registry)
    write_text(changelog, with_entry(read_text(changelog), version, day, lines, out))
    write_text(root / "CITATION.cff", citation_cff(package, day))
    return Released(result.outcome, version, named or "")


def clean_commit(root: Path) -> str:
    """The last commit, if it is all that there is of what is released. Raises UserError."""
    head = last_commit(root)
    changed = uncommitted(root)
    if changed:
        names = ", ".join(changed[:NAMED]) + (", …" if len(changed) > NAMED else "")
        raise UserError("release-uncommitted", files=names)
    return head


def last_commit(root: Path) -> str:
    try:
        return commit(root, HEAD)
    except UserError as error:
        if error.key not in (NO_REVISION, NO_REPOSITORY):
            raise
        raise UserError("release-no-commit", root=str(root)) from error


def changes(root: Path, head: str, registry: PublishedRegistry, named: str | None) -> tuple[str | None, Difference]:
    """What the new version is compared with (None: nothing was released yet), and what is different."""
    new = published_side(registry)
    if named is not None:
        with side(named, root) as old:
            return named, compare(old, new)
    tag = last_release(root, head)
    if tag is None:
        return None, compare(NOTHING, new)
    # A file or folder of that name would be another thing.
    with revision(root, tag) as folder:
        return tag, compare(registry_side(folder, tag), new)


def ready(root: Path, source: Path, registry: PublishedRegistry, previous: str | None, difference: Difference) -> str:
    """The day of the release, once its version and its entry say what has changed. Raises UserError."""
    package = named_package(registry)
    version = package.version
    if previous is not None and not is_raised(version, difference.proposed):
        raise UserError("release-not-raised", previous=previous, version=version, wanted=difference.proposed)
    mine, own = f"{TAG}{version}", tags(root, "--points-at", HEAD)
    if own and mine not in own:
        raise UserError("release-tag", tag=own[0], version=version)
    if mine not in own and mine in tags(root):
        raise UserError("release-known", tag=mine)
    entry = section(read_text(source / "CHANGELOG.md"), version)
    if entry is None or not entry.date:
        raise UserError("release-no-entry", version=version)
    if written_lines(entry.body) != list(entry_lines(difference, registry)):
        raise UserError("release-other-entry", version=version)
    if read_text(source / "CITATION.cff") != citation_cff(package, entry.date):
        raise UserError("release-other-citation", version=version)
    return entry.date


def named_package(registry: PublishedRegistry) -> PackageContract:
    """The package, if its name and version can be those of a file. Raises UserError."""
    package = registry.contract.package
    if not FILE_NAME.fullmatch(package.name):
        raise UserError("release-name", name=package.name)
    if parse_version(package.version) is None:
        raise UserError("release-no-version", version=package.version)
    return package


def entry_lines(difference: Difference, registry: PublishedRegistry) -> list[str]:
    """What a release writes into the changelog: what changed, or how much there is of everything at first."""
    if not difference.old_version:
        rows = {table: len(registry.tables[table]) for table in registry.contract.tables}
        return ["#### First release", *first_lines(rows, "en")]
    return [f"#### Since {difference.old_version}", *changelog_lines(difference, "en")]


def contents(build: Path, registry: PublishedRegistry, date: str, difference: Difference) -> dict[str, bytes]:
    """Every file of the archive by its name, less the sums."""
    package, root = registry.contract.package, registry.contract.root
    entry = section(read_text(root / "CHANGELOG.md"), package.version)
    published = [build / "datapackage.json", build / "report.json", *sorted((build / "data").iterdir())]
    files = {path.relative_to(build).as_posix(): path.read_bytes() for path in published}
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder, translate_os_errors(Path(folder)):
        for name in write_exports(registry, Path(folder)):
            files[name] = (Path(folder) / name).read_bytes()
    texts = {
        "CHANGES.md": f"# {package.name} {package.version} ({date}){entry.body.rstrip() if entry else ''}\n",
        "changes.json": difference_json(difference, "en") + "\n",
        "CITATION.cff": citation_cff(package, date),
        ".zenodo.json": zenodo_json(package, date),
    }
    files |= {name: text.encode() for name, text in texts.items()}
    if (root / "LICENSE").is_file():
        files["LICENSE"] = (root / "LICENSE").read_bytes()
    return {**files, "README.md": readme(package, date, [*files, "SHA256SUMS"]).encode()}


@contextmanager
def staged(file: Path) -> Iterator[Path]:
    """Where an archive is written and verified before it takes its place in one step. Raises PasserelleError."""
    with translate_os_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with one_build(file):
            yield staging(file)
            staging(file).replace(file)
            sync_folder(file.parent)


def verify(archive: Path) -> None:
    """Raises PasserelleError where the archive cannot be unpacked again, or a reader finds anything wrong in it."""
    with tempfile.TemporaryDirectory(prefix="passerelle-") as name:
        folder = Path(name) / "unpacked"
        with translate_os_errors(folder):
            unpack(archive, folder)
        validate_with_frictionless(folder)
        outcome = check_paths((folder / "datapackage.json",))
    if outcome.valid is not True:
        problem = next(iter((*outcome.errors, *outcome.unchecked)), None)
        raise UserError("fault-archive", problem=str(problem))


def write_version(path: Path, version: str) -> None:
    """Writes the version into its line of package.yaml, and nothing else."""
    before = path.read_bytes()
    found = VERSION_LINE.search(before)
    if found is None:
        raise UserError("release-no-version", version="")
    start, end = found.span("value")
    replace_file(path, before[:start] + version.encode() + before[end:], before)


def read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def write_text(path: Path, text: str) -> None:
    """Writes a text with the line ends that the file has."""
    before = path.read_bytes() if path.is_file() else None
    ends = "\r\n" if before is not None and b"\r\n" in before else "\n"
    replace_file(path, text.replace("\n", ends).encode(), before)
