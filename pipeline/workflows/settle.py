"""The way of a decision: a disagreement, the value that is read from now on, why, and who says so; kept in raw/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import replace_file
from pipeline.datapackage.rows import Row
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import Line, read_lines, write_lines, written
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.published import PublishedRegistry
from pipeline.workflows import check_registry

PLAIN = CsvDialect()


class Decision(NamedTuple):
    """What is decided: the value to read, why, who says so, on which day (YYYY-MM-DD)."""

    value: str
    reason: str
    decided_by: str
    decided_date: str


def open_disagreements(root: Path, progress: check_registry.ReportStage) -> list[Row]:
    """The disagreements that nobody has settled. Raises PasserelleError while the registry has errors."""
    return [row for row in registry_in(root, progress).tables["disagreements"] if row["state"] == "open"]


def settle(root: Path, id_: str, decision: Decision, progress: check_registry.ReportStage) -> str:
    """Writes a decision; returns the file that it stands in. Raises PasserelleError for what cannot be decided so."""
    registry = registry_in(root, progress)
    row = next((row for row in registry.tables["disagreements"] if row["id"] == id_), None)
    if row is None:
        raise UserError("fault-no-disagreement", id=id_)
    if row["state"] != "open":
        raise UserError("fault-settled", id=id_, reason=row["reason"], by=row["decided_by"], date=row["decided_date"])
    contract = load_contract(root)
    if ("disagreements", id_) in registry.origins:
        return settle_typed(contract, id_, decision)
    return write_corrections(contract, registry, row, decision)


def registry_in(root: Path, progress: check_registry.ReportStage) -> PublishedRegistry:
    registry = check_registry.check_registry(root, progress).registry
    if registry is None:
        raise UserError("fault-has-errors")
    return registry


def settle_typed(contract: Contract, id_: str, decision: Decision) -> str:
    """A disagreement that people noted: its own row says how it was settled."""
    (file,) = contract.files("disagreements")
    before = file.path.read_bytes()
    head, *lines = read_lines(before.decode("utf-8-sig"), PLAIN)
    cells = {"state": "settled", **{name: getattr(decision, name) for name in Decision._fields if name != "value"}}
    made = [
        decided(line, head, cells) if line.cells and line.cells[head.cells.index("id")] == id_ else line
        for line in lines
    ]
    replace_file(file.path, write_lines([head, *made], PLAIN).encode(), before)
    return file.display_path


def decided(line: Line, head: Line, cells: Row) -> Line:
    for name, value in cells.items():
        line = line.with_cell(head.cells.index(name), value, PLAIN)
    return line


def write_corrections(contract: Contract, registry: PublishedRegistry, row: Row, decision: Decision) -> str:
    """A row of raw/corrections.csv for each source whose value is set aside."""
    said = {row["source_id"]: row["value"], row["other_source_id"]: row["other_value"]}
    aside = [(source, value) for source, value in said.items() if source and value != decision.value]
    if "" in said and decision.value != row["value"]:
        place, line = registry.origins.get((row["table"], row["row"]), ("raw/tables", 0))
        raise UserError(
            "fault-nothing-aside",
            value=row["value"],
            other=decision.value,
            field=row["field"],
            place=f"{place}:{line}",
        )
    (file,) = contract.files("corrections")
    fields = contract.tables["corrections"].field_names
    found = {"table": row["table"], "row": row["row"], "field": row["field"], **decision._asdict()}
    rows = [found | {"source_id": source, "source_value": value} for source, value in aside]
    append_rows(file.path, fields, rows)
    return file.display_path


def append_rows(path: Path, fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Writes rows behind those of a file, whose own bytes stay."""
    before = path.read_bytes()
    text = before.decode("utf-8")
    lines = (",".join(written(row.get(field, ""), "", PLAIN) for field in fields) for row in rows)
    ended = "" if text.endswith("\n") or not text else "\n"
    replace_file(path, (text + ended + "".join(f"{line}\n" for line in lines)).encode(), before)
