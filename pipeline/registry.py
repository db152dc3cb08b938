"""The registry as it travels between stages: tables of text rows, and the source texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.contract.registry import Contract

# A row: every field of its table by name, as canonical text; an empty string where nothing is known.
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
# File and line of each row that people typed, by table and key (the parts of a key joined by spaces).
Origins = Mapping[tuple[str, str], tuple[str, int]]


@dataclass(frozen=True)
class Registry:
    """The published registry: rows in the order in which they are published, texts by source id, origins of rows."""

    contract: Contract
    tables: Tables
    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
