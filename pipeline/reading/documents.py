"""Texts as people have them: plain, Markdown, HTML and PDF, made one text that all places count in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.findings import Finding
from pipeline.limits import PDF_PAGES, TEXT_BYTES
from pipeline.reading.files import check_utf8, read_bytes

PLAIN = frozenset({".txt", ".md", ".markdown", ".text"})
HTML = frozenset({".html", ".htm", ".xhtml"})
PDF = frozenset({".pdf"})
SUFFIXES = PLAIN | HTML | PDF
# What texts in French, English and Spanish are stored in where it is not UTF-8.
ENCODINGS = ["cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16"]
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
HEAD = 2_048


def documents_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The files themselves, and of folders all texts in them, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        else:
            yield path


def read_document(path: Path) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a document, and what is wrong with it: source-error (no text), encoding-repaired (a warning)."""
    shown = str(path)
    data = read_bytes(path, shown, TEXT_BYTES)
    if isinstance(data, Finding):
        return None, (data,)
    suffix = path.suffix.lower()
    try:
        if suffix in PDF:
            return pdf_text(data), ()
        text, found = decoded(data, shown, html=suffix in HTML)
        return (html_text(text) if suffix in HTML else text), found
    except Exception as error:
        return None, (Finding(code="source-error", variant="document", file=shown, details={"problem": str(error)}),)


def decoded(data: bytes, shown: str, *, html: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """UTF-8 as it is; else what a page declares, else the encoding that fits best, with a warning that says so."""
    broken = check_utf8(data, shown)
    if broken is None:
        return data.decode(), ()
    declared = CHARSET.search(data[:HEAD]) if html else None
    if declared:
        try:
            return data.decode(declared[1].decode("ascii")), ()
        except (LookupError, UnicodeDecodeError):
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=ENCODINGS).best()
    encoding = best.encoding if best else "cp1252"
    warning = Finding(
        code="encoding-repaired",
        severity="warning",
        file=shown,
        line=broken.line,
        column=broken.column,
        value=encoding,
        details=broken.details,
    )
    return data.decode(encoding, errors="replace"), (warning,)


def html_text(page: str) -> str:
    """A page as text: paragraphs, lists and headings as lines, the cells of a table between bars."""
    from inscriptis import get_text
    from inscriptis.model.config import ParserConfig

    return str(get_text(page, ParserConfig(table_cell_separator=" | ")))


def pdf_text(data: bytes) -> str:
    """The text of all pages, a blank line between them, lines as they are printed."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > PDF_PAGES:
            raise ValueError(f"it has {len(document)} pages; at most {PDF_PAGES} are read")
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "\n\n".join(pages).replace("\r\n", "\n")
