"""The Content-Security-Policy as a browser keeps it: nothing that the pages need is stopped, and what is inline is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

PAGES = ("fr/index.html", "en/meetings/index.html", "es/cooperation/index.html", "en/data/index.html")


def test_the_pages_need_nothing_that_the_policy_stops(browser: Browser, base: str) -> None:
    reader = Reader(browser, base, 1280)
    stopped: list[str] = []
    reader.page.on(
        "console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None
    )
    for path in PAGES:
        page = reader.open(path)
        assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none", path
    if base.startswith("http"):
        page = reader.open("en/search.html?q=quito")
        page.wait_for_selector("#results li")
    assert stopped == []
    reader.close()


def test_what_is_inline_does_not_run(browser: Browser, site: Path, base: str) -> None:
    """Expected without the policy: both of the marks are set."""
    text = (site / "fr" / "index.html").read_text(encoding="utf-8")
    inline = '<script>window.marked = 1</script><img src="x" onerror="window.handled = 1"><p style="color: red">'
    (site / "fr" / "marked.html").write_text(text.replace("<main", f"{inline}<main", 1), encoding="utf-8")
    try:
        page = browser.new_page()
        page.goto(f"{base}fr/marked.html")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("[window.marked ?? 0, window.handled ?? 0]") == [0, 0]
        page.close()
    finally:
        (site / "fr" / "marked.html").unlink()
