"""Menus: the tables that people look for, as schemas/site.yaml names them or, without it, as the contract has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.publishing.site.page import Page
from pipeline.registry.contract import Contract
from pipeline.registry.site_contract.model import Item, item_of

# More would not stand on one line; the rest is at the foot of each page and on the page of all tables.
MOST_IN_MENU, MOST_AT_FOOT = 6, 12


class Entry(NamedTuple):
    """An entry of a menu: its table, its title in the language of the page, the path of that list (and a picture)."""

    table: str
    title: str
    path: str


def main_tables(contract: Contract) -> tuple[str, ...]:
    """The tables about the registry's matter: all but those that play a role; those with pages first."""
    own = [name for name in contract.typed_tables if contract.package.roles.role_of(name) is None]
    return tuple(sorted(own, key=lambda name: name not in contract.paged))


def entries(page: Page, items: Iterable[str | Item]) -> list[Entry]:
    found = []
    for one in map(item_of, items):
        path = f"{one.table}/index.html"
        found.append(
            Entry(one.table, page.table_title(one.table, one.title), f"{path}#{one.picture}" if one.picture else path)
        )
    return found


def menu(page: Page) -> Sequence[Entry]:
    """What the menu at the head of each page leads to."""
    site = page.index.site
    return entries(page, main_tables(page.index.contract)[:MOST_IN_MENU] if site.menu is None else site.menu)


def more(page: Page) -> Sequence[Entry]:
    """What the foot of each page leads to besides."""
    site, shown = page.index.site, {one.table for one in menu(page)}
    if site.more is not None:
        return entries(page, site.more)
    return entries(page, [one for one in main_tables(page.index.contract)[:MOST_AT_FOOT] if one not in shown])
