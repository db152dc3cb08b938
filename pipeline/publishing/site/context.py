"""What the site is made from, and what a page of it is."""

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
    """A finished build less its site.

    `folder`: where the package was written; `previous`: the last good build, if there is one; `cache`: where pictures
    and what pages asked are kept, None to keep nothing; `generator`: what made it, with its version.
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
