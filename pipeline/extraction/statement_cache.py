"""The cache of statements, by all that decides them: the text, the names of the registry and the rules."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.core.files.cache import cache_get, cache_put
from pipeline.core.program_paths import PACKAGE
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statements import Statement

# What decides what is read from a text: the reading, and what it takes from other rooms.
RULES = Path(__file__).parent
OTHERS = (PACKAGE / "registry" / "statements.py", PACKAGE / "core" / "text" / "months.py")
STATEMENTS = TypeAdapter(tuple[Statement, ...])


@cache
def rules_version(more: Path | None = None) -> str:
    """A digest of everything that decides what is read from a text: rules and their words, and those of `more`."""
    digest = hashlib.sha256()
    folders = [RULES, *([more] if more else [])]
    files = [path for folder in folders for pattern in ("*.py", "*.yaml") for path in folder.rglob(pattern)]
    for path in sorted([*files, *OTHERS]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def names_version(names: list[PrintedName], more: object) -> str:
    """A digest of the registry's names and of `more`, the other data of the registry that reading uses."""
    return hashlib.sha256(repr((sorted(map(repr, names)), more)).encode()).hexdigest()


@dataclass(frozen=True)
class StatementCache:
    """Cached statements, one file for each text (see `pipeline.core.files.cache`).

    `version`: of the rules and names that read them.
    """

    folder: Path
    version: str

    def key(self, text: str, source_id: str, lang: str | None) -> str:
        """The SHA-256 of what decides the statements: the text, its source and language, the version."""
        parts = (self.version, source_id, lang or "", text)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def name(self, key: str) -> str:
        """The name of the file of a key."""
        return f"{key[:2]}/{key[2:]}.json"

    def get(self, key: str) -> tuple[Statement, ...] | None:
        """The statements of a key; None if they are not cached."""
        data = cache_get(self.folder, self.name(key))
        try:
            return None if data is None else STATEMENTS.validate_json(data)
        except ValueError:
            # Another version of this program has another shape of them.
            return None

    def put(self, key: str, statements: tuple[Statement, ...]) -> None:
        """Writes the statements of a key to the cache."""
        cache_put(self.folder, self.name(key), STATEMENTS.dump_json(statements))


Extract = Callable[[str, str, str | None], tuple[Statement, ...]]


def cached_statements(
    extract: Extract, cache: StatementCache | None, text: str, source_id: str, lang: str | None
) -> tuple[Statement, ...]:
    """The statements of a text, from the cache or else from `extract`; then they are cached. `cache`: None for none."""
    if cache is None:
        return extract(text, source_id, lang)
    key = cache.key(text, source_id, lang)
    known = cache.get(key)
    if known is None:
        known = extract(text, source_id, lang)
        cache.put(key, known)
    return known
