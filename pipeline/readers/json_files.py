"""JSON and JSON Lines, row by row, each row with its physical line."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.limits import JSON_BYTES
from pipeline.readers.byte_streams import Storage, open_text
from pipeline.readers.typed_table import DataFault, TypedRow

KEY_SHOWN = 40
BLANK = re.compile(r"[ \t\n\r]*")


def read_whole(path: Path, storage: Storage) -> str:
    with open_text(path, storage) as stream:
        data = bytearray()
        buffer = bytearray(CHUNK_BYTES)
        while count := stream.readinto(memoryview(buffer)):  # type: ignore[attr-defined]
            data += buffer[:count]
            if len(data) > JSON_BYTES:
                raise DataFault(None, "data-size", most=JSON_BYTES)
    return data.decode("utf-8-sig")


def json_rows(path: Path, storage: Storage, place: str | None) -> Iterator[TypedRow]:
    """The rows of a JSON file, an array of arrays or of objects; `place`: the property that holds it."""
    text = read_whole(path, storage)
    start = array_start(text, place)
    line, counted = 1, 0
    for at, _, item in array_items(text, start):
        line, counted = line + text.count("\n", counted, at), at
        yield typed_row(item, line)


def array_start(text: str, place: str | None) -> int:
    """Where the array of rows begins in a JSON text."""
    twice: list[str] = []
    decoder = document_decoder(twice)
    at = skip_blank(text, 0)
    if place is None:
        if not text.startswith("[", at):
            raise DataFault(1, "data-rows")
        return at
    document, end = decode_at(decoder, text, at)
    if skip_blank(text, end) != len(text):
        raise DataFault(None, "data-behind")
    if not isinstance(document, dict) or not isinstance(document.get(place), list):
        raise DataFault(1, "data-property", property=place)
    if place in twice:
        raise DataFault(1, "data-property-twice", property=place[:KEY_SHOWN])
    return member_start(text, at, place, decoder)


def member_start(text: str, at: int, place: str, decoder: json.JSONDecoder) -> int:
    """Where the value of a member of the object at `at` begins."""
    at = skip_blank(text, at + 1)
    while text[at] == '"':
        key, at = decode_at(decoder, text, at)
        at = skip_blank(text, skip_blank(text, at) + 1)
        if key == place:
            return at
        _, at = decode_at(decoder, text, at)
        at = skip_blank(text, skip_blank(text, at) + 1)
    raise DataFault(1, "data-property", property=place)


def array_items(text: str, at: int) -> Iterator[tuple[int, int, Any]]:
    """The items of the array at `at`, each with where it begins and ends."""
    twice: list[str] = []
    decoder = row_decoder(twice)
    at = skip_blank(text, at + 1)
    if text.startswith("]", at):
        return
    while True:
        item, end = decode_at(decoder, text, at)
        yield at, end, duplicate_fault(twice) or item
        at = skip_blank(text, end)
        if text.startswith("]", at):
            return
        if not text.startswith(",", at):
            raise DataFault(text.count("\n", 0, at) + 1, "data-comma")
        at = skip_blank(text, at + 1)


def strict_decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_constant=refuse_constant)


def document_decoder(twice: list[str]) -> json.JSONDecoder:
    """A decoder that notes the keys that the last object it has read, the outermost, has twice."""

    def taken(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        twice[:] = duplicate_names(pairs) if len(found) != len(pairs) else ()
        return found

    return json.JSONDecoder(parse_constant=refuse_constant, object_pairs_hook=taken)


def duplicate_names(pairs: list[tuple[str, Any]]) -> list[str]:
    return [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]


def row_decoder(twice: list[str]) -> json.JSONDecoder:
    """A decoder that notes the keys that an object has twice, of which readers take this or that one."""

    def taken(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice.append(duplicate_names(pairs)[0])
        return found

    return json.JSONDecoder(parse_constant=refuse_constant, object_pairs_hook=taken)


def duplicate_fault(twice: list[str]) -> DataFault | None:
    """What is wrong with a row in which a key was noted; the notes are taken away."""
    if not twice:
        return None
    name = twice[0]
    twice.clear()
    return DataFault(None, "data-key-twice", key=name[:KEY_SHOWN])


def refuse_constant(name: str) -> Any:
    raise DataFault(None, "data-constant", constant=name)


def decode_at(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise DataFault(error.lineno, "data", problem=error.msg) from error
    except RecursionError as error:
        raise DataFault(None, "data-levels") from error


def skip_blank(text: str, at: int) -> int:
    match = BLANK.match(text, at)
    return match.end() if match else at


def typed_row(item: Any, line: int | None) -> TypedRow:
    if isinstance(item, DataFault):
        item.line = line
        return TypedRow(line, item)
    return TypedRow(line, item if isinstance(item, list | dict) else DataFault(line, "data-row"))


def json_lines(path: Path, storage: Storage) -> Iterator[TypedRow]:
    """The rows of a file of JSON lines, one row a line."""
    twice: list[str] = []
    decoder = row_decoder(twice)
    with open_text(path, storage) as stream:
        for number, line in enumerate(text_lines(stream), start=1):
            if isinstance(line, DataFault):
                yield TypedRow(number, line.at(number))
            elif line.strip():
                row, fault = line_row(decoder, line, number), duplicate_fault(twice)
                yield TypedRow(number, fault.at(number)) if fault else row


def line_row(decoder: json.JSONDecoder, line: str, number: int) -> TypedRow:
    """The row on a line, or what is wrong with it: the lines after it can be read all the same."""
    try:
        item, end = decode_line(decoder, line, number)
    except DataFault as error:
        return TypedRow(number, error.at(number))
    if skip_blank(line, end) != len(line):
        return TypedRow(number, DataFault(number, "data-behind-row"))
    return typed_row(item, number)


def decode_line(decoder: json.JSONDecoder, line: str, number: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(line, skip_blank(line, 0))
    except json.JSONDecodeError as error:
        raise DataFault(number, "data", problem=error.msg) from error
    except RecursionError as error:
        raise DataFault(number, "data-levels") from error


def text_lines(stream: Any) -> Iterator[str | DataFault]:
    """The lines of a stream; a fault for one that is not UTF-8."""
    rest = b""
    buffer = bytearray(CHUNK_BYTES)
    first = True
    while count := stream.readinto(memoryview(buffer)):
        *lines, rest = (rest + bytes(buffer[:count])).split(b"\n")
        if len(rest) > JSON_BYTES:
            raise DataFault(None, "data-line-size", most=JSON_BYTES)
        for line in lines:
            yield text_of(line.removeprefix(codecs.BOM_UTF8) if first else line)
            first = False
    if rest:
        yield text_of(rest.removeprefix(codecs.BOM_UTF8) if first else rest)


def text_of(line: bytes) -> str | DataFault:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = line[error.start]
        guess = bytes([byte]).decode("cp1252", errors="replace")
        return DataFault(None, "", code="encoding-error", byte=f"0x{byte:02X}", guess=guess)
