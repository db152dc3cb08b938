"""The search over everything, by pagefind: an index for each language, which the browser loads piece by piece."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import NamedTuple

from pipeline.messages import LANGUAGES, Language
from pipeline.names import LIST_DELIMITER
from pipeline.publishing.site.cells import Page
from pipeline.publishing.site.index import Index
from pipeline.publishing.site.leads import lead
from pipeline.publishing.site.pagefind import write_index
from pipeline.publishing.site.publication import Publication
from pipeline.publishing.site.reuse import link_or_copy
from pipeline.registry import Row

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


def records(index: Index) -> list[Record]:
    """A record for each row with a page, in each language."""
    return [
        record(index, lang, table, key, row)
        for lang in LANGUAGES
        for table in index.paged
        for key, row in index.by_key[table].items()
        if not (table == "actors" and row["agreement_id"])
    ]


def record(index: Index, lang: Language, table: str, key: str, row: Row) -> Record:
    schema = index.contract.tables[table]
    page = Page(index, lang, f"{lang}/{table}/{key}.html")
    title, answer = index.label(table, key, lang), lead(page, table, row).striptags()
    names = " ".join(row[name].replace(LIST_DELIMITER, " ") for name in schema.names)
    titles = " ".join(row.get(name, "") for name in (f"title_{lang}", "title", "publisher", "note"))
    text = index.registry.texts.get(key, "") if table == "sources" and row["text_rights"] == "full" else ""
    full = row.get(f"name_{lang}") or row.get(f"title_{lang}") or ""
    shown = f"{full} — {answer}".strip(" —") if full != title else answer
    content = f"{title} {names} {answer} {titles} {text}"
    return Record(page.path, lang, content, title, shown, schema.title_in(lang), table_word(table))


PAGE = (
    '<!doctype html><html lang="{lang}"><title>{title}</title><body data-pagefind-body>'
    '<h1 data-pagefind-meta="title">{title}</h1><p data-pagefind-meta="lead">{lead}</p>'
    '<p data-pagefind-meta="kind">{kind}</p><p>{table_word} {content}</p>'
)


def table_word(table: str) -> str:
    """See Record; static/search.js makes the same word."""
    return f"k{table}"


@contextmanager
def indexing(folder: Path, found: Sequence[Record], publication: Publication) -> Iterator[None]:
    """Makes the index into `folder` while the pages are written. Raises CalledProcessError with what pagefind said."""
    digest = hashlib.sha256(json.dumps(found).encode()).hexdigest()
    last = publication.previous / "site" / "pagefind" if publication.previous else None
    if last is not None and (last / KEPT).is_file() and (last / KEPT).read_text(encoding="utf-8") == digest:
        shutil.copytree(last, folder, copy_function=link_or_copy)
        yield
        return
    # Small pages of what is looked through: the real ones say much that nobody looks for.
    pages = {one.url: page_text(one) for one in found}
    with ThreadPoolExecutor(1) as aside:
        made = aside.submit(write_index, folder, pages)
        yield
        made.result()
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    entry = folder / "pagefind-entry.json"
    # Pagefind lists the languages in any order.
    found_entry = json.loads(entry.read_text(encoding="utf-8"))
    found_entry["languages"] = dict(sorted(found_entry["languages"].items()))
    entry.write_text(json.dumps(found_entry, ensure_ascii=False), encoding="utf-8", newline="\n")
    (folder / KEPT).write_text(digest, encoding="utf-8")


def page_text(one: Record) -> str:
    return PAGE.format_map({name: escape(value) for name, value in one._asdict().items()})
