"""What search engines, catalogues and programs read: schema.org and DCAT as JSON-LD, and the map of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pipeline.datapackage.rows import Row
from pipeline.publishing.exports.dcat import PARQUET, Downloads, catalogue
from pipeline.publishing.exports.json_ld import write_json_ld
from pipeline.publishing.exports.rdf_model import Names
from pipeline.publishing.exports.schema_org import EVENT_STATUS
from pipeline.publishing.exports.tables import exported_tables
from pipeline.publishing.site.context import Publication
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.registry_index import Index

Thing = dict[str, Any]


def about_row(page: Page, table: str, row: Row) -> Thing | None:
    """A row as a thing of schema.org; None for what that vocabulary has no name for."""
    made = THINGS.get(table)
    if made is None:
        return None
    thing = {"@context": "https://schema.org", **made(page, row)}
    return {key: value for key, value in thing.items() if value} | ({"url": page.address} if page.address else {})


def meeting(page: Page, row: Row) -> Thing:
    agreement = page.index.agreement_of(row["id"])
    places = [
        {"@type": "Place", "name": page.label("cities", place["city"]), "address": place["country_code"]}
        for place in page.index.places(row["id"])
        if place["city"]
    ]
    return {
        "@type": "Event",
        "name": page.label("meetings", row["id"]),
        "description": row[f"title_{page.lang}"],
        "startDate": dated(row["start_date"]),
        "endDate": dated(row["end_date"]),
        "eventStatus": f"https://schema.org/{EVENT_STATUS[row['status']]}",
        "location": places[0] if len(places) == 1 else places,
        "about": {"@type": "Legislation", "name": page.label("agreements", agreement)},
    }


def agreement(page: Page, row: Row) -> Thing:
    return {
        "@type": "Legislation",
        "name": row[f"name_{page.lang}"] or row["name_en"],
        "alternateName": row["short_name"],
        "legislationType": page.index.contract.label("agreement-kinds", row["kind"], page.lang),
        "legislationDate": dated(row["adoption_date"]),
        "legislationDateVersion": dated(row["entry_into_force_date"]),
        "sameAs": row["website"],
    }


def actor(page: Page, row: Row) -> Thing:
    return {
        "@type": "Organization",
        "name": row[f"name_{page.lang}"] or row["name_en"],
        "alternateName": row["acronyms"].split("|")[0],
        "sameAs": row["website"],
    }


def dated(value: str) -> str:
    """A date as ISO 8601 has it; nothing where EDTF says more than that."""
    return value if value.replace("-", "").isdigit() else ""


THINGS: Mapping[str, Callable[[Page, Row], Thing]] = {"meetings": meeting, "agreements": agreement, "actors": actor}

# What the site serves, and the vocabularies that its catalogue speaks.
SERVED = {"data/{}.csv": "text/csv", "data/{}.json": "application/json", "data/{}.parquet": PARQUET}
SERVED_WHOLE = {"datapackage.json": "application/json", "{}.zip": "application/zip"}
SPOKEN = ("dcat", "dct", "foaf", "schema", "spdx", "xsd")


def dataset(page: Page) -> Thing:
    """The whole registry as a Dataset, with its files."""
    package = page.index.contract.package
    licence = package.licenses[0]
    found: Thing = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": package.title_in(page.lang),
        "description": package.description_in(page.lang),
        "version": package.version,
        "license": licence.path,
        "keywords": list(package.keywords),
        "inLanguage": list(package.languages),
        "creator": [{"@type": "Organization", "name": contributor.title} for contributor in package.contributors],
        "dateModified": package.created,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{package.homepage.rstrip('/')}/{path}"}
            for kind, path in (("application/zip", f"{package.name}.zip"), ("application/json", "datapackage.json"))
        ]
        if package.homepage
        else None,
        "url": page.address,
    }
    return {key: value for key, value in found.items() if value}


def publish_catalogue(folder: Path, publication: Publication) -> None:
    """Writes catalog.jsonld: what the site serves, in the words of DCAT (W3C, version 3)."""
    contract = publication.registry.contract
    # Without an address everything is named from where the file itself lies.
    names = Names(contract.package, here=True)
    sums = {f"data/{file.name}.csv": file.sha256 for file in publication.files}
    offer = Downloads(SERVED, SERVED_WHOLE, {path: path for path in (*SERVED, *SERVED_WHOLE)}, sums)
    triples = catalogue(contract, names, exported_tables(publication.registry), offer)
    write_json_ld(folder / "catalog.jsonld", {prefix: names.prefixes[prefix] for prefix in SPOKEN}, triples)


def publish_sitemap(folder: Path, index: Index, paths: Iterable[str]) -> None:
    """Writes sitemap.xml and robots.txt, if it is known where the site will stand: both need whole addresses."""
    home = index.contract.package.homepage
    if not home:
        return
    base = home.rstrip("/")
    pages = sorted(path for path in paths if path.endswith(".html"))
    lines = "".join(f"<url><loc>{escape(f'{base}/{path}')}</loc></url>\n" for path in pages)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    (folder / "sitemap.xml").write_text(f"{head}{lines}</urlset>\n", encoding="utf-8", newline="\n")
    (folder / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n", encoding="utf-8", newline="\n"
    )
