"""The page of a row: its fields with their evidence, the rows that refer to it, its sources as footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.contract.descriptors import Field
from pipeline.publishing.site.annotate import annotate, values_of
from pipeline.publishing.site.cells import Page
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.index import Referrer
from pipeline.registry import Row

SHOWN_CITATIONS = 100
# These tables say something of other rows; a page shows them as footnotes, disagreements and marks instead.
ABOUT_ROWS = frozenset({"citations", "disagreements", "corrections", "statements", "statement_outcomes", "evidence"})


# An agreement as an actor is the agreement itself.
SELF = frozenset({Referrer("actors", "agreement_id")})
# In the short tables of a page: what stands on the row's own page is not repeated.
LEFT_OUT = frozenset({"id", "evidence", "replaced_by", "ordinal"})
LEFT_OUT_OF_PAGED = frozenset({"note", "website", "agreement_id", "url"})


class Section(NamedTuple):
    """Rows of one table that belong to the page: a heading, columns, cells."""

    title: str
    anchor: str
    columns: list[str]
    rows: list[list[Markup]]


def row_page(page: Page, table: str, key: str) -> dict[str, Any]:
    """The context of a row's page."""
    index, row = page.index, page.index.rows[table][key]
    schema = index.contract.tables[table]
    shown = [field for field in schema.fields if row[field.name] and field.name not in ("id", "evidence")]
    facts = [(field.title_in(page.lang), page.fact(table, key, field, row[field.name])) for field in shown]
    sections = list(related(page, table, key))
    text = index.registry.texts.get(key) if table == "sources" and row["text_rights"] == "full" else None
    statements = index.statements.get(key, ()) if table == "sources" else ()
    return {
        "table": table,
        "key": key,
        "title": index.label(table, key, page.lang),
        "subtitle": subtitle(page, row, index.label(table, key, page.lang)),
        "kicker": schema.title_in(page.lang),
        "facts": facts,
        "evidence": row.get("evidence", ""),
        "sections": sections,
        "disputes": index.disagreements.get((table, key), ()),
        "as_of": any(row["as_of"] for row in rows_shown(page, table, key)),
        "text": annotate(text, statements) if text else None,
        "statements": [(one, list(statement_values(page, one))) for one in statements],
        "cited": cited_for(page, key) if table == "sources" else None,
        "neighbours": neighbours(page, table, row),
    }


def subtitle(page: Page, row: Row, label: str) -> str:
    """The full name of a row that is called by a short one."""
    name = row.get(f"name_{page.lang}") or row.get("name_en", "")
    return name if name != label else ""


def rows_shown(page: Page, table: str, key: str) -> Iterator[Row]:
    for referrer, rows in page.index.referring.get((table, key), {}).items():
        if "as_of" in page.index.contract.tables[referrer.table].field_names:
            yield from rows


def related(page: Page, table: str, key: str) -> Iterator[Section]:
    """A section for each field of another table that refers to this row, and for what is two steps away."""
    found = page.index.referring.get((table, key), {})
    for referrer in sorted(found, key=lambda one: list(page.index.contract.tables).index(one.table)):
        if referrer.table not in ABOUT_ROWS and referrer not in SELF:
            yield section(page, referrer, found[referrer])
        yield from second_step(page, referrer, found[referrer])


def second_step(page: Page, referrer: Referrer, rows: Sequence[Row]) -> Iterator[Section]:
    """An agreement's meetings through its bodies, a partner's instruments, a city's meetings."""
    if referrer == Referrer("bodies", "agreement_id"):
        meetings = [
            meeting
            for body in rows
            for meeting in page.index.referring["bodies", body["id"]].get(Referrer("meetings", "body_id"), ())
        ]
        if meetings:
            yield section(page, Referrer("meetings", "agreement"), sorted(meetings, key=lambda row: row["start_date"]))
    if referrer == Referrer("actors", "agreement_id"):
        for actor in rows:
            parties = page.index.referring["actors", actor["id"]].get(Referrer("cooperation_parties", "actor_id"), ())
            if parties:
                yield section(page, Referrer("cooperation_parties", "actor_id"), parties)


def section(page: Page, referrer: Referrer, rows: Sequence[Row]) -> Section:
    """A table of rows: the columns that hold anything, without the one that leads back here."""
    schema = page.index.contract.tables[referrer.table]
    paged = referrer.table in page.index.paged
    hidden = {referrer.field} | LEFT_OUT | (LEFT_OUT_OF_PAGED if paged else frozenset())
    fields = [one for one in schema.fields if one.name not in hidden and any(row[one.name] for row in rows)]
    title = schema.title_in(page.lang)
    own = [
        one
        for one, target in page.index.targets.items()
        if one[0] == referrer.table and target == page.path.split("/")[1]
    ]
    # Where a table refers to this one in several ways, the heading says in which.
    heading = (
        f"{title} · {schema.field(referrer.field).title_in(page.lang)}"
        if len(own) > 1 and (referrer.table, referrer.field) in own
        else title
    )
    columns = [
        *([title] if paged else []),
        *(one.title_in(page.lang) for one in fields if not (paged and is_name(one))),
    ]
    if schema.cited_fields:
        columns.append(page.words["evidence"])
    cells = [list(row_cells(page, referrer.table, row, fields, paged)) for row in rows]
    return Section(heading, f"{referrer.table}-{referrer.field}", columns, cells)


def is_name(field: Field) -> bool:
    """Names stand in the link to a row's own page."""
    return field.name.startswith(("name_", "title_", "acronyms", "aliases", "short_name"))


def row_cells(page: Page, table: str, row: Row, fields: Sequence[Field], paged: bool) -> Iterator[Markup]:
    key = row[page.index.contract.tables[table].key[0]]
    if paged:
        yield page.link(table, key)
    for one in fields:
        if not (paged and is_name(one)):
            yield page.value(table, one, row[one.name])
    if page.index.contract.tables[table].cited_fields:
        yield page.mark(row["evidence"]) + page.row_numbers(table, key)


def cited_for(page: Page, source: str) -> dict[str, Any]:
    """What a source is cited for: the first citations, and how many there are."""
    citations = page.index.cited_by.get(source, ())
    shown = []
    for row in citations[:SHOWN_CITATIONS]:
        field = page.index.contract.tables[row["table"]].field(row["field"])
        value = page.value(row["table"], field, row["value"])
        shown.append((page.link(row["table"], row["row"]), field.title_in(page.lang), value, row["locator"]))
    return {"total": len(citations), "rows": shown}


def statement_values(page: Page, statement: Row) -> Iterator[tuple[str, Markup]]:
    schema = page.index.contract.tables["statements"]
    for name, value in values_of(statement):
        field = schema.field(name)
        yield field.title_in(page.lang), page.value("statements", field, value)


def neighbours(page: Page, table: str, row: Row) -> list[tuple[str, Markup]]:
    """The meetings of the same body before and after one."""
    if table != "meetings":
        return []
    same = page.index.referring["bodies", row["body_id"]][Referrer("meetings", "body_id")]
    order = sorted(same, key=lambda one: (one["start_date"], one["id"]))
    at = order.index(row)
    found = [("previous", order[at - 1])] if at else []
    found += [("next", order[at + 1])] if at + 1 < len(order) else []
    return [(page.words[word], page.link("meetings", one["id"])) for word, one in found]


def meeting_days(page: Page, row: Row) -> str:
    return range_in_words(row["start_date"], row["end_date"], page.lang)
