"""The house itself: data flow one way, and stages do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

PIPELINE = Path(__file__).parents[1] / "pipeline"
STAGES = {"reading", "normalising", "checking", "mending", "extracting", "reconciling", "publishing"}
MODULES = sorted(PIPELINE.rglob("*.py"))
WAYS = (
    "check",
    "diff",
    "extract",
    "import",
    "links",
    "mend",
    "mend_package",
    "quarantine",
    "release",
    "restore",
    "serve",
    "settle",
    "since",
)
# They say what goes from stage to stage, and so know them all.
HAND_OVER = {
    "raw",
    "cluster",
    "command",
    "judging",
    "extract_command",
    "__main__",
    "run",
    *(f"run_{one}" for one in WAYS),
}
LONGEST_MODULE = 400


def imported(module: Path) -> set[str]:
    """The packages or modules directly below `pipeline` that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            parts = node.module.split(".")
            names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pipeline.")}
    return names


def test_stages_do_not_import_one_another() -> None:
    seen: set[str] = set()
    for module in MODULES:
        stage = module.relative_to(PIPELINE).parts[0]
        if stage in STAGES:
            seen.add(stage)
            assert imported(module) & (STAGES - {stage}) == set(), module
    assert seen == STAGES


def test_what_stages_share_imports_no_stage() -> None:
    shared = [
        module
        for module in MODULES
        if module.relative_to(PIPELINE).parts[0] not in STAGES and module.stem not in HAND_OVER
    ]
    assert len(shared) > 10
    for module in shared:
        assert imported(module) & STAGES == set(), module


def test_no_module_outgrows_its_notion() -> None:
    assert len(MODULES) > 40
    assert [module for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE] == []
