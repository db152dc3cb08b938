"""What is proposed for small files, in short."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.inference.infer import SIZES, Inference
from pipeline.inference.model import InferredField, InferredTable, Proposal
from pipeline.readers.csv.text_layout import Sizes


def proposed(*paths: Path, sizes: Sizes = SIZES) -> Proposal:
    """The proposal for some files."""
    with budgeted(), workspace() as connection:
        return Inference(connection, sizes).run([(path, path.name) for path in paths])


def table_of(folder: Path, text: str | bytes, name: str = "data.csv", sizes: Sizes = SIZES) -> InferredTable:
    """The table that is proposed for one file."""
    path = folder / name
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    (table,) = proposed(path, sizes=sizes).tables
    return table


def column_of(folder: Path, label: str, cells: list[str], sizes: Sizes = SIZES) -> InferredField:
    """The field that is proposed for a column beside another one."""
    text = "".join(f'row,"{cell}"\n' for cell in cells)
    return table_of(folder, f"other,{label}\n{text}", sizes=sizes).fields[1]


def codes(field: InferredField) -> list[str]:
    """The codes of the doubts about a field."""
    return [doubt.code for doubt in field.doubts]
