"""The answer in one line, at the head of a page: when and where a meeting was, whom an instrument binds, since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import range_in_words
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.columns import places, seats


def lead(page: Page, table: str, row: Row) -> Markup:
    """What most readers of a row's page came for; empty where the facts below say it as well."""
    made = LEADS.get(table)
    return Markup(" · ").join(filter(None, made(page, row))) if made else Markup("")


def of_meeting(page: Page, row: Row) -> Sequence[Markup]:
    status = page.index.contract.label("meeting-statuses", row["status"], page.lang)
    return (
        Markup("<strong>{}</strong>").format(range_in_words(row["start_date"], row["end_date"], page.lang)),
        places(page, row["id"]),
        Markup("{}").format(status if row["status"] != "held" else ""),
        page.link("agreements", page.index.agreement_of(row["id"])),
    )


def of_agreement(page: Page, row: Row) -> Sequence[Markup]:
    words = page.words
    bound = sum(not end for _, end in page.index.parties(row["id"]))
    city = page.link("cities", row["adoption_city"]) if row["adoption_city"] else Markup("")
    adopted = Markup("{} {}").format(words["adopted_on"], page.date(row["adoption_date"]))
    if city:
        adopted = Markup("{} ({})").format(adopted, city)
    force = page.date(row["entry_into_force_date"]) if row["entry_into_force_date"] else None
    return (
        adopted,
        Markup("{} {}").format(words["in_force_since"], force) if force else Markup("{}").format(words["not_in_force"]),
        Markup('<a href="#participation">{}</a>').format(page.counted("states_bound", bound)) if bound else Markup(""),
    )


def of_cooperation(page: Page, row: Row) -> Sequence[Markup]:
    kind = page.index.contract.label("instruments", row["kind"], page.lang)
    status = page.index.contract.label("cooperation-statuses", row["status"], page.lang) if row["status"] else ""
    signed = (
        Markup("{} {}").format(page.words["signed_on"], page.date(row["signed_date"])) if row["signed_date"] else ""
    )
    return (
        Markup(", ").join(page.link("actors", actor) for actor in page.index.partners(row["id"])),
        Markup("{}").format(kind),
        Markup("{}").format(signed),
        Markup("<strong>{}</strong>").format(status) if status else Markup(""),
    )


def of_country(page: Page, row: Row) -> Sequence[Markup]:
    joined = [page.link("agreements", agreement) for agreement in page.index.joined(row["code"])]
    if not joined:
        return (Markup("{}").format(page.words["joined_none"]),)
    count = page.counted("joined_agreements", len(joined))
    return (Markup("{}{} {}").format(count, page.words["colon"], Markup(", ").join(joined)),)


def of_city(page: Page, row: Row) -> Sequence[Markup]:
    held = page.index.held_at(row["id"])
    seat = seats(page, row["id"])
    return (
        page.link("countries", row["country_code"]),
        Markup("{}").format(page.counted("meetings", len(held)) if held else ""),
        Markup("{}{} {}").format(page.words["seat_of"], page.words["colon"], seat) if seat else Markup(""),
    )


LEADS: Mapping[str, Callable[[Page, Row], Sequence[Markup]]] = {
    "meetings": of_meeting,
    "agreements": of_agreement,
    "cooperation": of_cooperation,
    "countries": of_country,
    "cities": of_city,
}
