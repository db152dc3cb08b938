"""All pages of the site, written in one pass for each language."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.messages import LANGUAGES
from pipeline.publishing.site.cells import Page
from pipeline.publishing.site.data import data_pages
from pipeline.publishing.site.facts import row_page
from pipeline.publishing.site.index import Index
from pipeline.publishing.site.lists import home_figures, list_groups
from pipeline.publishing.site.words import read_words
from pipeline.registry import Registry

HERE = Path(__file__).parent
# What the menu leads to: the tables with pages that people look for first.
MENU = ("agreements", "meetings", "cooperation", "actors", "countries", "sources")
PageOf = tuple[str, str, Callable[[Page], dict[str, Any]]]


def publish_site(folder: Path, registry: Registry, generator: str) -> int:
    """Writes the site below `folder`; returns the number of pages."""
    index = Index(registry)
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"languages": LANGUAGES, "words_of": read_words, "menu": MENU, "generator": generator}
    shutil.copytree(HERE / "static", folder / "static")
    written = 1
    (folder / "index.html").write_text(environment.get_template("choose.html").render(), encoding="utf-8", newline="\n")
    for lang in LANGUAGES:
        for path, template, context in pages(index):
            write(folder, environment, Page(index, lang, f"{lang}/{path}"), template, context)
            written += 1
    return written


def pages(index: Index) -> Iterator[PageOf]:
    """Every page of one language: its path, its template, and what makes its context."""
    yield "index.html", "home.html", lambda page: {"figures": home_figures(page)}
    yield "about.html", "about.html", lambda page: {}
    yield "disagreements.html", "disagreements.html", lambda page: {"rows": index.registry.tables["disagreements"]}
    for table in index.paged:
        yield f"{table}/index.html", "list.html", lambda page, table=table: list_groups(page, table)  # type: ignore[misc]  # a default binds the loop's table
        for key in index.rows[table]:
            yield f"{table}/{key}.html", "row.html", lambda page, table=table, key=key: row_page(page, table, key)  # type: ignore[misc]  # likewise
    yield from data_pages(index)


def write(
    folder: Path, environment: Environment, page: Page, template: str, context: Callable[[Page], dict[str, Any]]
) -> None:
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    shared = {"page": page, "words": page.words, "lang": page.lang, "index": page.index}
    html = environment.get_template(template).render(**shared, **context(page))
    path.write_text(html, encoding="utf-8", newline="\n")
