"""Incremental builds: pages for which no lookup has another answer are copied from the last build.

While a page is written, the index records its lookups. The next build repeats each lookup once, and writes only the
pages for which an answer changed. Templates, words, the contract and the program have a common version; if it changes,
every page is written.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from babel import __version__ as babel_version

from pipeline.core.files.cache import cache_get_lines, cache_put_pieces
from pipeline.publishing.site.context import Publication
from pipeline.publishing.site.registry_index import SHARED, Index, Lookup

HERE = Path(__file__).parent
# Size and last change (nanoseconds) of a file that was written.
Stamp = tuple[int, int]
# What a page asked: numbers of lookups.
Numbers: TypeAlias = "array[int]"
DIGEST_BYTES = 12
FAILED = bytes(DIGEST_BYTES)
# In place of the number of a lookup that no page makes.
UNUSED = 2**32 - 1


def stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """The same file under a second name, where the file system knows that, else a copy of it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()


class PageReuse:
    """The pages of the last build, and what is known of this one's for the next.

    Lookups are numbered: `numbers` has the number of each, `answers` a digest of what each gives now, one behind the
    other. There are hundreds of lookups for each row: of what a page asked, numbers alone are kept.
    """

    def __init__(self, index: Index, publication: Publication) -> None:
        self.index = index
        self.version = version(publication)
        self.previous = publication.previous / "site" if publication.previous else None
        self.path = state_path(publication)
        self.numbers: dict[Lookup, int] = {}
        self.answers = bytearray()
        # What was asked for what many pages share, by its name, and a digest of the answers.
        self.shared: dict[str, Numbers] = {}
        self.digests: dict[str, bytes] = {}
        self.noted: dict[str, tuple[Stamp, Numbers]] = {}
        self.kept: dict[str, tuple[Stamp, Numbers]] = {}
        if self.path is not None:
            self.recall(read_state(self.path, self.version))

    def recall(self, state: BuildState) -> None:
        """The pages of the last build for which every lookup has the answer that it had."""
        self.shared = state.shared
        for number, key in enumerate(state.asked):
            self.numbers[key] = number
            self.answers += FAILED if key[0] == SHARED else self.answer(key)
        for key, number in self.numbers.items():
            if key[0] == SHARED:
                # It is made of the others, which are known by now.
                self.put(number, self.answer(key))
        same = bytearray(self.answered(number) == before for number, before in enumerate(state.answers))
        self.kept = {
            path: (stamped, numbers)
            for path, (stamped, numbers) in state.pages.items()
            if all(same[number] for number in numbers)
        }

    def write(self, folder: Path, path: str, make: Callable[[], Iterable[str]], fresh: bool = False) -> None:
        """Writes a page: as it was, if nothing that it asks has changed, else made again from its pieces."""
        target = folder / path
        known = None if fresh else self.kept.pop(path, None)
        if known is not None and self.taken_over(path, target, known[0]):
            self.noted[path] = known
            return
        self.index.asked = set()
        self.place(path, target, make())
        if not fresh:
            self.noted[path] = (stamp(target), self.numbered(self.index.asked))
        self.index.asked = None

    def place(self, path: str, target: Path, pieces: Iterable[str]) -> None:
        """Writes a page; the file of the last build stands for one that came out the same."""
        with target.open("wb") as file:
            for piece in pieces:
                file.write(piece.encode())
        if self.previous is not None and same_bytes(self.previous / path, target):
            target.unlink()
            link_or_copy(self.previous / path, target)

    def taken_over(self, path: str, target: Path, stamped: Stamp) -> bool:
        """Whether the file of the last build could be taken, which nobody has touched since."""
        if self.previous is None:
            return False
        try:
            if stamp(self.previous / path) != stamped:
                return False
            link_or_copy(self.previous / path, target)
        except OSError:
            return False
        return True

    def numbered(self, asked: Iterable[Lookup]) -> Numbers:
        """The numbers of some lookups; those that are new are looked up."""
        return array("I", [self.number(key) for key in asked])

    def number(self, asked: Lookup) -> int:
        number = self.numbers.get(asked)
        if number is None:
            found = self.answer(asked)
            number = self.numbers[asked] = len(self.numbers)
            self.answers += found
        elif asked[0] == SHARED:
            # What is shared may have been made again since.
            self.put(number, self.answer(asked))
        return number

    def answered(self, number: int) -> bytes:
        return bytes(self.answers[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES])

    def put(self, number: int, answer: bytes) -> None:
        self.answers[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES] = answer

    def answer(self, asked: Lookup) -> bytes:
        """A digest of what a lookup gives now; zeros where it fails."""
        if asked[0] == SHARED:
            return self.answer_shared(asked[1])
        noting, self.index.asked = self.index.asked, None
        try:
            return digest(repr(self.index.answer(asked)).encode("utf-8", "surrogatepass"))
        except (LookupError, TypeError, ValueError):
            return FAILED
        finally:
            self.index.asked = noting

    def answer_shared(self, name: str) -> bytes:
        """A digest of all that was asked for what pages share; made again only where that was made again."""
        made = self.index.shared.pop(name, None)
        if made is not None:
            self.shared[name] = self.numbered(made)
        if made is not None or name not in self.digests:
            self.digests[name] = digest(b"".join(map(self.answered, self.shared.get(name, ()))))
        return self.digests[name]

    def save(self) -> None:
        """Keeps what the next build needs to know."""
        if self.path is not None:
            cache_put_pieces(self.path.parent, self.path.name, self.state())

    def state(self) -> Iterator[bytes]:
        """What is kept, line by line; lookups that no page makes any more are forgotten."""
        again = self.numbered_again()
        yield line({"version": self.version})
        for asked, number in self.numbers.items():
            if again[number] != UNUSED:
                yield line({"asked": asked, "answer": self.answered(number).hex()})
        for name, numbers in self.shared.items():
            yield line({"shared": name, "asks": [again[number] for number in numbers]})
        for path, (stamped, numbers) in self.noted.items():
            yield line({"page": path, "stamp": stamped, "asks": [again[number] for number in numbers]})

    def numbered_again(self) -> Numbers:
        """The number of each lookup among those that are used, by its number until now."""
        found = array("I", [UNUSED]) * len(self.numbers)
        for numbers in (*(numbers for _, numbers in self.noted.values()), *self.shared.values()):
            for number in numbers:
                found[number] = 0
        used = (number for number, order in enumerate(found) if order != UNUSED)
        for at, number in enumerate(used):
            found[number] = at
        return found


@dataclass
class BuildState:
    """What the last build kept: lookups and digests of their answers, what pages share, and what each page asked."""

    asked: list[Lookup] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    shared: dict[str, Numbers] = field(default_factory=dict)
    pages: dict[str, tuple[Stamp, Numbers]] = field(default_factory=dict)

    def add(self, record: dict[str, Any]) -> None:
        """Takes one kept line."""
        if "asked" in record:
            self.asked.append(tuple(record["asked"]))
            self.answers.append(bytes.fromhex(record["answer"]))
        elif "shared" in record:
            self.shared[record["shared"]] = array("I", record["asks"])
        else:
            size, changed = record["stamp"]
            self.pages[record["page"]] = ((size, changed), array("I", record["asks"]))


def read_state(path: Path, version: str) -> BuildState:
    """What the last build kept; nothing where there is none, or where it was another program's or contract's."""
    state = BuildState()
    with cache_get_lines(path.parent, path.name) as lines:
        if next(lines, b"") == line({"version": version}):
            for text_line in lines:
                state.add(json.loads(text_line))
    return state


def line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def same_bytes(before: Path, now: Path) -> bool:
    """Whether there is a file of the same content."""
    try:
        return filecmp.cmp(before, now, shallow=False)
    except OSError:
        return False


def state_path(publication: Publication) -> Path | None:
    if publication.cache is None or publication.previous is None:
        return None
    return publication.cache / f"{digest(os.fsencode(publication.previous.resolve())).hex()}.json"


def version(publication: Publication) -> str:
    """A digest of everything that pages are made of besides the registry."""
    contract = publication.registry.contract
    found = hashlib.blake2b(f"{publication.generator}\0{babel_version}\0{contract.package!r}".encode(), digest_size=12)
    ours = [path for path in HERE.rglob("*") if path.suffix in (".py", ".html", ".yaml", ".css", ".js")]
    # Each folder by itself: where the registry stands, and how that is named, changes no page.
    for path in (*sorted(ours), *sorted((contract.root / "schemas").rglob("*.*"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
