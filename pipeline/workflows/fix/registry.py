"""`check --fix` for the registry: corrects in the files of raw/ what can mean only one thing.

files -> structure fixed -> names known -> cells fixed -> written, each file in one step
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
from pipeline.core.limits import FIXED_BYTES
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
from pipeline.workflows.fix import CellFix, Fixed, FixedFile, fix_cells, fix_layout

PLAIN = CsvDialect()


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Writes the fixed files, each in one step, after all of them are on the disk. Raises EnvironmentFault."""
    replace_files([Rewrite(file.path, file.fixed.data, file.before) for file in files])


def fix_registry(root: Path, only: Collection[str] | None = None) -> list[FixedFile]:
    """The fixes for the files of raw/, or for those in `only`. Raises ContractError for a wrong schema."""
    contract = load_contract(root)
    # What a check may take, mending may take once more; cells that it does not reach are put into their normal form.
    with budgeted():
        return fixes_of(contract, only)


def fixes_of(contract: Contract, only: Collection[str] | None) -> list[FixedFile]:
    """The same, for a contract that is loaded."""
    layouts = [*fixed_layouts(contract, only)]
    lookups = printed_lookups(contract, [(table, file.fixed.text) for table, file in layouts])
    cell_fixes = cache(partial(table_cell_fixes, contract, lookups))
    whole = [
        with_text(file, fix_cells(file.fixed, contract.typed(table), cell_fixes(table), PLAIN))
        for table, file in layouts
        if only is None or file.display_path in only
    ]
    return [file for file in whole if file.fixed.data != file.before]


def fixed_layouts(contract: Contract, only: Collection[str] | None) -> Iterator[tuple[str, FixedFile]]:
    """The files that are asked for, and those with the names that others print, in their right shape; their tables."""
    for table in contract.typed_tables:
        for file in contract.files(table):
            if only is None or file.display_path in only or contract.tables[table].names:
                before = read(file.path, contract.root)
                fixed = None if before is None else fix_layout(before, contract.typed(table), PLAIN)
                if before is not None and fixed is not None:
                    yield table, FixedFile(file.display_path, file.path, before, fixed)


def printed_lookups(contract: Contract, texts: Iterable[tuple[str, str]]) -> Lookups:
    """What the names stand for that are printed in the texts of tables."""
    typed: dict[str, list[Row]] = defaultdict(list)
    for table, text in texts:
        if contract.tables[table].names:
            typed[table] += rows_of(text, contract.typed(table))
    return publication.lookups(contract, typed)


def table_cell_fixes(contract: Contract, lookups: Lookups, table: str) -> Mapping[str, CellFix]:
    """The right form of the cells of each field: that which the build would give them, once the names are known."""
    return {field.name: cell_fix(contract, table, field, lookups) for field in contract.typed(table).fields}


def cell_fix(contract: Contract, table: str, field: Field, lookups: Lookups) -> CellFix:
    """The form that the build would give the cells of a field, after text in a wrong encoding was made legible."""
    normalise = cell_normaliser(contract, contract.tables[table], field, lookups)
    validators = cell_validator_of(contract, table, field)

    def fix(cell: str, row: Cells) -> str:
        return unambiguous_value(lambda printed: normalise(repaired(printed) or printed, row), validators(row), cell)

    return fix


def cell_validator_of(contract: Contract, table: str, field: Field) -> Callable[[Cells], CellValidator]:
    """What checks a cell, by its row: its own field, or the field that its row names."""
    schema = contract.typed(table)
    own = CellValidator(schema, schema.field(field.name))
    if field.normalise != "cited":
        return lambda _row: own

    @cache
    def cited(table: str, named: str) -> CellValidator:
        if contract.field_of(table, named) is None:
            return own
        schema = contract.published_schema(table)
        return CellValidator(schema, schema.field(named))

    return lambda row: cited(*pointed(row))


def rows_of(text: str, schema: Schema) -> Iterator[Row]:
    """The rows of a text that are whole and have a good key: a name must not lead to a key that is wrong."""
    lines = read_lines(text, PLAIN)
    empty = dict.fromkeys(schema.field_names, "")
    validators = {name: CellValidator(schema, schema.field(name), key=True) for name in schema.key}
    for line in lines[1:]:
        head = lines[0]
        if len(line.cells) == len(head.cells):
            known = dict(zip(head.cells, line.cells, strict=True))
            row = empty | {name: normalise_text(value) for name, value in known.items() if name in empty}
            if not any(validator.validate(row[name]).problems for name, validator in validators.items()):
                yield row


def unambiguous_value(normalise: Normaliser, validator: CellValidator, cell: str) -> str:
    """The normal form of a cell; where that is wrong, the one value that it can mean, if there is one."""
    value = normalise(cell)
    if not validator.validate(value).problems:
        return value
    candidates = (normalise_text(value), only_meaning(normalise_text(value), validator.field))
    return next(
        (candidate for candidate in candidates if candidate is not None and not validator.validate(candidate).problems),
        value,
    )


def with_text(file: FixedFile, fixed: Fixed) -> FixedFile:
    return FixedFile(file.display_path, file.path, file.before, fixed)


def read(path: Path, within: Path | None) -> bytes | None:
    """The bytes of a file; None where there are none to be mended: what lies elsewhere is never written to.

    Raises UserError for one that is too large to be mended in memory.
    """
    try:
        if refusal_reason(path, within):
            return None
        if path.stat().st_size > FIXED_BYTES:
            raise UserError("mend-too-large", file=str(path), most=FIXED_BYTES >> 20)
        return path.read_bytes()
    except (OSError, ValueError):
        return None
