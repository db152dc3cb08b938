"""Delimited files as a source of rows: DuckDB reads plain blocks, the lexer reads all others."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.core.buffers import ROWS_AT_ONCE
from pipeline.core.database.sql import text
from pipeline.datapackage.rows import SEGMENT_ROWS, Batch, RowLocation
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding
from pipeline.readers.byte_streams import UTF8, EncodingFault, open_text, read_at, read_exactly, skip
from pipeline.readers.csv.block_splitter import Block, split
from pipeline.readers.csv.decoding_errors import likely_label, readable_cells, undecodable_finding
from pipeline.readers.csv.dialect import CsvDialect
from pipeline.readers.csv.head import Head, NotText, is_comment, read_head
from pipeline.readers.csv.lexer import Record, lex
from pipeline.readers.csv.read_ahead import read_ahead
from pipeline.readers.csv.read_errors import encoding_finding, unreadable
from pipeline.readers.csv.record_check import any_error, is_ordinary, record_findings
from pipeline.readers.csv.record_lookup import ReadBytes, plain_block_records
from pipeline.readers.csv.simple_rows import load_lexed, plain_rows
from pipeline.readers.csv.stray_quotes import RowTypes
from pipeline.readers.csv.text_layout import SIZES, BatchOrigin, Layout, Row, Sizes, TextFile, size_of
from pipeline.readers.header_check import PlaceOf, check_header, check_labels, header_limit, match_columns
from pipeline.readers.memory_file import MemoryFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DelimitedTable:
    """A table of delimited files, read strictly and block by block; a `pipeline.datapackage.rows.RowSource`."""

    def __init__(
        self, files: Sequence[TextFile], layout: Layout, collector: FindingCollector, sizes: Sizes = SIZES
    ) -> None:
        self.files, self.layout, self.collector = files, layout, collector
        self.block_bytes, self.few_bytes = sizes
        self.table = layout.table
        # Whether the file was opened again with another delimiter; that is done once.
        self.reopened = False
        self.records = 0
        self.whole = True
        self.read: list[str] = []
        self.origins: dict[int, BatchOrigin] = {}
        self.current: tuple[Block, memoryview] | None = None
        self.labels: list[str] | None = None
        self.columns: list[int | None] = list(range(len(layout.fields)))
        self.width = len(layout.fields)
        self.opened: tuple[Head, BinaryIO] | None = None
        self.stream: BinaryIO | None = None
        self.raw: dict[int, BinaryIO] = {}
        self.first_rows: dict[int, int] = {}
        self.position = 0

    @property
    def size(self) -> int | None:
        sizes = [size_of(file.source) for file in self.files] if self.layout.storage.is_plain else [None]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    @property
    def present(self) -> frozenset[int]:
        return frozenset(at for at, column in enumerate(self.columns) if column is not None)

    @cached_property
    def types(self) -> RowTypes:
        """The types of the columns; they are known when the header has been read."""
        layout = self.layout
        return RowTypes(layout.schema, self.columns, self.labels or (), layout.dialect.null_sequence)

    def open_first(self) -> bool:
        """Reads the header of the first file, which defines the columns; returns whether there are rows to check."""
        opened = self.open_file(0)
        if opened is None:
            return False
        head, _ = self.opened = opened
        if self.layout.dialect.header:
            return self.take_header(head)
        if not self.layout.fields:
            self.width = self.first_width()
        return True

    def first_width(self) -> int:
        """The number of cells of the first row, for a file with neither header nor schema."""
        self.close()
        self.stream = open_text(self.files[0].source, self.layout.storage)
        head, _ = read_head(self.stream, replace(self.layout.dialect, header_rows=(1,)))
        self.opened = self.open_file(0)
        return len(head.labels or ())

    def take_header(self, head: Head) -> bool:
        """Checks a header and finds the columns of the fields; returns whether rows can be read."""
        labels, display_path = head.labels or [], self.files[0].display_path
        line = head.record.line if head.record else 1
        if wide := header_limit(labels, display_path, line):
            self.refuse(wide)
            return False
        if bad := self.undecodable(head.record, display_path, 1) if head.record else None:
            self.collector.add([bad])
            labels = [likely_label(label, self.layout.fields) for label in labels]
        self.labels = labels
        self.width = len(labels)
        place = self.label_places(head)
        if not self.layout.fields:
            self.collector.add(check_labels(labels, display_path, line, place))
            return True
        found = self.header_findings(labels, line, place)
        self.collector.add(found)
        self.columns = match_columns(labels, self.layout.header)
        delimiter = next((finding.details["delimiter"] for finding in found if finding.code == "dialect-error"), None)
        return self.open_with(str(delimiter)) if delimiter and not self.reopened else True

    def open_with(self, delimiter: str) -> bool:
        """Opens the first file again with the delimiter of its header; returns whether there are rows to check."""
        self.layout = replace(self.layout, dialect=replace(self.layout.dialect, delimiter=delimiter))
        self.read.clear()
        self.reopened = True
        return self.open_first()

    def label_places(self, head: Head) -> PlaceOf | None:
        """The place of each label; None if labels are joined from several rows, which have no place."""
        record = head.record
        if record is None or record.cells != head.labels:
            return None
        return partial(record.place, delimiter=self.layout.dialect.delimiter)

    def header_findings(self, labels: list[str], line: int, place: PlaceOf | None) -> list[Finding]:
        layout, display_path = self.layout, self.files[0].display_path
        row = max(layout.dialect.header_rows or (1,))
        found = [*check_header(labels, layout.header, display_path, line, row, place)]
        if any(finding.code == "dialect-error" for finding in found):
            return found
        reported = {finding.field for finding in found if finding.code == "missing-label"}
        absent = sorted(name for name in layout.needed if name not in labels and name not in reported)
        if layout.match == "exact":
            return found
        return found + [
            Finding(code="missing-label", file=display_path, line=line, row=row, field=name) for name in absent
        ]

    def open_file(self, number: int) -> tuple[Head, BinaryIO] | None:
        """A file at the beginning of its data; None, and a finding, if it cannot be read."""
        display_path, source = self.files[number]
        self.close()
        try:
            self.stream = open_text(source, self.layout.storage)
            head, rest = read_head(self.stream, self.layout.dialect)
        except (OSError, EOFError) as error:
            self.refuse(unreadable(source, display_path, error))
            return None
        except (EncodingFault, NotText) as error:
            self.refuse(encoding_finding(error, display_path))
            return None
        self.read.append(display_path)
        if self.layout.dialect.header and head.labels is None:
            self.refuse(Finding(code="source-error", variant="empty", file=display_path))
            return None
        return head, rest

    def close(self) -> None:
        """Closes the files that are open, if any."""
        for stream in (self.stream, *self.raw.values()):
            if stream is not None:
                stream.close()
        self.stream = None
        self.raw.clear()

    def refuse(self, finding: Finding) -> None:
        """Notes why a file could not be read to its end."""
        self.whole = False
        self.collector.refuse(finding)

    def segments(self, connection: DuckDBPyConnection) -> Generator[Batch, bool, None]:
        memory = MemoryFile(connection)
        rows: dict[int, int] = {}
        try:
            for number, block, view in self.blocks():
                self.current = (block, view)
                self.position += block.length
                row = rows.get(number, self.first_rows[number])
                rows[number] = row + (yield from self.block_segments(connection, memory, number, block, view, row))
        finally:
            self.current = None
            self.close()
            memory.close()

    def blocks(self) -> Iterator[tuple[int, Block, memoryview]]:
        """The blocks of all files, each with the number of its file; why a file cannot be read goes to the collector.

        A file that is begun has its first row of data in `first_rows`.
        """
        for number, file in enumerate(self.files):
            opened = self.opened if number == 0 else self.open_file(number)
            if opened is None:
                continue
            head, stream = opened
            if number and self.layout.dialect.header and head.labels != self.labels:
                # The files of a table are one file: where the labels do not stand again, the first line is data.
                head, stream = self.without_header(number)
            elif number and self.layout.dialect.header and self.layout.header_could_be_data:
                self.report_repeated_header(file.display_path)
            self.first_rows[number] = head.rows + 1
            try:
                blocks = split(stream, self.layout.dialect, self.width, head.start, self.block_bytes)  # type: ignore[arg-type]
                for block, view in read_ahead(blocks, self.block_bytes):
                    yield number, block, view
            except EncodingFault as error:
                self.refuse(encoding_finding(error, file.display_path))
            except (OSError, EOFError) as error:
                self.refuse(unreadable(file.source, file.display_path, error))

    def report_repeated_header(self, display_path: str) -> None:
        """Says once that the first line of a further file was taken for a header, where it could be a row as well."""
        if not self.collector.kept["non-standard", "repeated-header", None]:
            details: dict[str, str | int] = {"first": self.files[0].display_path}
            self.collector.add(
                [
                    Finding(
                        code="non-standard",
                        severity="warning",
                        variant="repeated-header",
                        file=display_path,
                        line=1,
                        details=details,
                    )
                ]
            )

    def block_segments(
        self, connection: DuckDBPyConnection, memory: MemoryFile, number: int, block: Block, view: memoryview, row: int
    ) -> Generator[Batch, bool, int]:
        """The rows of a block: as it is, if it is plain and DuckDB reads all of it, else by the lexer.

        Returns the number of its records, comments included.
        """
        loaded = False
        if block.plain and block.length > self.few_bytes:
            loaded = yield self.plain_segment(memory, number, block, view, row)
        elif block.plain:
            rows = plain_rows(str(view, "utf-8"), self.layout.dialect, self.width)
            if rows is not None and len(rows) == block.records:
                loaded = yield self.small_segment(number, block, row, rows)
        if not loaded:
            return (yield from self.lexed_segments(connection, number, block, row))
        assert block.records is not None
        self.records += block.records
        return block.records

    def without_header(self, number: int) -> tuple[Head, BinaryIO]:
        self.close()
        self.stream = open_text(self.files[number].source, self.layout.storage)
        return read_head(self.stream, CsvDialect(header_rows=()))

    def plain_segment(self, memory: MemoryFile, number: int, block: Block, view: memoryview, row: int) -> Batch:
        path = memory.write(view)
        segment = self.next_segment(BatchOrigin(number, block, row))
        assert block.records is not None
        return Batch(segment, block.records, relation=self.scan(path, block.length))

    def small_segment(self, number: int, block: Block, row: int, rows: list[list[str]]) -> Batch:
        segment = self.next_segment(BatchOrigin(number, block, row))
        if self.columns != list(range(self.width)):
            return Batch(segment, len(rows), values=[self.by_field(cells) for cells in rows])
        return Batch(segment, len(rows), values=rows)

    def next_segment(self, origin: BatchOrigin) -> int:
        number = len(self.origins)
        self.origins[number] = origin
        return number

    def scan(self, path: str, size: int) -> str:
        """SQL that reads a plain block: the columns of the fields, as text."""
        columns = ", ".join(f"'p{at}': 'VARCHAR'" for at in range(self.width))
        picked = ", ".join(f"p{at} AS c{n}" for n, at in enumerate(self.columns) if at is not None) or "p0"
        quote, comma = (
            value.replace("'", "''") for value in (self.layout.dialect.quote, self.layout.dialect.delimiter)
        )
        # Several buffers to a block keep both cores busy; none is smaller than a long line.
        buffers = f", buffer_size={(8 if size > 32 << 20 else 4) << 20}" if size > 8 << 20 else ""
        # A folder called `a=b` on the way to the file is no column.
        return (
            f"(SELECT {picked} FROM read_csv({text(path)}, columns={{{columns}}}, header=false, auto_detect=false, "
            f"delim='{comma}', quote='{quote}', escape='{quote}', strict_mode=true, nullstr='', "
            f"hive_partitioning=false{buffers}))"
        )

    def lexed_segments(
        self, connection: DuckDBPyConnection, number: int, block: Block, row: int
    ) -> Generator[Batch, bool, int]:
        """The rows of a block, found by the lexer; other records go to the collector. Returns the number of records."""
        records = self.lex_block(block)
        start = 0
        while batch := list(islice(records, ROWS_AT_ONCE)):
            kept = self.whole_records(batch, number, row + start)
            damaged = not block.sound and self.report_undecodable(batch, number, row + start)
            segment = self.next_segment(BatchOrigin(number, block, row, [start + at for at in kept]))
            rows = [batch[at].cells for at in kept]
            if block.length > self.few_bytes and not damaged:
                load_lexed(connection, rows, self.columns)
                yield Batch(segment, len(kept), relation="lexed")
            else:
                yield Batch(segment, len(kept), values=[self.by_field(cells, damaged=damaged) for cells in rows])
            start += len(batch)
        return start

    def by_field(self, cells: list[str], *, damaged: bool = False) -> list[Any]:
        """The cells of a row in the order of the fields; `damaged`: some may not be text in the file's encoding."""
        found = [None if at is None else cells[at] for at in self.columns]
        return readable_cells(found) if damaged else found

    def report_undecodable(self, batch: Sequence[Record], number: int, row: int) -> bool:
        """Whether records have bytes that are not of the file's encoding; the first of each goes to the collector."""
        display_path = self.files[number].display_path
        found = [
            finding for at, record in enumerate(batch) if (finding := self.undecodable(record, display_path, row + at))
        ]
        self.collector.add(found)
        return bool(found)

    def undecodable(self, record: Record, display_path: str, row: int) -> Finding | None:
        encoding = self.layout.storage.encoding
        return undecodable_finding(record, display_path, row, None if encoding in UTF8 else encoding)

    def whole_records(self, batch: Sequence[Record], number: int, row: int) -> list[int]:
        """Which of the records are rows; what the others are goes to the collector, unless they are comments."""
        kept, display_path, dialect = [], self.files[number].display_path, self.layout.dialect
        for at, record in enumerate(batch):
            if is_comment(record, row + at, dialect):
                continue
            self.records += 1
            if len(record.cells) == self.width and is_ordinary(record):
                kept.append(at)
                continue
            found = record_findings(record, self.width, display_path, row + at, dialect, self.types)
            self.collector.add(found)
            if not any_error(found):
                kept.append(at)
        return kept

    def lex_block(self, block: Block) -> Iterator[Record]:
        assert self.current is not None
        return lex(self.decode(self.current[1]), self.layout.dialect, block.line)

    def decode(self, data: bytes | memoryview) -> str:
        """The text of a block; a byte that is not of the file's encoding is a lone surrogate in it."""
        plain = self.layout.storage.encoding in UTF8
        return str(data, "utf-8", "surrogateescape" if plain else "surrogatepass")

    def bytes_of(self, block: Block, file: int) -> ReadBytes:
        """How the bytes of a block are read: from those at hand, or once more from the file."""
        if self.current is not None and self.current[0] is block:
            view = self.current[1]
            return lambda start, length: bytes(view[start : start + length])
        storage, source = self.layout.storage, self.files[file].source
        if storage.is_plain and isinstance(source, Path):
            if file not in self.raw:
                self.raw[file] = source.open("rb", buffering=0)
            return partial(read_at, self.raw[file], block.offset)
        with open_text(source, storage) as stream:
            skip(stream, block.offset)
            data = read_exactly(stream, block.length)
        return lambda start, length: data[start : start + length]

    def locate(self, ordinals: Iterable[int]) -> Mapping[int, RowLocation]:
        by_block: dict[tuple[int, int], list[tuple[int, int, BatchOrigin]]] = {}
        for ordinal in sorted(ordinals):
            segment, at = divmod(ordinal, SEGMENT_ROWS)
            origin = self.origins[segment]
            key = (origin.file, origin.block.number)
            by_block.setdefault(key, []).append((origin.record(at), ordinal, origin))
        found: dict[int, RowLocation] = {}
        delimiter = self.layout.dialect.delimiter
        for (file, _), wanted in by_block.items():
            display_path = self.files[file].display_path
            records = self.records_of(wanted[0][2].block, file, [record for record, _, _ in wanted])
            for record, ordinal, origin in wanted:
                row = origin.first_row + record
                found[ordinal] = Row(display_path, row, records[record], self.columns, delimiter)
        return found

    def records_of(self, block: Block, file: int, wanted: Sequence[int]) -> dict[int, Record]:
        """Records of a block by their number in it."""
        read = self.bytes_of(block, file)
        if not block.plain:
            numbers = set(wanted)
            records = lex(self.decode(read(0, block.length)), self.layout.dialect, block.line)
            return {at: record for at, record in enumerate(records) if at in numbers}
        return dict(plain_block_records(read, block, self.layout.dialect, sorted(wanted)))
