"""What a contributor who made a mistake is told, word for word in French and English, and what `--fix` makes of it.

Mistakes that name the same registry (`together` in mistakes.yaml) are made in one copy of the tiny registry, and
checked at once: they do not touch each other, so that all that is told is what is told of each of them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.i18n import Language
from pipeline.datapackage.documents import read_yaml
from pipeline.findings.formats.report import place
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.workflows import check_registry
from pipeline.workflows.fix.registry import fix_registry, write_fixes
from tests.builds import quiet
from tests.conftest import copy_registry
from tests.contributions.edits import edit

Mistake = dict[str, Any]
MISTAKES: list[Mistake] = read_yaml(Path(__file__).parent / "mistakes.yaml", "mistakes.yaml").data
TOLD = [mistake for mistake in MISTAKES if "fr" in mistake]


def by_registry(mistakes: list[Mistake]) -> dict[str, list[Mistake]]:
    """The mistakes by the registry in which they are made: one of its own for each that names none."""
    found: dict[str, list[Mistake]] = {}
    for mistake in mistakes:
        found.setdefault(str(mistake.get("together", mistake["name"])), []).append(mistake)
    return found


REGISTRIES = by_registry(MISTAKES)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny registry, in which nothing is left to mend."""
    root = copy_registry("tiny", tmp_path_factory.mktemp("before") / "tiny")
    write_fixes(fix_registry(root))
    return root


@pytest.fixture(scope="module")
def usual(before: Path) -> set[tuple[str, str | None, int | None]]:
    """What is said of the tiny registry without any mistake: that most of its facts have no source."""
    return {known(finding) for finding in check_registry.check_registry(before, quiet).outcome.findings}


def known(finding: Finding) -> tuple[str, str | None, int | None]:
    return finding.key, finding.file, finding.line


def line(finding: Finding, lang: Language) -> str:
    words = render_finding(finding, lang)
    return f"{place(finding)}: [{finding.code_or_rule}] {words.message} | {words.remedy}"


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def test_there_are_enough_of_them() -> None:
    assert len(TOLD) >= 60
    assert sum(mistake["fixed"] is not False for mistake in MISTAKES) >= 25
    assert len({mistake["name"] for mistake in MISTAKES}) == len(MISTAKES)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_mistakes_are_reported_at_their_places_and_fixed_where_that_is_safe(
    before: Path, usual: set[tuple[str, str | None, int | None]], tmp_path: Path, registry: str
) -> None:
    root = shutil.copytree(before, tmp_path / "tiny")
    mistakes = REGISTRIES[registry]
    for mistake in mistakes:
        edit(root / mistake["file"], mistake["edits"])
    found = [
        finding
        for finding in check_registry.check_registry(root, quiet).outcome.findings
        if known(finding) not in usual
    ]
    for lang in ("fr", "en"):
        check_told([line(finding, lang) for finding in found], [mistake.get(lang, []) for mistake in mistakes])
    check_fixed(before, root, mistakes)


def check_told(told: list[str], expected: list[list[str]]) -> None:
    """All that is told is what is expected of each mistake, and of each in its order."""
    assert sorted(told) == sorted(line for lines in expected for line in lines)
    for lines in expected:
        assert [item for item in told if item in lines] == lines


def check_fixed(before: Path, root: Path, mistakes: list[Mistake]) -> None:
    """`--fix` makes of each file with a mistake what is expected, touches no other, and finds nothing more to do."""
    written = {mistake["file"]: content(root / mistake["file"]) for mistake in mistakes}
    write_fixes(fix_registry(root))
    for mistake in mistakes:
        file, fixed = mistake["file"], mistake["fixed"]
        if fixed is True:
            assert content(root / file) == content(before / file), mistake["name"]
        elif fixed is False:
            assert content(root / file) == written[file], mistake["name"]
        else:
            assert fixed in (root / file).read_text(encoding="utf-8"), mistake["name"]
    for path in (before / "raw").rglob("*"):
        file = path.relative_to(before).as_posix()
        assert file in written or content(root / file) == content(path), file
    assert fix_registry(root) == []
