"""Every code has a page, whose examples are what they say: the wrong one gives the code, the right one does not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.core.errors import PasserelleError
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import ContractError
from pipeline.findings.explanations import Example, explained_lines, read_examples
from pipeline.findings.messages import read_wordings
from pipeline.findings.model import Finding
from pipeline.readers.text_documents import read_document
from pipeline.registry.code_explanations import explain
from pipeline.registry.rule_files import read_rules
from pipeline.workflows import check_registry
from pipeline.workflows.check_package import check_paths
from tests import ROOT
from tests.any_registry import bridges
from tests.commands import passerelle

CODES = read_examples()


def test_every_code_is_explained_and_no_other() -> None:
    codes = {key.partition("/")[0] for key in read_wordings("en")} - {"hint", "unchecked"}
    assert set(CODES) == codes
    assert len(codes) > 30


def found_in_table(folder: Path, example: Example, text: str, encoding: str) -> set[str]:
    (folder / "table.csv").write_bytes(text.encode(encoding))
    (folder / "schema.json").write_text(json.dumps(example.table_schema), encoding="utf-8")
    return codes_of(check_paths([folder / "table.csv"], folder / "schema.json").findings)


def found_in_package(folder: Path, example: Example, text: str) -> set[str]:
    for name, content in (example.files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return codes_of(check_paths([folder / "datapackage.json"]).findings)


def found_in_registry(root: Path, example: Example, text: str) -> set[str]:
    path = root / (example.file or "")
    content = path.read_text(encoding="utf-8")
    assert example.before is not None
    assert example.before in content
    path.write_text(content.replace(example.before, text, 1), encoding="utf-8")
    try:
        return codes_of(check_registry.check_registry(root, lambda _: None).outcome.findings)
    except ContractError as error:
        return codes_of(error.findings)


def codes_of(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


@pytest.mark.parametrize("code", [code for code, example in CODES.items() if example.table_schema])
def test_an_example_of_a_table(tmp_path: Path, code: str) -> None:
    example = CODES[code]
    assert found_in_table(tmp_path, example, example.wrong, example.encoding or "utf-8") == {code}
    assert found_in_table(tmp_path, example, example.right, "utf-8") == set()


@pytest.mark.parametrize("code", [code for code, example in CODES.items() if example.files])
def test_an_example_of_a_package(tmp_path: Path, code: str) -> None:
    example = CODES[code]
    assert found_in_package(tmp_path, example, example.wrong) == {code}
    assert found_in_package(tmp_path, example, example.right) == set()


def registry(root: Path) -> Path:
    """The registry of the examples: bridges, whose text is as it was received and whose disagreement is settled."""
    bridges(root)
    decided = root / "raw" / "tables" / "decisions.csv"
    decided.write_text(
        f"{decided.read_text(encoding='utf-8')}bridges,iron,state,leaflet,closed,open\n", encoding="utf-8"
    )
    text, papers = root / "raw" / "texts" / "leaflet.txt", root / "raw" / "tables" / "papers.csv"
    head, row = papers.read_text(encoding="utf-8").splitlines()
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    papers.write_text(f"{head},sha256\n{row},{digest}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("code", [code for code, example in CODES.items() if example.before])
def test_an_example_in_a_registry(tmp_path: Path, code: str) -> None:
    example = CODES[code]
    assert code in found_in_registry(registry(tmp_path / "wrong"), example, example.wrong)
    assert found_in_registry(registry(tmp_path / "right"), example, example.right) - {"unsourced"} == set()


def test_the_examples_of_files(tmp_path: Path) -> None:
    root = registry(tmp_path / "registry")
    for code in ("undeclared-file", "name-error"):
        (root / CODES[code].wrong).write_text("x", encoding="utf-8")
        assert (root / CODES[code].right).is_file()
        assert code in codes_of(check_registry.check_registry(root, lambda _: None).outcome.findings)
    example = CODES["encoding-repaired"]
    (tmp_path / "page.txt").write_bytes(example.wrong.encode(example.text or ""))
    assert codes_of(read_document(tmp_path / "page.txt")[1]) == {"encoding-repaired"}


def test_every_page_has_its_parts_in_every_language() -> None:
    rules = read_rules(ROOT)
    assert len(rules) > 50
    for lang in LANGUAGES:
        for code in (*CODES, *(rule.name for rule in rules)):
            text = "\n".join(explained_lines(explain(code, rules, lang), lang))
            assert text.startswith("# ")
            assert "{" not in text.partition("```")[0].replace('{"', "").replace("{}", ""), text
        assert len("\n".join(explained_lines(explain("type-error", rules, lang), lang)).splitlines()) > 20


def test_an_unknown_code_is_refused_with_a_suggestion() -> None:
    with pytest.raises(PasserelleError, match=r"there is no code or rule typ-error\. Did you mean type-error or "):
        explain("typ-error", (), "en")


def test_the_command_explains_codes_and_rules(tmp_path: Path) -> None:
    done = passerelle("explain", "foreign-key", "--lang", "fr", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "# Clé étrangère (foreign-key)")
    done = passerelle("explain", "end-not-before-start", "--lang", "en", cwd=ROOT)
    assert done.stdout.startswith("# ")
    assert "```sql\nWITH periods AS (" in done.stdout
    listed = passerelle("explain", cwd=ROOT).stdout.splitlines()
    assert len(listed) > 85
