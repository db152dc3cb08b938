"""Small registries for the tests: the real contract over a few rows of our own."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

from pipeline.findings.unexpected import STRICT
from tests import ROOT, yaml_of, yaml_text
from tests.builds import unverified

__all__ = ["unverified"]


class Marked(Protocol):
    """A test: its address, and its markers."""

    @property
    def nodeid(self) -> str: ...

    def iter_markers(self) -> Iterable[Any]: ...


REGISTRIES = Path(__file__).parent / "registries"

# What runs on Spark, in a browser or in the tools of its users needs what their sessions of nox install.
needs = {"pyspark": "cluster", "playwright": "browser", "datasette": "interop"}
collect_ignore = [folder for module, folder in needs.items() if not importlib.util.find_spec(module)]
# The session that selects a marker runs the tests that bear it; all others are run by `nox -s tests`.
SESSION_MARKERS = frozenset({"browser", "crash", "interop", "release", "spark"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before the tests of other sessions are deselected: none may be of two."""
    refuse_two_sessions(items)


def refuse_two_sessions(items: Iterable[Marked]) -> None:
    for item in items:
        marked = sorted({marker.name for marker in item.iter_markers()} & SESSION_MARKERS)
        if len(marked) > 1:
            raise pytest.UsageError(f"{item.nodeid} is of several sessions of nox: {', '.join(marked)}")


# `nox -s property-tests` takes the full one.
settings.register_profile("small", max_examples=60, deadline=None)
settings.register_profile("full", max_examples=1_500, deadline=None)
settings.load_profile("small")
# What nobody foresaw is raised, so that no mistake of ours passes for what cannot be judged.
STRICT.set(True)


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Statements read by the tests are kept with the tests, and not where the user keeps theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PASSERELLE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def nothing_unforeseen() -> Iterator[None]:
    """Lets through what a check would tell as "cannot be judged", so that no mistake of ours hides behind it."""
    token = STRICT.set(True)
    yield
    STRICT.reset(token)


def copy_registry(name: str, root: Path) -> Path:
    """tests/registries/<name>/raw with the real schemas/ in `root`, less what package.yaml expects of the real rows."""
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copytree(REGISTRIES / name / "raw", root / "raw")
    path = root / "schemas" / "package.yaml"
    package = yaml_of(path.read_text(encoding="utf-8"))
    package["tables"] = {table: {} for table in package["tables"]}
    path.write_text(yaml_text(package), encoding="utf-8")
    return root


@pytest.fixture
def registry_at(tmp_path: Path) -> Callable[[str], Path]:
    """Copies of the registries of the tests."""
    return lambda name: copy_registry(name, tmp_path / name)
