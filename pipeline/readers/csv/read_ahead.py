"""Reads the next block in a thread while the current one is checked."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Queue
from threading import Event, Thread

from pipeline.readers.csv.block_splitter import FIRST_BYTES, Block

Piece = tuple[Block, memoryview]


def read_ahead(blocks: Iterator[Piece], size: int) -> Iterator[Piece]:
    """The same blocks of about `size` bytes, one of them read in advance where there is more than one."""
    first = next(blocks, None)
    if first is None:
        return
    if first[0].length < min(size, FIRST_BYTES) // 2:
        yield first
        yield from blocks
        return
    ready: Queue[Piece | BaseException | None] = Queue(maxsize=1)
    stop = Event()
    thread = Thread(target=fill, args=(blocks, ready, stop), daemon=True)
    thread.start()
    try:
        yield first
        while (piece := ready.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        stop.set()
        while thread.is_alive():
            drain(ready)
            thread.join(0.01)


def fill(blocks: Iterator[Piece], ready: Queue[Piece | BaseException | None], stop: Event) -> None:
    try:
        for piece in blocks:
            ready.put(piece)
            if stop.is_set():
                return
    except BaseException as error:
        ready.put(error)
    else:
        ready.put(None)


def drain(ready: Queue[Piece | BaseException | None]) -> None:
    while not ready.empty():
        ready.get_nowait()
