"""A few kills of each command at fixed moments; `nox -s crash-tests` takes more of them, at random."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cases import CASES
from tests.faults.kills import ENDED, Ground, Kill, kills
from tests.faults.registries import REGISTRIES

pytestmark = pytest.mark.crash

MOMENTS = [
    Kill(0.0, at_eve=True, group=True),
    Kill(0.5, at_eve=False, group=False),
    Kill(0.4, at_eve=True, group=False),
]


# A release takes too long for this; `nox -s crash-tests` has it too.
@pytest.mark.parametrize("name", ["build", "fix"])
def test_a_killed_command_leaves_all_whole_and_the_next_run_ends_it(tmp_path: Path, name: str) -> None:
    ground = Ground(CASES[name], REGISTRIES / "tiny", tmp_path)
    ground.put_back()
    reached = set()
    for kill in MOMENTS:
        # One upon the other: what a killed run left is there when the next one is killed.
        what, wrong = ground.kill_once(kill)
        reached.add(what)
        assert wrong == []
    assert reached != {ENDED}
    assert ground.eves
    assert [*ground.next_run()] == []


def test_kills_come_again_for_the_same_seed() -> None:
    assert kills(200, 7) == kills(200, 7) != kills(200, 8)
    assert sum(kill.at_eve for kill in kills(200, 7)) == 100
    assert 60 < sum(kill.group for kill in kills(200, 7)) < 140
