"""Builds for tests: without pages where no page is looked at, and one that all workers of a run share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.core.files.atomic_folder import publish_folder, staging
from pipeline.findings.model import Outcome
from pipeline.workflows.build import place, publish_data
from pipeline.workflows.check_registry import check_registry


def quiet(stage: str) -> None:
    """Takes the name of a stage, and shows it nowhere."""
    assert stage


def build_data(root: Path, out: Path) -> Outcome:
    """Builds the registry in `root` to `out` as `passerelle build` does, but without the site: a third of the time.

    Writes nothing where an error stands. The same functions in the same order, so that what is in `out` is byte for
    byte what a build has there (tests/workflows/test_registries.py holds that).
    """
    with place(out, root) as folder:
        gathered = check_registry(root, quiet)
        if gathered.registry is not None:
            publish_data(gathered, gathered.registry, staging(folder), quiet)
            publish_folder(folder)
    return gathered.outcome


@pytest.fixture
def unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds of this test are not read again by Frictionless, which takes two thirds of a small build.

    Not for a test of what is in a package, nor for rows of a kind that no other test has read again.
    """
    monkeypatch.setattr("pipeline.workflows.build.validate_with_frictionless", lambda _folder: None)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` that `make` fills, made by one worker of a run and shared by all. No test may change it."""
    base = factory.getbasetemp()
    # The workers of pytest-xdist have folders of their own below that of the run.
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = run / "shared" / name, run / "shared" / f"{name}.done"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(run / "shared" / f"{name}.lock"):
        if not done.exists():
            # Else a worker before failed half-way: here the same error is seen again.
            assert not folder.exists(), f"another worker failed to make {name}"
            make(folder)
            done.touch()
    return folder
