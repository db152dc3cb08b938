"""What the page of a source has besides: its text with the facts marked, what it states, what it is cited for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.text_marks import annotate, values_of

SHOWN_CITATIONS = 100
# Rights by which the whole text may be shown.
FULL = "full"


def source_context(page: Page, key: str, row: Row) -> dict[str, Any]:
    """The text of a source with its facts marked, where its rights allow; the facts; what it is cited for."""
    text = page.index.text(key) if row.get("text_rights") == FULL else None
    statements = page.index.statements(key)
    return {
        "text": annotate(text, statements) if text else None,
        "text_lang": row.get("lang", ""),
        "statements": [
            (one, kind_of(page, one), list(statement_values(page, one)), outcomes(page, one["id"]))
            for one in statements
        ],
        "cited": cited_for(page, key),
    }


def cited_for(page: Page, source: str) -> dict[str, Any]:
    """What a source is cited for: the first citations, and how many there are."""
    citations = page.index.cited_by(source)
    shown = []
    for row in citations[:SHOWN_CITATIONS]:
        field = page.index.contract.tables[row["table"]].field(row["field"])
        value = page.value(row["table"], field, row["value"])
        shown.append((page.link(row["table"], row["row"]), field.title_in(page.lang), value, row.get("locator", "")))
    return {"total": len(citations), "rows": shown}


def kind_of(page: Page, statement: Row) -> str:
    """What the kind of a statement is called."""
    found = page.index.contract.field_of(page.index.role("statements") or "", "kind")
    vocabulary = found[1].vocabulary if found else None
    return page.index.contract.label(vocabulary, statement["kind"], page.lang) if vocabulary else statement["kind"]


def statement_values(page: Page, statement: Row) -> Iterator[tuple[str, Markup]]:
    table = page.index.role("statements") or ""
    for name, value in values_of(statement):
        field = page.index.contract.tables[table].field(name)
        yield field.title_in(page.lang), page.value(table, field, value)


def outcomes(page: Page, statement: str) -> list[Markup]:
    """What became of a statement: which rows it confirms, adds or contradicts."""
    return [
        Markup("{} {}").format(
            page.words[f"out_{row['outcome']}"], page.link(row["table"], row["row"]) if row["row"] else ""
        )
        for row in page.index.outcomes(statement)
    ]
