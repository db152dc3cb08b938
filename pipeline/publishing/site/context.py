"""The input of the site, and the description of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.findings.model import Finding
from pipeline.publishing.csv_files import DataFile
from pipeline.publishing.site.page import Page
from pipeline.registry.published import PublishedRegistry


@dataclass(frozen=True)
class Publication:
    """A build whose site is to be written.

    `folder`: the published package; `previous`: the last good build, if any; `cache`: the folder for charts and lookups
    of pages, None for no cache; `generator`: name and version of the program.
    """

    registry: PublishedRegistry
    folder: Path
    files: Sequence[DataFile]
    report: Mapping[str, Any]
    findings: Sequence[Finding]
    generator: str
    previous: Path | None = None
    cache: Path | None = None


class GeneratedPage(NamedTuple):
    """A page: its path below its language, its template ("": its context is its text in pieces), what makes that.

    `fresh`: it shows more than lookups of the registry give, and so is made anew each time.
    """

    path: str
    template: str
    context: Callable[[Page], Any]
    fresh: bool = False
