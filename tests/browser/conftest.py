"""The site of the real registry in a real browser: from disk, and from a web server under a path of its own."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pipeline.workflows import build
from tests import ROOT

UNDER = "some/where"
LANGUAGES = ("fr", "en", "es")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the site lies at some/where."""
    folder = tmp_path_factory.mktemp("served")
    assert build.build(ROOT, folder / "build", lambda _: None).pages > 3_000
    (folder / UNDER).parent.mkdir()
    (folder / "build" / "site").rename(folder / UNDER)
    return folder


@pytest.fixture(scope="session")
def site(served: Path) -> Path:
    return served / UNDER


@pytest.fixture(scope="session")
def server(served: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(served))
    ) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/{UNDER}/"
        listening.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site_uri(site: Path) -> str:
    return f"{site.as_uri()}/"


@pytest.fixture(scope="session", params=["file", "http"])
def base(request: pytest.FixtureRequest, site_uri: str, server: str) -> str:
    """Where the site begins: on disk, then on the server."""
    return site_uri if request.param == "file" else server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium here: install it (Debian: apt-get install chromium) or name it in $CHROMIUM"
    with sync_playwright() as playwright:
        # As root, in containers, Chromium cannot make a sandbox; the pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Reader:
    """Somebody with a browser: how wide it is, whether scripts run; every request that leaves the site is kept."""

    def __init__(
        self, browser: Browser, base: str, width: int, scripts: bool = True, scheme: str = "light", policy: bool = True
    ) -> None:
        self.base, self.strayed, self.errors = base, list[str](), list[str]()
        colours: Literal["dark", "light"] = "dark" if scheme == "dark" else "light"
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=colours,
            accept_downloads=True,
            bypass_csp=not policy,
        )
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.context.on("request", lambda request: self.see(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def see(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.strayed.append(url)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.strayed == []
        assert self.errors == []
