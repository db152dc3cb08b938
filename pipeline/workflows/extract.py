"""`extract`: reads facts from texts, in this order:

    files -> texts -> statements (from the cache, in this process, in several, or on a cluster) -> in the same order

The facts of a text depend only on its characters, the names of the registry and the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from threading import local

from pipeline.core.database.connection import memory
from pipeline.core.extras import require_extra
from pipeline.core.files.atomic_files import replace_file
from pipeline.core.files.display_paths import as_text
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.signals import interruptible
from pipeline.extraction.reading import Reading
from pipeline.extraction.statement_cache import StatementCache, cached_statements
from pipeline.findings.model import Finding
from pipeline.readers.sandbox.child_process import Child, ReaderFault
from pipeline.readers.text_documents import documents_in, read_document, reader_finding
from pipeline.registry.contract import load_contract
from pipeline.registry.registry import Registry
from pipeline.registry.statements import Statement
from pipeline.workflows import check_registry
from pipeline.workflows.reading import reading_of, statement_cache

# Texts that one process is given at once, and how few are read sooner than processes start.
CHUNK, FEW, FEW_BYTES = 40, 40, 2_000_000


@dataclass(frozen=True)
class Options:
    """How texts are read. `columns`: the keys of a statement as JSON, in their order; `jobs`: processes; `master`: the
    Spark cluster; `cache`: None for none.

    `keep`: the folder in which to save the converted texts; `as_json`: whether to return statements as lines of JSON,
    which processes hand over faster than objects.
    """

    columns: tuple[str, ...]
    lang: str | None = None
    jobs: int = 1
    master: str | None = None
    cache: StatementCache | None = None
    keep: Path | None = None
    as_json: bool = False


@dataclass(frozen=True)
class ReadText:
    """What a document gave: its text (None if unreadable), its statements or their lines of JSON, its findings."""

    path: Path
    text: str | None
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()
    lines: tuple[str, ...] = ()


ReadAll = Callable[[Sequence[Path], Callable[[Path], ReadText]], Iterator[ReadText]]


@dataclass(frozen=True)
class RegistryReading:
    """What a registry gives to reading: its names, the keys of its statements, and where those of earlier runs are."""

    reading: Reading
    columns: tuple[str, ...]
    cache: StatementCache | None


def registry_reading(root: Path, *, cache: bool = True) -> RegistryReading:
    """The names of the registry in `root`, and its cache of statements. Raises ContractError."""
    contract = load_contract(root)
    with memory() as connection:
        registry = Registry(contract, connection)
        check_registry.read_raw(registry)
        typed = registry.rows()
    return RegistryReading(
        reading_of(contract, typed),
        contract.statement_columns,
        statement_cache(contract, typed) if cache else None,
    )


def extract_paths(paths: Sequence[Path], reading: Reading, options: Options) -> Iterator[ReadText]:
    """The results for files and folders, in their order, one document at a time, so that memory does not grow.

    Raises PasserelleError if Spark is requested and not installed.
    """
    documents = documents_in(paths)
    first = list(islice(documents, FEW))
    reader = partial(read_one, reading=reading, options=options)
    small = len(first) < FEW and sum(size_of(path) for path in first) < FEW_BYTES
    everything = chain(first, documents)
    if options.master:
        require_extra("spark")
        from pipeline.workflows.spark_extract import read_on_cluster

        yield from read_on_cluster(list(everything), reader, options.master)
    elif options.jobs > 1 and not small:
        yield from read_in_processes(everything, reader, options.jobs)
    else:
        yield from map(reader, everything)


def chain(first: Sequence[Path], rest: Iterable[Path]) -> Iterator[Path]:
    yield from first
    yield from rest


def size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def read_one(path: Path, reading: Reading, options: Options) -> ReadText:
    """One document. Whatever goes wrong with it is a finding, so that the next is read."""
    text, found = read_document(path)
    if text is None:
        return ReadText(path, None, findings=found)
    if options.keep:
        with translate_os_errors(options.keep):
            options.keep.mkdir(parents=True, exist_ok=True)
        replace_file(options.keep / f"{path.stem}.txt", text.encode())
    try:
        statements = cached_statements(reading.statements, options.cache, text, as_text(path.stem), options.lang)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        broken = Finding(code="source-error", variant="unread", file=str(path), details={"problem": problem})
        return ReadText(path, text, findings=(*found, broken))
    if options.as_json:
        return ReadText(path, "", findings=found, lines=tuple(one.json_line(options.columns) for one in statements))
    return ReadText(path, text, statements, found)


def read_in_processes(paths: Iterable[Path], reader: Callable[[Path], ReadText], jobs: int) -> Iterator[ReadText]:
    """The documents in several processes, in their order; so many at once that all are busy and memory stays flat.

    A process that dies costs the document that it read then, and no other.
    """
    crew = WorkerPool(reader)
    # Each thread has a process and waits for it.
    with interruptible(crew.end), crew, ThreadPoolExecutor(jobs) as pool:
        try:
            remaining = iter(paths)
            waiting = iter(lambda: list(islice(remaining, CHUNK)), [])
            running = [pool.submit(crew.read_chunk, chunk) for chunk in islice(waiting, 2 * jobs)]
            while running:
                yield from running.pop(0).result()
                running += [pool.submit(crew.read_chunk, chunk) for chunk in islice(waiting, 1)]
        finally:
            # What was begun is of no use to anybody who stops listening.
            crew.end()


class WorkerPool:
    """Processes that read documents, one for each thread that asks."""

    def __init__(self, reader: Callable[[Path], ReadText]) -> None:
        self.reader = reader
        self.children: list[Child] = []
        self.mine = local()
        self.ended = False

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.children:
            child.close()

    def end(self) -> None:
        """Ends all processes, so that no thread waits for one any more."""
        self.ended = True
        for child in self.children:
            child.end()

    def child(self) -> Child:
        """The process of this thread, or a new one if it has died."""
        if getattr(self.mine, "child", None) is None or self.mine.child.process.poll() is not None:
            self.mine.child = Child(memory=0)
            self.children.append(self.mine.child)
            self.mine.child.ask(f"{__name__}:set_reader", self.reader, seconds=0, clock=0)
        child: Child = self.mine.child
        return child

    def read_chunk(self, paths: Sequence[Path]) -> list[ReadText]:
        """What documents give; one whose process dies gives a finding, and the others are read by the next process."""
        found: list[ReadText] = []
        while len(found) < len(paths) and not self.ended:
            rest = paths[len(found) :]
            try:
                for read in self.child().ask_each(f"{__name__}:read_here", [(path,) for path in rest]):
                    found.append(read)  # noqa: PERF402 - those that came before a death are kept
            except ReaderFault as error:
                at = len(found)
                found.append(ReadText(paths[at], None, findings=(reader_finding(error, str(paths[at])),)))
        return found


READER: list[Callable[[Path], ReadText]] = []


def set_reader(reader: Callable[[Path], ReadText]) -> None:
    """Gives a process what it reads with, once."""
    READER[:] = [reader]


def read_here(path: Path) -> ReadText:
    return READER[0](path)
