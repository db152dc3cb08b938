"""Cells of a workbook that the reader returns as empty: errors, and formulas without a stored result.

A fast search finds sheets that may have one; only then is every cell read. Sources: ECMA-376 (SpreadsheetML, 18.3.1.4
"c"), OASIS OpenDocument 1.3 (19.385 "office:value-type") with LibreOffice's calcext.
"""

from __future__ import annotations

import io
import posixpath
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.limits import COLUMNS
from pipeline.datapackage.types.stored_cells import BrokenCell
from pipeline.readers.sandbox.xls_errors import xls_errors

BrokenCells = dict[int, dict[int, BrokenCell]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OVERLAP = 1 << 12
# Cells that one repeated cell stands for.
MOST_REPEATED = 1_000_000
NO_VALUE = rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
XLSX_FORMULA = re.compile(rb"</(?:\w+:)?f>" + NO_VALUE + rb"|<(?:\w+:)?f\b[^>]*/>" + NO_VALUE)
ODS_SUSPECT = re.compile(rb'value-type="error"|formula="')


class UnknownParts(Exception):
    """A workbook whose parts are not where its format wants them."""


def is_encrypted(source: Path | bytes) -> bool:
    """Whether a workbook asks for a password (an .xlsx then is an OLE file; an .ods says so in its manifest)."""
    with opened(source) as stream:
        if stream.read(8) == OLE:
            return "EncryptedPackage".encode("utf-16-le") in stream.read()
        stream.seek(0)
        try:
            with ZipFile(stream) as parts:
                manifest = "META-INF/manifest.xml"
                encrypted = any(part.flag_bits & 1 for part in parts.infolist())
                return encrypted or (manifest in parts.namelist() and b"encryption-data" in parts.read(manifest))
        except (BadZipFile, OSError, ValueError, RuntimeError):
            return False


def opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def broken_cells(source: Path | bytes, sheet: str) -> BrokenCells:
    """The broken cells of a sheet by row and column (1-based). Raises UnknownParts, OSError."""
    with opened(source) as stream:
        if stream.read(8) == OLE:
            return xls_cells(OLE + stream.read(), sheet)
        stream.seek(0)
        try:
            with ZipFile(stream) as parts:
                if "content.xml" in parts.namelist():
                    return ods_cells(parts, sheet)
                return xlsx_cells(parts, xlsx_part(parts, sheet))
        except (BadZipFile, KeyError, ElementTree.ParseError, expat.ExpatError) as error:
            raise UnknownParts(str(error)) from error


def xls_cells(data: bytes, sheet: str) -> BrokenCells:
    try:
        return xls_errors(data, sheet)
    except ValueError as error:
        raise UnknownParts(str(error)) from error


def part_has_data(source: Path | bytes, sheet: str) -> bool | None:
    """Whether a sheet of an .xlsx has a cell with a value, by the beginning of its part; None for other formats."""
    try:
        with opened(source) as stream, ZipFile(stream) as parts, parts.open(xlsx_part(parts, sheet)) as part:
            start = part.read(CHUNK_BYTES)
            return re.search(rb"<(?:\w+:)?(?:v|is)>", start) is not None
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError):
        return None


def xlsx_part(parts: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet. Raises KeyError, ElementTree.ParseError."""
    links = relations(parts, "_rels/.rels", "")
    workbook = next((target for kind, target in links.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")
    folder = posixpath.dirname(workbook)
    links = relations(parts, f"{folder}/_rels/{posixpath.basename(workbook)}.rels", folder)
    for element in ElementTree.fromstring(parts.read(workbook)).iter():
        if local(element.tag) == "sheet" and element.get("name") == sheet:
            return links[next(value for name, value in element.attrib.items() if name.endswith("}id"))][1]
    raise KeyError(sheet)


def relations(parts: ZipFile, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """The relations of a part by id: their kind and what they lead to."""
    found = {}
    for element in ElementTree.fromstring(parts.read(name)):
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (element.get("Type", ""), path)
    return found


def local(tag: str) -> str:
    """The name of an element without its namespace or prefix."""
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def chunks(parts: ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces, each with the end of the one before it."""
    with parts.open(name) as part:
        before = b""
        while data := part.read(CHUNK_BYTES):
            yield before + data
            before = data[-OVERLAP:]


def xlsx_suspect(data: bytes) -> bool:
    if b't="e"' in data or b"t='e'" in data:
        return True
    has_formula = b"<f" in data or b":f" in data
    return has_formula and XLSX_FORMULA.search(data) is not None


def xlsx_cells(parts: ZipFile, name: str) -> BrokenCells:
    if not any(xlsx_suspect(data) for data in chunks(parts, name)):
        return {}
    reader = XlsxCells()
    with parts.open(name) as part:
        reader.parse(part)
    return reader.found


class CellReader(ABC):
    """Goes through the elements of a sheet."""

    def __init__(self) -> None:
        self.found: BrokenCells = {}
        self.text: list[str] | None = None

    def parse(self, part: object) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.ParseFile(part)  # type: ignore[arg-type]

    @abstractmethod
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called where an element begins, with its name and attributes."""

    @abstractmethod
    def end(self, tag: str) -> None:
        """Called where an element ends, with its name."""

    def characters(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def add(self, row: int, column: int, cell: BrokenCell) -> None:
        self.found.setdefault(row, {})[column] = cell


class XlsxCells(CellReader):
    """The broken cells of a part of SpreadsheetML."""

    def __init__(self) -> None:
        super().__init__()
        self.row = self.column = 0
        self.kind, self.formula, self.value = "", None, ""  # type: str, str | None, str

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self.column = column_number(attributes["r"]) if "r" in attributes else self.column + 1
            self.kind, self.formula, self.value = attributes.get("t", "n"), None, ""
        elif name in ("f", "v"):
            self.text = []

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("f", "v"):
            text, self.text = "".join(self.text or ()), None
            if name == "f":
                self.formula = text
            else:
                self.value = text
        elif name == "c":
            if self.kind == "e":
                self.add(self.row, self.column, BrokenCell(self.value or "#VALUE!", "error"))
            elif self.formula is not None and not self.value and self.kind != "str":
                self.add(self.row, self.column, BrokenCell(f"={self.formula}", "formula"))


def column_number(address: str) -> int:
    """The column (1-based) of an address such as AB12."""
    number = 0
    for character in address:
        if not character.isalpha():
            break
        number = 26 * number + ord(character.upper()) - 64
    return number


def ods_cells(parts: ZipFile, sheet: str) -> BrokenCells:
    if not any(ODS_SUSPECT.search(data) for data in chunks(parts, "content.xml")):
        return {}
    reader = OdsCells(sheet)
    with parts.open("content.xml") as part:
        reader.parse(part)
    return reader.found


class OdsCells(CellReader):
    """The broken cells of a table of OpenDocument, where rows and cells may be repeated."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.sheet, self.inside = sheet, False
        self.row, self.rows, self.column = 1, 0, 0
        self.cell: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.inside = attributes.get("table:name") == self.sheet
            self.row, self.rows = 1, 0
        elif self.inside and tag == "table:table-row":
            self.row += self.rows
            self.rows = int(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
        elif self.inside and tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text = attributes, []

    def end(self, tag: str) -> None:
        if self.inside and tag in ("table:table-cell", "table:covered-table-cell"):
            text, self.text = "".join(self.text or ()), None
            broken = ods_cell(self.cell, text)
            repeated = int(self.cell.get("table:number-columns-repeated", "1"))
            if broken is not None:
                columns = min(repeated, COLUMNS)
                for row in range(self.row, self.row + min(self.rows, MOST_REPEATED // columns)):
                    for column in range(self.column + 1, self.column + columns + 1):
                        self.add(row, column, broken)
            self.column += repeated
        elif tag == "table:table":
            self.inside = False


def ods_cell(attributes: dict[str, str], text: str) -> BrokenCell | None:
    formula = attributes.get("table:formula")
    if attributes.get("calcext:value-type") == "error" or (formula is not None and text.startswith(("#", "Err:"))):
        return BrokenCell(text or "#VALUE!", "error")
    if formula is not None and "office:value-type" not in attributes and not text:
        return BrokenCell("=" + formula.split("=", 1)[-1], "formula")
    return None
