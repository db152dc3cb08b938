"""What a contributor who made a mistake is told, word for word in French and English, and what `--fix` makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.i18n import Language
from pipeline.datapackage.documents import read_yaml
from pipeline.findings.formats.report import place
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.workflows import gather
from pipeline.workflows.fix.registry import mend_registry, write_mends
from tests import ROOT
from tests.contributions.edits import edit

MISTAKES: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "mistakes.yaml", "mistakes.yaml").data
NAMES = [one["name"] for one in MISTAKES]
TOLD = [one for one in MISTAKES if "fr" in one]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny registry, in which nothing is left to mend."""
    root = tmp_path_factory.mktemp("before") / "tiny"
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copytree(ROOT / "tests" / "registries" / "tiny" / "raw", root / "raw")
    path = root / "schemas" / "package.yaml"
    package = yaml.safe_load(path.read_text(encoding="utf-8"))
    package["tables"] = {table: {} for table in package["tables"]}
    path.write_text(yaml.safe_dump(package, allow_unicode=True, sort_keys=False), encoding="utf-8")
    write_mends(mend_registry(root))
    return root


@pytest.fixture(scope="module")
def usual(before: Path) -> set[tuple[str, str | None, int | None]]:
    """What is said of the tiny registry without any mistake: that most of its facts have no source."""
    return {known(one) for one in gather.gather(before, lambda _: None).outcome.findings}


def known(finding: Finding) -> tuple[str, str | None, int | None]:
    return finding.key, finding.file, finding.line


def mistaken(before: Path, folder: Path, mistake: dict[str, Any]) -> Path:
    root = folder / "tiny"
    shutil.copytree(before, root)
    edit(root / mistake["file"], mistake["edits"])
    return root


def line(finding: Finding, lang: Language) -> str:
    words = render_finding(finding, lang)
    return f"{place(finding)}: [{finding.code_or_rule}] {words.message} | {words.remedy}"


def test_there_are_enough_of_them() -> None:
    assert len(TOLD) >= 60
    assert sum(one["fixed"] is not False for one in MISTAKES) >= 25
    assert len({one["name"] for one in MISTAKES}) == len(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=NAMES)
def test_a_mistake_is_told_at_its_place_with_its_mend(
    before: Path, usual: set[tuple[str, str | None, int | None]], tmp_path: Path, mistake: dict[str, Any]
) -> None:
    outcome = gather.gather(mistaken(before, tmp_path, mistake), lambda _: None).outcome
    found = [one for one in outcome.findings if known(one) not in usual]
    for lang in ("fr", "en"):
        assert [line(one, lang) for one in found] == mistake.get(lang, [])


@pytest.mark.parametrize("mistake", MISTAKES, ids=NAMES)
def test_what_is_safe_is_mended_and_nothing_else(before: Path, tmp_path: Path, mistake: dict[str, Any]) -> None:
    root = mistaken(before, tmp_path, mistake)
    path, fixed = root / mistake["file"], mistake["fixed"]
    written = path.read_bytes() if path.is_file() else None
    write_mends(mend_registry(root))
    if fixed is True:
        assert path.read_bytes() == (before / mistake["file"]).read_bytes()
    elif fixed is False:
        assert (path.read_bytes() if path.is_file() else None) == written
    else:
        assert fixed in path.read_text(encoding="utf-8")
    others = {one for one in (before / "raw").rglob("*") if one.is_file()} - {before / mistake["file"]}
    assert all((root / one.relative_to(before)).read_bytes() == one.read_bytes() for one in others)
    assert mend_registry(root) == []
