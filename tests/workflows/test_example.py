"""The example, a registry of bridges: the same program builds it, and nothing of conventions is on its site."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from pipeline.workflows.build import Built, build
from pipeline.workflows.check_registry import check_registry
from pipeline.workflows.diff import diff
from tests import ROOT
from tests.builds import quiet
from tests.test_any_registry import words_of_conventions

EXAMPLE = ROOT / "examples" / "bridges"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path]:
    folder = tmp_path_factory.mktemp("bridges") / "build"
    return build(EXAMPLE, folder, quiet), folder


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_published_without_an_error(built: tuple[Built, Path]) -> None:
    outcome = built[0].outcome
    assert (outcome.valid, outcome.errors) == (True, ())
    assert {finding.code for finding in outcome.findings} == {"disagreement"}


def test_its_texts_confirm_its_rows(built: tuple[Built, Path]) -> None:
    statements, outcomes = rows(built[1], "statements"), rows(built[1], "statement_outcomes")
    assert {row["kind"] for row in statements} == {"opening", "inauguration", "collapse"}
    assert {row["lang"] for row in statements} >= {"en", "fr"}
    met = {row["statement_id"] for row in outcomes if row["outcome"] == "confirms"}
    assert len(met) >= len(statements) - 1


def test_its_site_has_what_it_declares(built: tuple[Built, Path]) -> None:
    site = built[1] / "site"
    for lang, name in (("en", "Bridges"), ("fr", "Ponts"), ("es", "Puentes")):
        assert name in (site / lang / "index.html").read_text(encoding="utf-8")
    page = (site / "en" / "bridges" / "morandi-bridge.html").read_text(encoding="utf-8")
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(data)["@type"] == "Bridge"
    text = (site / "fr" / "sources" / "wikipedia-concorde.html").read_text(encoding="utf-8")
    assert 'id="w-' in text


def test_no_page_has_a_word_of_conventions(built: tuple[Built, Path]) -> None:
    pages = list((built[1] / "site" / "en").rglob("*.html"))
    assert len(pages) > 100
    # Titles and texts of sources are what others wrote.
    own = [page for page in pages if page.parent.name not in ("sources", "citations", "statements")]
    found = {page.name: words_of_conventions(page.read_text(encoding="utf-8")) for page in own}
    # A registry of bridges has a list of countries too, whose name stands in quotes.
    assert {name: words for name, words in found.items() if words - {'"countries"'}} == {}


def test_two_versions_of_it_are_compared(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "new")
    path = tmp_path / "new" / "raw" / "tables" / "operators.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    columns = head.split(",")
    added = {"id": "new-operator", "name": "New operator", "kind": lines[0].split(",")[columns.index("kind")]}
    added["country_code"] = "FR"
    lines.append(",".join(added.get(column, "") for column in columns))
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert check_registry(EXAMPLE, quiet).outcome.valid
    assert [one.table for one in diff(str(EXAMPLE), str(tmp_path / "new"), EXAMPLE).tables] == ["operators"]
