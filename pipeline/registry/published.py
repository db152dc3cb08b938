"""The registry as it travels between stages: tables of text rows, and the source texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.datapackage.rows import Origins, Tables
from pipeline.registry.contract import Contract


@dataclass(frozen=True)
class PublishedRegistry:
    """The published registry: rows in the order in which they are published, texts by source id, origins of rows."""

    contract: Contract
    tables: Tables
    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
