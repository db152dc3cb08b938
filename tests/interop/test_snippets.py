"""Every example in the documents and on the site is run, where the documents say one stands; or it is said why not."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from tests import ROOT
from tests.interop.conftest import Expected
from tests.interop.snippets import Block, blocks

pytestmark = pytest.mark.interop
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [block for path in DOCUMENTS for block in blocks(path)]

# Why a block is not run here, by its document and how it begins.
NOT_RUN = {
    ("README.md", "python -m pip install nox"): "makes environments from an index; every session of nox starts so",
    ("README.md", "passerelle check datapackage.json\n"): "trade.csv stands for a file of the reader's",
    ("README.md", "meetings.csv:3:7"): "what a check prints; tests/test_documents.py compares it",
    ("api.md", "import "): "tests/test_documents.py runs them and compares what they print",
    ("architecture.md", "flowchart"): "a diagram",
    ("performance.md", "passerelle check datapackage.json --engine spark"): "needs a cluster; nox -s spark starts one",
    ("contributions.md", "raw/tables/meeting_places.csv:4:39"): "what a check prints",
    ("contributions.md", "passerelle check --diff"): "a list of options; tests/cli/test_fix.py runs them",
    ("contributions.md", "- uses: <owner>"): "a workflow; tests/test_repository_files.py runs the action",
    ("data-package.md", '{"passerelle:rules"'): "a piece of a descriptor; tests/standard holds such ones",
    ("installing.md", "uv venv env"): "makes an environment from an index; nox -s base-install does the like",
    ("infer.md", ""): "tests/cli/test_infer.py runs its example and compares what it prints",
    ("votre-registre.md", ""): "tests/test_own_registry.py does all that it says",
    ("your-own-registry.md", ""): "tests/test_own_registry.py does all that it says",
    ("reading-texts.md", "says:"): "a piece of a kind of statement; tests/extraction reads with those of the bridges",
    ("reading-texts.md", "passerelle extract page.html"): "page.html stands for a file of the reader's",
    ("testing.md", "nox -R -s tests"): "runs the tests",
    ("releases.md", "passerelle release --prepare"): "commits and tags; tests/publishing/release goes that way",
    ("releases.md", "sha256sum --check"): "in an unpacked release; tests/publishing/release runs it",
    ("releases.md", "passerelle diff"): "archives of releases; tests/publishing/release compares and restores them",
    ("site.md", "passerelle build --homepage"): "builds again what the fixture has built with --homepage",
}


def run_code(block: Block, place: Path) -> None:
    """Runs a block in the folder that holds build/. Raises for whatever goes wrong in it."""
    if block.language == "sql":
        connection = duckdb.connect()
        connection.execute(f"SET file_search_path = '{place}'")
        assert connection.execute(block.code).fetchall()
        return
    command = {
        "python": [sys.executable, "-W", "error", "-c", block.code],
        "r": ["Rscript", "--vanilla", "-e", block.code],
        "js": ["node", "-e", block.code],
        "console": ["sh", "-euc", block.code],
    }[block.language]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "HOME": str(place)}
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def reason(block: Block) -> str | None:
    found = [why for (name, start), why in NOT_RUN.items() if name == block.document and block.code.startswith(start)]
    return found[0] if found else None


RUN = [block for block in BLOCKS if block.language != "sparql" and reason(block) is None]


@pytest.mark.parametrize("block", RUN, ids=lambda block: f"{block.document}:{block.line}")
def test_an_example_of_the_documents_runs(block: Block, place: Path) -> None:
    # The check is shown from beside a descriptor.
    run_code(block, place / "build" if "pipeline.check(" in block.code else place)


def test_every_block_is_run_or_says_why_not() -> None:
    assert Counter(block.language for block in RUN) == {"python": 7, "sql": 3, "r": 1, "js": 1, "console": 1}
    # test_graph runs these.
    assert sum(block.language == "sparql" for block in BLOCKS) == 5
    used = {reason(block) for block in BLOCKS} - {None}
    assert used == set(NOT_RUN.values())


CODE = re.compile(r"<pre[^>]*><code>(.*?)</code></pre>", re.DOTALL)


@pytest.mark.parametrize("table", ["meetings", "statements"])
def test_examples_of_the_site_run(package: Path, expected: dict[str, Expected], table: str) -> None:
    page = (package / "site" / "fr" / "data" / f"{table}.html").read_text(encoding="utf-8")
    pandas, frictionless, r, sql = (html.unescape(match) for match in CODE.findall(page))
    rows = len(expected[table].rows)
    site = package / "site"
    run_code(Block("site", 0, "python", f"{pandas}\nassert print(len({table})) or len({table}) == {rows}"), site)
    run_code(Block("site", 0, "python", f"{frictionless}\nassert print(len(rows)) or len(rows) == {rows}"), site)
    run_code(Block("site", 0, "r", f"{r}\nstopifnot(nrow({table}) == {rows}); print('read')"), site)
    run_code(Block("site", 0, "sql", sql), site)


def test_the_site_shows_no_other_code(package: Path, expected: dict[str, Expected]) -> None:
    found: Counter[str] = Counter()
    for path in (package / "site" / "fr").rglob("*.html"):
        found[path.parent.name if path.parent.name == "data" else path.name] += len(
            CODE.findall(path.read_text(encoding="utf-8"))
        )
    tables = sum(not name.startswith("vocabulary_") for name in expected)
    # Beside these only the header of a correction, to be copied.
    assert +found == {"data": 4 * tables, "disagreements.html": 1}


def test_the_versions_of_the_documents_are_those_of_the_session() -> None:
    text = (ROOT / "docs" / "consumers.md").read_text(encoding="utf-8")
    names = ("frictionless", "pandas", "pyarrow", "polars", "duckdb", "datasette", "openpyxl", "ics", "vobject")
    assert [name for name in (*names, "rdflib", "pyoxigraph") if version(name) not in text] == []


def test_programs_are_there() -> None:
    assert [item for item in ("Rscript", "node", "soffice") if shutil.which(item) is None] == []
