"""`settle`: writes a decision about a disagreement to raw/: the value, the reason, and who decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import replace_file
from pipeline.datapackage.rows import Row
from pipeline.readers.csv.lossless import Line, read_lines, write_lines
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.published import PublishedRegistry
from pipeline.registry.table_files import TableFile
from pipeline.workflows import check_registry
from pipeline.workflows.import_rows import file_of
from pipeline.workflows.roles import table_of_role
from pipeline.workflows.table_rows import PLAIN, append_rows, with_columns


class Decision(NamedTuple):
    """A decision about a disagreement: the value to publish, the reason, who decided, and the day (YYYY-MM-DD)."""

    value: str
    reason: str
    decided_by: str
    decided_date: str


def open_disagreements(root: Path, progress: check_registry.ReportStage) -> list[Row]:
    """The disagreements that nobody has settled.

    Raises PasserelleError while the registry has errors, or where no table plays the role of disagreements.
    """
    table_of_role(load_contract(root), "disagreements")
    registry = registry_in(root, progress)
    rows = registry.contract.rows_of_role(registry.tables, "disagreements")
    return [row for row in rows if row["state"] == "open"]


def settle(root: Path, id_: str, decision: Decision, progress: check_registry.ReportStage) -> str:
    """Writes a decision; returns the file that it stands in. Raises PasserelleError for what cannot be decided so."""
    contract = load_contract(root)
    table = table_of_role(contract, "disagreements")
    registry = registry_in(root, progress)
    row = next((row for row in registry.tables[table] if row["id"] == id_), None)
    if row is None:
        raise UserError("fault-no-disagreement", id=id_)
    if row["state"] != "open":
        decided = dict(zip(("reason", "by", "date"), ("reason", "decided_by", "decided_date"), strict=True))
        raise UserError("fault-settled", id=id_, **{key: row.get(name) or "—" for key, name in decided.items()})
    if (table, id_) in registry.origins:
        shown, _ = registry.origins[table, id_]
        (file,) = (one for one in contract.files(table) if one.display_path == shown)
        return settle_typed(file, contract.tables[table].field_names, id_, decision)
    return write_corrections(contract, registry, row, decision)


def registry_in(root: Path, progress: check_registry.ReportStage) -> PublishedRegistry:
    registry = check_registry.check_registry(root, progress).registry
    if registry is None:
        raise UserError("fault-has-errors")
    return registry


def settle_typed(file: TableFile, fields: Sequence[str], id_: str, decision: Decision) -> str:
    """A disagreement that people noted: its own row says how it was settled, as far as its `fields` can."""
    before = file.path.read_bytes()
    said = {"state": "settled", **{name: getattr(decision, name) for name in Decision._fields if name != "value"}}
    cells = {name: value for name, value in said.items() if name in fields}
    head, *lines = with_columns(read_lines(before.decode("utf-8-sig"), PLAIN), cells)
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
    """A correction for each source whose value is set aside."""
    corrections = table_of_role(contract, "corrections")
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
    found = {"table": row["table"], "row": row["row"], "field": row["field"], **decision._asdict()}
    rows = [found | {"source_id": source, "source_value": value} for source, value in aside]
    file = file_of(contract, corrections, None, rows)
    append_rows(file.path, contract.typed(corrections).field_names, rows)
    return file.display_path
