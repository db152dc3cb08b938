"""The size of folders and modules. Which room may import which is held by import-linter (`nox -s lint`)."""

from __future__ import annotations

from collections import Counter

from tests import ROOT

PIPELINE = ROOT / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))
AT_THE_TOP = 4
MODULES_OF_A_FOLDER = 25
LINES_OF_A_MODULE = 400


def test_few_modules_are_in_no_room() -> None:
    assert len([module for module in MODULES if module.parent == PIPELINE]) <= AT_THE_TOP


def test_no_folder_has_too_many_modules() -> None:
    counts = Counter(module.parent.relative_to(PIPELINE).as_posix() for module in MODULES)
    assert {folder: count for folder, count in counts.items() if count > MODULES_OF_A_FOLDER} == {}


def test_no_module_outgrows_its_notion() -> None:
    assert len(MODULES) > 100
    long = [module for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > LINES_OF_A_MODULE]
    assert long == []
