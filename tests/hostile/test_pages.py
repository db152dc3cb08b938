"""Markup, scripts and templates in any field are text on every page; a policy holds should one get through."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.publishing.site.csp import POLICY
from pipeline.workflows import build

RegistryAt = Callable[[str], Path]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'></title>{{ 7*7 }}{% raw %}</script><!--"
# What an attribute of a stranger would be called; pages of ours have none of them.
HANDLER = re.compile(r"on[a-z]+")


class Looked(HTMLParser):
    """What a page is made of: inline scripts and styles, handlers, addresses that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.policies: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(given.get("content"))
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.wrong.append("an inline script")
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.wrong.append(tag)
        for name, value in attrs:
            if HANDLER.fullmatch(name) or name == "style":
                self.wrong.append(f"{tag} {name}")
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.wrong.append(f"{tag} {name}={value}")


@pytest.fixture
def site(registry_at: RegistryAt) -> Path:
    """A site of the tiny registry, with hostile text in every free text of its tables, and in a source text."""
    root = registry_at("tiny")
    fields = {
        "name_en",
        "name_fr",
        "name_es",
        "title_en",
        "title_fr",
        "title_es",
        "note",
        "title",
        "publisher",
        "wording",
    }
    changed = 0
    for path in [*(root / "raw" / "tables").glob("*.csv"), root / "raw" / "sources.csv"]:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for number, row in enumerate(rows[1:]):
            for at, name in enumerate(rows[0]):
                if name in fields and row[at]:
                    row[at], changed = f"{row[at]} {number} {HOSTILE}", changed + 1
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    assert changed > 20
    built = build.build(root, root / "build", lambda _: None)
    assert built.pages > 200, [(finding.key, finding.field, finding.value) for finding in built.outcome.errors]
    return root / "build" / "site"


def test_pages_are_inert_and_have_the_policy(site: Path) -> None:
    """Expected without escaping: `alert(1)` runs on the page of the agreement, which the policy then stops."""
    pages = list(site.rglob("*.html"))
    assert len(pages) > 200
    seen = 0
    for path in pages:
        text = path.read_text(encoding="utf-8")
        looked = Looked()
        looked.feed(text)
        assert looked.wrong == [], path
        assert looked.policies == [POLICY], path
        assert "<script>alert" not in text
        seen += "7*7" in text
    assert seen > 50
    for path in site.rglob("*.xml"):
        ElementTree.parse(path)
    # Nobody worked the template out.
    assert not any(" 49{%" in path.read_text(encoding="utf-8") for path in pages)


def test_the_policy_lets_nothing_inline_run() -> None:
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert parts["default-src"] == "'none'"
    assert "unsafe-inline" not in POLICY
    assert "'unsafe-eval'" not in POLICY
    assert "http" not in POLICY
    assert parts["base-uri"] == "'none'"


def test_linked_data_ends_no_script(site: Path) -> None:
    """Seen without `tojson`: "</script>" in a name ended the block of JSON, and what followed was markup."""
    blocks = 0
    for path in site.rglob("*.html"):
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL
        ):
            json.loads(block)
            blocks += 1
    assert blocks > 10


@pytest.mark.usefixtures("unverified")
def test_a_link_leads_to_the_web_and_nowhere_else(registry_at: RegistryAt) -> None:
    """Seen without it: the website of an actor was `javascript:alert(1)`, and the page linked to it."""
    root = registry_at("tiny")
    path = root / "raw" / "sources.csv"
    text = path.read_text(encoding="utf-8")
    assert "https://" in text
    path.write_text(re.sub(r"https://[^,\n]*", "javascript:alert(1)", text, count=1), encoding="utf-8")
    built = build.build(root, root / "build", lambda _: None)
    pages = list((root / "build" / "site").rglob("*.html"))
    assert built.outcome.errors or pages
    for page in pages:
        assert 'href="javascript:' not in page.read_text(encoding="utf-8")
