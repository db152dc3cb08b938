"""Who joined what when, as people look it up: one row for each state or agreement, one column for each kind of act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.membership import BINDING, FORCE, SIGNATURE, WITHDRAWAL
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.columns import Grid
from pipeline.publishing.site.translations import sort_key

KINDS = ((SIGNATURE,), BINDING, (FORCE,), (WITHDRAWAL,))


def of_agreement(page: Page, agreement: str, rows: Iterable[Row]) -> Grid:
    """The states that acted about an agreement, in alphabetical order."""
    states = sorted(
        {row["country_code"] for row in rows}, key=lambda code: sort_key(page.lang, page.label("countries", code))
    )
    lines = [(page.link("countries", code), page.index.acts(agreement, code)) for code in states]
    return participation(page, page.words["country"], lines)


def of_country(page: Page, country: str, rows: Iterable[Row]) -> Grid:
    """The agreements about which a state acted, in the order of the registry."""
    asked = dict.fromkeys(row["agreement_id"] for row in rows)
    lines = [(page.link("agreements", agreement), page.index.acts(agreement, country)) for agreement in asked]
    return participation(page, page.words["agreement"], lines)


def participation(page: Page, first: str, lines: Sequence[tuple[Markup, Sequence[Row]]]) -> Grid:
    words = page.words
    headings = [first, words["signed"], words["agreed"], words["in_force_for"], words["left"]]
    acts = [[[act for act in row if act["action"] in kinds] for kinds in KINDS] for _, row in lines]
    used = [at for at in range(len(KINDS)) if any(row[at] for row in acts)]
    rows = [line(page, head, [row[at] for at in used]) for (head, _), row in zip(lines, acts, strict=True)]
    return Grid("participation", [(str(at), headings[at]) for at in (0, *(column + 1 for column in used))], rows)


def line(page: Page, head: Markup, acts: Sequence[Sequence[Row]]) -> Markup:
    cells = "".join(
        f'<td data-s="{escape(found[0]["date"] if found else "")}">{acts_html(page, found)}</td>' for found in acts
    )
    return Markup(f'<tr><th scope="row">{escape(head)}</th>{cells}</tr>')


def acts_html(page: Page, acts: Sequence[Row]) -> Markup:
    return Markup("<br>").join(act_html(page, act) for act in acts)


def act_html(page: Page, act: Row) -> Markup:
    """A day, which act it was where several lead to the same, its evidence, and until when it is known."""
    parts = [page.date(act["date"])]
    if act["action"] in BINDING:
        parts.append(Markup(f'<span class="detail">{escape(action(page, act))}</span>'))
    parts.append(page.row_mark("membership_actions", act, act["id"]))
    if act["as_of"]:
        text = page.words["as_of"].replace("{date}", act["as_of"])
        parts.append(Markup(f'<span class="detail">{escape(text)}</span>'))
    return Markup(" ").join(parts)


def action(page: Page, act: Row) -> str:
    return page.index.contract.label("membership-actions", act["action"], page.lang)
