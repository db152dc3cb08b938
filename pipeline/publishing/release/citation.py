"""How to cite a release: CITATION.cff and .zenodo.json, made from schemas/package.yaml."""

from __future__ import annotations

import json
from typing import Any

import yaml

from pipeline.datapackage.descriptors import Contributor
from pipeline.registry.contract_models import PackageContract

# Of the roles of a contributor, those whose bearers are cited; where nobody has one, all are.
CITED = frozenset({"creator", "author"})
MESSAGE = "If you use {name}, please cite it as below, and the sources that it names for the facts you rely on."
NOTES = "The source texts that facts were read from stay outside the licence: they belong to their authors."


def citation_cff(package: PackageContract, date: str) -> str:
    """The text of CITATION.cff (https://citation-file-format.github.io, version 1.2.0). `date`: YYYY-MM-DD."""
    title = package.title or package.name
    shape: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": MESSAGE.format(name=title.partition(":")[0].strip()),
        "title": title,
        "abstract": package.description,
        "authors": [author(person) for person in authors(package)],
        "version": package.version,
        "date-released": date,
        "license": names(package)[0] if len(names(package)) == 1 else names(package),
        "keywords": list(package.keywords),
        "url": package.homepage,
        "repository-code": package.repository,
    }
    kept = {key: value for key, value in shape.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=110)


def zenodo_json(package: PackageContract, date: str) -> str:
    """The text of .zenodo.json, the metadata of a Zenodo deposit (https://developers.zenodo.org/#depositions)."""
    addresses = (("isSupplementedBy", package.repository), ("isIdenticalTo", package.homepage))
    shape: dict[str, Any] = {
        "upload_type": "dataset",
        "title": package.title or package.name,
        "description": package.description or package.title or package.name,
        "creators": [{"name": printed(author)} for author in authors(package)],
        "version": package.version,
        "publication_date": date,
        "access_right": "open",
        "license": names(package)[0].lower() if names(package) else None,
        "keywords": list(package.keywords),
        "notes": NOTES,
        "related_identifiers": [{"relation": name, "identifier": value} for name, value in addresses if value],
    }
    return json.dumps({key: value for key, value in shape.items() if value}, ensure_ascii=False, indent=2) + "\n"


def names(package: PackageContract) -> list[str]:
    return [licence.name for licence in package.licenses if licence.name]


def authors(package: PackageContract) -> list[Contributor]:
    cited = [
        contributor for contributor in package.contributors if CITED & {*(contributor.roles or ()), contributor.role}
    ]
    return cited or list(package.contributors)


def author(contributor: Contributor) -> dict[str, str]:
    if contributor.family_name:
        given = {"given-names": contributor.given_name} if contributor.given_name else {}
        return (
            {"family-names": contributor.family_name}
            | given
            | ({"email": contributor.email} if contributor.email else {})
        )
    return {"name": contributor.title or contributor.organization or ""}


def printed(contributor: Contributor) -> str:
    """A name as catalogues sort it: family name first."""
    if contributor.family_name:
        return (
            f"{contributor.family_name}, {contributor.given_name}"
            if contributor.given_name
            else contributor.family_name
        )
    return contributor.title or contributor.organization or ""
