"""The search index for pagefind: one for each language, which the browser loads piece by piece."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.context import Publication
from pipeline.publishing.site.incremental import link_or_copy
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pagefind import write_index
from pipeline.publishing.site.pages.row import lead
from pipeline.publishing.site.pages.sources import FULL
from pipeline.publishing.site.registry_index import Index
from pipeline.publishing.site.text_buffer import TextBuffer
from pipeline.registry.printed_names import LIST_DELIMITER

# Of the files that pagefind writes, those that pages use; its own interface is not shown.
UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")
KEPT = "records.txt"


class Record(NamedTuple):
    """A page to be found: its address below the site, what is looked through, what a result shows, its kind.

    `table_word` is a word that only rows of its table have, by which a search is narrowed to them: the filters of
    pagefind would do that too, but write other bytes each time.
    """

    url: str
    lang: Language
    content: str
    title: str
    lead: str
    kind: str
    table_word: str


def records(index: Index, lang: Language) -> Iterator[Record]:
    """A record for each row with a page, in a language."""
    for table in index.paged:
        for key, row in index.by_key[table].items():
            # What is another row under another name is found as that row.
            if index.same_as(table, row) is None:
                yield record(index, lang, table, key, row)


def record(index: Index, lang: Language, table: str, key: str, row: Row) -> Record:
    schema = index.contract.tables[table]
    page = Page(index, lang, f"{lang}/{table}/{key}.html")
    title, answer = index.label(table, key, lang), lead(page, table, row).striptags()
    names = " ".join(row[name].replace(LIST_DELIMITER, " ") for name in schema.names)
    said = " ".join(one for path in searched(page, table) for one in page.at(table, row, path).each(html=False))
    full = page.full_name(table, row)
    shown = f"{full} — {answer}".strip(" —") if full != title else answer
    content = f"{title} {names} {answer} {said} {text_of(page, table, key, row)}"
    return Record(page.path, lang, content, title, shown, page.table_title(table), table_word(table))


def searched(page: Page, table: str) -> Sequence[str]:
    """The paths to what is looked through besides names: those that schemas/site.yaml names, else all texts."""
    said = page.index.site.page(table).search
    if said is not None:
        return said
    fields = page.index.contract.tables[table].fields
    return [
        one.name
        for one in fields
        if one.type == "string"
        and not (one.vocabulary or one.is_edtf or one.computed or one.constraints.pattern or one.format != "default")
        and (table, one.name) not in page.index.targets
    ]


def text_of(page: Page, table: str, key: str, row: Row) -> str:
    """The text of a source, where its rights allow to show it."""
    shown = table == page.index.role("sources") and row.get("text_rights") == FULL
    return page.index.registry.texts.get(key, "") if shown else ""


PAGE = (
    '<!doctype html><html lang="{lang}"><title>{title}</title><body data-pagefind-body>'
    '<h1 data-pagefind-meta="title">{title}</h1><p data-pagefind-meta="lead">{lead}</p>'
    '<p data-pagefind-meta="kind">{kind}</p><p>{table_word} {content}</p>'
)


def table_word(table: str) -> str:
    """See Record; static/search.js makes the same word."""
    return f"k{table}"


@contextmanager
def indexing(folder: Path, index: Index, publication: Publication) -> Iterator[None]:
    """Makes the index into `folder` while the pages are written. Raises CalledProcessError with what pagefind said."""
    with ExitStack() as stack:
        # They wait in files, since they are asked for later, and by another thread.
        searched = [stack.enter_context(closing(SearchPages(publication.folder))) for _ in index.contract.languages]
        digest = gather(index, searched)
        last = publication.previous / "site" / "pagefind" if publication.previous else None
        if last is not None and (last / KEPT).is_file() and (last / KEPT).read_text(encoding="utf-8") == digest:
            shutil.copytree(last, folder, copy_function=link_or_copy)
            yield
            return
        with ThreadPoolExecutor(1) as aside:
            made = aside.submit(write_indexes, folder, searched)
            yield
            made.result()
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    (folder / KEPT).write_text(digest, encoding="utf-8")


class SearchPages(Mapping[str, str]):
    """Small pages of what is looked through, by address: the real ones say much that nobody looks for."""

    def __init__(self, folder: Path) -> None:
        self.texts = TextBuffer(folder)
        self.numbers: dict[str, int] = {}

    def add(self, record: Record) -> None:
        self.numbers[record.url] = len(self.texts)
        self.texts.add(page_text(record))

    def __getitem__(self, url: str) -> str:
        number = self.numbers[url]
        return self.texts.read(number, number + 1)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def close(self) -> None:
        self.texts.close()


def gather(index: Index, searched: Sequence[SearchPages]) -> str:
    """Puts what is looked through in each language into its place; returns a digest of all of it."""
    digest = hashlib.sha256(b"[")
    between = ""
    for lang, into in zip(index.contract.languages, searched, strict=True):
        for record in records(index, lang):
            digest.update(f"{between}{json.dumps(record)}".encode())
            into.add(record)
            between = ", "
    digest.update(b"]")
    return digest.hexdigest()


def write_indexes(folder: Path, searched: Sequence[Mapping[str, str]]) -> None:
    """Writes the index of one language after the other, which pagefind holds in memory, into one folder."""
    entry = folder / "pagefind-entry.json"
    found: dict[str, Any] = {}
    for pages in searched:
        write_index(folder, pages)
        cached = json.loads(entry.read_text(encoding="utf-8"))
        found = cached | {"languages": found.get("languages", {}) | cached["languages"]}
    # Pagefind lists the languages in any order.
    found["languages"] = dict(sorted(found["languages"].items()))
    entry.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8", newline="\n")


def page_text(record: Record) -> str:
    return PAGE.format_map({name: escape(value) for name, value in record._asdict().items()})
