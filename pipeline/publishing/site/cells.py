"""Values as people read them: names for keys, labels for codes, dates in words, links where there is a page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from pipeline.contract.descriptors import Field
from pipeline.messages import Language
from pipeline.names import LIST_DELIMITER
from pipeline.publishing.site.dates import date_in_words
from pipeline.publishing.site.index import Index
from pipeline.publishing.site.words import read_words
from pipeline.registry import Row

WEB = re.compile(r"https?://[^\s]+")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SYMBOLS = {"sourced": "✓", "unsourced": "○", "partly-sourced": "◐", "in-disagreement": "≠"}


@dataclass
class Page:
    """A page while it is written: its language, where it stands, and the sources that its facts name (footnotes)."""

    index: Index
    lang: Language
    path: str
    notes: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def words(self) -> Mapping[str, str]:
        return read_words(self.lang)

    @property
    def root(self) -> str:
        """The way from the page to the site's root."""
        return "../" * self.path.count("/")

    def href(self, path: str) -> str:
        """The way from the page to another of the same language."""
        return f"{self.root}{self.lang}/{path}"

    def row_href(self, table: str, key: str) -> str | None:
        """Where a row is shown: its own page, else its line in the data; None where there is no such row."""
        if key not in self.index.rows.get(table, {}) or not SLUG.fullmatch(key):
            return None
        if table in self.index.paged:
            return self.href(f"{table}/{key}.html")
        return self.href(f"data/{table}/{self.index.positions[table, key]}.html#{key}")

    def link(self, table: str, key: str) -> Markup:
        label = self.index.label(table, key, self.lang)
        href = self.row_href(table, key)
        return Markup('<a href="{}">{}</a>').format(href, label) if href else escape(label)

    def value(self, table: str, one: Field, value: str) -> Markup:
        """A value of a field."""
        target = self.index.targets.get((table, one.name))
        if not value:
            return Markup("")
        if target:
            return self.link(target, value)
        if one.vocabulary:
            return escape(self.index.contract.label(one.vocabulary, value, self.lang))
        if one.is_edtf:
            return Markup('<time datetime="{}">{}</time>').format(value, date_in_words(value, self.lang))
        if one.type == "list":
            return escape(", ".join(value.split(LIST_DELIMITER)))
        if one.type == "object":
            return escape(" ".join(str(part).upper() for part in json.loads(value).values() if part is not None))
        if WEB.fullmatch(value):
            return Markup('<a href="{}" rel="noopener">{}</a>').format(value, value.removeprefix("https://"))
        return escape(value)

    def mark(self, evidence: str) -> Markup:
        """The sign of an evidence, with its word for who cannot see the sign."""
        words = self.words[f"ev_{evidence}"]
        return Markup('<span class="ev ev-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>').format(
            evidence, self.words[f"ev_{evidence}_long"], SYMBOLS[evidence], words
        )

    def fact(self, table: str, key: str, one: Field, value: str) -> Markup:
        """A value with its evidence and the numbers of its sources."""
        shown = self.value(table, one, value)
        evidence = self.index.evidence.get((table, key, one.name))
        if not evidence:
            return shown
        said = [row for row in self.index.citations.get((table, key), ()) if row["field"] == one.name]
        return Markup("{} {}{}").format(shown, self.mark(evidence), self.numbers(said))

    def numbers(self, citations: Sequence[Row]) -> Markup:
        """Links to the footnotes of the sources of some citations, each source once."""
        for row in citations:
            known = self.notes.setdefault(row["source_id"], [])
            if row["quote"] and row not in known:
                known.append(row)
        order = list(self.notes)
        numbers = sorted({order.index(row["source_id"]) + 1 for row in citations})
        links = (Markup('<a href="#n{}">{}</a>').format(number, number) for number in numbers)
        return Markup('<sup class="notes">{}</sup>').format(Markup(" ").join(links)) if numbers else Markup("")

    def row_numbers(self, table: str, key: str) -> Markup:
        return self.numbers(self.index.citations.get((table, key), ()))
