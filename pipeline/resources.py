"""A resource of a descriptor as a table to check, or why it cannot be checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.confined import is_there, why_not
from pipeline.contract.descriptors import Descriptor, Dialect, FieldsMatch, Resource, Schema
from pipeline.contract.documents import ContractError, Document, read_json, read_yaml, validate
from pipeline.contract.json_places import Place
from pipeline.contract.standard import (
    URL,
    Mistake,
    custom_properties,
    dialect_mistakes,
    mistake,
    null_properties,
    path_mistakes,
    schema_mistakes,
)
from pipeline.encodings import known_encoding
from pipeline.findings import Finding, Unchecked
from pipeline.nearest import nearest
from pipeline.refusals import Refusal
from pipeline.values import field_mistakes
from pipeline.values.conditions import condition_mistake

COMPRESSED = {".gz": "gz", ".bz2": "bz2", ".xz": "xz"}
DELIMITED = {"csv": "csv", "tsv": "tsv", "tab": "tsv", "txt": "csv"}
TYPED = {"json": "json", "ndjson": "ndjson", "jsonl": "ndjson", "parquet": "parquet", "pq": "parquet"}
MEDIATYPES = {"text/csv": "csv", "text/tab-separated-values": "tsv", "application/json": "json"}
# What frictionless-py may be able to read.
FOREIGN = frozenset({"xlsx", "xls", "ods", "html", "yaml", "dbf", "sav"})
CLOSE = 80


@dataclass(frozen=True)
class CheckedTable:
    """A table that can be judged: its files (shown name and path) or its data, and everything that says how.

    `text`: delimited data, `rows`: typed data that stand in the descriptor, on `lines` of it.
    """

    name: str
    shown: str
    files: tuple[tuple[str, Path], ...]
    schema: Schema
    match: FieldsMatch = "exact"
    dialect: Dialect | None = None
    format: str = "csv"
    encoding: str = "utf-8"
    compression: str = ""
    text: str | None = None
    rows: Sequence[Any] | None = None
    lines: Sequence[int] = ()


class Integrity(NamedTuple):
    """What a resource says of its files: size in bytes, and hash."""

    files: tuple[tuple[str, Path], ...]
    bytes: int | None
    hash: str | None


@dataclass(frozen=True)
class Contents:
    """What a package holds: tables to judge, what is wrong with its descriptor, and what nobody can judge."""

    tables: tuple[CheckedTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    files: tuple[Integrity, ...] = ()
    # Other packages that foreign keys refer to, by the path in the reference.
    packages: dict[str, Contents] = field(default_factory=dict)


def read_document(path: Path) -> Document:
    if not is_there(path):
        raise Refusal("fault-no-file", path=str(path))
    return (read_yaml if path.suffix in (".yaml", ".yml") else read_json)(path, str(path))


def explained(document: Document, mistake: Mistake) -> Finding:
    """A mistake as a finding on its line of the descriptor."""
    value = value_at(document.data, mistake.place)
    return Finding(
        code="schema-error",
        variant=mistake.variant,
        file=document.shown,
        line=document.line(mistake.place),
        field=".".join(str(part) for part in mistake.place) or None,
        value=value if isinstance(value, str) else None,
        details={"property": ".".join(str(part) for part in mistake.place), **dict(mistake.details)},
    )


def value_at(data: Any, place: Place) -> Any:
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def custom(document: Document, descriptor: Descriptor, base: Place = ()) -> Iterator[Finding]:
    """A warning for each property that nobody here knows; the standard allows them, a misspelling looks the same."""
    for place, name, known in custom_properties(descriptor, base):
        yield Finding(
            code="custom-property",
            severity="warning",
            variant=None if known else "type",
            file=document.shown,
            line=document.line(place),
            field=".".join(str(part) for part in place),
            value=name,
            suggestion=meant(name, known),
        )


@lru_cache(maxsize=1_000)
def meant(name: str, known: tuple[str, ...]) -> str | None:
    """The property that another one is a misspelling of."""
    return nearest(name, known, CLOSE)


def format_of(name: str) -> tuple[str, str]:
    """The format and compression that a file's name tells; empty where it tells none."""
    suffixes = [one.lower() for one in Path(name).suffixes]
    compression = COMPRESSED.get(suffixes[-1], "") if suffixes else ""
    named = [one.lstrip(".") for one in suffixes if one not in COMPRESSED]
    form = named[-1] if named else ""
    return DELIMITED.get(form) or TYPED.get(form) or form, compression


class ResourceReader:
    """One resource of a descriptor as a table, or why it cannot be judged."""

    def __init__(self, document: Document, folder: Path, resource: Resource, place: Place) -> None:
        self.document, self.folder, self.resource, self.place = document, folder, resource, place
        self.findings: list[Finding] = []
        self.unchecked: list[Unchecked] = []

    def contents(self) -> Contents:
        resource = self.resource
        files = tuple((str(self.folder / one), self.folder / one) for one in resource.paths if not URL.fullmatch(one))
        refused = [one for path in resource.paths if (one := self.refused(path))]
        if refused:
            return Contents(findings=tuple(refused), unchecked=tuple(self.unchecked))
        integrity = self.integrity(files)
        table = self.table(files)
        if table is None and not self.unchecked and not resource.has_data:
            self.findings += [
                Finding(code="source-error", variant="missing", file=shown)
                for shown, path in files
                if not is_there(path, folder=True)
            ]
        return Contents(
            tables=(table,) if table else (),
            findings=tuple(self.findings),
            unchecked=tuple(self.unchecked),
            files=(integrity,) if integrity else (),
        )

    def refused(self, named: str) -> Finding | None:
        """Why a file that the descriptor names is not read: it lies elsewhere, or is no ordinary file."""
        if any(path_mistakes(named, ())):
            # That is told of the descriptor.
            return None
        path = self.folder / named
        why = why_not(path, self.folder)
        return Finding(code="source-error", variant=why, file=str(path)) if why else None

    def leave(self, name: str, reason: str) -> None:
        self.unchecked.append(Unchecked(file=self.resource.name, property=name, reason=reason))

    def integrity(self, files: tuple[tuple[str, Path], ...]) -> Integrity | None:
        resource = self.resource
        digest = resource.hash
        algorithm = digest.rpartition(":")[0] if digest else ""
        if algorithm and algorithm not in hashlib.algorithms_available:
            self.leave("hash", f"the algorithm {algorithm} is not known here")
            digest = None
        if resource.bytes is None and digest is None:
            return None
        return Integrity(files, resource.bytes, digest)

    def table(self, files: tuple[tuple[str, Path], ...]) -> CheckedTable | None:
        resource = self.resource
        schema = self.part("schema", Schema, resource.table_schema)
        dialect = self.part("dialect", Dialect, resource.dialect)
        if schema is not None:
            self.add(self.prefix("schema", resource.table_schema), [*schema_mistakes(schema, resource.name)])
            self.add(self.prefix("schema", resource.table_schema), [*value_mistakes(schema)])
        if dialect is not None:
            self.add(self.prefix("dialect", resource.dialect), [*dialect_mistakes(dialect)])
        form, compression = self.format()
        tabular = resource.type == "table" or resource.table_schema is not None or form in ("csv", "tsv")
        if not tabular or self.is_remote() or (resource.has_data and not isinstance(resource.data, str | list | dict)):
            return None
        if any(one.severity == "error" for one in self.findings) or self.unread(form, schema):
            return None
        # Without a schema only the structure can be wrong.
        known = schema or Schema.model_construct(fields=(), fields_match="partial")
        match: FieldsMatch = (known.fields_match or "exact") if schema else "subset"
        text, rows, lines = self.inline(form, dialect)
        return CheckedTable(
            name=resource.name,
            shown=files[0][0] if files else self.document.shown,
            files=files,
            schema=known,
            match=match,
            dialect=dialect,
            format=form if rows is None else "json",
            encoding=known_encoding(resource.encoding) or "utf-8",
            compression=compression,
            text=text,
            rows=rows,
            lines=lines,
        )

    def part(self, name: str, shape: type[Any], given: Any) -> Any:
        """The schema or dialect: inline, or read from the file that its path names."""
        if not isinstance(given, str):
            return given
        if URL.fullmatch(given):
            self.leave(name, "what stands at a URL is not fetched")
            return None
        if any(path_mistakes(given, ())):
            return None
        try:
            path = self.folder / given
            if refused := self.refused(given):
                self.findings.append(refused)
                return None
            if not is_there(path):
                self.findings.append(Finding(code="source-error", variant="missing", file=str(path)))
                return None
            document = read_document(path)
            self.findings += [explained(document, one) for one in null_properties(document.data, shape)]
            self.findings += [*custom(document, part := validate(document, shape))]
        except ContractError as error:
            self.findings += error.findings
            return None
        return part

    def prefix(self, name: str, given: object) -> Place:
        return () if isinstance(given, str) else (*self.place, name)

    def add(self, base: Place, mistakes: Sequence[Mistake]) -> None:
        self.findings += [explained(self.document, one.below(base)) for one in mistakes]

    def format(self) -> tuple[str, str]:
        """The format and compression: those that are named, else those of the file's name."""
        resource = self.resource
        given = resource.format.lower() if resource.format else MEDIATYPES.get(resource.mediatype or "")
        named, compression = format_of(resource.paths[0]) if resource.paths else ("", "")
        if resource.compression not in (None, "no"):
            compression = {"gzip": "gz"}.get(str(resource.compression), str(resource.compression))
        elif given in ("gz", "gzip"):
            given, compression = None, "gz"
        form = given or named
        return DELIMITED.get(form) or TYPED.get(form) or form, compression

    def is_remote(self) -> bool:
        if any(URL.fullmatch(one) for one in self.resource.paths):
            self.leave("path", "remote files are not fetched")
            return True
        return False

    def unread(self, form: str, schema: Schema | None) -> bool:
        """Whether nobody can read this table, which is then listed as unchecked."""
        resource = self.resource
        if isinstance(resource.table_schema, str) and schema is None:
            return True
        if known_encoding(resource.encoding) is None:
            self.leave("encoding", f"the encoding {resource.encoding} is not known here")
            return True
        if self.format()[1] not in ("", "gz", "bz2", "xz"):
            self.leave("compression", f"files compressed with {self.format()[1]} are not read")
            return True
        readable = {*DELIMITED.values(), *TYPED.values()} | FOREIGN
        if not resource.has_data and form not in readable:
            self.leave("format", f"the format {form or '(none)'} is not read")
            return True
        return False

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


def value_mistakes(schema: Schema) -> Iterator[Mistake]:
    """Constraints that a field cannot have, and conditions that are none."""
    for at, one in enumerate(schema.fields):
        for name, variant, details in field_mistakes(one):
            yield Mistake(("fields", at, *name.split(".")), variant, details)
    for at, rule in enumerate(schema.rules):
        problem = condition_mistake(rule.condition, schema)
        if problem:
            yield mistake(("passerelle:rules", at, "condition"), "condition", problem=problem)
