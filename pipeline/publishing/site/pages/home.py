"""The home page: an answer for each kind of reader, and what the registry holds."""

from __future__ import annotations

from typing import Any

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.columns import places
from pipeline.publishing.site.pages.lists import announced

SHOWN_MEETINGS, SHOWN_AGREEMENTS = 5, 12


def context(page: Page) -> dict[str, Any]:
    index = page.index
    return {
        "figures": figures(page),
        "announced": [
            (
                page.link("meetings", row["id"]),
                range_in_words(row["start_date"], row["end_date"], page.lang),
                places(page, row["id"]),
            )
            for row in announced(page)[:SHOWN_MEETINGS]
        ],
        "agreements": [
            (page.link("agreements", row["id"]), row[f"name_{page.lang}"] or row["name_en"])
            for row in index.table("agreements")
            if not row["parent_id"]
        ][:SHOWN_AGREEMENTS],
        "example": example(page),
    }


def figures(page: Page) -> list[tuple[str, str, str]]:
    """What the registry holds: a number, its word, and where to see it."""
    tables = page.index.registry.tables
    listed = ("agreements", "meetings", "cooperation", "membership_actions", "countries", "sources")
    counted = [(page.number(len(tables[name])), page.words[name], page.list_href(name)) for name in listed]
    disputed = sum(row["state"] == "open" for row in tables["disagreements"])
    counted.append((page.number(disputed), page.words["open_disagreements"], page.href("disagreements.html")))
    facts = tables["evidence"]
    sourced = sum(row["evidence"] == "sourced" for row in facts) / max(1, len(facts))
    return [*counted, (page.share(sourced), page.words["sourced_share"], page.href("quality.html"))]


def example(page: Page) -> dict[str, Any] | None:
    """A fact with the sentence that says it: the first meeting read from a text in the page's language, else in any."""
    rows = page.index.table("citations")
    quoted = [
        row for row in rows if row["quote"] and row["statement_id"] and row["table"] in ("meetings", "meeting_places")
    ]
    if not quoted:
        return None
    own = [row for row in quoted if language(page, row) == page.lang]
    row = (own or quoted)[0]
    meeting = (
        row["row"] if row["table"] == "meetings" else (page.index.row("meeting_places", row["row"]) or {})["meeting_id"]
    )
    href = f"{page.row_href('sources', row['source_id'])}#w-{row['statement_id']}"
    return {
        "link": page.link("meetings", meeting),
        "quote": row["quote"],
        "lang": language(page, row),
        "source": page.link("sources", row["source_id"]),
        "href": href,
    }


def language(page: Page, citation: Row) -> str:
    return (page.index.row("sources", citation["source_id"]) or {}).get("lang", "")
