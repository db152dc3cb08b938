"""Writes the whole site: downloads, charts, the pages of each language, calendars, feed, search index."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.core.os_errors import EnvironmentFault
from pipeline.publishing.site import calendars, downloads, search_index
from pipeline.publishing.site.charts.data import figures
from pipeline.publishing.site.charts.render import draw, placed
from pipeline.publishing.site.context import GeneratedPage, Publication
from pipeline.publishing.site.csp import POLICY
from pipeline.publishing.site.feed import publish_feed, releases
from pipeline.publishing.site.incremental import PageReuse
from pipeline.publishing.site.linked_data import dataset, publish_catalogue, publish_sitemap
from pipeline.publishing.site.page import Page, list_page
from pipeline.publishing.site.pages import az_index, data, home, lists, menus, quality
from pipeline.publishing.site.pages.row import row_page
from pipeline.publishing.site.registry_index import ROWS_ON_A_PAGE, Index
from pipeline.publishing.site.translations import read_words

HERE = Path(__file__).parent


def publish_site(folder: Path, publication: Publication) -> int:
    """Writes the site into `folder`; returns the number of pages."""
    folder.mkdir()
    index = Index(publication.registry)
    package = downloads.publish_downloads(folder, publication)
    pictures = figures(index)
    index.pictures = draw(pictures, publication.cache)
    downloads.publish_figures(folder, pictures)
    with search_index.indexing(folder / "pagefind", index, publication):
        shutil.copytree(HERE / "static", folder / "static")
        site = Site(index, publication, package)
        written = site.write(folder)
        publish_feed(folder, publication)
        publish_catalogue(folder, publication)
        publish_sitemap(folder, index, written)
    return len([path for path in written if path.endswith(".html")])


class Site:
    """What all pages share while they are written."""

    def __init__(self, index: Index, publication: Publication, package: int) -> None:
        self.index, self.publication, self.package = index, publication, package
        self.lists, self.alphabet = lists.Lists(publication.folder), az_index.Alphabet(index)
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        contract = index.contract
        self.environment.globals |= {
            "languages": contract.languages,
            "words_of": read_words,
            "menu_of": menus.menu,
            "more_of": menus.more,
            "roles": contract.package.roles,
            "has_calendars": bool(calendars.declared(index)),
            "generator": publication.generator,
            "package": contract.package,
            "contract": contract,
            "pictures": index.site.pictures,
            "site": index.site,
            "frame": self.frame,
            "placed": placed,
            "policy": POLICY,
        }
        self.frames: dict[tuple[str, str, str], Markup] = {}

    def write(self, folder: Path) -> list[str]:
        """Writes every page, taking over those of the last build that nothing has touched; returns their paths."""
        reuse = PageReuse(self.index, self.publication)
        (folder / "index.html").write_text(
            self.environment.get_template("choose.html").render(pages=choices(self.index)),
            encoding="utf-8",
            newline="\n",
        )
        written, folders, taken = ["index.html"], set[str](), {"index.html"}
        for lang in self.index.contract.languages:
            for made in self.pages():
                path = f"{lang}/{made.path}"
                if path.lower() in taken:
                    # The check has refused all that is known to come to this.
                    raise EnvironmentFault("page-twice", path=path)
                taken.add(path.lower())
                if (parent := path.rpartition("/")[0]) not in folders:
                    (folder / parent).mkdir(parents=True, exist_ok=True)
                    folders.add(parent)
                page = Page(self.index, lang, path)
                reuse.write(folder, path, partial(self.text, page, made), fresh=made.fresh)
                written.append(path)
        self.lists.close()
        reuse.save()
        return written

    def text(self, page: Page, made: GeneratedPage) -> Iterable[str]:
        """The text of a page in pieces: most are one piece."""
        if not made.template:
            context: Iterable[str] = made.context(page)
            return context
        shared = {"page": page, "words": page.words, "lang": page.lang, "index": page.index, "linked_data": None}
        return (self.environment.get_template(made.template).render(**(shared | made.context(page))),)

    def frame(self, template: str, page: Page) -> Markup:
        """What is the same on every page of a folder: menu and foot. A list of a menu is marked on its own page."""
        folder, _, name = page.path.rpartition("/")
        key = (template, folder, name if name == "index.html" else "")
        if key not in self.frames:
            html = self.environment.get_template(template).render(page=page, words=page.words, lang=page.lang)
            self.frames[key] = Markup(html)
        return self.frames[key]

    def pages(self) -> Iterator[GeneratedPage]:
        """Every page of one language."""
        index, publication = self.index, self.publication
        yield GeneratedPage(
            "index.html", "home.html", lambda page: home.context(page) | {"linked_data": dataset(page)}, fresh=True
        )
        yield GeneratedPage("about.html", "about.html", lambda page: {})
        yield GeneratedPage("search.html", "search.html", lambda page: {})
        if index.role("disagreements"):
            yield GeneratedPage("disagreements.html", "disagreements.html", disputes)
        yield GeneratedPage(
            "quality.html", "quality.html", partial(quality.context, publication=publication), fresh=True
        )
        yield GeneratedPage(
            "changes.html", "changes.html", lambda page: {"releases": releases(publication)}, fresh=True
        )
        yield GeneratedPage("data/index.html", "data.html", partial(self.data_context), fresh=True)
        yield GeneratedPage("data/vocabularies.html", "vocabularies.html", lambda page: {})
        yield from calendars.calendar_pages(index)
        for table in index.contract.tables:
            yield from self.table_pages(table)
        yield GeneratedPage("a-z/index.html", "letters.html", partial(self.letters, letter=""))
        for letter in self.alphabet.all_letters:
            path = az_index.letter_page(letter)
            yield GeneratedPage(path, "letters.html", partial(self.letters, letter=letter))

    def table_pages(self, table: str) -> Iterator[GeneratedPage]:
        """The dictionary of a table, its list, and the page of each row where other tables refer to it."""
        rows = len(self.index.registry.tables[table])
        yield GeneratedPage(
            f"data/{table}.html", "table.html", partial(data.dictionary, table=table, rows=rows), fresh=True
        )
        for number in range(1, lists.page_count(self.index, table) + 1):
            context = partial(self.lists.context, table=table, number=number)
            yield GeneratedPage(f"{table}/{list_page(number)}", "list.html", context)
        if rows > ROWS_ON_A_PAGE:
            yield GeneratedPage(f"{table}/rows.js", "", partial(self.lists.script, table=table))
        if table in self.index.paged:
            for key in self.index.by_key[table]:
                yield GeneratedPage(f"{table}/{key}.html", "row.html", partial(row_page, table=table, key=key))

    def data_context(self, page: Page) -> dict[str, Any]:
        return data.data_context(page, self.publication.files, self.package)

    def letters(self, page: Page, letter: str) -> dict[str, Any]:
        found = self.alphabet.of(page.lang)
        counted = [
            (letter, az_index.letter_page(letter), len(found.get(letter, ()))) for letter in self.alphabet.all_letters
        ]
        # Names are asked of the registry one by one, so that a new one is seen when the site is made again.
        entries = [(entry, page.label(entry.table, entry.key)) for entry in found.get(letter, ())]
        return {"letters": counted, "letter": letter, "entries": entries}


def disputes(page: Page) -> dict[str, Any]:
    rows = page.index.table(page.index.role("disagreements") or "")
    return {
        "states": [(state, [row for row in rows if row["state"] == state]) for state in ("open", "settled")],
        "corrections": corrections(page.index),
    }


def corrections(index: Index) -> dict[str, Any] | None:
    """Where a disagreement is settled, and the columns of that file; None where no table plays that part."""
    table = index.role("corrections")
    if table is None:
        return None
    files = index.contract.files(table)
    return {"file": files[0].display_path if files else "", "columns": index.contract.typed(table).field_names}


def choices(index: Index) -> list[Page]:
    """The home page in each language."""
    return [Page(index, lang, f"{lang}/index.html") for lang in index.contract.languages]
