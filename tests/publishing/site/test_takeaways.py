"""What the site gives to take away: other programs read it, and read the same values."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import icalendar
import pytest
import rdflib
from frictionless import validate

HOME = "https://registry.example/passerelle"
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_json_and_parquet_hold_what_the_csv_holds(built: Path, site: Path) -> None:
    package = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    compared = 0
    for resource in package["resources"]:
        path = site / resource["path"]
        expected = rows(path)
        types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        read = duckdb.execute(f"SELECT * FROM '{path.with_suffix('.parquet')}'")
        lines = [dict(zip(types, line, strict=True)) for line in read.fetchall()]
        assert [{k: text(types[k], v) for k, v in line.items()} for line in lines] == expected, resource["name"]
        if not resource["name"].startswith("vocabulary_"):
            records = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            assert [{k: text(types[k], v) for k, v in record.items()} for record in records] == expected, resource[
                "name"
            ]
        compared += len(expected)
    assert compared > 250


def text(kind: str, value: object) -> str:
    """A value as the CSV has it."""
    if value is None:
        return ""
    if isinstance(value, list) and kind == "list":
        return "|".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:.2f}" if kind == "number" else str(value)


def test_the_site_is_a_package_by_itself(site: Path) -> None:
    assert validate(str(site / "datapackage.json")).valid


def test_the_zip_holds_the_whole_package(built: Path, site: Path) -> None:
    with zipfile.ZipFile(site / "passerelle.zip") as whole:
        assert whole.testzip() is None
        names = whole.namelist()
        assert whole.read("data/meetings.csv") == (built / "data" / "meetings.csv").read_bytes()
    assert {"datapackage.json", "report.json"} <= set(names)
    assert len([name for name in names if name.startswith("data/")]) == 39


@pytest.mark.parametrize("lang", ["fr", "en", "es"])
def test_calendars_have_a_meeting_on_each_of_its_days(built: Path, site: Path, lang: str) -> None:
    calendar = icalendar.Calendar.from_ical((site / lang / "calendars" / "all.ics").read_bytes())
    events = {str(component["uid"]): component for component in calendar.walk("VEVENT")}
    dated = [row for row in rows(built / "data" / "meetings.csv") if len(row["start_date"]) == 10]
    assert set(events) == {f"{row['id']}@passerelle" for row in dated}
    cop = events["cms-cop-11@passerelle"]
    assert (cop.decoded("dtstart"), cop.decoded("dtend")) == (datetime.date(2014, 11, 4), datetime.date(2014, 11, 10))
    assert str(cop["summary"]) == "CMS COP 11"
    assert str(cop["location"]) == {"fr": "Quito, Équateur", "en": "Quito, Ecuador", "es": "Quito, Ecuador"}[lang]
    assert str(cop["url"]) == f"{HOME}/{lang}/meetings/cms-cop-11.html"


def test_each_agreement_with_meetings_has_its_calendar(site: Path) -> None:
    calendar = icalendar.Calendar.from_ical((site / "en" / "calendars" / "cms.ics").read_bytes())
    assert {str(component["uid"]).split("-")[0] for component in calendar.walk("VEVENT")} == {"cms"}


def test_the_feed_has_an_entry_for_each_version(site: Path) -> None:
    feed = ET.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert [element.findtext(f"{ATOM}title") for element in entries] == ["passerelle 0.2.0", "passerelle 0.1.0"]
    assert [element.findtext(f"{ATOM}updated") for element in entries] == [
        "2026-11-23T00:00:00Z",
        "2026-01-02T00:00:00Z",
    ]
    assert entries[0].findtext(f"{ATOM}content") == "<h3>Data</h3><ul><li>A row &amp; more.</li></ul>"
    assert entries[1].findtext(f"{ATOM}content") == "<h3>Data</h3><ul><li>First rows.</li></ul>"
    assert len({element.findtext(f"{ATOM}id") for element in entries} | {feed.findtext(f"{ATOM}id")}) == 3
    link = feed.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert link.get("href") == f"{HOME}/feed.xml"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
def test_the_catalogue_says_where_each_table_is(site: Path) -> None:
    graph = rdflib.Graph().parse(site / "catalog.jsonld", format="json-ld")
    found = graph.query(
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/> "
        "SELECT ?title ?url WHERE { ?c a dcat:Catalog ; dcat:dataset ?d . ?d dct:title ?title ; "
        "dcat:distribution/dcat:downloadURL ?url . FILTER(lang(?title) = 'fr') }"
    )
    urls = {str(url): str(title) for title, url in found}  # type: ignore[misc]
    # 21 tables and 18 vocabularies, in three formats.
    assert len(urls) == 117
    assert urls[f"{HOME}/data/meetings.parquet"] == "Réunions"
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    fetched = {str(url) for url in graph.objects(predicate=dcat.downloadURL)}
    assert {url.removeprefix(f"{HOME}/") for url in fetched - urls.keys()} == {"datapackage.json", "passerelle.zip"}
    assert all((site / url.removeprefix(f"{HOME}/")).is_file() for url in fetched)
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    meetings = rdflib.URIRef(f"{HOME}/data/meetings.csv")
    (told,) = graph.objects(meetings, spdx.checksum / spdx.checksumValue)
    assert str(told) == hashlib.sha256((site / "data" / "meetings.csv").read_bytes()).hexdigest()
    assert len(set(graph.objects(predicate=dcat.version))) == 1


def test_the_map_of_the_site_names_every_page(site: Path) -> None:
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    places = ET.parse(site / "sitemap.xml").getroot().iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    named = {str(element.text).removeprefix(f"{HOME}/") for element in places}
    assert named == pages
    assert f"Sitemap: {HOME}/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("en/index.html", "Dataset", "Passerelle: the open registry of the biodiversity-related conventions"),
        ("en/meetings/cms-cop-11.html", "Event", "CMS COP 11"),
        (
            "fr/agreements/cms.html",
            "Legislation",
            "Convention sur la conservation des espèces migratrices appartenant à la faune sauvage",
        ),
    ],
)
def test_programs_read_what_a_page_is_about(site: Path, path: str, kind: str, name: str) -> None:
    page = (site / path).read_text(encoding="utf-8")
    thing = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (thing["@context"], thing["@type"], thing["name"]) == ("https://schema.org", kind, name)
    assert thing["url"] == f"{HOME}/{path}"
    if kind == "Event":
        assert (thing["startDate"], thing["endDate"]) == ("2014-11-04", "2014-11-09")
        assert thing["location"] == {"@type": "Place", "name": "Quito", "address": "EC"}


def test_each_picture_gives_its_data(site: Path) -> None:
    found = {path.stem: len(rows(path)) for path in (site / "data" / "figures").glob("*.csv")}
    assert set(found) == {"map", "meetings-timeline", "network", "parties-over-the-years"}
    assert all(found.values())
