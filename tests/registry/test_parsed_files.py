"""A small file of schemas/ is parsed once in a process, however often it is read; what changed is parsed anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.datapackage.documents import ContractError
from pipeline.registry.contract import load_contract
from pipeline.registry.parsed_files import SMALL, kept_by_text
from tests import ROOT


def test_a_small_text_is_parsed_once_and_a_large_one_is_not_kept() -> None:
    parsed: list[tuple[int, str]] = []

    @kept_by_text
    def parse(text: str, shown: str) -> int:
        parsed.append((len(text), shown))
        return len(text)

    for text, shown in (("a", "x"), ("a", "x"), ("a", "y"), ("b" * SMALL, "x"), ("b" * SMALL, "x")):
        assert parse(text, shown) == len(text)
    assert parsed == [(1, "x"), (1, "y"), (SMALL, "x")]
    for _ in range(2):
        parse("b" * (SMALL + 1), "x")
    assert parsed[3:] == [(SMALL + 1, "x")] * 2


def test_an_error_is_raised_each_time() -> None:
    @kept_by_text
    def parse(text: str, shown: str) -> int:
        raise ValueError(text + shown)

    for _ in range(2):
        with pytest.raises(ValueError, match="ab"):
            parse("a", "b")


def test_a_contract_that_was_loaded_before_is_loaded_as_it_is_now(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    # They name the column that is renamed here.
    for name in ("graph.yaml", "site.yaml"):
        (tmp_path / "schemas" / name).unlink()
    first, again = load_contract(tmp_path), load_contract(tmp_path)
    assert first == again
    assert all(first.tables[name] is again.tables[name] for name in first.tables)
    assert all(one is other for one, other in zip(first.rules, again.rules, strict=True))
    for file, before, after in (
        ("tables/meetings.yaml", "- name: note\n", "- name: remark\n"),
        ("rules/meeting-length.sql", "severity: warning", "severity: error"),
        ("vocabularies/meeting-modes.csv", "hybrid,", "mixed,"),
    ):
        path = tmp_path / "schemas" / file
        text = path.read_text(encoding="utf-8")
        assert before in text, file
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    changed = load_contract(tmp_path)
    assert "remark" in changed.tables["meetings"].field_names
    assert "mixed" in changed.vocabularies["meeting-modes"].rows
    (old, new) = (
        next(rule for rule in one.rules if rule.name == "meeting-length").header.severity for one in (first, changed)
    )
    assert old != new
    (tmp_path / "schemas" / "tables" / "meetings.yaml").write_text("fields: 1\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ContractError):
            load_contract(tmp_path)
