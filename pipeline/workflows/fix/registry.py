"""The way of a mend in the registry: what can only be meant one way is written right in the files of raw/.

files -> shapes mended -> names known -> cells mended -> written, each file in one step
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from pipeline.core.budget import budgeted
from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import Rewrite, replace_files
from pipeline.core.files.safe_paths import refusal_reason
from pipeline.core.limits import MENDED_BYTES
from pipeline.core.text.mojibake import repaired
from pipeline.core.text.normalisation import normalise_text
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.rows import Row
from pipeline.datapackage.types.cell_validator import CellValidator
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.lossless import read_lines
from pipeline.registry import publication
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.lookups import Lookups
from pipeline.registry.normalisation.relations import Cells, Normaliser, cell_normaliser, pointed
from pipeline.validation.cell_suggestions import only_meaning
from pipeline.workflows.fix import Mended, MendedFile, Reform, mend_cells, mend_shape

PLAIN = CsvDialect()


def write_mends(files: Iterable[MendedFile]) -> None:
    """Writes what was mended; each file whole or not at all, and none before all of it is on the disk. Raises
    EnvironmentFault.

    Killed on the way, some files are mended and the others as they were: mending again does the rest.
    """
    replace_files([Rewrite(file.path, file.mended.data, file.before) for file in files])


def mend_registry(root: Path, only: Collection[str] | None = None) -> list[MendedFile]:
    """What there is to mend in the files of raw/, or in some of them. Raises ContractError for a wrong schema."""
    contract = load_contract(root)
    # What a check may take, mending may take once more; cells that it does not reach are put into their normal form.
    with budgeted():
        return mends_of(contract, only)


def mends_of(contract: Contract, only: Collection[str] | None) -> list[MendedFile]:
    """The same, for a contract that is loaded."""
    shapes = [*shapes_mended(contract, only)]
    lookups = printed_lookups(contract, [(table, file.mended.text) for table, file in shapes])
    reforms = cache(partial(table_reforms, contract, lookups))
    whole = [
        with_text(file, mend_cells(file.mended, contract.typed(table), reforms(table), PLAIN))
        for table, file in shapes
        if only is None or file.shown in only
    ]
    return [file for file in whole if file.mended.data != file.before]


def shapes_mended(contract: Contract, only: Collection[str] | None) -> Iterator[tuple[str, MendedFile]]:
    """The files that are asked for, and those with the names that others print, in their right shape; their tables."""
    for table in contract.typed_tables:
        for file in contract.files(table):
            if only is None or file.shown in only or contract.tables[table].names:
                before = read(file.path, contract.root)
                mended = None if before is None else mend_shape(before, contract.typed(table), PLAIN)
                if before is not None and mended is not None:
                    yield table, MendedFile(file.shown, file.path, before, mended)


def printed_lookups(contract: Contract, texts: Iterable[tuple[str, str]]) -> Lookups:
    """What the names stand for that are printed in the texts of tables."""
    typed: dict[str, list[Row]] = defaultdict(list)
    for table, text in texts:
        if contract.tables[table].names:
            typed[table] += rows_of(text, contract.typed(table))
    return publication.lookups(contract, typed)


def table_reforms(contract: Contract, lookups: Lookups, table: str) -> Mapping[str, Reform]:
    """The right form of the cells of each field: that which the build would give them, once the names are known."""
    return {field.name: reform(contract, table, field, lookups) for field in contract.typed(table).fields}


def reform(contract: Contract, table: str, field: Field, lookups: Lookups) -> Reform:
    """The form that the build would give the cells of a field, after text in a wrong encoding was made legible."""
    normalise = cell_normaliser(contract, contract.tables[table], field, lookups)
    judges = cell_judge(contract, table, field)

    def reformed(cell: str, row: Cells) -> str:
        return surely(lambda printed: normalise(repaired(printed) or printed, row), judges(row), cell)

    return reformed


def cell_judge(contract: Contract, table: str, field: Field) -> Callable[[Cells], CellValidator]:
    """What judges a cell, by its row: its own field, or the field that its row cites."""
    judged = contract.typed(table)
    own = CellValidator(judged, judged.field(field.name))
    if field.normalise != "cited":
        return lambda _row: own

    @cache
    def cited(table: str, named: str) -> CellValidator:
        if contract.field_of(table, named) is None:
            return own
        schema = contract.judged(table)
        return CellValidator(schema, schema.field(named))

    return lambda row: cited(*pointed(row))


def rows_of(text: str, schema: Schema) -> Iterator[Row]:
    """The rows of a text that are whole and have a good key: a name must not lead to a key that is wrong."""
    lines = read_lines(text, PLAIN)
    empty = dict.fromkeys(schema.field_names, "")
    judges = {name: CellValidator(schema, schema.field(name), key=True) for name in schema.key}
    for line in lines[1:]:
        head = lines[0]
        if len(line.cells) == len(head.cells):
            known = dict(zip(head.cells, line.cells, strict=True))
            row = empty | {name: normalise_text(value) for name, value in known.items() if name in empty}
            if not any(judge.judge(row[name]).problems for name, judge in judges.items()):
                yield row


def surely(normalise: Normaliser, judge: CellValidator, cell: str) -> str:
    """The normal form of a cell; where that is wrong, the one value that it can mean, if there is one."""
    value = normalise(cell)
    if not judge.judge(value).problems:
        return value
    candidates = (normalise_text(value), only_meaning(normalise_text(value), judge.field))
    return next((one for one in candidates if one is not None and not judge.judge(one).problems), value)


def with_text(file: MendedFile, mended: Mended) -> MendedFile:
    return MendedFile(file.shown, file.path, file.before, mended)


def read(path: Path, within: Path | None) -> bytes | None:
    """The bytes of a file; None where there are none to be mended: what lies elsewhere is never written to.

    Raises UserError for one that is too large to be mended in memory.
    """
    try:
        if refusal_reason(path, within):
            return None
        if path.stat().st_size > MENDED_BYTES:
            raise UserError("mend-too-large", file=str(path), most=MENDED_BYTES >> 20)
        return path.read_bytes()
    except (OSError, ValueError):
        return None
