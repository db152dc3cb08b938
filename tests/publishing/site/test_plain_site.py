"""A registry of any field has a whole site, with schemas/site.yaml or without: what no table plays is left out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

import pytest

from pipeline.workflows import build
from tests import ROOT
from tests.any_registry import bridges, refers, table, trees, write, write_registry, write_yaml
from tests.builds import quiet
from tests.publishing.site.test_site import Links

# Words of the first registry, which no other may show.
FOREIGN = re.compile(
    r"\b(conventions?|cop|mop|meetings?|secretariats?|memorand(?:um|a)|agreements?|biodiversity)\b", re.IGNORECASE
)


def site_of(root: Path) -> dict[str, str]:
    """The pages of the site of a registry, by their path; every link of a page leads somewhere."""
    assert build.build(root, root / "build", quiet).outcome.valid
    site = root / "build" / "site"
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    links = {path: Links(text) for path, text in pages.items()}
    for path, page in links.items():
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            target, _, anchor = unquote(link).partition("#")
            where = normpath(f"{path.rpartition('/')[0]}/{target}").lstrip("/") if target else path
            assert (site / where).is_file(), (path, link)
            assert not anchor or anchor in links[where].ids, (path, link)
    return pages


def words_of(page: str) -> str:
    """What people read on a page."""
    return " ".join(re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def menu_of(page: str) -> Sequence[str]:
    """The titles in the menu at the head of a page."""
    menu = page.partition('class="menu"')[2].partition("</nav>")[0]
    return re.findall(r">([^<]+)</a>", menu)


pytestmark = pytest.mark.usefixtures("unverified")


def test_a_registry_of_one_table_has_a_list_a_dictionary_and_nothing_of_sources(tmp_path: Path) -> None:
    pages = site_of(trees(tmp_path / "trees"))
    assert {path for path in pages if path.startswith("en/")} == {
        *("en/index.html", "en/about.html", "en/search.html", "en/quality.html", "en/changes.html"),
        *("en/data/index.html", "en/data/vocabularies.html", "en/data/trees.html"),
        *("en/trees/index.html", "en/a-z/index.html"),
    }
    home = pages["en/index.html"]
    assert menu_of(home) == ["Table", "Data", "More…"]
    assert "<h1>Example</h1>" in home
    assert "A registry of a test." in home
    for gone in ("Sources", "Disagreements", "sourced", "Calendars"):
        assert all(gone not in words_of(page) for page in pages.values()), gone
    assert '<th scope="row">oak</th>' in pages["en/trees/index.html"]
    # One language: nothing to choose from.
    assert "hreflang" not in home.partition("<body>")[2]


def test_a_registry_of_no_table_has_a_site(tmp_path: Path) -> None:
    pages = site_of(write_registry(tmp_path / "none", {}, {}))
    assert menu_of(pages["en/index.html"]) == ["Data", "More…"]


def test_a_registry_of_many_tables_shows_some_in_its_menu_and_all_among_its_data(tmp_path: Path) -> None:
    tables = {f"t{number}": {**table("id", "name"), "title": f"Things {number}"} for number in range(30)}
    rows = {f"tables/t{number}.csv": f"id,name\nx,Thing {number}\n" for number in range(30)}
    pages = site_of(write_registry(tmp_path / "many", tables, rows))
    home = pages["en/index.html"]
    assert menu_of(home) == [*(f"Things {number}" for number in range(6)), "Data", "More…"]
    assert home.count("index.html") < 80
    assert pages["en/data/index.html"].count('<th scope="row">') == 30
    assert "<h1>Thing 7</h1>" in pages["en/t7/x.html"]


def test_no_word_of_another_registry_is_on_a_page(tmp_path: Path) -> None:
    pages = site_of(bridges(tmp_path / "bridges"))
    assert len(pages) > 30
    for path, page in pages.items():
        assert not FOREIGN.search(re.sub(r"meetings_of_sayings", "", words_of(page))), path


def test_roles_are_shown_whatever_their_tables_are_called(tmp_path: Path) -> None:
    pages = site_of(bridges(tmp_path / "bridges"))
    bridge = pages["en/bridges/iron.html"]
    assert re.search(r'<a class="ev ev-in-disagreement" href="#n\d+">', bridge)
    assert '<a href="../papers/leaflet.html">' in bridge
    assert "open disagreements" in pages["en/index.html"]
    assert "in disagreement" in words_of(pages["en/bridges/index.html"])


def test_the_site_of_the_example_is_all_from_its_data(tmp_path: Path) -> None:
    root = tmp_path / "bridges"
    shutil.copytree(ROOT / "examples" / "bridges", root, ignore=shutil.ignore_patterns("build", ".build*"))
    pages = site_of(root)
    for path, page in pages.items():
        # Titles of sources are the words of others.
        assert "/sources/" in path or not FOREIGN.search(words_of(page)), path
    assert menu_of(pages["fr/index.html"]) == ["Ponts", "Événements", "Gestionnaires", "Données", "Plus…"]
    assert "<title>Ponts : Quand des ponts" in pages["fr/index.html"].replace("\u00a0", " ")
    bridge = pages["en/bridges/morandi-bridge.html"]
    assert '<p class="lead">cable-stayed bridge · over: Polcevera · Italy · 1182 m long · ' in bridge
    assert "closed or fallen" in bridge
    assert '"@type": "GeoCoordinates"' in bridge
    listed = pages["en/bridges/index.html"]
    assert [f'id="{name}"' in listed for name in ("where", "opened", "kinds")] == [True, True, True]
    assert 'class="number shade-' in listed
    figures = root / "build" / "site" / "data" / "figures"
    assert {path.stem for path in figures.iterdir()} == {"what-happened", "where", "opened", "kinds"}
    opened = (figures / "opened.csv").read_text(encoding="utf-8").splitlines()
    assert opened[0] == "of,year,count"
    assert [int(line.split(",")[2]) for line in opened[1:]] == sorted(int(line.split(",")[2]) for line in opened[1:])
    kinds = (figures / "kinds.csv").read_text(encoding="utf-8").splitlines()
    assert kinds[0] == "country,kind,count"
    assert sum(int(line.split(",")[2]) for line in kinds[1:]) > 30


def test_references_become_sections_and_links(tmp_path: Path) -> None:
    town = table("id", ("name_en", {}), ("name_fr", {}), names=["name_en", "name_fr"])
    tree = table("id", "town_id", "species", foreignKeys=[refers("town_id", "towns")])
    rows = {"tables/towns.csv": "id,name_en,name_fr\nlondon,London,Londres\n"}
    rows |= {"tables/trees.csv": "id,town_id,species\noak-1,london,oak\n"}
    root = write_registry(tmp_path / "towns", {"towns": town, "trees": tree}, rows)
    pages = site_of(root)
    page = pages["en/towns/london.html"]
    assert "<h1>London</h1>" in page
    assert '<table class="rows" data-name="trees-town_id">' in page
    assert '<a href="../towns/london.html">London</a>' in pages["en/trees/index.html"]


def test_labels_that_would_be_made_of_themselves_are_keys(tmp_path: Path) -> None:
    needed = {"constraints": {"required": True}}
    one = table("id", ("other_id", needed), foreignKeys=[refers("other_id", "others")])
    other = table("id", ("one_id", needed), foreignKeys=[refers("one_id", "ones")])
    rows = {"tables/ones.csv": "id,other_id\na,b\n", "tables/others.csv": "id,one_id\nb,a\n"}
    pages = site_of(write_registry(tmp_path / "circle", {"ones": one, "others": other}, rows))
    assert "<h1>a</h1>" in pages["en/ones/a.html"]
    assert "<h1>b</h1>" in pages["en/others/b.html"]


def test_a_calendar_a_chronology_and_things_of_schema_org_are_data(tmp_path: Path) -> None:
    edtf = {"rdfType": "http://id.loc.gov/datatypes/edtf/EDTF-level1", "example": "2020"}
    tables = {
        "towns": table("id", "name", names=["name"]),
        "fairs": table("id", "town_id", ("day", edtf), "state", foreignKeys=[refers("town_id", "towns")]),
    }
    rows = {"tables/towns.csv": "id,name\nbath,Bath & <b>co</b>\n"}
    rows |= {"tables/fairs.csv": "id,town_id,day,state\nspring,bath,2020-05-01,off\nold,bath,1999,on\n"}
    root = write_registry(tmp_path / "fairs", tables, rows)
    write_yaml(
        root / "schemas" / "site.yaml",
        {
            "pictures": {
                "fairs": {
                    "kind": "chronology",
                    "table": "fairs",
                    "lane": "town_id",
                    "date": "day",
                    "by": "state",
                    "shapes": {"cross": ["off"]},
                    "legend": {"cross": "called off"},
                }
            },
            "tables": {
                "towns": {
                    "summary": ["{{ fairs|plural('{n} fair', '{n} fairs') }} <i>", "{{ fairs.day|first|strong }}"],
                    "sections": [{"rows": "fairs", "picture": "fairs", "title": "Its fairs"}],
                },
                "fairs": {
                    "pages": True,
                    "label": "{{ town_id }} fair{% if day %} {{ day|year }}{% endif %}",
                    "calendar": {
                        "start": "day",
                        "of": "town_id",
                        "status": {"path": "state", "cancelled": ["off"]},
                    },
                    "schema_org": {
                        "type": "Event",
                        "properties": {
                            "name": "{{ label }}",
                            "startDate": "{{ day|iso }}",
                            "eventStatus": {"path": "state", "values": {"off": "EventCancelled"}},
                            "location": {"type": "Place", "rows": "town_id", "properties": {"name": "{{ name }}"}},
                        },
                    },
                },
            },
        },
    )
    pages = site_of(root)
    town = pages["en/towns/bath.html"]
    assert '<p class="lead">2 fairs &lt;i&gt; · <strong><time datetime="2020-05-01">1 May 2020</time></strong>' in town
    assert "Its fairs" in town
    assert "called off" in town
    assert "<b>co" not in town
    thing = pages["en/fairs/spring.html"].partition('ld+json">')[2].partition("</script>")[0]
    assert '"startDate": "2020-05-01"' in thing
    assert '"eventStatus": "EventCancelled"' in thing
    assert '"@type": "Place"' in thing
    assert "<b>" not in thing
    calendar = (root / "build" / "site" / "en" / "calendars" / "bath.ics").read_text(encoding="utf-8")
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "STATUS:CANCELLED" in calendar
    assert "Calendars" in words_of(pages["en/data/index.html"])


def test_the_site_knows_no_table_of_any_registry() -> None:
    """Tables are asked for by their roles, or are named by schemas/site.yaml."""
    names = sorted(path.stem for path in (ROOT / "schemas" / "tables").glob("*.yaml"))
    roles = {
        "sources",
        "citations",
        "corrections",
        "disagreements",
        "evidence",
        "statements",
        "statement_outcomes",
        "links",
    }
    quoted = re.compile(rf"""["'](?:{"|".join(name for name in names if name not in roles)})["'./]""")
    folder = ROOT / "pipeline" / "publishing" / "site"
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".html", ".js")]
    files += (ROOT / "pipeline" / "registry" / "site_contract").glob("*.py")
    assert len(files) > 40
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not quoted.search(text), path
        assert not FOREIGN.search(text), path


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_a_site_in_one_language_is_in_that_one(tmp_path: Path, lang: str) -> None:
    root = trees(tmp_path / "trees")
    path = root / "schemas" / "package.yaml"
    write(path, path.read_text(encoding="utf-8").replace("- en", f"- {lang}"))
    assert {page.partition("/")[0] for page in site_of(root)} == {"index.html", lang}
