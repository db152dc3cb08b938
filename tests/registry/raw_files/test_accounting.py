"""Every record of raw/ is accounted for, whatever is done to it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.os_errors import EnvironmentFault
from pipeline.findings.model import Finding
from pipeline.registry.raw_files.accounting import RawFile, account, text_accounts
from pipeline.registry.registry import Record
from pipeline.workflows import check_registry

RegistryAt = Callable[[str], Path]
ABOUT = RawFile(path="raw/t.csv", table="t", records=3, published=0)
READ = [
    Record("t.csv", 2, 2, "a", {"id": "a"}),
    Record("t.csv", 3, 3, "b", {"id": "b"}),
    Record("t.csv", 4, 5, "c", {"id": "c"}),
]
# What people and programs do to a line of a table.
HARMS: tuple[Callable[[bytes], bytes], ...] = (
    lambda line: line,
    lambda line: line + b",more",
    lambda line: line.replace(b",", b"", 1),
    lambda line: line + b"\n" + line,
    lambda line: b",,,",
    lambda line: line.replace(b",", b',"', 1),
    lambda line: line + b"\0",
    lambda line: line.replace(b"e", b"\xe9", 1),
    lambda line: b"",
)


def test_a_record_is_refused_once_by_the_code_of_its_first_error() -> None:
    errors = [
        Finding(code="type-error", row=3, line=3),
        Finding(code="constraint-error", row=3, line=3),
        Finding(code="foreign-key", line=6),
    ]
    found = account(ABOUT, READ, errors, None)
    assert (found.refused, found.held, found.published) == ({"foreign-key": 1, "type-error": 1}, 1, 0)


def test_an_error_of_the_whole_file_refuses_all_of_it() -> None:
    found = account(ABOUT, READ, [Finding(code="type-error", row=3), Finding(code="encoding-error", line=1)], None)
    assert (found.refused, found.held) == ({"encoding-error": 3}, 0)


def test_published_records_are_distinguished_from_merged_corrected_and_completed_ones() -> None:
    read = [
        Record("t.csv", n, n, key, {"id": key, "value": value})
        for n, key, value in [(2, "a", "1"), (3, "b", ""), (4, "c", "1")]
    ]
    published = {
        "a": {"id": "a", "value": "2", "statement_id": ""},
        "b": {"id": "b", "value": "3", "statement_id": ""},
        "c": {"id": "c", "value": "1", "statement_id": "s1"},
    }
    found = account(ABOUT, read, (), published)
    assert (found.published, found.merged, found.corrected, found.completed) == (2, 1, 1, 1)


def test_a_record_that_is_nowhere_stops_the_build() -> None:
    with pytest.raises(EnvironmentFault, match=r"the records of raw/t\.csv do not add up"):
        account(ABOUT, READ, (), {"a": {"id": "a"}, "b": {"id": "b"}})


def test_a_statement_is_counted_once() -> None:
    statements = [{"id": item, "source_id": "page"} for item in ("s1", "s2", "s3")]
    outcomes = [("s1", "adds"), ("s1", "confirms"), ("s2", "confirms"), ("s3", "none")]
    (page, other) = text_accounts(
        ["page", "other"], statements, [{"statement_id": other, "outcome": outcome} for other, outcome in outcomes]
    )
    assert (page.statements, page.new, page.confirming, page.disagreeing, page.unplaced) == (3, 1, 1, 0, 1)
    assert other.statements == 0


def harmed(root: Path, seed: int) -> None:
    """Does something to a few lines of a few tables; the same for the same seed."""
    chance = random.Random(seed)
    for path in chance.sample(sorted((root / "raw" / "tables").glob("*.csv")), 4):
        lines = path.read_bytes().splitlines()
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(lines))
            lines[at] = chance.choice(HARMS)(lines[at])
        path.write_bytes(b"\n".join(lines) + b"\n")


def test_accounts_add_up_whatever_is_done_to_the_tables(registry_at: RegistryAt, tmp_path: Path) -> None:
    root, refused, published = registry_at("tiny"), 0, 0
    for seed in range(12):
        harm = tmp_path / f"harmed-{seed}"
        shutil.copytree(root, harm)
        if seed:
            harmed(harm, seed)
        gathered = check_registry.check_registry(harm, lambda _: None)
        files = gathered.raw_files
        assert len(files) == 18
        published += gathered.registry is not None
        rows = {
            (finding.file, finding.row)
            for finding in gathered.outcome.errors
            if finding.row is not None and finding.row > 1
        }
        whole = {finding.file for finding in gathered.outcome.errors if finding.row is None or finding.row < 2}
        for item in files:
            assert item.records == item.published + item.merged + sum(item.refused.values()) + item.held, (seed, item)
            assert item.held >= 0
            if item.path not in whole:
                assert sum(item.refused.values()) == sum(file == item.path for file, _ in rows), (seed, item)
        refused += sum(sum(file.refused.values()) for file in files)
    assert refused > 30
    assert published >= 1
