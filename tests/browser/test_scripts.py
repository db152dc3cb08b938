"""With scripts: tables sort and filter and keep that in the address; search finds with and without accents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser


@pytest.fixture(params=[320, 1440])
def reader(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Reader]:
    found = Reader(browser, base, request.param)
    yield found
    found.close()


def names(reader: Reader) -> list[str]:
    return reader.page.locator("table[data-name] tbody tr > :first-child").all_inner_texts()


def test_a_table_is_filtered_over_all_its_pages_and_keeps_that_in_the_address(reader: Reader) -> None:
    page = reader.open("fr/meetings/index.html")
    assert len(names(reader)) == 200
    page.get_by_label("Accord", exact=True).select_option("cites")
    expect(page.locator("output")).to_contain_text("sur 224")
    found = names(reader)
    assert len(found) > 15
    assert all(name.startswith("CITES ") for name in found)
    assert page.url.endswith("#agreement_id=cites")
    page.reload()
    expect(page.locator("output")).to_contain_text("sur 224")
    assert names(reader) == found
    page.get_by_role("button", name="Tout montrer").click()
    expect(page.locator("output")).to_contain_text("224 lignes sur 224")


def test_a_table_sorts_by_number_and_by_name_in_both_directions(reader: Reader) -> None:
    page = reader.open("en/cities/index.html")
    page.get_by_role("button", name="Meetings").click()
    expect(page.get_by_role("columnheader", name="Meetings")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Meetings").click()
    expect(page.get_by_role("columnheader", name="Meetings")).to_have_attribute("aria-sort", "descending")
    counts = page.locator("table[data-name] tbody td:nth-child(2)").all_inner_texts()
    assert [int(count) for count in counts] == sorted(map(int, counts), reverse=True)
    assert page.url.endswith("#sort=-meetings")


def test_words_are_found_without_their_accents_and_sorted_as_the_language_does(reader: Reader) -> None:
    page = reader.open("fr/countries/index.html")
    page.get_by_label("Contient").fill("EQUATEUR")
    expect(page.locator("output")).to_contain_text("sur 281")
    assert names(reader) == ["Équateur"]
    page.get_by_label("Contient").fill("")
    page.get_by_role("button", name="Nom", exact=True).click()
    expect(page.locator("output")).to_contain_text("281 lignes")
    found = names(reader)
    assert found.index("Égypte") < found.index("Émirats arabes unis") < found.index("Équateur") < found.index("Espagne")


def test_rows_beyond_the_first_two_hundred_are_shown_on_demand(reader: Reader) -> None:
    page = reader.open("en/membership_actions/index.html#agreement_id=cbd")
    more = page.get_by_role("button", name="Show more")
    expect(more).to_be_visible()
    assert len(names(reader)) == 200
    more.click()
    assert len(names(reader)) > 300


@pytest.mark.parametrize(("lang", "asked", "first"), [
    ("fr", "equateur", "Équateur"), ("fr", "Équateur", "Équateur"), ("en", "quito", "Quito"),
    ("es", "zzyzx", None), ("es", "memorando ramsar", "Memorando"), ("en", "convention de bonn", "CMS"),
])  # fmt: skip
def test_the_search_finds(browser: Browser, server: str, lang: str, asked: str, first: str | None) -> None:
    reader = Reader(browser, server, 1440)
    page = reader.open(f"{lang}/index.html")
    page.locator("#q").fill(asked)
    page.locator("header").get_by_role("search").get_by_role("button").click()
    expect(page.locator("#found")).not_to_be_empty()
    results = page.locator("#results li a")
    if first is None:
        expect(results).to_have_count(0)
    else:
        expect(results.first).to_be_visible()
        assert any(name.startswith(first) for name in results.all_inner_texts()[:3])
        results.first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    reader.close()


def test_the_search_is_narrowed_to_a_kind_and_keeps_that_in_the_address(browser: Browser, server: str) -> None:
    reader = Reader(browser, server, 1440)
    page = reader.open("en/search.html?q=bonn")
    expect(page.locator("#results li").first).to_be_visible()
    page.get_by_label("Kind").select_option("cities")
    expect(page.locator("#results li")).to_have_count(1)
    assert page.url.endswith("?q=bonn&kind=cities")
    page.reload()
    expect(page.locator("#results li")).to_have_count(1)
    reader.close()


def test_from_disk_the_search_leads_to_the_index_from_a_to_z(browser: Browser, site_uri: str) -> None:
    reader = Reader(browser, site_uri, 320, scripts=False)
    page = reader.open("es/search.html")
    page.locator("#no-server").get_by_role("link").click()
    page.get_by_role("navigation", name="Letras").get_by_role("link", name="Q").click()
    page.get_by_role("link", name="Quito", exact=True).click()
    expect(page.locator("p.lead")).to_contain_text("Ecuador")
    reader.close()


def test_a_keyboard_is_enough(browser: Browser, base: str) -> None:
    reader = Reader(browser, base, 1440)
    page = reader.open("en/meetings/index.html")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip").first).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Skip the picture":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Contains")).to_be_focused()
    page.keyboard.type("quito")
    expect(page.locator("output")).to_contain_text("1 of 224 rows")
    reader.close()
