"""Files as streams of UTF-8, decoded and decompressed as declared; nothing is guessed."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from pipeline.core.buffers import CHUNK_BYTES
from pipeline.core.limits import EXPANDED_BYTES, EXPANSION

DAMAGES: tuple[type[Exception], ...] = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
BY_NAME = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zip": "zip"}
UTF8 = ("utf-8", "utf8", "utf-8-sig")


class Storage(NamedTuple):
    """How a text is stored: its encoding (a Python codec) and its compression ("" for none).

    `compression`: "by-name" if the suffix of each file decides. `innerpath`, `form`: in a zip, the name of the file to
    read ("" for the only one) and its format.
    """

    encoding: str = "utf-8"
    compression: str = ""
    innerpath: str = ""
    form: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the file contains the bytes of the text itself: UTF-8 and not compressed."""
        return self.encoding in UTF8 and not self.compression


class EncodingFault(Exception):
    """Bytes that the encoding does not have: line and column (1-based) of the first of them, and its value."""

    def __init__(self, line: int, column: int, byte: int) -> None:
        super().__init__(f"{line}:{column}: 0x{byte:02X}")
        self.line, self.column, self.byte = line, column, byte


class BrokenArchive(OSError):
    """A compressed file that is damaged, or not compressed as it says."""


class ExpansionError(OSError):
    """A compressed file that grows beyond all measure."""


def open_bytes(path: Path, storage: Storage) -> BinaryIO:
    """The decompressed bytes of a file, as an open stream. Raises OSError."""
    if storage.compression == "by-name":
        storage = storage._replace(compression=BY_NAME.get(path.suffix.lower(), ""))
    if storage.compression:
        return DecompressedStream(path, storage)  # type: ignore[return-value]  # read by these few methods alone
    return cast(BinaryIO, path.open("rb", buffering=0))


class DecompressedStream:
    """The bytes of a compressed file. Whatever is wrong with it is an OSError; so is growing beyond all measure."""

    def __init__(self, path: Path, storage: Storage) -> None:
        openers: dict[str, Any] = {"bz2": bz2.open, "xz": lzma.open, "zip": partial(open_member, storage)}
        self.raw = openers.get(storage.compression, gzip.open)(path, "rb")
        self.faults = DAMAGES if storage.compression != "zip" else (*DAMAGES, zip_damage())
        self.most = max(EXPANDED_BYTES, EXPANSION * path.stat().st_size)
        self.count = 0

    def read(self, size: int) -> bytes:
        try:
            data = cast(bytes, self.raw.read(size))
        except self.faults as error:
            raise BrokenArchive(str(error)) from error
        self.count += len(data)
        if self.count > self.most:
            raise ExpansionError(f"it grows to more than {EXPANSION} times its size")
        return data

    def readinto(self, buffer: memoryview, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.raw.close()

    def __enter__(self) -> DecompressedStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def zip_damage() -> type[Exception]:
    """What zipfile raises for a damaged archive. It is loaded where there is a zip: most packages have none."""
    from zipfile import BadZipFile

    return BadZipFile


def open_member(storage: Storage, path: Path, _mode: str) -> Any:
    """The file of a zip that is meant. Raises OSError."""
    from zipfile import BadZipFile, ZipFile

    from pipeline.readers.zip_members import MemberFault, find_member

    try:
        name = find_member(path, storage.innerpath, storage.form)
        with ZipFile(path) as archive:
            return archive.open(name)
    # zipfile raises RuntimeError for a password, and NotImplementedError for a method or version that it does not have.
    except (BadZipFile, MemberFault, KeyError, RuntimeError, NotImplementedError) as error:
        raise BrokenArchive(str(error)) from error


def open_text(source: Path | bytes, storage: Storage) -> BinaryIO:
    """The text of a file, or of bytes that are no file, as a stream of UTF-8."""
    raw = io.BytesIO(source) if isinstance(source, bytes) else open_bytes(source, storage)
    return raw if storage.encoding in UTF8 else TranscodedStream(raw, storage.encoding)  # type: ignore[return-value]


class TranscodedStream:
    """A stream in another encoding, as UTF-8. Raises EncodingFault where its bytes are not of that encoding."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self.raw = raw
        # A byte that is not of the encoding becomes a lone surrogate, and three bytes that are no UTF-8.
        self.decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self.ready = b""
        self.ended = False
        self.line, self.column = 1, 1

    def readinto(self, buffer: memoryview, /) -> int:
        while not self.ready and not self.ended:
            chunk = self.raw.read(CHUNK_BYTES)
            self.ended = not chunk
            self.ready = self.decode(chunk or b"").encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self.ready))
        buffer[:size] = self.ready[:size]
        self.ready = self.ready[size:]
        return size

    def decode(self, chunk: bytes) -> str:
        try:
            text = self.decoder.decode(chunk, final=self.ended)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(error.encoding, errors="ignore")
            self.advance(good)
            raise EncodingFault(self.line, self.column, error.object[error.start]) from error
        except UnicodeError as error:
            # A codec that finds fault with the whole, as UTF-16 does where no byte order mark stands.
            raise EncodingFault(self.line, self.column, chunk[0] if chunk else 0) from error
        self.advance(text)
        return text

    def advance(self, text: str) -> None:
        lines = text.count("\n")
        self.line += lines
        self.column = len(text) - text.rfind("\n") if lines else self.column + len(text)

    def close(self) -> None:
        self.raw.close()

    def __enter__(self) -> TranscodedStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ChainedStream:
    """Bytes that were read already, then the rest of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head = memoryview(head)
        self.rest = rest

    def readinto(self, buffer: memoryview, /) -> int | None:
        if not self.head:
            return self.rest.readinto(buffer)  # type: ignore[attr-defined, no-any-return]
        size = min(len(buffer), len(self.head))
        buffer[:size] = self.head[:size]
        self.head = self.head[size:]
        return size

    def close(self) -> None:
        self.rest.close()


def read_at(stream: BinaryIO, offset: int, start: int, length: int) -> bytes:
    stream.seek(offset + start)
    return read_exactly(stream, length)


def skip(stream: BinaryIO, count: int) -> None:
    while count:
        chunk = bytearray(min(count, 1 << 22))
        read = stream.readinto(memoryview(chunk))  # type: ignore[attr-defined]
        if not read:
            return
        count -= read


def read_exactly(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes of a stream; fewer only at its end."""
    data = bytearray(count)
    have = 0
    while have < count:
        read = stream.readinto(memoryview(data)[have:])  # type: ignore[attr-defined]
        if not read:
            break
        have += read
    return bytes(data[:have])
