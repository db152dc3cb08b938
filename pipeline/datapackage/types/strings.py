"""The formats of strings (Table Schema, "string") as patterns that Python and RE2 read in the same way."""

from __future__ import annotations

import re

from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.types.logical import Logical, Parser

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
PERCENT = "%[0-9A-Fa-f]{2}"
UNRESERVED = r"A-Za-z0-9._~!$&'()*+,;=\-"
CHAR = rf"(?:[{UNRESERVED}:@]|{PERCENT})"
# RFC 3986; a host in brackets is an IP literal, and nothing else may have brackets.
AUTHORITY = rf"(?:(?:[{UNRESERVED}:]|{PERCENT})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[{UNRESERVED}]|{PERCENT})*)(?::[0-9]*)?"
HIER = rf"(?://{AUTHORITY}(?:/{CHAR}*)*|/(?:{CHAR}+(?:/{CHAR}*)*)?|{CHAR}+(?:/{CHAR}*)*)?"
WEB_HOST = rf"(?:(?:[{UNRESERVED}:]|{PERCENT})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[{UNRESERVED}]|{PERCENT})+)(?::[0-9]*)?"
TAIL = rf"(?:\?(?:{CHAR}|[/?])*)?(?:#(?:{CHAR}|[/?])*)?"
EXPRESSIONS = {
    "email": rf"(?:{ATOM}(?:\.{ATOM})*|\"[^\"\\\r\n]+\")@{LABEL}(?:\.{LABEL})+",
    "uri": rf"[A-Za-z][A-Za-z0-9+.-]*:{HIER}{TAIL}",
    "binary": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "uuid": r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",
}
# The schemes of the web have a host, and it is not empty.
WEB = re.compile(r"(?:https?|ftps?):", re.IGNORECASE)
WEB_URI = rf"[A-Za-z]+://{WEB_HOST}(?:/{CHAR}*)*{TAIL}"


def string_parser(field: Field) -> Parser:
    """The parser of a string field, by its format."""
    if field.format in ("default", "fmt:default"):
        return parse_string
    pattern = re.compile(EXPRESSIONS[field.format], re.ASCII)
    web = re.compile(WEB_URI, re.ASCII) if field.format == "uri" else None

    def parse(cell: object) -> Logical:
        if not isinstance(cell, str) or not pattern.fullmatch(cell):
            raise ValueError(cell)
        if web and WEB.match(cell) and not web.fullmatch(cell):
            raise ValueError(cell)
        return Logical(cell, length=len(cell))

    return parse


def parse_string(cell: object) -> Logical:
    if not isinstance(cell, str):
        raise ValueError(cell)
    return Logical(cell, length=len(cell))
