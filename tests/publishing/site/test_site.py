"""The site of the tiny registry: every link leads somewhere, every page stands in three languages, nothing is markup."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.i18n import LANGUAGES, Language
from pipeline.publishing.site.dates import date_in_words, range_in_words
from pipeline.publishing.site.pages.text_marks import annotate
from pipeline.publishing.site.translations import read_words
from pipeline.workflows import build
from tests import ROOT
from tests.publishing.site.conftest import HOME, tiny_at


class Links(HTMLParser):
    """The ids and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value:
                self.links.append(value)
            if value and value.startswith(HOME) and value.endswith(".png"):
                self.images.append(value.removeprefix(f"{HOME}/"))
        assert tag not in ("iframe", "object", "embed", "base")
        if tag == "script":
            given = dict(attrs)
            assert given.get("type") == "application/ld+json" or (given.get("src") or "").startswith("../"), attrs


def test_every_link_leads_somewhere_and_markup_stays_text(site: Path) -> None:
    pages = {
        path.relative_to(site).as_posix(): Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }
    followed = 0
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        assert all((site / image).is_file() for image in page.images), path
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            target, _, anchor = unquote(link).partition("#")
            where = normpath(f"{path.rpartition('/')[0]}/{target}").lstrip("/") if target else path
            assert not where.startswith(".."), (path, link)
            assert (site / where).is_file(), (path, link)
            assert not anchor or anchor in pages[where].ids, (path, link)
            followed += 1
    assert len(pages) > 250
    assert followed > 10_000
    html = (site / "en" / "agreements" / "cbd.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_nothing_is_asked_of_another_server(site: Path) -> None:
    asks = re.compile(r"""(?:src|poster|srcset)=["']https?:|url\(["']?https?:|@import|fetch\(["']http""")
    seen = 0
    for path in (*site.rglob("*.html"), *(site / "static").iterdir()):
        if path.suffix != ".png":
            text = path.read_text(encoding="utf-8")
            assert not asks.search(text), path
            assert not re.search(r'<link rel="(?:stylesheet|icon|preload|modulepreload)" href="http', text), path
            seen += 1
    assert seen > 250


def test_every_row_that_others_refer_to_has_its_page_and_every_table_its_list(built: Path, site: Path) -> None:
    package = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource["name"] for resource in package["resources"] if not resource["name"].startswith("vocabulary_")]
    assert len(tables) == 21
    for table in tables:
        assert (site / "fr" / table / "index.html").is_file()
        assert (site / "fr" / "data" / f"{table}.html").is_file()
    with (built / "data" / "meetings.csv").open(encoding="utf-8") as lines:
        keys = sorted(row["id"] for row in csv.DictReader(lines))
    assert keys == sorted(path.stem for path in (site / "es" / "meetings").glob("*.html") if path.stem != "index")


def test_every_page_stands_in_three_languages_and_switches_in_place(site: Path) -> None:
    paths = {
        lang: {path.relative_to(site / lang).as_posix() for path in (site / lang).rglob("*.html")} for lang in LANGUAGES
    }
    assert paths["fr"] == paths["en"] == paths["es"]
    page = (site / "fr" / "meetings" / "cms-cop-11.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert '<a href="../../en/meetings/cms-cop-11.html" lang="en" hreflang="en">English</a>' in page


def test_a_fact_leads_to_its_words_and_back(site: Path) -> None:
    meeting = (site / "en" / "meetings" / "cms-cop-11.html").read_text(encoding="utf-8")
    (anchor,) = set(re.findall(r'href="\.\./sources/page\.html#(w-[0-9a-f]{16})"', meeting))
    source = (site / "en" / "sources" / "page.html").read_text(encoding="utf-8")
    assert f'id="{anchor}"' in source
    assert f'href="#{anchor}"' in source
    assert f'href="#{anchor.replace("w-", "f-")}"' in source
    assert "in disagreement" in meeting


def test_a_table_without_rows_still_says_what_its_columns_are(site: Path) -> None:
    page = (site / "en" / "links" / "index.html").read_text(encoding="utf-8")
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(r">([^<]+)</th>", head) == ["Source", "Address", "State", "Asked on", "Last alive on"]


@pytest.mark.usefixtures("unverified")
def test_a_retired_id_leads_to_what_replaces_it(tmp_path: Path) -> None:
    root = tiny_at(tmp_path / "tiny")
    cities = root / "raw" / "tables" / "actors.csv"
    with cities.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    old = {**rows[-1], "id": "old-name", "name_en": "Old name", "name_fr": "", "name_es": "", "acronyms": ""}
    old |= {"aliases_en": "", "aliases_fr": "", "aliases_es": "", "agreement_id": "", "country_code": ""}
    old |= {"kind": "organisation", "replaced_by": rows[-1]["id"]}
    with cities.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(old), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, old])
    assert build.build(root, root / "build", lambda _: None).pages
    page = (root / "build" / "site" / "en" / "actors" / "old-name.html").read_text(encoding="utf-8")
    assert "This identifier is retired. It is replaced by: <a href=" in page


def test_a_page_says_where_its_row_is_typed_and_how_it_is_cited(site: Path) -> None:
    page = (site / "fr" / "meetings" / "cms-cop-11.html").read_text(encoding="utf-8")
    link = r'href="https://forge\.example/passerelle/blob/main/raw/tables/meetings\.csv\?plain=1#L(\d+)"'
    (line,) = re.findall(link, page)
    typed = (ROOT / "tests/registries/tiny/raw/tables/meetings.csv").read_text(encoding="utf-8").splitlines()
    assert typed[int(line) - 1].startswith("cms-cop-11,")
    assert '<a href="https://registry.example/passerelle/fr/meetings/cms-cop-11.html">' in page
    assert '<link rel="canonical" href="https://registry.example/passerelle/fr/meetings/cms-cop-11.html">' in page


def test_a_fact_shows_its_evidence_and_opens_its_citation(site: Path) -> None:
    page = (site / "en" / "agreements" / "cms.html").read_text(encoding="utf-8")
    shown = re.findall(r'<a class="ev ev-sourced" href="#(n\d+)"><span aria-hidden="true">✓</span>', page)
    assert shown
    assert all(f'<li id="{note}">' in page for note in shown)


def test_the_words_are_the_same_in_every_language() -> None:
    assert len(read_words("en")) > 100
    for lang in LANGUAGES:
        assert set(read_words(lang)) == set(read_words("en"))


@pytest.mark.parametrize(
    ("first", "last", "lang", "shown"),
    [
        ("2014-11-04", "2014-11-09", "fr", "4–9 novembre 2014"),
        ("2014-11-04", "2014-11-09", "en", "4–9 November 2014"),
        ("2014-11-04", "2014-11-09", "es", "4–9 de noviembre de 2014"),
        ("2012-11-26", "2012-12-08", "fr", "26 novembre 2012 – 8 décembre 2012"),
        ("2014-11-01", "2014-11-09", "fr", "1–9 novembre 2014"),
        ("1999-03-01", "1999-03-01", "fr", "1er mars 1999"),
        ("2026-10", "2026-10", "fr", "octobre 2026"),
        ("2026-10", "2026-10", "es", "octubre de 2026"),
        ("2026", "", "en", "2026"),
        ("XXXX-10-17", "", "en", "XXXX-10-17"),
    ],
)
def test_dates_in_words(first: str, last: str, lang: Language, shown: str) -> None:
    assert re.sub(r"\s", " ", range_in_words(first, last, lang)) == shown


def test_a_day_in_words() -> None:
    assert [date_in_words("2014-11-04", lang) for lang in LANGUAGES] == [
        "4 novembre 2014",
        "4 November 2014",
        "4 de noviembre de 2014",
    ]


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6)


@given(st.text(alphabet='ab<&>" é\n', min_size=45, max_size=60), spans)
def test_taking_the_marks_away_gives_the_text_back(text: str, found: list[tuple[int, int]]) -> None:
    rows = [{"id": f"s{n}", "span": f"[{start}, {start + length}]"} for n, (start, length) in enumerate(found)]
    marked = str(annotate(text, rows))
    assert unescape(re.sub(r"<[^>]*>", "", marked)) == text
    for row in rows:
        assert marked.count(f'id="w-{row["id"]}"') == 1


@pytest.mark.usefixtures("unverified")
def test_addresses_are_named_only_where_somebody_gives_them(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    build.build(root, root / "build", lambda _: None)
    site = root / "build" / "site"
    page = (site / "fr" / "index.html").read_text(encoding="utf-8")
    assert 'rel="canonical"' not in page
    assert 'property="og:url"' not in page
    assert not (site / "sitemap.xml").exists()
    build.build(
        root, root / "build", lambda _: None, build.Addresses("https://here.example/r/", "https://forge.example/r")
    )
    page = (site / "fr" / "meetings" / "cms-cop-11.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://here.example/r/fr/meetings/cms-cop-11.html">' in page
    assert "https://forge.example/r/blob/main/raw/tables/meetings.csv?plain=1#L" in page
    assert "https://here.example/r/fr/index.html" in (site / "sitemap.xml").read_text(encoding="utf-8")
