"""Publishes a registry: writes the result of `check_registry` as files, package and site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.core.extras import require_extra
from pipeline.core.files.atomic_files import clear_leftovers
from pipeline.core.files.atomic_folder import one_build, publish_folder, refuse_place, require_own_build, staging
from pipeline.core.files.cache import cache_folder, clear_cache, site_cache
from pipeline.core.os_errors import EnvironmentFault, translate_os_errors
from pipeline.core.version import __version__
from pipeline.findings.model import Outcome
from pipeline.publishing.csv_files import DataFile, publish_tables
from pipeline.publishing.package import publish_package
from pipeline.publishing.registry_report import publish_report
from pipeline.publishing.verify import validate_with_frictionless
from pipeline.registry.contract_models import ADDRESS
from pipeline.registry.published import PublishedRegistry
from pipeline.workflows.check_registry import SOURCES, RegistryResult, ReportStage, check_registry


@dataclass(frozen=True)
class Built:
    """A finished build: what was found and what was written (0 pages: nothing was published)."""

    outcome: Outcome
    pages: int = 0
    rows: int = 0
    tables: int = 0


@dataclass(frozen=True)
class Addresses:
    """Settings that replace those of schemas/package.yaml: addresses of the site and the repository, `created`."""

    homepage: str | None = None
    repository: str | None = None
    created: str | None = None

    def given(self) -> dict[str, str]:
        """The settings that have a value, by name."""
        return {name: value for name, value in vars(self).items() if value}


def build(root: Path, out: Path, progress: ReportStage, addresses: Addresses = Addresses()) -> Built:
    """Publishes the registry in `root` to the folder `out`; if there is an error, `out` stays as it is.

    Raises ContractError (a wrong schema), EnvironmentFault (`out` is no build or cannot be written), MissingExtra.
    """
    require_extra("build")
    with place(out, root) as folder:
        return put_in_place(check_registry(root, progress), folder, progress, addresses)


@contextmanager
def place(out: Path, root: Path) -> Iterator[Path]:
    """Where a build of the registry in `root` is put, held for this one; what dead runs left is cleared."""
    # Through a link, what it leads to is published; the link stays.
    out = out.resolve()
    refuse_place(out, [root / name for name in SOURCES])
    require_own_build(out)
    with one_build(out):
        clear_leftovers(root / "raw")
        for folder in (cache_folder(), site_cache()):
            clear_cache(folder)
        yield out


def put_in_place(result: RegistryResult, out: Path, progress: ReportStage, addresses: Addresses = Addresses()) -> Built:
    """Publishes what was gathered in the place of the last good build, which stays while an error stands."""
    if result.registry is None:
        return Built(result.outcome)
    with translate_os_errors(out):
        built = publish(result, addressed(result.registry, addresses), staging(out), out, progress)
        publish_folder(out)
    return built


def addressed(registry: PublishedRegistry, addresses: Addresses) -> PublishedRegistry:
    contract = registry.contract
    wrong = [
        address for address in (addresses.homepage, addresses.repository) if address and not ADDRESS.fullmatch(address)
    ]
    if wrong:
        raise EnvironmentFault("address", address=wrong[0])
    package = contract.package.model_copy(update=addresses.given())
    return replace(registry, contract=replace(contract, package=package))


@dataclass(frozen=True)
class BuildFiles:
    """The files of a build but its site, and the report on them."""

    files: tuple[DataFile, ...]
    report: Mapping[str, Any]


def publish(
    result: RegistryResult, registry: PublishedRegistry, folder: Path, previous: Path | None, progress: ReportStage
) -> Built:
    """Writes the package, the files, the report and the site into a fresh `folder`, and has the package read again.

    `previous` is the last good build, of which pages are taken over that nothing has touched.
    """
    from pipeline.publishing.site import Publication, publish_site

    written = publish_data(result, registry, folder, progress)
    progress("site")
    generator = f"Passerelle {__version__}"
    cache = site_cache()
    findings = result.outcome.findings
    publication = Publication(registry, folder, written.files, written.report, findings, generator, previous, cache)
    pages = publish_site(folder / "site", publication)
    return Built(result.outcome, pages, rows=sum(file.rows for file in written.files), tables=len(written.files))


def publish_data(
    result: RegistryResult, registry: PublishedRegistry, folder: Path, progress: ReportStage
) -> BuildFiles:
    """Writes all but the site into a fresh `folder`: package, tables and report, and has the package read again."""
    progress("publish")
    folder.mkdir()
    files = publish_tables(folder, registry)
    publish_package(folder, registry, files)
    findings, changes = result.outcome.findings, result.changes
    report = publish_report(folder, registry, result.raw_files, files, findings, changes, result.corrected)
    progress("verify")
    validate_with_frictionless(folder)
    return BuildFiles(files, report)
