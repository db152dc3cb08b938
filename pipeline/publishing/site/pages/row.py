"""The page of a row: its summary, its fields with their evidence, the rows that refer to it, its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.calendars import own_calendar
from pipeline.publishing.site.linked_data import about_row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages import sources
from pipeline.publishing.site.pages.columns import KEY_FOR_PROGRAMS, REPLACED_BY
from pipeline.publishing.site.pages.sections import related
from pipeline.registry.contract_models import ROW_EVIDENCE
from pipeline.registry.printed_names import LIST_DELIMITER
from pipeline.registry.site_contract.labels import is_name

NOT_FACTS = frozenset({KEY_FOR_PROGRAMS, ROW_EVIDENCE, REPLACED_BY})


def row_page(page: Page, table: str, key: str) -> dict[str, Any]:
    """The context of a row's page."""
    index = page.index
    row = index.row(table, key) or {}
    schema, said = index.contract.tables[table], index.site.page(table)
    left_out = NOT_FACTS.union(said.facts.without)
    filled = [field for field in schema.fields if row[field.name] and field.name not in left_out]
    title = index.label(table, key, page.lang)
    facts, names = (
        [
            (one.title_in(page.lang), page.fact(table, key, one, row[one.name]))
            for one in filled
            if is_name(schema, one) == named and row[one.name] != title
        ]
        for named in (False, True)
    )
    return {
        "table": table,
        "key": key,
        "title": title,
        "subtitle": subtitle(page, table, row, title),
        "lead": lead(page, table, row),
        "kicker": schema.title_in(page.lang),
        "facts": facts,
        "names": names,
        "evidence": row.get(ROW_EVIDENCE, ""),
        "replaced_by": [page.link(table, one) for one in row.get(REPLACED_BY, "").split(LIST_DELIMITER) if one],
        "sections": related(page, table, key),
        "disputes": index.disagreements(table, key),
        "neighbours": neighbours(page, table, row),
        "origin": index.origin(table, key),
        "calendar": own_calendar(page, table, key),
        "linked_data": about_row(page, table, row),
        **(sources.source_context(page, key, row) if table == index.role("sources") else NO_SOURCE),
    }


NO_SOURCE: Mapping[str, Any] = {"text": None, "statements": (), "cited": None, "text_lang": ""}


def subtitle(page: Page, table: str, row: Row, label: str) -> str:
    """The full name of a row that is called by a short one."""
    name = page.full_name(table, row)
    return name if name != label else ""


def lead(page: Page, table: str, row: Row) -> Markup:
    """What most readers of a row's page came for; empty where the facts below say it as well."""
    parts = (page.html(table, row, text) for text in page.index.site.page(table).summary)
    return Markup(" · ".join(filter(None, parts)))


def neighbours(page: Page, table: str, row: Row) -> Sequence[tuple[str, Markup]]:
    """The rows before and after one, as schemas/site.yaml puts them in an order."""
    said = page.index.site.page(table).neighbours
    if said is None or not row[said.within]:
        return []
    key = page.index.walker.key(table, row)
    order = page.index.siblings(table, key)
    at = order.index(key)
    found = [("previous", order[at - 1])] if at else []
    found += [("next", order[at + 1])] if at + 1 < len(order) else []
    return [(page.words[word], page.link(table, one)) for word, one in found]
