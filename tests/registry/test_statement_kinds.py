"""Kinds of statements as data: what is wrong with one is a finding at its line, before any data is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.registry.contract import load_contract
from pipeline.registry.kinds.patterns import fill, is_pattern
from tests import ROOT, yaml_of
from tests.any_registry import OPENING, bridges, trees, write

SAYS: Mapping[str, Any] = {"theme": "bridge", "date": "day", "words": {"en": ["opened"]}}
Edit = Callable[[dict[str, Any]], Any]


def mistakes(root: Path, edit: Edit, kind: Mapping[str, Any] = OPENING) -> list[Finding]:
    """What is wrong once the kind of the bridges is edited."""
    bridges(root)
    data = json.loads(json.dumps(kind))
    edit(data)
    write(root / "schemas" / "statements" / "opening.yaml", json.dumps(data, indent=1))
    with pytest.raises(ContractError) as error:
        load_contract(root)
    return list(error.value.findings)


@pytest.mark.parametrize(
    ("edit", "variant", "value", "line"),
    [
        (lambda kind: kind["meets"][0].update(table="towers"), "unknown-table", "towers", "towers"),
        (lambda kind: kind["meets"][0]["values"].update(width="{day}"), "unknown-field", "width", "width"),
        (lambda kind: kind["meets"][0]["find"][0]["where"].update(name="{who}"), "kind-field", "who", "{who}"),
        (lambda kind: kind["meets"][0]["find"][0].update(when={"who": True}), "kind-field", "who", '"who"'),
        (lambda kind: kind["meets"][0]["values"].update(opened="{day"), "kind-pattern", "{day", '"opened"'),
        (lambda kind: kind["meets"][0]["find"][0].update(where={}), "kind-find", "bridges", '"where"'),
        (lambda kind: kind["fields"].update(river={"holds": "text"}), "kind-column", "river", '"river"'),
        (lambda kind: kind["fields"]["bridge"].update(table="towers"), "unknown-table", "towers", "towers"),
        (lambda kind: kind["fields"]["day"].update(holds="code"), "kind-needs", "day", '"day"'),
        (
            lambda kind: kind["fields"]["day"].update(holds="code", vocabulary="towns"),
            "unknown-vocabulary", "towns", "towns",
        ),
        (lambda kind: kind["meets"][0].update(add=[{"row": {"name": "x"}}]), "kind-key", "id", '"row"'),
        (lambda kind: kind["meets"][0].update(add=[{"row": {"id": "x"}}]), "kind-adds", "bridges", '"add"'),
        (lambda kind: kind.update(tells={}), "unknown-property", "tells", '"tells"'),
        (lambda kind: kind["fields"]["day"].update(holds="dat"), "choice", "dat", '"dat"'),
        (lambda kind: kind.update(says={**SAYS, "theme": "pont"}), "says-field", "pont", '"pont"'),
        (lambda kind: kind.update(says={**SAYS, "theme": "day"}), "says-holds", "day", '"theme"'),
        (lambda kind: kind.update(says={**SAYS, "date": "bridge"}), "says-holds", "bridge", '"date"'),
        (lambda kind: kind.update(says={**SAYS, "numbers": {"day": {"en": ["m"]}}}), "says-holds", "day", '"day"'),
        (lambda kind: kind.update(says={**SAYS, "needs": ["year"]}), "says-field", "year", '"year"'),
        (lambda kind: kind.update(says={"theme": "bridge"}), "says-words", "bridge", '"says"'),
        (lambda kind: kind.update(says={**SAYS, "verbs": {"it": ["aperto"]}}), "choice", "it", '"it"'),
        (lambda kind: kind.update(says={**SAYS, "tense": "past"}), "unknown-property", "tense", '"tense"'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_kind_is_a_finding_at_its_line(
    tmp_path: Path, edit: Edit, variant: str, value: str, line: str
) -> None:
    found = next(one for one in mistakes(tmp_path, edit) if one.variant == variant)
    assert found.file == "schemas/statements/opening.yaml"
    assert value in (found.value, found.details.get("property"))
    lines = (tmp_path / "schemas" / "statements" / "opening.yaml").read_text(encoding="utf-8").splitlines()
    near = "\n".join(lines[(found.line or 0) - 1 : (found.line or 0) + 1])
    assert line in near
    for lang in LANGUAGES:
        words = render_finding(found, lang)
        assert words.message
        assert words.remedy


def test_the_words_of_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, lambda kind: kind["meets"][0]["values"].update(opened="{date}"))
    words = render_finding(found, "en")
    assert words.message == 'There is no value "date" here.'
    assert words.remedy == (
        "Write a field of this kind, a field of a row that an earlier step finds (step.field), quote, language or "
        "source_id."
    )


def test_a_kind_needs_a_table_of_statements(tmp_path: Path) -> None:
    trees(tmp_path)
    write(tmp_path / "schemas" / "statements" / "opening.yaml", json.dumps(OPENING))
    with pytest.raises(ContractError) as error:
        load_contract(tmp_path)
    assert [(one.variant, one.value) for one in error.value.findings] == [("kind-role", "statements")]


def test_a_kind_is_a_code_of_its_vocabulary(tmp_path: Path) -> None:
    bridges(tmp_path)
    schema = tmp_path / "schemas" / "tables" / "sayings.yaml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("- name: kind\n", "- name: kind\n  vocabulary: states\n"), encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contract(tmp_path)
    (found,) = error.value.findings
    assert (found.variant, found.value, found.details["vocabulary"]) == ("unknown-code", "opening", "states")


def test_what_is_expected_of_a_field_that_there_is_not_is_a_finding(tmp_path: Path) -> None:
    bridges(tmp_path)
    path = tmp_path / "schemas" / "package.yaml"
    data = yaml_of(path.read_text(encoding="utf-8"))
    data["tables"]["bridges"] = {"filled": {"colour": 1.0}}
    write(path, json.dumps(data, indent=1))
    with pytest.raises(ContractError) as error:
        load_contract(tmp_path)
    (found,) = error.value.findings
    assert (found.variant, found.value, found.file) == ("unknown-field", "colour", "schemas/package.yaml")


def test_every_kind_of_this_registry_is_there() -> None:
    contract = load_contract(ROOT)
    assert set(contract.statement_kinds) == set(contract.vocabularies["statement-kinds"].rows)


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("plain", "plain"),
        ("{day}", "1781"),
        ("{bridge.id}-{day}", "iron-1781"),
        ("{none}", None),
        ("{none}-{day}", None),
        ("{none|undated}", "undated"),
        ("{country:lower}", "gb"),
    ],
)
def test_a_pattern_is_filled_with_values(pattern: str, filled: str | None) -> None:
    values = {"day": "1781", "bridge.id": "iron", "country": "GB"}
    assert fill(pattern, lambda name: values.get(name, "")) == filled


@pytest.mark.parametrize(("pattern", "whole"), [("{day}", True), ("{day", False), ("day}", False), ("{a b}", False)])
def test_every_brace_of_a_pattern_belongs_to_a_placeholder(pattern: str, whole: bool) -> None:
    assert is_pattern(pattern) is whole
