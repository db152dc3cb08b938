"""The page of a row: the answer, its fields with their evidence, the rows that refer to it, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.calendars import has_calendar
from pipeline.publishing.site.linked_data import about_row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages import chronology, membership_table
from pipeline.publishing.site.pages.columns import Grid, grid, is_name
from pipeline.publishing.site.pages.summary import lead
from pipeline.publishing.site.pages.text_marks import annotate, values_of
from pipeline.publishing.site.registry_index import ROWS_ON_A_PAGE, Referrer

SHOWN_CITATIONS = 100
# These tables say something of other rows; a page shows them as footnotes, disagreements and marks instead.
ABOUT_ROWS = frozenset({"citations", "disagreements", "corrections", "statements", "statement_outcomes", "evidence"})
# An agreement as an actor is the agreement itself.
SELF = frozenset({Referrer("actors", "agreement_id")})
# What readers look for first; the rest stands in the order of the contract.
FIRST = ("secretariats", "functions", "cooperation_parties", "meeting_places", "meetings", "membership_actions")
FIRST_OF = {"countries": ("membership_actions", *FIRST)}
NOT_FACTS = frozenset({"id", "evidence", "replaced_by", "sha256"})


class Section(NamedTuple):
    """Rows of one table that belong to the page; `more`: where the others are that are too many to show here."""

    title: str
    anchor: str
    grid: Grid
    total: int
    more: str = ""
    strip: chronology.Chronology | None = None


def row_page(page: Page, table: str, key: str) -> dict[str, Any]:
    """The context of a row's page."""
    index = page.index
    row = index.row(table, key) or {}
    schema = index.contract.tables[table]
    filled = [field for field in schema.fields if row[field.name] and field.name not in NOT_FACTS]
    title = index.label(table, key, page.lang)
    facts, names = (
        [
            (field.title_in(page.lang), page.fact(table, key, field, row[field.name]))
            for field in filled
            if is_name(field) == named and row[field.name] != title
        ]
        for named in (False, True)
    )
    sections = list(related(page, table, key))
    return {
        "table": table,
        "key": key,
        "title": title,
        "subtitle": subtitle(page, row, title),
        "lead": lead(page, table, row),
        "kicker": schema.title_in(page.lang),
        "facts": facts,
        "names": names,
        "evidence": row.get("evidence", ""),
        "replaced_by": [page.link(table, part) for part in row.get("replaced_by", "").split("|") if part],
        "sections": sections,
        "disputes": index.disagreements(table, key),
        "as_of": as_of(page, table, key),
        "neighbours": neighbours(page, table, row),
        "origin": index.origin(table, key),
        "has_calendar": table == "agreements" and has_calendar(index.meetings(key)),
        "linked_data": about_row(page, table, row),
        **(source_context(page, key, row) if table == "sources" else NO_SOURCE),
    }


NO_SOURCE: Mapping[str, Any] = {"text": None, "statements": (), "cited": None}


def source_context(page: Page, key: str, row: Row) -> dict[str, Any]:
    """The text of a source with its facts marked, where its rights allow; the facts; what it is cited for."""
    text = page.index.text(key) if row["text_rights"] == "full" else None
    statements = page.index.statements(key)
    return {
        "text": annotate(text, statements) if text else None,
        "statements": [
            (statement, list(statement_values(page, statement)), outcomes(page, statement["id"]))
            for statement in statements
        ],
        "cited": cited_for(page, key),
    }


def subtitle(page: Page, row: Row, label: str) -> str:
    """The full name of a row that is called by a short one."""
    name = row.get(f"title_{page.lang}") or row.get(f"name_{page.lang}") or row.get("name_en", "")
    return name if name != label else ""


def as_of(page: Page, table: str, key: str) -> str:
    """Until when the acts on a page are known, where they come from a status of a year."""
    acts = [
        row
        for referrer, rows in page.index.referring(table, key).items()
        if referrer.table == "membership_actions"
        for row in rows
    ]
    return max((row["as_of"] for row in acts), default="")


def related(page: Page, table: str, key: str) -> Iterator[Section]:
    """A section for each field of another table that refers to this row, and for what is two steps away."""
    found = page.index.referring(table, key)
    order = [*FIRST_OF.get(table, FIRST), *page.index.contract.tables]
    sections = [section for referrer in found for section in sections_of(page, table, key, referrer, found[referrer])]
    yield from (section for _, section in sorted(sections, key=lambda section: order.index(section[0])))


def sections_of(
    page: Page, table: str, key: str, referrer: Referrer, rows: Sequence[Row]
) -> Iterator[tuple[str, Section]]:
    """What refers to a row in one way, with the table that it is sorted by."""
    if referrer == Referrer("membership_actions", "agreement_id"):
        yield referrer.table, participants(page, membership_table.of_agreement(page, key, rows))
    elif referrer == Referrer("membership_actions", "country_code"):
        strip = chronology.of_country(page, key, rows)
        yield referrer.table, participants(page, membership_table.of_country(page, key, rows), strip)
    elif referrer == Referrer("meetings", "body_id"):
        yield referrer.table, section(page, table, referrer, rows, chronology.of_meetings(page, rows))
    elif referrer.table not in ABOUT_ROWS and referrer not in SELF:
        yield referrer.table, section(page, table, referrer, rows)
    if referrer == Referrer("bodies", "agreement_id") and (meetings := page.index.meetings(key)):
        strip = chronology.of_meetings(page, meetings)
        own = Referrer("meetings", "agreement_id")
        yield "meetings", section(page, table, own, meetings, strip)
    if referrer == Referrer("actors", "agreement_id"):
        own = Referrer("cooperation_parties", "actor_id")
        for actor in rows:
            if parties := page.index.referring("actors", actor["id"]).get(own):
                yield own.table, section(page, table, own, parties)


def participants(page: Page, found: Grid, strip: chronology.Chronology | None = None) -> Section:
    schema = page.index.contract.tables["membership_actions"]
    return Section(schema.title_in(page.lang), "participation", found, len(found.rows), strip=strip)


def section(
    page: Page, table: str, referrer: Referrer, rows: Sequence[Row], strip: chronology.Chronology | None = None
) -> Section:
    """The rows that refer to this one, without the column that leads back here."""
    schema = page.index.contract.tables[referrer.table]
    ways = [name for (name, _), target in page.index.targets.items() if name == referrer.table and target == table]
    heading = schema.title_in(page.lang)
    # Where a table refers to this one in several ways, the heading says in which.
    if len(ways) > 1 and referrer.field in schema.field_names:
        heading = f"{heading} · {schema.field(referrer.field).title_in(page.lang)}"
    found = grid(page, referrer.table, rows[:ROWS_ON_A_PAGE], frozenset({referrer.field}), keyed=False)
    more = page.list_href(referrer.table) if len(rows) > ROWS_ON_A_PAGE else ""
    return Section(heading, f"{referrer.table}-{referrer.field}", found, len(rows), more, strip)


def cited_for(page: Page, source: str) -> dict[str, Any]:
    """What a source is cited for: the first citations, and how many there are."""
    citations = page.index.cited_by(source)
    items = []
    for row in citations[:SHOWN_CITATIONS]:
        field = page.index.contract.tables[row["table"]].field(row["field"])
        value = page.value(row["table"], field, row["value"])
        items.append((page.link(row["table"], row["row"]), field.title_in(page.lang), value, row["locator"]))
    return {"total": len(citations), "rows": items}


def statement_values(page: Page, statement: Row) -> Iterator[tuple[str, Markup]]:
    schema = page.index.contract.tables["statements"]
    for name, value in values_of(statement):
        field = schema.field(name)
        yield field.title_in(page.lang), page.value("statements", field, value)


def outcomes(page: Page, statement: str) -> list[Markup]:
    """What became of a statement: which rows it confirms, adds or contradicts."""
    return [
        Markup("{} {}").format(
            page.words[f"out_{row['outcome']}"], page.link(row["table"], row["row"]) if row["row"] else ""
        )
        for row in page.index.outcomes(statement)
    ]


def neighbours(page: Page, table: str, row: Row) -> list[tuple[str, Markup]]:
    """The meetings of the same body before and after one."""
    if table != "meetings":
        return []
    same = page.index.referring("bodies", row["body_id"])[Referrer("meetings", "body_id")]
    order = sorted(same, key=lambda meeting: (meeting["start_date"], meeting["id"]))
    at = order.index(row)
    found = [("previous", order[at - 1])] if at else []
    found += [("next", order[at + 1])] if at + 1 < len(order) else []
    return [(page.words[word], page.link("meetings", meeting["id"])) for word, meeting in found]
