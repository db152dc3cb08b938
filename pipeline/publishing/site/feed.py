"""The changes of each version, from CHANGELOG.md, for a page and a feed (Atom, RFC 4287)."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from pipeline.publishing.release.changelog import parts, sections
from pipeline.publishing.site.context import Publication

# A version that no one has dated yet, where the package says no moment either.
NO_MOMENT = "1970-01-01T00:00:00Z"


class Release(NamedTuple):
    """A version, its day (empty until it is released), and what changed: part by part, item by item."""

    version: str
    date: str
    parts: list[tuple[str, list[str]]]

    @property
    def html(self) -> Markup:
        parts = (
            Markup("<h3>{}</h3><ul>{}</ul>").format(
                name, Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
            )
            for name, items in self.parts
        )
        return Markup("").join(parts)


def releases(publication: Publication) -> list[Release]:
    """The versions, the newest first; this one without a word where there is no changelog."""
    contract = publication.registry.contract
    path = contract.root / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = [
        Release(section.version, section.date, [(part.name, items(part.body)) for part in parts(section.body)])
        for section in sections(text)
    ]
    return found or [Release(contract.package.version, "", [])]


def items(text: str) -> list[str]:
    """The items of lists of Markdown, each on one line, without its marks."""
    listed = re.sub(r"^#.*", "", text, flags=re.MULTILINE)
    found = re.split(r"^ *- ", listed, flags=re.MULTILINE)[1:]
    return [re.sub(r"[`*]", "", " ".join(title.split())) for title in found]


def publish_feed(folder: Path, publication: Publication) -> None:
    """Writes feed.xml: an entry for each version."""
    package = publication.registry.contract.package
    base = f"{package.homepage.rstrip('/')}/" if package.homepage else ""
    known = releases(publication)
    languages = publication.registry.contract.languages
    page = f"{base}{'en' if 'en' in languages else languages[0]}/changes.html"
    entries = "".join(entry(package.name, page, release, package.created or NO_MOMENT) for release in known)
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{identity(package.name)}</id>",
        f"<title>{escape(package.title or package.name)}</title>",
        f"<updated>{updated(known[0], package.created or NO_MOMENT)}</updated>",
        f"<author><name>{escape(package.contributors[0].title or package.name)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + "feed.xml")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>',
        f"{entries}</feed>\n",
    )
    (folder / "feed.xml").write_text("\n".join(lines), encoding="utf-8", newline="\n")


def entry(name: str, page: str, release: Release, moment: str) -> str:
    link = quoteattr(f"{page}#v{release.version}")
    return (
        f"<entry><id>{identity(f'{name} {release.version}')}</id><title>{escape(f'{name} {release.version}')}</title>"
        f'<updated>{updated(release, moment)}</updated><link rel="alternate" type="text/html" href={link}/>'
        f'<content type="html">{escape(str(release.html))}</content></entry>\n'
    )


def updated(release: Release, moment: str) -> str:
    return f"{release.date}T00:00:00Z" if release.date else moment


def identity(name: str) -> str:
    """An identifier that stays, wherever the site stands."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}"
