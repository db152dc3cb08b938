"""A small campaign in every run of the tests, and that the campaign would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import campaign
from tests.fuzz.calls import Called
from tests.fuzz.memory import PEAK, too_much
from tests.fuzz.promises import broken_promises
from tests.fuzz.registries import tiny

# None of these gives a package of many megabytes, whatever its kind: those are tried below.
SEEDS = (0, 1, 2, 3, 4, 6, 8, 9, 11, 12, 13, 14)


@pytest.mark.parametrize("kind", campaign.MAKERS)
def test_a_seed_gives_the_same_mutants(kind: str) -> None:
    first, again = ([campaign.MAKERS[kind](seed) for seed in SEEDS] for _ in range(2))
    assert first == again
    assert len({str(files) for files in first}) > 6


def test_the_registry_has_its_files() -> None:
    assert len(tiny()) > 100


def test_mutants_break_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.trials.SECONDS", 60)
    numbers = dict.fromkeys(campaign.MAKERS, 2) | {"package": 50}
    tried = list(campaign.run(numbers, seed=1, jobs=1))
    assert len(tried) == sum(numbers.values())
    assert [(item.mutant, item.broken) for item in tried if item.broken] == []


def test_too_much_memory_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    PEAK.reset()
    held = bytearray(60 << 20)
    monkeypatch.setattr("tests.fuzz.memory.MEGABYTES", 50)
    assert too_much() == "more than 50 MB of memory"
    del held


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
