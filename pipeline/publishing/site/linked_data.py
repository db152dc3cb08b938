"""The data for search engines, catalogues and programs: schema.org and DCAT as JSON-LD, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pipeline.datapackage.rows import Row
from pipeline.publishing.exports.dcat import PARQUET, Downloads, catalogue
from pipeline.publishing.exports.json_ld import write_json_ld
from pipeline.publishing.exports.rdf_model import Names
from pipeline.publishing.exports.tables import exported_tables
from pipeline.publishing.site.context import Publication
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.registry_index import Index
from pipeline.publishing.site.texts import first_of
from pipeline.registry.site_contract.model import Coded
from pipeline.registry.site_contract.model import Thing as Declared

Thing = dict[str, Any]


def about_row(page: Page, table: str, row: Row) -> Thing | None:
    """A row as a thing of schema.org, as schemas/site.yaml maps it; None for what that vocabulary has no name for."""
    said = page.index.site.page(table).schema_org
    if said is None:
        return None
    return {"@context": "https://schema.org", **thing(page, table, row, said)} | (
        {"url": page.address} if page.address else {}
    )


def thing(page: Page, table: str, row: Row, said: Declared) -> Thing:
    """A row as a thing; a property that nothing is known of is left out."""
    found = {name: property_of(page, table, row, one) for name, one in said.properties.items()}
    return {"@type": said.type, **{name: value for name, value in found.items() if value}}


def property_of(page: Page, table: str, row: Row, said: str | Coded | Declared) -> Any:
    """The value of a property: a text, another word for a code, or the things that a path leads to."""
    if isinstance(said, str):
        return page.text(table, row, said)
    if isinstance(said, Coded):
        return said.values.get(first_of(page.at(table, row, said.path)), "")
    if said.rows is None:
        return thing(page, table, row, said)
    path = page.index.paths.path(table, said.rows)
    target = path.target or path.table
    keys = page.at(table, row, said.rows).values
    rows = filter(None, (page.index.row(target, key) for key in keys))
    # A thing of which nothing is known but its type says nothing.
    things = [made for one in rows if len(made := thing(page, target, one, said)) > 1]
    return things[0] if len(things) == 1 else things


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
