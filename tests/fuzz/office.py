"""Workbooks with something changed in their bytes, their parts, or the numbers and names in these."""

from __future__ import annotations

import datetime
import io
import json
import re
import struct
import zipfile
from random import Random

from tests.fuzz.packages import Files
from tests.fuzz.texts import mutated_bytes, replaced

ROWS: tuple[tuple[object, ...], ...] = (
    ("id", "name", "day", "share"),
    (1, "Bonn", datetime.date(2014, 11, 4), 0.5),
    (2, "=1+1", datetime.datetime.fromisoformat("2024-02-29T12:30:00"), 1e300),
)
FIELDS = [
    {"name": name, "type": kind} for name, kind in zip(ROWS[0], ("integer", "string", "date", "number"), strict=True)
]
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="things">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
NUMBERS = (b"0", b"-1", b"1", b"65535", b"1048576", b"1048577", b"2147483648", b"999999999999", b"1e400", b"x", b"")
CELLS = (b"A1", b"XFD1048576", b"A1:XFD1048576", b"ZZZZZZZ9", b"A0", b"A-1", b"AAAAAAAAAAAAAAAAAAAA1", b"")
ELEMENTS = (
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b'<c t="s"><v>4000000000</v></c>',
    b'<dimension ref="A1:XFD1048576"/>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<!DOCTYPE a [<!ENTITY b "x">]>',
    b"<si><t>x</t></si>",
    b"&lt;",
    b"&b;",
    b"<",
    b"]]>",
    b'<table:table-cell table:number-columns-repeated="999999999"/>',
    b'<table:table-row table:number-rows-repeated="999999999"><table:table-cell office:value="1"/></table:table-row>',
)


def mutated_workbook(seed: int) -> Files:
    """A package with a workbook as its table; the same for the same seed."""
    random = Random(f"workbook {seed}")
    form = random.choice(("xlsx", "xlsx", "ods", "xls"))
    whole = {"xlsx": xlsx, "ods": ods, "xls": xls}[form]()
    changed = whole if random.random() < 0.02 else mutated(whole, random, zipped=form != "xls")
    path = f"things.{form if random.random() < 0.9 else random.choice(('xlsx', 'ods', 'xls', 'xlsm'))}"
    resource = {"name": "things", "path": path, "schema": {"fields": FIELDS}}
    return {"datapackage.json": json.dumps({"resources": [resource]}).encode(), path: changed}


def mutated(data: bytes, random: Random, *, zipped: bool) -> bytes:
    """A file with its bytes changed; one that is a zip more often with its parts changed, and whole as a zip."""
    if not zipped or random.random() < 0.2:
        return changed_numbers(data, random) if random.random() < 0.6 else mutated_bytes(data, random)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(random.choice((1, 1, 2, 5))):
        name = random.choice(list(parts))
        way = random.random()
        if way < 0.06:
            del parts[name]
            break
        if way < 0.1:
            parts[random.choice((*parts, "../x", "/x", "xl/sharedStrings.xml"))] = parts[name]
        else:
            parts[name] = changed_part(parts[name], random)
    return zip_of(parts)


def changed_part(part: bytes, random: Random) -> bytes:
    """XML with a number, an address of a cell or an element changed, doubled, or put in."""
    way = random.randrange(5)
    if way == 0:
        return replaced(part, rb'(?<=")\d+(?=")', random.choice(NUMBERS), random)
    if way == 1:
        return replaced(part, rb'(?<=")[A-Z]+\d+(:[A-Z]+\d+)?(?=")', random.choice(CELLS), random)
    if way == 2:
        element = random.choice(ELEMENTS) * random.choice((1, 1, 100, 30_000))
        return replaced(part, rb"(?<=>)(?=<)", element, random)
    if way == 3:
        piece = random.choice(re.findall(rb"<[^<>]*>", part) or [b"<a>"])
        return replaced(part, rb"(?<=>)(?=<)", piece * random.choice((1, 70, 5_000)), random)
    return mutated_bytes(part, random)


def changed_numbers(data: bytes, random: Random) -> bytes:
    """Two or four bytes at a time taken for a length or a place, and changed."""
    made = bytearray(data)
    for _ in range(random.choice((1, 2, 8))):
        at = random.randrange(0, len(made) - 4)
        made[at : at + 4] = struct.pack("<I", random.choice((0, 1, 0xFFFF, 0xFFFFFFFE, 0x7FFFFFFF, len(made))))
    return bytes(made)


def zip_of(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part)
    return data.getvalue()


def xlsx() -> bytes:
    """An .xlsx of one sheet, as openpyxl writes it, without the clock."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "things"
    for row in ROWS:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        return zip_of({name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps")})


def ods() -> bytes:
    """An .ods of one sheet of texts."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": CONTENT.format(rows=rows).encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def xls() -> bytes:
    """An .xls of two sheets with a few cells, in a file system of hand-made sectors."""
    from tests.readers.sandbox.test_xls_errors import record
    from tests.readers.sandbox.test_xls_errors import xls as book

    label = record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 2, 0) + b"id")
    number = record(0x0203, struct.pack("<HHHd", 1, 0, 0, 12.5))
    wrong = record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1))
    return book(record(0x0200, struct.pack("<IIHHH", 0, 2, 0, 2, 0)) + label + number + wrong)
