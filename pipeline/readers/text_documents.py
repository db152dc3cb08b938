"""Text documents (plain, Markdown, HTML, PDF) as one text, to which all places refer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.extras import MissingExtra, require_extra
from pipeline.core.limits import READER_SECONDS, TEXT_BYTES
from pipeline.findings.model import Finding
from pipeline.readers.files import check_utf8, read_bytes
from pipeline.readers.sandbox.child_process import ReaderFault, reader

PLAIN = frozenset({".txt", ".md", ".markdown", ".text"})
HTML = frozenset({".html", ".htm", ".xhtml"})
PDF = frozenset({".pdf"})
SUFFIXES = PLAIN | HTML | PDF
TEXTS = "pipeline.readers.sandbox.document_text"
# The library that each function there needs.
LIBRARY_OF = {"best_encoding": "charset_normalizer", "html_text": "inscriptis", "pdf_text": "pypdfium2"}
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
HEAD = 2_048


def documents_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The files, and for folders all text documents in them, by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                entry for entry in path.rglob("*") if entry.suffix.lower() in SUFFIXES and entry.is_file()
            )
        else:
            yield path


def read_document(path: Path) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a document (None if it cannot be read), and the findings source-error or encoding-repaired."""
    display_path = str(path)
    data = read_bytes(path, display_path, TEXT_BYTES)
    if isinstance(data, Finding):
        return None, (data,)
    suffix = path.suffix.lower()
    try:
        if suffix in PDF:
            return read_in_child("pdf_text", data), ()
        text, found = decoded(data, display_path, html=suffix in HTML)
        return (read_in_child("html_text", text) if suffix in HTML else text), found
    except ReaderFault as error:
        return None, (reader_finding(error, display_path),)
    except MissingExtra as error:
        return None, (Finding(code="source-error", variant="needs-texts", file=display_path, details=error.values),)
    except Exception as error:
        return None, (
            Finding(code="source-error", variant="document", file=display_path, details={"problem": str(error)}),
        )


def reader_finding(error: ReaderFault, display_path: str) -> Finding:
    """The finding that the reader of a document failed."""
    return Finding(code="source-error", variant=f"reader-{error.reason}", file=display_path, details=error.details)


def decoded(data: bytes, display_path: str, *, html: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """UTF-8 as it is; else what a page declares, else the encoding that fits best, with a warning that says so."""
    broken = check_utf8(data, display_path)
    if broken is None:
        return data.decode(), ()
    declared = CHARSET.search(data[:HEAD]) if html else None
    if declared:
        try:
            return data.decode(declared[1].decode("ascii")), ()
        except (LookupError, UnicodeDecodeError):
            pass
    encoding = read_in_child("best_encoding", data)
    warning = Finding(
        code="encoding-repaired",
        severity="warning",
        file=display_path,
        line=broken.line,
        column=broken.column,
        value=encoding,
        details=broken.details,
    )
    return data.decode(encoding, errors="replace"), (warning,)


def read_in_child(function: str, data: bytes | str, seconds: int = READER_SECONDS) -> str:
    """What a reader makes of a document. Raises MissingExtra, ReaderFault, ReaderProblem, ValueError."""
    if function in LIBRARY_OF:
        require_extra("texts", LIBRARY_OF[function])
    with reader() as child:
        return str(child.ask(f"{TEXTS}:{function}", data, seconds=seconds))
