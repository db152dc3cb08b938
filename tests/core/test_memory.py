"""How much memory the machine gives, and what a database takes of it."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from pipeline.core import memory
from pipeline.core.database import connection as database
from pipeline.core.database.connection import within, workspace
from pipeline.core.limits import LEAST_ADDRESSES, LEAST_MEMORY
from pipeline.core.memory import TooLittle, spare_addresses, spare_memory, too_little


def spare(tmp_path: Path, groups: str | None, limits: dict[str, str], addresses: int | None = None) -> int | None:
    if groups is not None:
        (tmp_path / "cgroup").write_text(groups, encoding="utf-8")
    for name, limit in limits.items():
        (tmp_path / "sys" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sys" / name).write_text(limit, encoding="utf-8")
    return spare_memory(tmp_path / "cgroup", tmp_path / "sys", lambda: addresses)


@pytest.mark.parametrize(
    ("groups", "limits", "given"),
    [
        ("0::/\n", {"memory.max": "419430400\n"}, 419430400),
        ("0::/a/b\n", {"a/memory.max": "1000\n", "a/b/memory.max": "max\n", "memory.max": "5000\n"}, 1000),
        ("5:cpu:/\n4:memory:/docker/x\n", {"memory/memory.limit_in_bytes": "2000\n"}, 2000),
        ("4:cpu,memory:/x\n", {"memory/x/memory.limit_in_bytes": "3000\n"}, 3000),
        ("4:cpu:/x\n", {"memory/x/memory.limit_in_bytes": "3000\n"}, None),
        ("0::/../../other\n", {"memory.max": "max\n"}, None),
        ("what is this\n", {}, None),
        (None, {}, None),
    ],
)
def test_the_least_limit_of_the_control_groups_counts(
    tmp_path: Path, groups: str | None, limits: dict[str, str], given: int | None
) -> None:
    assert spare(tmp_path, groups, limits) == given


def test_the_least_of_groups_and_addresses_counts(tmp_path: Path) -> None:
    assert spare(tmp_path, "0::/\n", {"memory.max": "500\n"}, 300) == 300
    assert spare(tmp_path, "0::/\n", {"memory.max": "500\n"}, 800) == 500


def test_of_addresses_those_are_given_that_are_not_taken_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "addressed", lambda: 400)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1000, resource.RLIM_INFINITY))
    assert spare_addresses() == 600
    # There is no /proc.
    monkeypatch.setattr(memory, "addressed", lambda: None)
    assert spare_addresses() == 1000
    monkeypatch.setattr(memory, "resource", None)
    assert spare_addresses() is None


@pytest.mark.parametrize(
    ("group", "addresses", "found"),
    [
        (None, None, None),
        (LEAST_MEMORY, LEAST_ADDRESSES, None),
        (None, LEAST_ADDRESSES - 1, TooLittle(LEAST_ADDRESSES - 1, LEAST_ADDRESSES, of_addresses=True)),
        (LEAST_MEMORY - 1, None, TooLittle(LEAST_MEMORY - 1, LEAST_MEMORY, of_addresses=False)),
        (1, 2, TooLittle(2, LEAST_ADDRESSES, of_addresses=True)),
    ],
)
def test_a_limit_below_the_least_that_a_command_needs_is_found(
    tmp_path: Path, group: int | None, addresses: int | None, found: TooLittle | None
) -> None:
    (tmp_path / "cgroup").write_text("0::/\n", encoding="utf-8")
    (tmp_path / "memory.max").write_text("max\n" if group is None else f"{group}\n", encoding="utf-8")
    assert too_little(tmp_path / "cgroup", tmp_path, lambda: addresses) == found


def test_a_database_takes_half_of_what_there_is_and_no_more_than_it_wants() -> None:
    assert within("280MB", None) == "280MB"
    assert within("280MB", 560_000_000) == "280MB"
    assert within("280MB", 400_000_000) == "200MB"
    assert within("280MB", 0) == "1MB"


@pytest.mark.parametrize(("given", "threads", "limit"), [(400_000_000, "1", "190.7 MiB"), (None, "3", "267.0 MiB")])
def test_a_small_machine_has_few_threads(
    monkeypatch: pytest.MonkeyPatch, given: int | None, threads: str, limit: str
) -> None:
    monkeypatch.setattr(database, "spare_memory", lambda: given)
    with workspace(3) as connection:
        settings = "current_setting('threads')::VARCHAR, current_setting('memory_limit')"
        assert connection.execute(f"SELECT {settings}").fetchall() == [(threads, limit)]
