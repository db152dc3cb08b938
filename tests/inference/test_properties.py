"""Whatever a table holds, what is proposed for it checks valid: of one block or many, of text or of typed rows."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.inference.infer import SIZES, Inference
from pipeline.inference.model import Proposal
from pipeline.inference.render import package_yaml
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import check_paths

MARKS = st.sampled_from(["", "NA", "n/a", "-", "NULL", "x", "."])
WHOLE = st.integers(-(10**6), 10**6).map(str)
DAYS = st.dates()
COLUMNS = st.sampled_from(
    [
        WHOLE,
        st.integers(0, 30).map(str),
        st.sampled_from(["0", "1"]),
        st.integers(0, 99_999).map(lambda one: f"{one:05}"),
        st.integers(1900, 2100).map(str),
        st.decimals(-1000, 1000, places=2).map(str),
        st.decimals(0, 1000, places=3).map(lambda one: str(one).replace(".", ",")),
        st.integers(0, 10**7).map(lambda one: f"{one:,}"),
        st.floats(allow_nan=True).map(str),
        DAYS.map(str),
        DAYS.map(lambda one: f"{one.day}/{one.month}/{one.year:04}"),
        DAYS.map(lambda one: f"{one.month:02}/{one.day:02}/{one.year:04}"),
        DAYS.map(lambda one: f"{one.year:04}{one.month:02}{one.day:02}"),
        st.one_of(DAYS.map(str), DAYS.map(lambda one: str(one)[:7]), DAYS.map(lambda one: str(one)[:4])),
        st.datetimes().map(lambda one: one.isoformat(sep=" ")),
        st.datetimes().map(lambda one: one.isoformat(timespec="seconds") + "Z"),
        st.times().map(str),
        st.sampled_from(["oui", "non"]),
        st.sampled_from(["True", "false"]),
        st.sampled_from(["a", "b", "c|d", "e;f"]),
        st.sampled_from(["P1D", "PT5M", "P"]),
        st.tuples(st.integers(-95, 95), st.integers(-185, 185)).map(lambda one: f"{one[0]},{one[1]}"),
        st.sampled_from(['{"a": 1}', "[1]", "{}"]),
        st.sampled_from(["a@b.org", "https://a.org/x", "mailto:a", "0b1c2d3e-0000-4000-8000-000000000000"]),
        st.sampled_from(["AB-1234", "CD-5678", "EF-9012", "12 %", "3,5 €", "$4.50"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
        st.text("ab,;\"\n'# ", max_size=6),
    ]
)
LABELS = st.text("abcdé_ 1", min_size=1, max_size=6) | st.sampled_from(
    ["id", "date", "code", "année", "parent_id", "tel"]
)


def mixed(usual: st.SearchStrategy[str], other: st.SearchStrategy[str], rare: int) -> st.SearchStrategy[str]:
    """Cells of one kind, and of twenty about so many of another."""
    return st.integers(0, 19).flatmap(lambda dice: other if dice < rare else usual)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header, and rows of cells of few kinds; some with another one among them."""
    labels = draw(st.lists(LABELS, min_size=1, max_size=4, unique=True))
    rows = draw(st.integers(0, 60))
    columns = []
    for _ in labels:
        usual, other = draw(COLUMNS), draw(COLUMNS | st.just(MARKS))
        rare = draw(st.integers(0, 20))
        cells = draw(st.lists(mixed(usual, other, rare), min_size=rows, max_size=rows))
        columns.append(cells)
    return [labels, *map(list, zip(*columns, strict=True))]


def proposed(path: Path, sizes: Sizes) -> Proposal:
    with budgeted(), workspace() as connection:
        return Inference(connection, sizes).run([(path, str(path))])


def errors_of(folder: Path, proposal: Proposal) -> list[str]:
    """What a check says against a proposal for a file of the same folder."""
    text = package_yaml(proposal, "en")
    assert yaml.safe_load(text)["resources"]
    (folder / "datapackage.yaml").write_text(text, encoding="utf-8")
    outcome = check_paths([folder / "datapackage.yaml"])
    return [*map(str, outcome.errors), *map(str, outcome.unchecked)]


@given(tables(), st.sampled_from([SIZES, Sizes(64, 0)]), st.sampled_from([",", ";", "\t"]))
def test_what_is_proposed_for_delimited_text_checks_valid(table: list[list[str]], sizes: Sizes, delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(table)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "data.csv"
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        proposal = proposed(path, sizes)
        if any(one.severity == "error" for one in proposal.findings) or not proposal.tables:
            return
        assert errors_of(Path(name), proposal) == []


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("ab1-", max_size=5),
    DAYS.map(str),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=2),
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "b", "année"]), CELLS, min_size=1), min_size=1, max_size=20))
def test_what_is_proposed_for_json_checks_valid(rows: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "data.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
        proposal = proposed(path, SIZES)
        assert errors_of(Path(name), proposal) == []
