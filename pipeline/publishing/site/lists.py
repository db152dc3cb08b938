"""The home page's figures, and the list of each table that has pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from pipeline.names import folded
from pipeline.publishing.site.cells import Page
from pipeline.publishing.site.facts import meeting_days
from pipeline.publishing.site.index import Referrer
from pipeline.registry import Row


def home_figures(page: Page) -> list[tuple[str, str]]:
    """What the registry holds, in numbers as the language writes them."""
    tables = page.index.registry.tables
    counted = [
        (len(tables[name]), page.words[name])
        for name in ("agreements", "meetings", "cooperation", "countries", "sources")
    ]
    counted.insert(3, (len(tables["membership_actions"]), page.words["acts"]))
    counted.append((sum(row["state"] == "open" for row in tables["disagreements"]), page.words["open_disagreements"]))
    facts = tables["evidence"]
    sourced = sum(row["evidence"] == "sourced" for row in facts) / max(1, len(facts))
    figures = [(str(format_decimal(number, locale=page.lang)), word) for number, word in counted]
    return [*figures, (str(format_percent(sourced, locale=page.lang)), page.words["sourced_share"])]


def list_groups(page: Page, table: str) -> dict[str, Any]:
    """The rows of a table in groups: meetings by agreement, what is many by its first letter, the rest in one."""
    groups: defaultdict[str, list[tuple[Markup, str]]] = defaultdict(list)
    for key, row in ordered(page, table):
        groups[group_of(page, table, row, key)].append((page.link(table, key), detail(page, table, row)))
    schema = page.index.contract.tables[table]
    title, about = schema.title_in(page.lang), schema.description_in(page.lang)
    return {"table": table, "title": title, "description": about, "groups": dict(groups)}


def ordered(page: Page, table: str) -> list[tuple[str, Row]]:
    rows = list(page.index.rows[table].items())
    if table in ("meetings", "bodies", "agreements", "cooperation"):
        return rows
    return sorted(rows, key=lambda one: (folded(page.index.label(table, one[0], page.lang)), one[0]))


def group_of(page: Page, table: str, row: Row, key: str) -> str:
    if table == "meetings":
        return page.index.label("agreements", page.index.rows["bodies"][row["body_id"]]["agreement_id"], page.lang)
    if table == "bodies":
        return page.index.label("agreements", row["agreement_id"], page.lang)
    if table in ("countries", "cities", "sources"):
        first = folded(page.index.label(table, key, page.lang))[:1].upper()
        return first if first.isalpha() else "#"
    if table in ("agreements", "cooperation"):
        return ""
    return page.index.contract.label("actor-kinds", row["kind"], page.lang)


def detail(page: Page, table: str, row: Row) -> str:
    """What stands beside the name in a list."""
    if table == "agreements":
        return row[f"name_{page.lang}"] or row["name_en"]
    if table == "meetings":
        return ", ".join(filter(None, (places(page, row["id"]), meeting_days(page, row))))
    if table == "sources":
        return row["publisher"]
    if table == "cities":
        return page.index.label("countries", row["country_code"], page.lang)
    return ""


def places(page: Page, meeting: str) -> str:
    rows = page.index.referring["meetings", meeting].get(Referrer("meeting_places", "meeting_id"), ())
    return ", ".join(
        page.index.label("cities", row["city"], page.lang)
        if row["city"]
        else page.index.label("countries", row["country_code"], page.lang)
        for row in rows
    )
