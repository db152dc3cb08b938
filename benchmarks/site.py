"""How long the site takes: from nothing, with nothing changed, with one record changed; with ten times the registry;
and how soon a page stands on a slow line. `python -m benchmarks.site --save`"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import shutil
import statistics
import tempfile
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click
from rich.console import Console
from rich.table import Table

from pipeline.datapackage.rows import Row
from pipeline.publishing.csv_files import publish_tables
from pipeline.publishing.package import publish_package
from pipeline.publishing.site import Publication, publish_site
from pipeline.registry.published import PublishedRegistry
from pipeline.workflows import check_registry

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "site.json"
TIMES = 10
# As Lighthouse has it for a phone on 4G: bits a second and the way there and back in milliseconds.
DOWN, UP, DELAY = 1_638_400, 768_000, 150
PAGES = (
    "fr/index.html",
    "fr/meetings/index.html",
    "fr/agreements/cbd.html",
    "fr/cooperation/index.html",
    "fr/countries/FR.html",
)


def multiplied(registry: PublishedRegistry, times: int) -> PublishedRegistry:
    """The registry `times` times over: every row has copies with keys of their own, which refer to one another's.

    So there are more pages, and none says more than before.
    """
    contract = registry.contract
    keys = {table: schema.key[0] for table, schema in contract.tables.items() if len(schema.key) == 1}
    refers = {
        (table, name) for table, schema in contract.tables.items() for key in schema.foreign_keys for name in key.own
    }
    own = {*refers, *keys.items(), *((table, "row") for table in contract.tables)}
    tables = {
        table: [renamed(table, row, number, own) for number in range(1, times + 1) for row in rows]
        for table, rows in registry.tables.items()
    }
    return replace(registry, tables=tables)


def renamed(table: str, row: Row, number: int, own: Collection[tuple[str, str]]) -> Row:
    if number == 1:
        return row
    return {
        name: "|".join(f"{part}-x{number}" for part in value.split("|")) if value and (table, name) in own else value
        for name, value in row.items()
    }


def changed(registry: PublishedRegistry) -> PublishedRegistry:
    """The registry with one meeting a day longer."""
    rows = [
        {**row, "end_date": "2014-11-08"} if row["id"] == "cms-cop-11" else row for row in registry.tables["meetings"]
    ]
    return replace(registry, tables={**registry.tables, "meetings": rows})


def built(registry: PublishedRegistry, folder: Path, previous: Path, cache: Path) -> tuple[float, int]:
    """Seconds for the site alone, and its pages; the result takes the place of the previous build."""
    folder.mkdir()
    files = publish_tables(folder, registry)
    publish_package(folder, registry, files)
    (folder / "report.json").write_text("{}", encoding="utf-8")
    tables = {file.name: {"rows": file.rows} for file in files}
    report = {"raw": [], "normalised": [], "corrected": 0, "statements": {}, "tables": tables, "findings": {}}
    publication = Publication(registry, folder, files, report, (), "benchmark", previous, cache)
    start = perf_counter()
    pages = publish_site(folder / "site", publication)
    seconds = perf_counter() - start
    shutil.rmtree(previous, ignore_errors=True)
    folder.rename(previous)
    return seconds, pages


def additions() -> float:
    """Seconds for ten million additions: how fast the machine is just now, for comparing one day with another."""
    start = perf_counter()
    total = 0
    for index in range(10_000_000):
        total += index
    return perf_counter() - start


def painted(site: Path) -> dict[str, float]:
    """Milliseconds until the largest text of a page is painted, on a slow line, from a server that compresses."""
    from playwright.sync_api import sync_playwright

    class Compressing(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            body = gzip.compress(path.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Says nothing."""

    handler = functools.partial(Compressing, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        found = {}
        for path in PAGES:
            times = []
            for _ in range(5):
                page = browser.new_context(viewport={"width": 412, "height": 823}).new_page()
                session = page.context.new_cdp_session(page)
                line = {"offline": False, "downloadThroughput": DOWN / 8, "uploadThroughput": UP / 8, "latency": DELAY}
                session.send("Network.enable")
                session.send("Network.emulateNetworkConditions", line)
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/{path}")
                times.append(page.evaluate(LARGEST))
                page.context.close()
            found[path] = statistics.median(times)
        browser.close()
        server.shutdown()
    return found


LARGEST = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
  .observe({type: 'largest-contentful-paint', buffered: true}))"""


@click.command()
@click.option("--repeat", default=3, show_default=True)
@click.option("--save", is_flag=True, help="Write the figures to benchmarks/results/site.json.")
def main(repeat: int, *, save: bool) -> None:
    registry = check_registry.check_registry(ROOT, lambda _: None).registry
    assert registry is not None, "the registry has errors"
    figures: dict[str, float] = {"ten million additions, s": statistics.median(additions() for _ in range(3))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def measure(label: str, make: Callable[[], tuple[float, int]], count: int = repeat) -> int:
            runs = [make() for _ in range(count)]
            figures[label] = statistics.median(seconds for seconds, _ in runs)
            return runs[0][1]

        def once(registry: PublishedRegistry, name: str, fresh: bool) -> tuple[float, int]:
            out, cache = folder / name, folder / f"{name}-cache"
            if fresh:
                shutil.rmtree(out, ignore_errors=True)
                shutil.rmtree(cache, ignore_errors=True)
            return built(registry, folder / f"{name}-next", out, cache)

        pages = measure("from nothing, s", lambda: once(registry, "site", fresh=True))
        measure("nothing changed, s", lambda: once(registry, "site", fresh=False))
        versions = [changed(registry), registry] * repeat
        measure("a record changed, s", lambda: once(versions.pop(), "site", fresh=False))
        figures |= {f"{path}, ms": time for path, time in painted(folder / "site" / "site").items()}
        many = multiplied(registry, TIMES)
        more = measure("ten times the registry, s", lambda: once(many, "many", fresh=True), count=1)
        figures |= {"pages": pages, "pages of ten times": more}
        figures["ms a page"] = 1000 * figures["from nothing, s"] / pages
        figures["ms a page of ten times"] = 1000 * figures["ten times the registry, s"] / more
    table = Table("", "", title="The site")
    for label, value in figures.items():
        table.add_row(label, f"{value:,.2f}" if isinstance(value, float) else f"{value:,}")
    Console().print(table)
    if save:
        RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
