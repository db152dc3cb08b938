"""Finds the documents that a descriptor names by address: in local copies, in this package, then on the network."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline.core.errors import UserError
from pipeline.core.files.safe_paths import is_there, refusal_reason
from pipeline.core.limits import DOCUMENT_BYTES, SCHEMA_FILES
from pipeline.datapackage.documents import ContractError, Document, parse_json, parse_yaml, read_json, read_yaml

BUNDLE = Path(__file__).with_name("prescribed")
# The list in a folder of local copies: addresses, or what they begin with (then ending in /), and the file or folder.
LIST = "addresses.json"
YAML = (".yaml", ".yml")
SUFFIXES = (".json", *YAML)
# Where a document says which address it has.
NAMED = ("$id", "id", "identifier", "url")
GITHUB = re.compile(r"github\.com/([^/]+/[^/]+)/(?:raw|blob)/(.+)")
RAW = re.compile(r"raw\.githubusercontent\.com/([^/]+/[^/]+)/refs/(?:tags|heads)/(.+)")


class MissingDocument(NamedTuple):
    """Why there is no document for an address: the key of a wording below "unchecked/", and what fills it."""

    reason: str
    details: Mapping[str, str | int]


def plain_address(url: str) -> str:
    """An address as all its spellings are compared: without scheme and fragment, GitHub's pages as its files."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower() + (f":{port}" if port not in (None, 80, 443) else "")
    plain = f"{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    for pattern in (GITHUB, RAW):
        if match := pattern.fullmatch(plain):
            plain = f"raw.githubusercontent.com/{match[1]}/{re.sub('^refs/(?:tags|heads)/', '', match[2])}"
    return plain


class SchemaFolder:
    """A folder of local copies. An address is looked for in this order:

    1. in the list `addresses.json` of the folder, if there is one;
    2. as host and path: `raw.githubusercontent.com/tdwg/…` below the folder;
    3. by the last part of its path, if one file only has that name, in whatever folder below;
    4. by what a file says its address is (`$id`, `id`, `identifier`, `url`), if one file only says so.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, url: str) -> Path | None:
        """The copy of an address; None where there is none, or more than one. Raises UserError for a wrong folder."""
        address = plain_address(url)
        path, _, _ = address.partition("?")
        listed = self.listed(address)
        if listed is not None:
            return listed
        below = self.below(*(unquote(part) for part in path.split("/")))
        if below is not None:
            return below
        name = unquote(path.rpartition("/")[2])
        named = [file for file in self.files if file.name == name]
        return named[0] if len(named) == 1 else self.addressed.get(address)

    def below(self, *parts: str) -> Path | None:
        """A file of the folder, by the way to it; None for one that is not there, or lies elsewhere."""
        if any(part in ("", ".", "..") or re.search(r"[/\\:\0]", part) for part in parts):
            return None
        path = self.folder.joinpath(*parts)
        return path if is_there(path) and refusal_reason(path, self.folder) is None else None

    def listed(self, address: str) -> Path | None:
        for known, file in self.listing.items():
            if address == known and not known.endswith("/"):
                return self.of_list(file)
            if known.endswith("/") and address.startswith(known):
                return self.of_list(f"{file.rstrip('/')}/{unquote(address.removeprefix(known))}")
        return None

    def of_list(self, file: str) -> Path:
        """A file that the list names. Raises UserError where it is not in the folder."""
        path = self.below(*(part for part in file.split("/") if part != "."))
        if path is None:
            raise UserError("fault-schemas-file", path=str(self.folder / LIST), file=file)
        return path

    @cached_property
    def listing(self) -> Mapping[str, str]:
        path = self.below(LIST)
        if path is None:
            return {}
        try:
            data = read_json(path, str(path)).data
        except ContractError as error:
            raise UserError("fault-schemas-list", path=str(path)) from error
        if not isinstance(data, dict) or not all(isinstance(item, str) for item in data.values()):
            raise UserError("fault-schemas-list", path=str(path))
        return {plain_address(known): file for known, file in data.items()}

    @cached_property
    def files(self) -> Sequence[Path]:
        """The JSON and YAML files below the folder, hidden ones aside. Raises UserError where there are too many."""
        found: list[Path] = []
        seen = 0
        for where, folders, names in os.walk(self.folder):
            folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
            seen += len(names)
            if seen > SCHEMA_FILES:
                raise UserError("fault-schemas-many", path=str(self.folder), most=SCHEMA_FILES)
            found += [Path(where, name) for name in sorted(names) if name.lower().endswith(SUFFIXES)]
        return [path for path in found if refusal_reason(path, self.folder) is None and is_there(path)]

    @cached_property
    def addressed(self) -> Mapping[str, Path | None]:
        """Each address that files say is theirs; None for one that several files claim."""
        found: dict[str, Path | None] = {}
        for path in self.files:
            for address in own_addresses(path):
                found[address] = None if address in found else path
        return found


def own_addresses(path: Path) -> set[str]:
    """The addresses that a JSON file says it has."""
    try:
        if path.suffix.lower() in YAML or path.stat().st_size > DOCUMENT_BYTES:
            return set()
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return set()
    given = [data.get(name) for name in NAMED] if isinstance(data, dict) else []
    return {plain_address(address) for address in given if isinstance(address, str) and "://" in address}


@dataclass
class SchemaStore:
    """Finds the documents that descriptors name by address, for one check.

    `folders`: local copies, the first that has one wins; `fetch`: fetches an address, None if nothing may be fetched;
    `cache`: the folder for fetched documents.
    """

    folders: Sequence[Path] = ()
    fetch: Callable[[str], bytes] | None = None
    cache: Path | None = None
    known: dict[str, Document | MissingDocument] = field(default_factory=dict)

    def document(self, url: str) -> Document | MissingDocument:
        """The document of an address, or why there is none. Raises ContractError for a copy that cannot be parsed."""
        address = plain_address(url)
        if address not in self.known:
            self.known[address] = self.found(url)
        return self.known[address]

    def found(self, url: str) -> Document | MissingDocument:
        """The document of an address in the folders, in this package, or on the network; else why there is none."""
        for folder in self.copies:
            if path := folder.find(url):
                return (read_yaml if path.suffix.lower() in YAML else read_json)(path, str(path))
        file = bundled().get(plain_address(url))
        if file is not None:
            return read_json(file, url)
        return MissingDocument("remote-part", {"url": url}) if self.fetch is None else self.fetched(url)

    @cached_property
    def copies(self) -> Sequence[SchemaFolder]:
        """The folders that are searched, in their order."""
        return [SchemaFolder(folder) for folder in self.folders]

    def fetched(self, url: str) -> Document | MissingDocument:
        """The document of an address from the cache, or else from the network; else why there is none."""
        # None of them is needed by a check that fetches nothing.
        from pipeline.core.fetch import NotFetched
        from pipeline.core.files.cache import cache_folder, cache_get, cache_put

        assert self.fetch is not None
        if not url.lower().startswith(("http://", "https://")):
            return MissingDocument("fetch-https", {"url": url})
        address = plain_address(url)
        folder = (self.cache or cache_folder()) / "schemas"
        name = hashlib.sha256(address.encode()).hexdigest()
        data = cache_get(folder, name)
        try:
            fresh = data is None
            data = self.fetch(f"https://{address}") if data is None else data
            document = parsed(data, url)
        except NotFetched as error:
            return MissingDocument(error.reason, {**error.details, "url": url})
        except ContractError:
            return MissingDocument("fetch-document", {"url": url})
        if fresh:
            cache_put(folder, name, data)
        return document


def schema_store(folders: Sequence[Path], *, fetch: bool) -> SchemaStore:
    """The SchemaStore for some folders of local copies; `fetch`: whether other addresses may be fetched."""
    if not fetch:
        return SchemaStore(folders)
    from pipeline.core.fetch import Fetcher

    return SchemaStore(folders, Fetcher())


def parsed(data: bytes, url: str) -> Document:
    """Fetched bytes as a document. Raises ContractError for what is no JSON (or YAML, where the address says so)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContractError(()) from error
    if urlsplit(url).path.lower().endswith(YAML):
        return Document(url, text, parse_yaml(text, url))
    return Document(url, text, parse_json(text, url), is_json=True)


def bundled() -> Mapping[str, Path]:
    """The files that lie in this package, by address; `prescribed/index.json` says where each comes from."""
    files = json.loads((BUNDLE / "index.json").read_text(encoding="utf-8"))["files"]
    return {plain_address(address): BUNDLE / file["file"] for file in files for address in file["addresses"]}
