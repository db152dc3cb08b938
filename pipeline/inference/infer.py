"""Files to a proposal: each is read once, then keys, references and what is missing are chosen for all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.limits import INFERRED_COLUMNS
from pipeline.datapackage.descriptors import Field, Schema
from pipeline.datapackage.resource import CheckedTable
from pipeline.findings.collector import FindingCollector
from pipeline.findings.model import Finding, Unchecked
from pipeline.findings.unexpected import unforeseen
from pipeline.inference.candidates import all_candidates
from pipeline.inference.choose import Choice, choose, hints_of
from pipeline.inference.columns import Seen
from pipeline.inference.detect import encoding_of
from pipeline.inference.fields import inferred_fields
from pipeline.inference.files import changed, described, with_dialect
from pipeline.inference.keys import choose_keys
from pipeline.inference.missing import Missing, choose_missing
from pipeline.inference.model import Described, Doubt, InferredTable, Proposal
from pipeline.inference.names import distinct, table_name
from pipeline.inference.profile import Profile
from pipeline.inference.references import Judged, find_references
from pipeline.inference.vocabulary import PARENTS, says
from pipeline.readers.byte_streams import open_bytes
from pipeline.readers.csv.block_splitter import BLOCK_BYTES
from pipeline.readers.csv.text_layout import Sizes
from pipeline.readers.open import NotReadable, OpenSource, open_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Even few rows go through DuckDB; the first block is small enough to be held in memory with all of its columns.
SIZES = Sizes(BLOCK_BYTES, 0)
LISTED = 20
LONGEST_SHOWN = 60
# A file that is not of its encoding is searched so far for the bytes that say which it is.
SEARCHED_BYTES = 64 << 20


@dataclass
class Read:
    """A table that was read: how it is written, what its rows say, and what is wrong with it."""

    described: Described
    source: OpenSource
    labels: list[str]
    profile: Profile | None


class Inference:
    """One run over some files."""

    def __init__(self, connection: DuckDBPyConnection, sizes: Sizes = SIZES) -> None:
        self.connection, self.sizes = connection, sizes
        self.candidates = all_candidates()
        self.opened: list[OpenSource] = []
        self.findings: list[Finding] = []
        self.unchecked: list[Unchecked] = []

    def run(self, files: Sequence[tuple[Path, str]]) -> Proposal:
        """The proposal for files, each with the name by which findings show it."""
        try:
            return self.proposal(files)
        finally:
            for source in self.opened:
                source.close()

    def proposal(self, files: Sequence[tuple[Path, str]]) -> Proposal:
        found = [one for path, shown in files for one in self.describe(path, shown)]
        names = distinct((table_name(one.table.name) for one in found), "-")
        named = [replace(one, table=changed(one.table, name=name)) for one, name in zip(found, names, strict=True)]
        reads = [read for number, one in enumerate(named) if (read := self.read_table(one, number, len(named) > 1))]
        tables = self.judge([one for one in reads if one.profile is not None])
        for one in reads:
            self.findings += one.source.collector.findings
            self.unchecked += one.source.collector.unchecked
        return Proposal(tuple(tables), tuple(self.findings), tuple(self.unchecked))

    def describe(self, path: Path, shown: str, encoding: str | None = None) -> list[Described]:
        if path.is_dir():
            self.findings.append(Finding(code="source-error", variant="folder", file=shown))
            return []
        return described(path, shown, self.candidates, encoding)

    def read_table(self, one: Described, number: int, related: bool) -> Read | None:
        """A table, all of its rows read; None where nothing here can read it. A wrong encoding is mended once."""
        with unforeseen() as cause:
            read = self.attempt(one, number, related=related)
            if read is not None and one.table.encoding == "utf-8" and is_undecodable(read.source):
                return self.attempt(self.in_its_encoding(one), number, related=related) or read
            return read
        details: dict[str, str | int] = {"problem": str(cause.said)}
        self.unchecked.append(Unchecked(file=one.table.display_path, property="data", reason="raised", details=details))
        return None

    def in_its_encoding(self, one: Described) -> Described:
        """The same table in the encoding that its first byte beyond UTF-8 speaks for."""
        from pipeline.readers.byte_streams import Storage

        with open_bytes(one.path, Storage(compression=one.table.compression)) as stream:
            data = bytearray()
            while len(data) < SEARCHED_BYTES and (chunk := stream.read(1 << 20)):
                data += chunk
        encoding, doubts = encoding_of(bytes(data) + b"\n")
        again = self.describe(one.path, one.table.display_path, encoding)[0]
        return replace(again, table=changed(again.table, name=one.table.name), doubts=(*again.doubts, *doubts))

    def attempt(self, one: Described, number: int, *, related: bool) -> Read | None:
        try:
            source = self.open(one.table, FindingCollector(one.table.name))
            has_rows = source.open_first()
            labels = list(source.labels or ())
            source.close()
            if not has_rows:
                return Read(one, source, labels, None)
            width = int(getattr(source, "width", 0))
            labels = labels or [f"column_{at + 1}" for at in range(width)]
            if len(labels) > INFERRED_COLUMNS:
                details: dict[str, str | int] = {"found": len(labels), "most": INFERRED_COLUMNS}
                self.unchecked.append(
                    Unchecked(file=one.table.display_path, property="data", reason="columns", details=details)
                )
                return None
            return self.read_rows(one, source, labels, number, related=related)
        except NotReadable as error:
            if error.finding is not None:
                self.findings.append(error.finding)
            else:
                self.unchecked.append(
                    Unchecked(
                        file=one.table.display_path, property="format", reason=error.reason, details=error.details
                    )
                )
            return None

    def open(self, table: CheckedTable, collector: FindingCollector) -> OpenSource:
        source = open_source(table, collector, self.sizes)
        self.opened.append(source)
        return source

    def read_rows(self, one: Described, first: OpenSource, labels: list[str], number: int, *, related: bool) -> Read:
        """The rows of a table by position, whatever its labels are."""
        fields = tuple(Field.model_construct(name=label, type="any") for label in labels)
        keyed = bool(getattr(first, "keyed", False))
        table = changed(one.table, schema=Schema.model_construct(fields=fields), match="subset" if keyed else "exact")
        source = self.open(table, first.collector)
        noted = len(first.collector.findings)
        if not source.open_first():
            return Read(one, source, labels, None)
        # The header was told of already.
        del first.collector.findings[noted:]
        related = related or any(says(label, PARENTS) for label in labels)
        profile = Profile(self.connection, source, labels, self.candidates, number, related=related)
        profile.read()
        return Read(one, source, labels, profile)

    def judge(self, reads: Sequence[Read]) -> Iterator[InferredTable]:
        """The tables with all that their rows say of each other."""
        judged, missing = [], []
        for read in reads:
            assert read.profile is not None
            choices = choices_of(read)
            lost = choose_missing(read.profile.columns, choices)
            keys = choose_keys(read.profile.keys, read.profile.columns, choices, read.profile.rows)
            missing.append(lost)
            judged.append(
                Judged(read.described.table.name, read.described.path, read.profile, choices, keys, lost.by_column)
            )
        found = find_references(self.connection, judged)
        for read, one, lost in zip(reads, judged, missing, strict=True):
            yield inferred_table(read, one, lost, {at: ref for (name, at), ref in found.items() if name == one.name})


def is_undecodable(source: OpenSource) -> bool:
    return any(code == "encoding-error" and variant is None for code, variant, _ in source.collector.totals)


def choices_of(read: Read) -> list[Choice]:
    """The type of each column."""
    assert read.profile is not None
    columns = read.profile.columns
    dialect = read.described.dialect
    hints = hints_of(columns, str(dialect.get("delimiter", ",")))
    return [choose(column, hints, lambda seen: places(read.source, seen)) for column in columns]


def places(source: OpenSource, seen: Sequence[Seen]) -> str:
    """Where some values stand first: 17 `12a`, 23 `b`."""
    found = source.locate({one.row for one in seen})
    listed = []
    for one in seen:
        place = found[one.row]
        text = one.value if len(one.value) <= LONGEST_SHOWN else one.value[:LONGEST_SHOWN] + "…"
        listed.append(f"{place.line if place.line is not None else place.row} `{text}`")
    return ", ".join(listed)


def inferred_table(read: Read, judged: Judged, lost: Missing, references: Any) -> InferredTable:
    described, profile = read.described, judged.profile
    labels = read.labels
    bad = any(not label for label in labels) or len(set(labels)) < len(labels)
    doubts = [*described.doubts, *judged.keys.doubts]
    dialect = dict(described.dialect)
    if bad and not getattr(read.source, "keyed", False):
        rows = dialect.pop("headerRows", [1])
        dialect |= {"header": False, "commentRows": list(range(1, max(rows) + 1))}
        doubts.append(Doubt("labels"))
    if not profile.rows:
        doubts.append(Doubt("no-rows"))
    found = [one.reference for one in references.values() if one.reference is not None]
    return InferredTable(
        name=judged.name,
        path=described.path,
        rows=profile.rows,
        fields=tuple(inferred_fields(profile, judged, lost, references, named=not bad)),
        primary_key=judged.keys.primary,
        unique_keys=judged.keys.unique,
        references=tuple(found),
        missing_values=lost.of_table,
        format=described.table.format,
        encoding=described.table.encoding,
        compression=described.table.compression,
        dialect=dialect,
        doubts=tuple(doubts),
    )


__all__ = ["Inference", "with_dialect"]
