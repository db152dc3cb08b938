"""Values for people: names instead of keys, labels instead of codes, dates in words, links to pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup, escape

from pipeline.core.i18n import Language
from pipeline.datapackage.descriptors import Field
from pipeline.datapackage.rows import Row
from pipeline.publishing.site import translations
from pipeline.publishing.site.dates import date_in_words
from pipeline.publishing.site.registry_index import Index
from pipeline.publishing.site.texts import Value, View
from pipeline.registry.printed_names import LIST_DELIMITER
from pipeline.registry.site_contract.paths import Path
from pipeline.registry.site_contract.words import Text, text_in

WEB = re.compile(r"https?://[^\s]+")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SYMBOLS = {"sourced": "✓", "unsourced": "○", "partly-sourced": "◐", "in-disagreement": "≠"}


@dataclass
class Page(View):
    """A page while it is written: its language, where it stands, and the sources that its facts name (footnotes)."""

    index: Index
    lang: Language
    path: str
    # Without footnotes, as in long lists, a mark leads to its source at once.
    footnotes: bool = True
    notes: dict[str, list[Row]] = field(default_factory=dict)
    links: dict[tuple[str, str], Markup] = field(default_factory=dict)

    @property
    def words(self) -> Mapping[str, str]:
        return translations.read_words(self.lang)

    @property
    def root(self) -> str:
        """The way from the page to the site's root."""
        return "../" * self.path.count("/")

    @property
    def here(self) -> str:
        """The page's path below its language."""
        return self.path.partition("/")[2]

    @property
    def address(self) -> str:
        """The page's whole address, empty where nobody has said where the site will stand."""
        home = self.index.contract.package.homepage
        return f"{home.rstrip('/')}/{self.path}" if home else ""

    def href(self, path: str) -> str:
        """The way from the page to another of the same language."""
        folder = self.here.rpartition("/")[0]
        if folder and path.startswith(f"{folder}/") and "/" not in path[len(folder) + 1 :]:
            return path[len(folder) + 1 :]
        return f"{'../' * self.here.count('/')}{path}"

    def list_href(self, table: str, number: int = 1) -> str:
        """The way to a page of a table's list."""
        return self.href(f"{table}/{list_page(number)}")

    def row_href(self, table: str, key: str) -> str | None:
        """Where a row is shown: its own page, else its line in the list; None where there is no such row."""
        target = self.index.shown_as(table, key)
        if target is None or not SLUG.fullmatch(key):
            return None
        table, key = target
        if table in self.index.paged:
            return self.href(f"{table}/{key}.html")
        return f"{self.list_href(table, self.index.position(table, key))}#{key}"

    @cached_property
    def site_name(self) -> str:
        """What the site is called: as schemas/site.yaml says, else as the package is."""
        return self.said(self.index.site.name) or self.package_title

    @cached_property
    def package_title(self) -> str:
        """What the package is called."""
        package = self.index.contract.package
        return package.title_in(self.lang) or package.name

    @cached_property
    def tagline(self) -> str:
        """What the registry is, in a line."""
        return self.said(self.index.site.tagline) or self.package_title

    @property
    def intro(self) -> str:
        """What the registry holds, in a paragraph."""
        return self.said(self.index.site.lead) or self.index.contract.package.description_in(self.lang)

    def said(self, text: Text | None) -> str:
        """A text of schemas/site.yaml in the language of the page; empty where there is none."""
        return text_in(text, self.lang)

    def table_title(self, table: str, text: Text | None = None) -> str:
        """The title of a table, or the one that it has in some place."""
        return self.said(text) or self.index.contract.tables[table].title_in(self.lang) or table

    def label(self, table: str, key: str) -> str:
        return self.index.label(table, key, self.lang)

    def found(self, table: str, key: str) -> Row | None:
        return self.index.row(table, key)

    def values(self, table: str, row: Row, path: Path) -> Sequence[str]:
        """What a path leads to from a row, each value once, none empty; only what the row itself holds is not asked."""
        asked = path.in_language(self.lang)
        if not path.steps:
            return self.index.walker.values(table, row, self.index.paths.path(table, asked))
        return self.index.follow(table, self.index.walker.key(table, row), asked)

    def at(self, table: str, row: Row, path: str) -> Value:
        """What a path leads to from a row, as templates see it."""
        return Value(self.index.names.texts, self, table, row, self.index.paths.path(table, path))

    def text(self, table: str, row: Row, template: Text) -> str:
        """A template about a row as plain text."""
        return self.index.names.texts.text(self, table, row, template)

    def html(self, table: str, row: Row, template: Text) -> Markup:
        """A template about a row as HTML."""
        return self.index.names.texts.html(self, table, row, template)

    def shown(self, path: Path, value: str) -> Markup:
        field = path.end
        return self.value(path.table, field, value) if field is not None else escape(value)

    def full_name(self, table: str, row: Row) -> str:
        """The full name of a row: as schemas/site.yaml says, else its title or name; empty where it has none."""
        if (template := self.index.site.page(table).full) is not None:
            return self.text(table, row, template)
        names = self.index.names
        wanted = (name for name in ("title", "name") if name in names.name_paths[table])
        return next(filter(None, (names.named_by(table, row, name, self.lang) for name in wanted)), "")

    def link(self, table: str, key: str) -> Markup:
        """The name of a row, leading to where it is shown."""
        known = self.links.get((table, key))
        if known is None:
            href, label = self.row_href(table, key), self.label(table, key)
            known = self.links[table, key] = link(href, label) if href else escape(label)
        return known

    def counted(self, word: str, count: int) -> str:
        return translations.counted(self.lang, word, count)

    def number(self, value: float) -> str:
        return translations.number(self.lang, value)

    def share(self, value: float) -> str:
        return translations.share(self.lang, value)

    def date(self, value: str) -> Markup:
        return Markup(f'<time datetime="{escape(value)}">{escape(date_in_words(value, self.lang))}</time>')

    def value(self, table: str, field: Field, value: str) -> Markup:
        """A value of a field."""
        target = self.index.targets.get((table, field.name))
        if not value:
            return Markup("")
        if target:
            return self.link(target, value)
        if field.vocabulary:
            return escape(self.index.contract.label(field.vocabulary, value, self.lang))
        if field.is_edtf:
            return self.date(value) if value[:1].isdigit() else escape(value)
        if field.type == "list":
            return escape(", ".join(value.split(LIST_DELIMITER)))
        if field.type == "object":
            return escape(" ".join(str(part).upper() for part in json.loads(value).values() if part is not None))
        if WEB.fullmatch(value):
            return Markup('<a href="{}" rel="noopener">{}</a>').format(value, shortened(value))
        return escape(value)

    def mark(self, evidence: str, said: Sequence[Row] = ()) -> Markup:
        """The sign of an evidence with the numbers of the sources that it rests on; it leads to the first of them.

        "Sourced" is what is hoped for and is said by its sign alone; whoever cannot see the sign hears the word.
        """
        numbers = self.numbers(said) if self.footnotes else []
        seen = "unseen" if evidence == "sourced" else "word"
        word = escape(self.words[f"ev_{evidence}"])
        inside = f'<span aria-hidden="true">{SYMBOLS[evidence]}</span><span class="{seen}"> {word}</span>'
        if numbers:
            shown = ", ".join(map(str, numbers[:3])) + ("…" if len(numbers) > 3 else "")
            return Markup(f'<a class="ev ev-{evidence}" href="#n{numbers[0]}">{inside} <sup>{shown}</sup></a>')
        sources = self.index.role("sources")
        href = self.row_href(sources, said[0]["source_id"]) if sources and said and not self.footnotes else None
        if href:
            return Markup(f'<a class="ev ev-{evidence}" href="{escape(href)}">{inside}</a>')
        return Markup(f'<span class="ev ev-{evidence}">{inside}</span>')

    def fact(self, table: str, key: str, field: Field, value: str) -> Markup:
        """A value with its evidence and the numbers of its sources."""
        rendered = self.value(table, field, value)
        evidence = self.index.evidence(table, key, field.name)
        if not evidence:
            return rendered
        said = [row for row in self.index.citations(table, key) if row["field"] == field.name]
        return rendered + Markup(" ") + self.mark(evidence, said)

    def row_mark(self, table: str, row: Row, key: str) -> Markup:
        """The evidence of a whole row."""
        return self.mark(row["evidence"], self.index.citations(table, key))

    def numbers(self, citations: Sequence[Row]) -> list[int]:
        """The numbers of the footnotes of the sources of some citations, each source once."""
        for row in citations:
            known = self.notes.setdefault(row["source_id"], [])
            if row.get("quote") and row not in known:
                known.append(row)
        order = {source: number for number, source in enumerate(self.notes, start=1)}
        return sorted({order[row["source_id"]] for row in citations})


def link(href: str, label: str) -> Markup:
    """The fast way, for there are hundreds of thousands of them."""
    return Markup(f'<a href="{escape(href)}">{escape(label)}</a>')


def list_page(number: int) -> str:
    return "index.html" if number == 1 else f"page-{number}.html"


def shortened(address: str) -> str:
    """A web address as it is shown: without what every address has."""
    plain = re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")
    return plain if len(plain) <= 60 else plain[:59] + "…"
