"""Four people go from the home page to their answer: in three languages, narrow and wide, from disk and a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import LANGUAGES, Reader

pytestmark = pytest.mark.browser


@pytest.fixture(params=[320, 1440])
def reader(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Reader]:
    """Somebody who reads without scripts."""
    found = Reader(browser, base, request.param, scripts=False)
    yield found
    found.close()


MEETINGS = {
    "fr": "Quand et où s’est tenue une réunion",
    "en": "When and where a meeting was",
    "es": "Cuándo y dónde fue una reunión",
}
COOPERATION = {
    "fr": "Comment les conventions coopèrent",
    "en": "How the conventions work together",
    "es": "Cómo cooperan los convenios",
}
WORDS = {
    "fr": "Lire les mots dans le texte",
    "en": "Read the words in the text",
    "es": "Leer las palabras en el texto",
}
DATA = {"fr": "Les tables, à télécharger", "en": "The tables, to download", "es": "Las tablas, para descargar"}
DAYS = {"fr": "4–9 novembre 2014", "en": "4–9 November 2014", "es": "4–9 de noviembre de 2014"}
PLACE = {"fr": "Équateur", "en": "Ecuador", "es": "Ecuador"}
SUPERSEDED = {"fr": "remplacé", "en": "superseded", "es": "sustituido"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_focal_point_finds_when_and_where_a_cop_was(reader: Reader, lang: str) -> None:
    page = reader.open(f"{lang}/index.html")
    page.get_by_role("link", name=MEETINGS[lang]).click()
    page.get_by_role("table").get_by_role("link", name="CMS COP 11", exact=True).click()
    lead = page.locator("p.lead")
    expect(lead).to_contain_text(DAYS[lang])
    expect(lead).to_contain_text(PLACE[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_student_sees_how_two_conventions_work_together(reader: Reader, lang: str) -> None:
    page = reader.open(f"{lang}/index.html")
    page.get_by_role("link", name=COOPERATION[lang]).click()
    expect(page.locator("#network svg")).to_be_visible()
    page.get_by_role("table").locator("a[href='cbd-ramsar-1996.html']").click()
    lead = page.locator("p.lead")
    expect(lead.get_by_role("link", name="Ramsar", exact=True)).to_be_visible()
    expect(lead).to_contain_text(SUPERSEDED[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_journalist_reads_the_sentence_behind_a_fact_and_goes_back(reader: Reader, lang: str) -> None:
    page = reader.open(f"{lang}/index.html")
    page.get_by_role("link", name=WORDS[lang]).first.click()
    anchor = page.url.partition("#")[2]
    assert anchor.startswith("w-")
    mark = page.locator(f"[id='{anchor}'] + mark")
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("Quito en Equateur, du 4 au 9 novembre 2014")
    mark.get_by_role("link").click()
    fact = page.locator(f"[id='f-{anchor.removeprefix('w-')}']")
    expect(fact).to_be_in_viewport()
    fact.get_by_role("link", name="CMS COP 11", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CMS COP 11")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_developer_takes_a_table_away(reader: Reader, lang: str) -> None:
    page = reader.open(f"{lang}/index.html")
    page.get_by_role("link", name=DATA[lang]).click()
    row = page.get_by_role("row").filter(has=page.locator("a[href$='data/meetings.parquet']"))
    with page.expect_download() as download:
        row.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("id,body_id,number,part,status")
    assert text.count("\n") == 225
    row.get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("table").get_by_role("rowheader", name="body_id")).to_be_visible()
