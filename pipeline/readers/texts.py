"""Texts of documents in the child process: of PDF and HTML, and the encoding that fits bytes best."""

from __future__ import annotations

from pipeline.limits import PDF_PAGES, READER_BYTES

# What texts in French, English and Spanish are stored in where it is not UTF-8.
ENCODINGS = ["cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16"]


def html_text(page: str) -> str:
    """A page as text: paragraphs, lists and headings as lines, the cells of a table between bars."""
    from inscriptis import get_text
    from inscriptis.model.config import ParserConfig

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
