"""The text of PDF and HTML documents, and the encoding that fits bytes best; runs in the child process."""

from __future__ import annotations

import re

from pipeline.core.limits import PDF_PAGES, READER_BYTES, TAG_ATTRIBUTES

# What texts in French, English and Spanish are stored in where it is not UTF-8.
ENCODINGS = ["cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16"]

# A tag that may have very many attributes. One with "<" in its values is missed, and stopped by its reader's time.
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")


def html_text(page: str) -> str:
    """A page as text: paragraphs, lists and headings as lines, the cells of a table between bars."""
    from inscriptis import get_text
    from inscriptis.model.config import ParserConfig

    for tag in LONG_TAG.finditer(page):
        if tag[0].count("=") > TAG_ATTRIBUTES:
            raise ValueError(f"a tag of it has more than {TAG_ATTRIBUTES} attributes")
    try:
        return bounded(str(get_text(page, ParserConfig(table_cell_separator=" | "))))
    except RecursionError as error:
        raise ValueError("its elements are nested too deep") from error


def pdf_text(data: bytes) -> str:
    """The text of all pages, a blank line between them, lines as they are printed."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    if len(document) > PDF_PAGES:
        raise ValueError(f"it has {len(document)} pages; at most {PDF_PAGES} are read")
    pages: list[str] = []
    left = READER_BYTES
    for page in document:
        pages.append(page.get_textpage().get_text_range())
        left -= len(pages[-1])
        if left < 0:
            raise MemoryError
    document.close()
    return "\n\n".join(pages).replace("\r\n", "\n")


def bounded(text: str) -> str:
    if len(text) > READER_BYTES:
        raise MemoryError
    return text


def best_encoding(data: bytes) -> str:
    """The encoding that fits bytes best which are no UTF-8."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=ENCODINGS).best()
    return best.encoding if best else "cp1252"
