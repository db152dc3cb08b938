"""The registry to publish: tables of text rows, and the source texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.datapackage.rows import Origins, Tables
from pipeline.registry.contract import Contract


@dataclass(frozen=True)
class PublishedRegistry:
    """The registry to publish: rows in the order of publication, texts by source id, and the origin of each row."""

    contract: Contract
    tables: Tables
    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
