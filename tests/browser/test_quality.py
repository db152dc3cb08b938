"""Every page: for everyone (axe-core), valid (the Nu checker), light, whole: no link, image or anchor leads nowhere."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from html import unescape
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LANGUAGES, Reader
from tests.browser.kinds import KINDS

pytestmark = pytest.mark.browser
TARGET = re.compile(r'<(?:a|link|script|img|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
LIGHT = 150_000


@pytest.fixture(scope="session")
def tools() -> Path:
    """Where npm put axe-core and the Nu checker: nox -s browser says so."""
    found = Path(os.environ.get("BROWSER_TOOLS", "node_modules"))
    assert (found / "axe-core" / "axe.min.js").is_file(), "run nox -s browser, which installs axe-core and vnu-jar"
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(browser: Browser, server: str, tools: Path, path: str, scheme: str, width: int) -> None:
    # The program that looks is no part of the page, and its policy would not let it in.
    reader = Reader(browser, server, width, scheme=scheme, policy=False)
    page = reader.open(f"fr/{path}")
    page.add_script_tag(path=str(tools / "axe-core" / "axe.min.js"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    assert len(found["passes"]) > 10
    told = [
        (violation["id"], violation["help"], [node["html"][:200] for node in violation["nodes"][:3]])
        for violation in found["violations"]
    ]
    assert told == []
    reader.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_kind_of_page_is_wider_than_a_small_phone(browser: Browser, server: str, lang: str) -> None:
    reader = Reader(browser, server, 320)
    widths = {}
    for path in KINDS:
        page = reader.open(f"{lang}/{path}")
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}
    reader.close()


def test_every_page_is_valid(site: Path, tools: Path) -> None:
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(jar),
        "--errors-only",
        "--skip-non-html",
        "--stdout",
        "--exit-zero-always",
        str(site),
    ]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert said.stdout.splitlines()[:10] == []
    assert said.stderr.splitlines()[:10] == []


def test_nothing_in_the_site_leads_nowhere(site: Path) -> None:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {path: (site / path).read_text(encoding="utf-8") for path in files if path.endswith(".html")}
    ids = {path: set(ID.findall(text)) for path, text in pages.items()}
    followed, broken = 0, []
    for path, text in pages.items():
        folder = path.rpartition("/")[0]
        for found in set(TARGET.findall(text)):
            target, _, anchor = unquote(unescape(found)).partition("#")
            if target.startswith(("http://", "https://")):
                continue
            where = normpath(f"{folder}/{target}").lstrip("/") if target else path
            if where not in files or (anchor and "=" not in anchor and where in ids and anchor not in ids[where]):
                broken.append((path, found))
            followed += 1
    assert len(pages) > 3_000
    assert followed > 100_000
    assert broken[:10] == []


def test_every_page_is_light(site: Path) -> None:
    shared = sum(
        len(gzip.compress((site / "static" / name).read_bytes())) for name in ("style.css", "tables.js", "icon.svg")
    )
    heavy = {}
    for path in site.rglob("*.html"):
        weight = shared + len(gzip.compress(path.read_bytes()))
        if weight > LIGHT:
            heavy[path.relative_to(site).as_posix()] = weight
    assert heavy == {}
