"""Pages of the last build that nothing has touched are taken over: a changed record costs the pages that ask for it.

While a page is written, the index notes every lookup that it makes. The next build looks all of them up again, each
once, and writes anew only the pages for which one of them has another answer. What no lookup gives (templates, words,
the contract, the program) goes into one version: where that differs, every page is written anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from babel import __version__ as babel_version

from pipeline.kept import keep, kept
from pipeline.publishing.site.index import SHARED, Asked, Index
from pipeline.publishing.site.publication import Publication

HERE = Path(__file__).parent


# Size and last change (nanoseconds) of a file that was written.
Stamp = tuple[int, int]


def stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """The same file under a second name, where the file system knows that, else a copy of it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


class Reuse:
    """The pages of the last build, and what is known of this one's for the next.

    Lookups are numbered: `numbers` has the number of each, `answers` a digest of what it gives now.
    """

    def __init__(self, index: Index, publication: Publication) -> None:
        self.index = index
        self.version = version(publication)
        self.previous = publication.previous / "site" if publication.previous else None
        self.path = state_path(publication)
        self.noted: dict[str, tuple[Stamp, list[int]]] = {}
        self.digests: dict[str, tuple[tuple[Asked, ...], str]] = {}
        state = self.load()
        asked: list[Asked] = [tuple(one) for one in state["asked"]]
        self.index.shared = {
            name: tuple(asked[number] for number in numbers) for name, numbers in state["shared"].items()
        }
        self.shared = {name: (parts, state["shared"][name]) for name, parts in self.index.shared.items()}
        self.known: dict[Asked, str] = {}
        self.answers = [self.answer(one) for one in asked]
        self.numbers = {one: number for number, one in enumerate(asked)}
        same = [now == before for now, before in zip(self.answers, state["answers"], strict=True)]
        self.kept: dict[str, tuple[Stamp, list[int]]] = {
            path: ((size, changed), numbers)
            for path, ((size, changed), numbers) in state["pages"].items()
            if all(same[number] for number in numbers)
        }

    def write(self, folder: Path, path: str, make: Callable[[], str], fresh: bool = False) -> None:
        """Writes a page: as it was, if nothing that it asks has changed, else made anew."""
        target = folder / path
        known = None if fresh else self.kept.get(path)
        if known is not None and self.taken_over(path, target, known[0]):
            self.noted[path] = known
            return
        self.index.asked = set()
        self.place(path, target, make().encode())
        if not fresh:
            self.noted[path] = (stamp(target), self.numbered(sorted(self.index.asked)))
        self.index.asked = None

    def place(self, path: str, target: Path, page: bytes) -> None:
        """Writes a page; the file of the last build stands for one that came out the same."""
        if self.previous is not None and read(self.previous / path) == page:
            link_or_copy(self.previous / path, target)
        else:
            target.write_bytes(page)

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

    def numbered(self, asked: Iterable[Asked]) -> list[int]:
        numbers = []
        for one in asked:
            if one not in self.numbers:
                self.numbers[one] = len(self.answers)
                self.answers.append(self.answer(one))
            elif one[0] == SHARED:
                # What is shared may have been made anew since.
                self.answers[self.numbers[one]] = self.answer(one)
            numbers.append(self.numbers[one])
        return numbers

    def answer(self, asked: Asked) -> str:
        """A digest of what a lookup gives now, each made once; empty where it fails."""
        if asked[0] == SHARED:
            return self.answer_shared(asked[1])
        if asked not in self.known:
            noting, self.index.asked = self.index.asked, None
            try:
                self.known[asked] = digest(repr(self.index.answer(asked)).encode("utf-8", "surrogatepass"))
            except (LookupError, TypeError, ValueError):
                self.known[asked] = ""
            finally:
                self.index.asked = noting
        return self.known[asked]

    def answer_shared(self, name: str) -> str:
        """A digest of all that was asked for what pages share; made again only where that was made again."""
        parts = self.index.shared.get(name, ())
        before, found = self.digests.get(name, (None, ""))
        if before is not parts:
            known = self.known
            found = digest("".join([known.get(one) or self.answer(one) for one in parts]).encode())
            self.digests[name] = (parts, found)
        return found

    def numbers_shared(self, name: str, parts: tuple[Asked, ...]) -> list[int]:
        """The numbers of what was asked for what pages share; looked up again only where that was made again."""
        before, numbers = self.shared.get(name, ((), []))
        return numbers if before is parts else self.numbered(parts)

    def load(self) -> dict[str, Any]:
        """What the last build kept; nothing where there is none, or where it was another program's or contract's."""
        content = kept(self.path.parent, self.path.name) if self.path else None
        try:
            state = json.loads(content) if content is not None else None
        except ValueError:
            state = None
        if not isinstance(state, dict) or state.get("version") != self.version:
            return {"asked": [], "answers": [], "shared": {}, "pages": {}}
        return state

    def save(self) -> None:
        """Keeps what the next build needs to know."""
        if self.path is None:
            return
        # Lookups that no page makes any more are forgotten.
        shared = {name: self.numbers_shared(name, parts) for name, parts in self.index.shared.items()}
        lists = (*(numbers for _, numbers in self.noted.values()), *shared.values())
        used = sorted({number for numbers in lists for number in numbers})
        again = {number: at for at, number in enumerate(used)}
        asked = list(self.numbers)
        state = {
            "version": self.version,
            "asked": [asked[number] for number in used],
            "answers": [self.answers[number] for number in used],
            "shared": {name: [again[number] for number in numbers] for name, numbers in shared.items()},
            "pages": {
                path: (one, [again[number] for number in numbers]) for path, (one, numbers) in self.noted.items()
            },
        }
        keep(self.path.parent, self.path.name, json.dumps(state, separators=(",", ":")).encode())


def state_path(publication: Publication) -> Path | None:
    if publication.cache is None or publication.previous is None:
        return None
    return publication.cache / f"{digest(os.fsencode(publication.previous.resolve()))}.json"


def read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def version(publication: Publication) -> str:
    """A digest of everything that pages are made of besides the registry."""
    contract = publication.registry.contract
    found = hashlib.blake2b(f"{publication.generator}\0{babel_version}\0{contract.package!r}".encode(), digest_size=12)
    ours = [path for path in HERE.rglob("*") if path.suffix in (".py", ".html", ".yaml", ".css", ".js")]
    # Each folder by itself: where the registry stands, and how that is named, changes no page.
    for path in (*sorted(ours), *sorted((contract.root / "schemas").rglob("*.*"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
