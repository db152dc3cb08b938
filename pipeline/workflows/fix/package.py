"""`check --fix` for any data package: changes only what has a finding and can mean only one thing.

    check -> files with errors -> their cells (and header) fixed -> sizes and hashes of the descriptor -> written

Each file that cannot be fixed, because of how it is stored, is named with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.core.budget import TooLong, budget, budgeted
from pipeline.core.files.safe_paths import refusal_reason
from pipeline.core.limits import FIXED_BYTES
from pipeline.core.text.folding import BOM
from pipeline.core.text.normalisation import normalise_text
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.package_reader import descriptor_in, is_delimited, joined, read_path
from pipeline.datapackage.resource import CheckedTable, Contents
from pipeline.datapackage.types.cell_validator import CellValidator
from pipeline.findings.model import Outcome
from pipeline.readers.byte_streams import Storage, open_bytes, read_exactly
from pipeline.readers.csv.cell_patches import Patch, cell_patch, patched, placed
from pipeline.readers.csv.dialect import CsvDialect, csv_dialect
from pipeline.readers.csv.head import is_comment, parse_head
from pipeline.readers.csv.lossless import Line, read_lines, write_lines, written
from pipeline.readers.integrity import check_integrity
from pipeline.validation.cell_suggestions import only_meaning
from pipeline.workflows.check_package import Options, check_paths
from pipeline.workflows.fix.descriptor_updates import redeclared
from pipeline.workflows.fix.patched_files import FixedFile
from pipeline.workflows.fix.registry_file import Fixed, with_header
from pipeline.workflows.fix.shape import found_delimiter
from pipeline.workflows.fix.stored_text import StoredText, recoded, stored

# What a header is told to be wrong in.
OF_HEADERS = frozenset(
    {"dialect-error", "blank-header", "duplicate-label", "missing-label", "extra-label", "incorrect-label"}
)


class NotFixed(NamedTuple):
    """A file that is not mended, as findings show it, and why: a key of the words."""

    display_path: str
    why: str


class Part(NamedTuple):
    """A file of a table: its number there, as findings show it, and where it is."""

    number: int
    display_path: str
    path: Path


@dataclass
class PackageFixes:
    """The fixes for the files of packages, and the files that are left as they are; `outcome`: of the check before."""

    files: list[FixedFile] = field(default_factory=list)
    not_fixed: list[NotFixed] = field(default_factory=list)
    outcome: Outcome | None = field(default=None, compare=False)


def fix_paths(paths: Sequence[Path], schema: Path | None) -> PackageFixes:
    """The fixes for the tables of data packages. Raises ContractError or PasserelleError."""
    paths = [descriptor_in(path) for path in paths]
    outcome = check_paths(paths, schema, Options())
    if not outcome.errors:
        return PackageFixes(outcome=outcome)
    # What a check may take, mending may take once more.
    with budgeted():
        return fixes_of(outcome, paths, schema)


def fixes_of(outcome: Outcome, paths: Sequence[Path], schema: Path | None) -> PackageFixes:
    """The same, for the outcome of the check."""
    contents = joined([read_path(path, schema) for path in paths])
    fixes = PackageFixes(outcome=outcome)
    uses = Counter(path.resolve() for table in contents.tables for _, path in table.files)
    for table in contents.tables:
        codes = wrong_files(table, outcome)
        for part in (Part(number, *file) for number, file in enumerate(table.files)):
            if part.display_path in codes:
                fix_file(table, part, codes[part.display_path], fixes, shared=uses[part.path.resolve()] > 1)
    update_declared(fixes, contents, [] if schema else [path for path in paths if not is_delimited(path)])
    return fixes


def wrong_files(table: CheckedTable, outcome: Outcome) -> dict[str, frozenset[str]]:
    """The files of a table that have errors, with the codes of these; all of them where not all errors are listed."""
    codes: dict[str, set[str]] = {}
    for finding in outcome.errors:
        if finding.file is not None:
            codes.setdefault(finding.file, set()).add(finding.code)
    if any(check.table == table.name and check.severity == "error" for check in outcome.hidden):
        for display_path, _ in table.files:
            codes.setdefault(display_path, set())
    return {display_path: frozenset(codes[display_path]) for display_path, _ in table.files if display_path in codes}


def fix_file(table: CheckedTable, part: Part, codes: frozenset[str], fixes: PackageFixes, *, shared: bool) -> None:
    """Puts what there is to mend in a file, or why it is left, to the mends."""
    if not table.schema.fields or refusal_reason(part.path, None):
        return
    file = fix_bytes(table, part, codes)
    if isinstance(file, FixedFile) and (table.compression or shared):
        file = NotFixed(part.display_path, "left-compressed" if table.compression else "left-shared")
    if isinstance(file, NotFixed):
        fixes.not_fixed.append(file)
    elif file is not None:
        fixes.files.append(file)


def bytes_of(path: Path, compression: str) -> bytes | None:
    """The bytes of a file, decompressed; None for more than are mended in memory. Raises OSError."""
    if not compression:
        return path.read_bytes() if path.stat().st_size <= FIXED_BYTES else None
    with open_bytes(path, Storage(compression=compression)) as stream:
        data = read_exactly(stream, FIXED_BYTES + 1)
    return None if len(data) > FIXED_BYTES else data


def fix_bytes(table: CheckedTable, part: Part, codes: frozenset[str]) -> FixedFile | NotFixed | None:
    """A file mended in its own dialect and encoding, or why it is left; None where there is nothing sure to mend."""
    if table.format not in ("csv", "tsv"):
        return NotFixed(part.display_path, "left-format")
    if table.compression not in ("", "gz", "bz2", "xz"):
        return NotFixed(part.display_path, "left-compressed")
    try:
        data = bytes_of(part.path, table.compression)
    except (OSError, ValueError):
        # The check has said so.
        return None
    if data is None:
        return NotFixed(part.display_path, "left-large")
    try:
        return fix_data(table, part, codes, data)
    except TooLong:
        return NotFixed(part.display_path, "left-time")


def fix_data(table: CheckedTable, part: Part, codes: frozenset[str], data: bytes) -> FixedFile | NotFixed | None:
    """The same of the bytes of a file, decompressed."""
    before, fixes = stored(data, table.encoding), dict[str, int]()
    if before is None and "encoding-error" in codes:
        if table.encoding != "utf-8" or (before := recoded(data)) is None:
            return None
        fixes = {"encoding": 1}
    if before is None:
        return NotFixed(part.display_path, "left-encoding")
    dialect = csv_dialect(table.dialect, "\t" if table.format == "tsv" else ",")
    laid_out = fix_text_layout(before.text, table, dialect, codes, fixes) if is_usual(dialect) else before.text
    made = StoredText(fix_cells(laid_out, table, part, dialect, fixes), before.encoding)
    if not fixes:
        return None
    again = made.text.encode(made.encoding, "replace").decode(made.encoding)
    if again != made.text:
        return NotFixed(part.display_path, "left-encoding")
    return FixedFile(part.display_path, part.path, data, Fixed(made.text, fixes, made.encoding))


def is_usual(dialect: CsvDialect) -> bool:
    """Whether a dialect has no more than a delimiter and quotes: in it a whole table can be written in another form."""
    usual = CsvDialect(delimiter=dialect.delimiter, quote=dialect.quote, null_sequence=dialect.null_sequence)
    return dialect == usual


def fix_text_layout(
    text: str, table: CheckedTable, dialect: CsvDialect, codes: frozenset[str], fixes: dict[str, int]
) -> str:
    """Line ends, delimiter, labels, columns and blank rows, each only where it has a finding."""
    mark = BOM if text.startswith(BOM) else ""
    body = text.removeprefix(BOM)
    if codes and "\n" not in body and dialect.quote not in body and "\r" in body:
        # The ends of lines of old Macintosh programs, and of no other.
        fixes["line-ends"] = body.count("\r")
        body = body.replace("\r", "\n")
    if not codes & (OF_HEADERS | {"blank-row"}):
        return mark + body
    delimiter = found_delimiter(body, table.schema, dialect) if codes & OF_HEADERS else None
    lines = read_lines(body, replace(dialect, delimiter=delimiter) if delimiter else dialect)
    if not lines or any(not line.cells for line in lines):
        return mark + body
    if delimiter:
        fixes["delimiter"] = 1
        lines = [with_delimiter(line, dialect) for line in lines]
    head, *rows = without_blank(lines, fixes) if "blank-row" in codes else lines
    if codes & OF_HEADERS:
        ordered = table.match == "exact"
        return mark + write_lines(with_header(head, rows, table.schema, dialect, fixes, ordered=ordered), dialect)
    return mark + write_lines([head, *rows], dialect)


def with_delimiter(line: Line, dialect: CsvDialect) -> Line:
    """A line that was read with another delimiter, for being written with that of the dialect, quoted as it was."""
    pairs = zip(line.cells, line.printed, strict=True)
    return replace(line, printed=tuple(written(cell, printed, dialect) for cell, printed in pairs))


def without_blank(lines: Sequence[Line], fixes: dict[str, int]) -> list[Line]:
    """The lines without those on which nothing stands, where a row has more than one cell."""
    if len(lines[0].cells) < 2:
        return list(lines)
    kept = [line for at, line in enumerate(lines) if line.text or not at]
    if len(kept) < len(lines):
        fixes["blank-rows"] = len(lines) - len(kept)
    return kept


def fix_cells(text: str, table: CheckedTable, part: Part, dialect: CsvDialect, fixes: dict[str, int]) -> str:
    """Every wrong cell that can mean one value with that value, and not another character changed."""
    labels, header = header_of(text, table, part, dialect)
    validators = column_validators(table, labels, dialect)
    patches: list[Patch] = []
    for number, (at, record) in enumerate(placed(text, dialect), start=1):
        whole = len(record.cells) == len(labels) and not record.faults and bool(record.text)
        if number > header and whole and not is_comment(record, number, dialect):
            for index, validator in validators.items():
                value = meant(record.cells[index], validator)
                if value is not None and (patch := cell_patch(record, at, index, value, dialect)):
                    patches.append(patch)
    if patches:
        fixes["cells"] = len(patches)
    return patched(text, patches)


def header_of(text: str, table: CheckedTable, part: Part, dialect: CsvDialect) -> tuple[Sequence[str], int]:
    """The labels of a table, and how many records of this file belong to its header."""
    if not dialect.header:
        return table.schema.field_names, 0
    own = parse_head(text.encode("utf-8", "surrogatepass"), dialect, ended=True)
    labels = own.labels if own and own.labels else []
    if part.number == 0 or own is None:
        return labels, own.rows if own else 0
    # The files of a table are one file: where the labels do not stand again, the first line is data.
    first = stored(bytes_of(table.files[0][1], table.compression) or b"", table.encoding)
    head = parse_head(first.text.encode(), dialect, ended=True) if first else None
    return (labels, own.rows) if head is None or head.labels == labels else (head.labels or [], 0)


def column_validators(table: CheckedTable, labels: Sequence[str], dialect: CsvDialect) -> dict[int, CellValidator]:
    """The validator of each column that surely is a field's."""
    schema, names = table.schema, table.schema.field_names
    by_place = list(labels) == list(names)
    columns: dict[int, Field] = {}
    for at, label in enumerate(labels):
        if by_place or (labels.count(label) == names.count(label) == 1):
            columns[at] = schema.fields[at] if by_place else schema.field(label)
    validator = partial(CellValidator, schema, null_sequence=dialect.null_sequence)
    return {at: validator(field, key=field.name in schema.key) for at, field in columns.items()}


def meant(cell: str, validator: CellValidator) -> str | None:
    """The one good value that a wrong cell can mean; None for a good cell, and for one that nobody can be sure of.

    Raises TooLong where no time is left to check it.
    """
    if not validator.validate(cell).problems:
        return None
    budget().refuse_if_spent()
    text = normalise_text(cell)
    candidates = (text, only_meaning(text, validator.field))
    return next(
        (candidate for candidate in candidates if candidate is not None and not validator.validate(candidate).problems),
        None,
    )


def update_declared(fixes: PackageFixes, contents: Contents, descriptors: Sequence[Path]) -> None:
    """Writes the sizes and hashes of mended files into their descriptors; files with others than theirs are left."""
    for declared in contents.files:
        paths = {path for _, path in declared.files}
        fixed = [file for file in fixes.files if file.path in paths]
        if fixed and any(check_integrity(*declared)):
            skip(fixes, fixed, "left-other")
    data = {file.path: file.fixed.data for file in fixes.files}
    known = {path for declared in contents.files for _, path in declared.files} & data.keys()
    for descriptor in descriptors:
        own = {path for path in known if path.is_relative_to(descriptor.parent)}
        if own:
            fix_descriptor(fixes, descriptor, {path: data[path] for path in own})


def fix_descriptor(fixes: PackageFixes, descriptor: Path, data: Mapping[Path, bytes]) -> None:
    """A descriptor with the sizes and hashes of its mended files; where it cannot be written, they are left too."""
    before = descriptor.read_bytes()
    text = stored(before, "utf-8")
    made = redeclared(text.text, descriptor.parent, data, Path.read_bytes) if text else None
    if made is None:
        skip(fixes, [file for file in fixes.files if file.path in data], "left-descriptor")
    elif made[1]:
        fixes.files.append(FixedFile(str(descriptor), descriptor, before, Fixed(made[0], {"declared": made[1]})))


def skip(fixes: PackageFixes, files: Sequence[FixedFile], why: str) -> None:
    fixes.files = [file for file in fixes.files if file not in files]
    fixes.not_fixed += [NotFixed(file.display_path, why) for file in files]
