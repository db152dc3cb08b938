"""Every test belongs to exactly one session of nox, and CI runs all of these."""

from __future__ import annotations

import ast
import re
import tomllib
from types import SimpleNamespace

import pytest

from tests import ROOT
from tests.conftest import SESSION_MARKERS, refuse_two_sessions

NOXFILE = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]


def sessions() -> dict[str, ast.FunctionDef]:
    """The sessions of noxfile.py by name."""
    found = {}
    for item in (item for item in NOXFILE.body if isinstance(item, ast.FunctionDef)):
        for decorator in item.decorator_list:
            if ast.unparse(decorator).startswith("nox.session"):
                named = re.search(r"name='([^']+)'", ast.unparse(decorator))
                found[named[1] if named else item.name] = item
    return found


def selected(session: ast.FunctionDef) -> list[str]:
    """The expressions of markers with which a session runs pytest."""
    return re.findall(r"'-m', '(\w+)'", ast.unparse(session))


def paths(session: ast.FunctionDef) -> list[str]:
    return re.findall(r"'(tests/[^']*)'", "\n".join(line for line in ast.unparse(session).split("\n") if "-m" in line))


def in_ci() -> set[str]:
    (line,) = re.findall("^nox --session (.+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    return set(line.split())


def test_what_pytest_leaves_out_is_what_the_sessions_select() -> None:
    """A test without a marker is run by `tests`; one with a marker by the one session that selects it."""
    markers = {text.partition(":")[0] for text in OPTIONS["markers"]}
    assert markers == SESSION_MARKERS
    assert OPTIONS["addopts"][-2:] == [
        "-m",
        " and ".join(f"not {marker}" for marker in sorted(SESSION_MARKERS, key=order)),
    ]
    chosen = [marker for session in sessions().values() for marker in selected(session) if marker != "pipeline"]
    assert sorted(marker for marker in chosen if marker in markers) == sorted(markers)


def order(marker: str) -> int:
    return int(OPTIONS["addopts"][-1].index(f"not {marker}"))


def test_ci_runs_all_tests() -> None:
    of_markers = {name for name, session in sessions().items() if SESSION_MARKERS & {*selected(session)}}
    assert in_ci() >= {"tests", *of_markers}
    assert in_ci() <= sessions().keys()


def test_sessions_look_for_their_tests_everywhere() -> None:
    """A session that named a folder would miss a test with its marker in another."""
    for name, session in sessions().items():
        if SESSION_MARKERS & {*selected(session)}:
            assert paths(session) == [], name


def test_a_test_of_two_sessions_is_refused() -> None:
    def item(*names: str) -> SimpleNamespace:
        return SimpleNamespace(nodeid="a.py::test", iter_markers=lambda: [SimpleNamespace(name=name) for name in names])

    refuse_two_sessions([item("crash", "parametrize"), item("skipif")])
    with pytest.raises(pytest.UsageError, match=r"a\.py::test is of several sessions of nox: crash, release"):
        refuse_two_sessions([item("crash", "release")])
