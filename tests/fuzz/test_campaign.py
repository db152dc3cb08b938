"""A small campaign in every run of the tests, and that the campaign would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import campaign
from tests.fuzz.calls import Called
from tests.fuzz.packages import mutated_package
from tests.fuzz.promises import broken_promises
from tests.fuzz.registries import mutated_registry, tiny


def test_a_seed_gives_the_same_mutants() -> None:
    assert mutated_package(7) == mutated_package(7)
    assert len({str(mutated_package(seed)) for seed in range(50)}) == 50
    assert mutated_registry(7) == mutated_registry(7)
    assert len(tiny()) > 100


def test_mutants_break_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.trials.SECONDS", 60)
    tried = list(campaign.run(packages=60, registries=2, seed=1, jobs=1))
    assert len(tried) == 62
    assert [(one.mutant, one.broken) for one in tried if one.broken] == []


@pytest.mark.parametrize(
    ("called", "form", "told"),
    [
        (Called(None, "", "", 0.1, "KeyError at raw.py:1"), "json", "KeyError at raw.py:1"),
        (Called(3, "{}", "", 0.1), "text", "exit code 3"),
        (Called(2, "", "", 0.1), "text", "cannot run, and does not say why"),
        (
            Called(1, "a\x1b[2J", "", 0.1),
            "text",
            "an unseen character in text: <re.Match object; span=(1, 2), match='\\x1b'>",
        ),
        (Called(1, "<a>", "", 0.1), "junit", "junit cannot be parsed: no element found: line 1, column 3"),
        (Called(1, "x\n::error::y\nz", "", 0.1), "github", "a line that is no note: 'x'"),
    ],
)
def test_a_broken_promise_is_noticed(tmp_path: Path, called: Called, form: str, told: str) -> None:
    assert list(broken_promises(called, form, tmp_path)) == [told]
