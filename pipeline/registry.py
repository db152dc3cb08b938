"""The registry as it travels between stages: tables of text rows, and the source texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.contract.registry import Contract

# A row: every field of its table by name, as canonical text; an empty string where nothing is known.
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
# File and line of each row that people typed, by table and key (the parts of a key joined by spaces).
Origins = Mapping[tuple[str, str], tuple[str, int]]
# A number holds a line below its file.
FILE_SHIFT = 32
MOST_LINES = (1 << FILE_SHIFT) - 1


class RowOrigins(Mapping[tuple[str, str], tuple[str, int]]):
    """Origins that take little memory: of each row its key and one number, which is made of its file and its line."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.tables: dict[str, dict[str, int]] = {}

    def add(self, table: str, key: str, file: str, line: int) -> None:
        """Notes where a row comes from; of two rows with one key it is the last."""
        if not self.files or self.files[-1] != file:
            self.files.append(file)
        self.tables.setdefault(table, {})[key] = (len(self.files) - 1) << FILE_SHIFT | line

    def __getitem__(self, place: tuple[str, str]) -> tuple[str, int]:
        table, key = place
        number = self.tables[table][key]
        return self.files[number >> FILE_SHIFT], number & MOST_LINES

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((table, key) for table, rows in self.tables.items() for key in rows)

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))


@dataclass(frozen=True)
class Registry:
    """The published registry: rows in the order in which they are published, texts by source id, origins of rows."""

    contract: Contract
    tables: Tables
    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
