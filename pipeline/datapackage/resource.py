"""The resource of a descriptor as a table to check, or why it cannot be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.errors import UserError
from pipeline.core.files.file_names import unportable
from pipeline.core.files.hashes import is_hash
from pipeline.core.files.safe_paths import is_there, refusal_reason
from pipeline.core.text.encodings import known_encoding
from pipeline.datapackage.constraint_checks import unread_patterns
from pipeline.datapackage.descriptors import Dialect, FieldsMatch, Resource, Schema
from pipeline.datapackage.documents import ContractError, Document, read_json, read_yaml
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.missing_files import missing_file
from pipeline.datapackage.schema_store import MissingDocument, SchemaStore
from pipeline.datapackage.standard import URL, dialect_mistakes, path_mistakes
from pipeline.datapackage.table_schema import findings_of, is_json_schema, unused_parts, usable_dialect, usable_schema
from pipeline.datapackage.usable_descriptor import UsablePart, mistake_finding
from pipeline.findings.model import Finding, Unchecked, beyond_limit

COMPRESSED = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zip": "zip", ".zst": "zstd"}
READ_COMPRESSIONS = ("", "gz", "bz2", "xz", "zip", "by-name")
DELIMITED = {"csv": "csv", "tsv": "tsv", "tab": "tsv", "txt": "csv"}
TYPED = {"json": "json", "ndjson": "ndjson", "jsonl": "ndjson", "parquet": "parquet", "pq": "parquet"}
MEDIATYPES = {"text/csv": "csv", "text/tab-separated-values": "tsv", "application/json": "json"}
WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
# Workbooks, and what frictionless-py may be able to read.
FOREIGN = frozenset({*WORKBOOKS, "html", "yaml", "dbf", "sav"})


@dataclass(frozen=True)
class CheckedTable:
    """A table to check: its files (path for findings, and path) or its data, and how to read them.

    `schema` has no fields if the resource has no schema; then only the structure is checked. `text`: delimited text and
    `rows`: typed rows that are in the descriptor itself, on its `lines`.
    """

    name: str
    display_path: str
    files: tuple[tuple[str, Path], ...]
    schema: Schema
    match: FieldsMatch = "exact"
    dialect: Dialect | None = None
    format: str = "csv"
    encoding: str = "utf-8"
    compression: str = ""
    innerpath: str = ""
    text: str | None = None
    rows: Sequence[Any] | None = None
    lines: Sequence[int] = ()
    # Taken for one without rows: a prescribed schema refers to it, and the package does not have it.
    absent: bool = False


class Integrity(NamedTuple):
    """What a resource says of its files: size in bytes, and hash."""

    files: tuple[tuple[str, Path], ...]
    bytes: int | None
    hash: str | None


@dataclass(frozen=True)
class Contents:
    """What a package contains: its tables, the findings about its descriptor, and what cannot be checked.

    `schemas`: the usable part of the schema of each resource that has one, by the name of the resource; `resources`:
    the names of all resources.
    """

    tables: tuple[CheckedTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    files: tuple[Integrity, ...] = ()
    schemas: dict[str, UsablePart[Schema]] = field(default_factory=dict)
    resources: frozenset[str] = frozenset()
    # Other packages that foreign keys refer to, by the path in the reference.
    packages: dict[str, Contents] = field(default_factory=dict)


def read_document(path: Path) -> Document:
    """The document of a JSON or YAML file, by its suffix. Raises UserError or ContractError."""
    if not is_there(path):
        raise UserError("fault-no-file", path=str(path))
    return (read_yaml if path.suffix in (".yaml", ".yml") else read_json)(path, str(path))


def format_of(name: str) -> tuple[str, str]:
    """The format and the compression that the name of a file states, such as ("csv", "gz"); "" for none."""
    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    compression = COMPRESSED.get(suffixes[-1], "") if suffixes else ""
    named = [suffix.lstrip(".") for suffix in suffixes if suffix not in COMPRESSED]
    form = named[-1] if named else ""
    return DELIMITED.get(form) or TYPED.get(form) or form, compression


@dataclass(frozen=True)
class Folder:
    """A package on the disk: its descriptor, its folder, the documents of addresses, and the schemas read so far."""

    document: Document
    path: Path
    store: SchemaStore
    # A schema, or None after a finding that says why there is none, by the path in the descriptor.
    schemas: dict[str, UsablePart[Schema] | None] = field(default_factory=dict)


class ResourceReader:
    """One resource of a descriptor as a table, or why it cannot be checked."""

    def __init__(
        self, folder: Folder, resource: Resource, place: Place, given_schema: Any, *, sound_dialect: bool
    ) -> None:
        """`place`: of the resource in the document; `given_schema`: its schema as it is written there, None for none;

        `sound_dialect`: whether the dialect in the descriptor has no mistake.
        """
        self.folder, self.resource, self.place = folder, resource, place
        self.given_schema, self.sound_dialect = given_schema, sound_dialect
        self.document = folder.document
        self.findings: list[Finding] = []
        self.unchecked: list[Unchecked] = []

    def contents(self) -> Contents:
        resource = self.resource
        paths = [path for path in resource.paths if not URL.fullmatch(path)]
        files = tuple((str(self.folder.path / path), self.folder.path / path) for path in paths)
        schema = self.schema()
        table: CheckedTable | None = None
        integrity: Integrity | None = None
        if self.can_be_located():
            integrity = self.integrity(files)
            table = self.table(files, schema)
            if table is None and not resource.has_data:
                absent = [file for file in files if not is_there(file[1], folder=True)]
                self.findings += [missing_file(path, display_path) for display_path, path in absent]
        return Contents(
            tables=(table,) if table else (),
            findings=tuple(self.findings),
            unchecked=tuple(self.unchecked),
            files=(integrity,) if integrity else (),
            schemas={resource.name: schema} if schema else {},
        )

    def can_be_located(self) -> bool:
        """Whether all files of the resource may be read; what keeps them from it is among the findings."""
        paths = self.resource.paths
        refused = [finding for path in paths if (finding := self.refused(path))]
        self.findings += refused
        self.findings += [finding for path in paths if not URL.fullmatch(path) for finding in self.unportable(path)]
        unusable = any(True for path in paths if not URL.fullmatch(path) for _ in path_mistakes(path, ()))
        remote = next((path for path in paths if URL.fullmatch(path)), None)
        if remote is not None:
            self.leave("path", "remote-file", url=remote)
        elif unusable:
            # What is wrong with the path is a finding of the descriptor.
            self.leave("path", "path")
        return not refused and not unusable and remote is None

    def refused(self, named: str) -> Finding | None:
        """Why a file that the descriptor names is not read: it lies elsewhere, or is no ordinary file."""
        if URL.fullmatch(named) or any(path_mistakes(named, ())):
            # That is told of the descriptor.
            return None
        path = self.folder.path / named
        why = refusal_reason(path, self.folder.path)
        return Finding(code="source-error", variant=why, file=str(path)) if why else None

    def unportable(self, named: str) -> Iterator[Finding]:
        """A warning for the name of a file that not every system takes; the standard has no word against it."""
        for name in named.split("/"):
            if name not in (".", "..") and (variant := unportable(name)):
                file = str(self.folder.path / named)
                yield Finding(code="name-error", severity="warning", variant=f"file-{variant}", file=file, value=name)

    def leave(self, property_name: str, reason: str, **details: str | int) -> None:
        """Notes that a property could not be checked; `reason` is the key of a wording below "unchecked/"."""
        self.unchecked.append(
            Unchecked(file=self.resource.name, property=property_name, reason=reason, details=dict(details))
        )

    def integrity(self, files: tuple[tuple[str, Path], ...]) -> Integrity | None:
        resource = self.resource
        digest = resource.hash
        algorithm = digest.rpartition(":")[0] if digest else ""
        if algorithm and not is_hash(algorithm):
            self.leave("hash", "hash-algorithm", name=algorithm)
            digest = None
        if resource.bytes is None and digest is None:
            return None
        return Integrity(files, resource.bytes, digest)

    def table(self, files: tuple[tuple[str, Path], ...], part: UsablePart[Schema] | None) -> CheckedTable | None:
        resource = self.resource
        form, compression = self.format()
        if not self.is_tabular(form) or not self.is_readable(form):
            return None
        if not files and not resource.has_data:
            # What is wrong with its path, or that it has none, is a finding of the descriptor.
            self.leave("path", "path")
            return None
        dialect = self.dialect()
        if dialect is None or not self.has_table_data(dialect):
            return None
        schema = part.model if part is not None and part.model is not None else None
        fields = schema if schema is not None and schema.fields else None
        text, rows, lines = self.inline(form, dialect)
        return CheckedTable(
            name=resource.name,
            display_path=files[0][0] if files else self.document.display_path,
            files=files,
            # Without a schema only the structure can be wrong.
            schema=fields or Schema.model_construct(fields=(), fields_match="partial"),
            match=(fields.fields_match or "exact") if fields else "subset",
            dialect=dialect,
            format=form if rows is None else "json",
            encoding=known_encoding(resource.encoding) or "utf-8",
            compression=compression,
            innerpath=resource.innerpath or "",
            text=text,
            rows=rows,
            lines=lines,
        )

    def is_tabular(self, form: str) -> bool:
        resource = self.resource
        if is_json_schema(self.given_schema):
            return False
        if resource.type == "table" or self.given_schema is not None:
            return True
        return resource.type is None and (form in ("csv", "tsv") or are_rows(resource.data))

    def has_table_data(self, dialect: Dialect) -> bool:
        """Whether data in the descriptor can be a table; where they cannot, a finding of the descriptor says why."""
        resource = self.resource
        if not resource.has_data:
            return True
        data = resource.data
        tabular = isinstance(data, str | list) or (isinstance(data, dict) and dialect.property is not None)
        if not tabular:
            self.leave("data", "data")
        return tabular

    def schema(self) -> UsablePart[Schema] | None:
        """The schema: inline, or read from the file that its path names; None where there is none."""
        given = self.given_schema
        if given is None:
            return None
        if is_json_schema(given):
            self.leave("schema", "json-schema")
            return None
        if not isinstance(given, str):
            part: UsablePart[Schema] | None = self.inline_schema(given)
        else:
            part = self.schema_file(given)
        if part is not None and part.model is None:
            self.leave("schema", "schema")
        elif part is not None and part.model is not None:
            self.unchecked += unused_parts(part, self.resource.name)
            self.unchecked += unread_patterns(part.model, self.resource.name)
        return part

    def inline_schema(self, given: Any) -> UsablePart[Schema]:
        def origin(place: Place) -> Place:
            return (*self.place, "schema", *place)

        part = usable_schema(self.document, given, origin, self.resource.name)
        self.findings += part.findings
        return part

    def schema_file(self, named: str) -> UsablePart[Schema] | None:
        """The schema of a file; several resources may name one, of which the mistakes are findings once."""
        if named not in self.folder.schemas:
            document = self.part_document("schema", named)
            part = usable_schema(document, own_name=self.resource.name) if document else None
            self.findings += findings_of(part, named) if part else []
            self.folder.schemas[named] = part
        elif self.folder.schemas[named] is None:
            self.leave("schema", "schema")
        return self.folder.schemas[named]

    def dialect(self) -> Dialect | None:
        """The dialect, the usual one where none is named; None where it cannot be known."""
        given = self.resource.dialect
        if not self.sound_dialect:
            self.leave("dialect", "dialect")
            return None
        if not isinstance(given, str):
            dialect = given or Dialect()
            self.findings += [
                mistake_finding(self.document, mistake.below((*self.place, "dialect")))
                for mistake in dialect_mistakes(dialect)
            ]
            return dialect
        document = self.part_document("dialect", given)
        part = usable_dialect(document) if document else None
        self.findings += findings_of(part, given) if part else []
        if part is not None and (part.left_out or part.model is None):
            self.leave("dialect", "dialect")
            return None
        return part.model if part else None

    def part_document(self, name: str, given: str) -> Document | None:
        """The file of a schema or dialect (`name`); None, and what is unchecked, where it cannot be read."""
        if URL.fullmatch(given):
            return self.remote_document(name, given)
        document = None if any(path_mistakes(given, ())) else self.local_document(given)
        if document is None:
            self.leave(name, name)
        return document

    def remote_document(self, name: str, url: str) -> Document | None:
        """The document of an address; None, and what is unchecked, where there is none."""
        try:
            document = self.folder.store.document(url)
        except ContractError as error:
            self.findings += error.findings
            self.leave(name, name)
            return None
        if isinstance(document, MissingDocument):
            self.leave(name, document.reason, **document.details)
            return None
        return document

    def local_document(self, named: str) -> Document | None:
        """The document of a path below the descriptor; None, and a finding, where it cannot be read."""
        path = self.folder.path / named
        if refused := self.refused(named):
            self.findings.append(refused)
        elif not is_there(path):
            self.findings.append(missing_file(path, str(path)))
        else:
            try:
                return read_document(path)
            except ContractError as error:
                self.unchecked += [limit for finding in error.findings if (limit := beyond_limit(finding))]
                self.findings += [finding for finding in error.findings if not beyond_limit(finding)]
        return None

    def format(self) -> tuple[str, str]:
        """The format and compression: those that are named, else those of the file's name."""
        resource = self.resource
        given = resource.format.lower().lstrip(".") if resource.format else None
        mediatype = (resource.mediatype or "").partition(";")[0].strip().lower()
        named, compression = format_of(resource.paths[0]) if resource.paths else ("", "")
        if resource.compression not in (None, "no"):
            compression = {"gzip": "gz"}.get(str(resource.compression), str(resource.compression))
        elif given in ("gz", "gzip", "zip"):
            given, compression = None, "zip" if given == "zip" else "gz"
        elif len({format_of(path)[1] for path in resource.paths}) > 1:
            compression = "by-name"
        form = given or MEDIATYPES.get(mediatype) or named
        return DELIMITED.get(form) or TYPED.get(form) or form, compression

    def is_readable(self, form: str) -> bool:
        """Whether there is a reader of this table; where there is none, that is listed as unchecked."""
        resource = self.resource
        if known_encoding(resource.encoding) is None:
            self.leave("encoding", "encoding", name=str(resource.encoding))
            return False
        if self.format()[1] not in READ_COMPRESSIONS:
            self.leave("compression", "compression", name=self.format()[1])
            return False
        readable = {*DELIMITED.values(), *TYPED.values()} | FOREIGN
        zipped = not form and self.format()[1] == "zip"
        if not resource.has_data and form not in readable and not zipped:
            self.leave("format", "format" if form else "no-format", **({"name": form} if form else {}))
            return False
        return True

    def inline(self, form: str, dialect: Dialect | None) -> tuple[str | None, Sequence[Any] | None, Sequence[int]]:
        """Data in the descriptor: as delimited text, or as rows with their lines."""
        resource = self.resource
        if not resource.has_data:
            return None, None, ()
        data, place = resource.data, (*self.place, "data")
        if isinstance(data, str):
            if form in ("csv", "tsv"):
                return data, None, ()
            try:
                data = json.loads(data)
            except ValueError:
                data = [data]
        if isinstance(data, dict) and dialect is not None and dialect.property is not None:
            data, place = data.get(dialect.property), (*place, dialect.property)
        rows = data if isinstance(data, list) else [data]
        return None, rows, [self.document.line((*place, at)) for at in range(len(rows))]


def are_rows(data: Any) -> bool:
    """Whether data in a descriptor without a schema are rows below labels."""
    rows = isinstance(data, list) and bool(data) and all(isinstance(row, list) for row in data)
    return rows and bool(data[0]) and all(isinstance(label, str) for label in data[0])
