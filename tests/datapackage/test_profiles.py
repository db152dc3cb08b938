"""Profiles that descriptors name are applied to them, and say what is wrong in words of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.budget import TooLong
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.profiles import is_standard
from pipeline.datapackage.schema_store import SchemaStore
from pipeline.datapackage.types.json_schema_validator import Clock
from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Outcome
from pipeline.workflows.check_package import Options, check_paths

URL = "https://example.org/1.0/profile.json"
RESOURCE = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "string"}]}}
COMPARE = "Compare it with the description of the profile."
GEOJSON = "http://json.schemastore.org/geojson.json"
AS_GEOJSON = 'Write it as {"type": "Polygon", "coordinates": [...]}, the longitude first.'
DOUBLED = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)} | {"a40": {}}
# A part of another draft: the library would go over to a class of its own there, without a limit.
SLOW = {"$schema": "http://json-schema.org/draft-07/schema#", "pattern": "^(a|aa)+$"}
Judged = Callable[..., Outcome]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """The check of a package that names a profile, which lies in a folder of local copies, and documents beside it."""

    def check(profile: Any, descriptor: dict[str, Any], **documents: Any) -> Outcome:
        copies = tmp_path / "copies"
        copies.mkdir()
        for name, item in {"profile": profile, **documents}.items():
            (copies / f"{name}.json").write_text(json.dumps(item), encoding="utf-8")
        (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
        path = tmp_path / "datapackage.json"
        whole = {"$schema": URL, "resources": [RESOURCE], **descriptor}
        path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
        return check_paths([path], options=Options(schemas=SchemaStore([copies])))

    return check


def keys(outcome: Outcome) -> list[str]:
    return [finding.key for finding in outcome.errors]


PROJECT = {"properties": {"project": {"required": ["title"], "properties": {"title": {"type": "string"}}}}}


def test_a_descriptor_that_keeps_to_its_profile_is_valid(judged: Judged) -> None:
    assert judged(PROJECT, {"project": {"title": "Foxes"}}).valid is True


def test_what_a_profile_requires_is_reported_on_the_line_that_lacks_it(judged: Judged) -> None:
    outcome = judged(PROJECT, {"project": {"path": "x"}})
    (error,) = outcome.errors
    assert (error.key, error.field) == ("schema-error/profile-required", "project.title")
    text = Path(error.file or "").read_text(encoding="utf-8").splitlines()
    assert '"project"' in text[(error.line or 0) - 1]
    said = render_finding(error, "en")
    assert said.message == f'The profile {URL} requires the property "title", and it is missing.'
    assert said.remedy == 'Add "title" (project.title).'


@pytest.mark.parametrize(
    ("rule", "good", "bad", "variant", "remedy"),
    [
        ({"type": "string"}, "x", 1, "type", "Write a value of that type instead of 1."),
        ({"enum": ["a", "b"]}, "a", "c", "enum", "Write one of these: a, b."),
        ({"const": "1.0"}, "1.0", "1.1", "enum", "Write one of these: 1.0."),
        ({"pattern": "^[a-z]+$"}, "a", "1", "pattern", "Write it so that it fits this pattern: ^[a-z]+$"),
        ({"format": "date"}, "2024-02-29", "2023-02-29", "format", "Write it in that format."),
        ({"format": "uri"}, "https://example.org", "example", "format", "Write it in that format."),
        ({"format": "date-time"}, "2024-01-01T00:00:00Z", "2024-01-01", "format", "Write it in that format."),
        ({"minimum": 2}, 2, 1, "range", "Write a number ≥ 2."),
        ({"exclusiveMaximum": 2}, 1, 2, "range", "Write a number < 2."),
        ({"minimum": 2, "exclusiveMinimum": True}, 3, 2, "range", "Write a number > 2."),
        ({"minItems": 2}, [1, 2], [1], "count", "Add or delete entries."),
        ({"maxProperties": 1}, {"a": 1}, {"a": 1, "b": 2}, "count", "Add or delete entries."),
        ({"maxLength": 2}, "ab", "abc", "length", "Write a text of that length."),
        ({"uniqueItems": True}, [1, True], [1, 1.0], "twice", "Delete the second one."),
        ({"items": [{"type": "string"}]}, ["a", 1], [1], "type", "Write a value of that type instead of 1."),
        ({"not": {"type": "string"}}, 1, "x", "not", COMPARE),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"b": 1}, {}, "choice", COMPARE),
        ({"contains": {"const": 1}}, [1], [2], "other", COMPARE),
        ({"$ref": GEOJSON}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Point"}, "geojson", AS_GEOJSON),
    ],
)  # fmt: skip
def test_what_a_profile_asks_for(judged: Judged, rule: Any, good: Any, bad: Any, variant: str, remedy: str) -> None:
    old = "exclusiveMinimum" in rule or isinstance(rule.get("items"), list)
    profile = {"$schema": "http://json-schema.org/draft-04/schema#"} if old else {}
    both = {"properties": {"x": rule, "y": rule}, **profile}
    outcome = judged(both, {"x": good, "y": bad})
    assert keys(outcome) == [f"schema-error/profile-{variant}"]
    (error,) = outcome.errors
    assert (error.field or "").startswith("y")
    assert render_finding(error, "en").remedy == remedy
    english = render_finding(error, "en").message
    assert all(render_finding(error, lang).message not in ("", english) for lang in LANGUAGES if lang != "en")


def test_the_words_of_the_library_are_reported_in_no_language(judged: Judged) -> None:
    (error,) = judged({"properties": {"x": {"type": "integer"}}}, {"x": "many"}).errors
    said = render_finding(error, "fr")
    assert said.message == f"Le profil {URL} exige un autre type pour x\u00a0: integer."
    assert said.remedy == "Écrivez une valeur de ce type au lieu de many."


def test_a_number_of_entries_is_reported_with_its_bound(judged: Judged) -> None:
    (error,) = judged({"properties": {"x": {"minItems": 2}}}, {"x": [1]}).errors
    said = render_finding(error, "fr").message
    assert said == f"x a 1 éléments\u202f; le profil {URL} exige ≥ 2."


def test_a_property_that_a_profile_forbids(judged: Judged) -> None:
    profile = {"properties": {"x": {"properties": {"a": {}}, "additionalProperties": False}}}
    (error,) = judged(profile, {"x": {"a": 1, "b": 2}}).errors
    assert (error.key, error.field) == ("schema-error/profile-unknown", "x.b")


CHOICE = {
    "properties": {
        "resources": {
            "items": {
                "oneOf": [
                    {"required": ["name", "note"], "properties": {"name": {"enum": ["t"]}, "note": {"pattern": "1.0"}}},
                    {"properties": {"name": {"not": {"enum": ["t"]}}}},
                ]
            }
        }
    }
}


def test_of_a_choice_the_branch_that_is_meant_speaks(judged: Judged) -> None:
    assert keys(judged(CHOICE, {"resources": [{**RESOURCE, "note": "0.9"}]})) == ["schema-error/profile-pattern"]


def test_of_a_choice_another_branch_may_fit(judged: Judged) -> None:
    assert judged(CHOICE, {"resources": [{**RESOURCE, "name": "other"}]}).valid is True


def test_a_property_that_the_profile_has_needs_no_warning(judged: Judged) -> None:
    outcome = judged(PROJECT, {"project": {"title": "x"}, "proyect": 1})
    assert [(finding.code, finding.value) for finding in outcome.findings] == [("custom-property", "proyect")]


def test_the_rules_of_the_standard_are_checked_once(judged: Judged) -> None:
    """A profile that refers to one of the standard's adds to it; what the check reads leniently stays so."""
    profile = {"allOf": [{"$ref": "https://specs.frictionlessdata.io/schemas/data-package.json"}, PROJECT]}
    assert judged(profile, {"project": {"title": "x"}, "keywords": ["a"]}).valid is True


def test_references_lead_to_other_copies(judged: Judged) -> None:
    outcome = judged({"$ref": "part.json#/$defs/a"}, {"x": 1}, part={"$defs": {"a": {"required": ["y"]}}})
    assert keys(outcome) == ["schema-error/profile-required"]


def test_a_reference_to_a_part_of_itself_may_lack_its_slash(judged: Judged) -> None:
    """The profile of Camtrap DP 1.0 says `#$defs/version`."""
    profile = {"properties": {"x": {"$ref": "#$defs/version"}}, "$defs": {"version": {"pattern": "1\\.0"}}}
    assert keys(judged(profile, {"x": "2.0"})) == ["schema-error/profile-pattern"]


def test_a_reference_that_leads_nowhere_leaves_that_part_unchecked(judged: Judged) -> None:
    profile = {"properties": {"x": {"$ref": "https://example.org/none.json"}, "y": {"type": "string"}}}
    outcome = judged(profile, {"x": 1, "y": 1})
    assert keys(outcome) == ["schema-error/profile-type"]
    assert [(item.reason, item.details["reference"]) for item in outcome.unchecked] == [
        ("profile-reference", "https://example.org/none.json")
    ]


@pytest.mark.parametrize("around", ["not", "oneOf"])
def test_a_reference_that_leads_nowhere_accuses_nobody(judged: Judged, around: str) -> None:
    missing = {"$ref": "https://example.org/none.json"}
    outcome = judged({"properties": {"x": {around: missing if around == "not" else [missing, {}]}}}, {"x": 1})
    assert (outcome.valid, keys(outcome)) == (None, [])


@pytest.mark.parametrize(
    "profile", [[], "x", {"type": 1}, {"type": "nonsense"}, {"properties": {"x": {"pattern": "("}}}]
)
def test_a_profile_that_is_no_json_schema_is_unchecked(judged: Judged, profile: Any) -> None:
    outcome = judged(profile, {"x": 1})
    assert (outcome.valid, [item.reason for item in outcome.unchecked]) == (None, ["profile-schema"])


def test_a_profile_of_a_resource_is_applied_to_it(judged: Judged) -> None:
    resource = {**RESOURCE, "$schema": "https://example.org/resource.json"}
    outcome = judged({}, {"resources": [resource]}, resource={"required": ["title"]})
    assert [finding.field for finding in outcome.errors] == ["resources.0.title"]


def test_both_names_of_one_profile_say_things_once(judged: Judged) -> None:
    assert keys(judged({"required": ["title"]}, {"profile": URL})) == ["schema-error/profile-required"]


def test_without_a_copy_the_remedy_names_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "datapackage.json"
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    path.write_text(json.dumps({"$schema": URL, "resources": [RESOURCE]}), encoding="utf-8")
    outcome = check_paths([path])
    assert (outcome.valid, outcome.rows) == (None, 1)
    (left,) = outcome.unchecked
    assert (left.property, left.reason) == ("$schema", "profile")
    for lang in LANGUAGES:
        assert all(word in render_unchecked(left, lang).remedy for word in ("--schemas", "--fetch"))


def test_the_fiscal_profile_is_left_unchecked(judged: Judged) -> None:
    """Its schema asks for the name of another profile, so that no package conforms to it."""
    outcome = judged({}, {"profile": "fiscal-data-package"}, **{"fiscal-data-package": {"required": ["nothing"]}})
    assert ([item.reason for item in outcome.unchecked], keys(outcome)) == (["fiscal"], [])


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://datapackage.org/profiles/2.0/datapackage.json", True),
        ("http://specs.frictionlessdata.io/schemas/tabular-data-package.json", True),
        ("https://specs.frictionlessdata.io/tabular-data-package/", True),
        ("https://specs.frictionlessdata.io/schemas/fiscal-data-package.json", False),
        ("https://datapackage.org/profiles/2.0/other.json", False),
        ("https://example.org/schemas/data-package.json", False),
    ],
)
def test_profiles_of_the_standard(url: str, *, known: bool) -> None:
    assert is_standard(url) is known


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock whose time is up when it was looked at so often, however fast the machine is."""
    left = iter(range(2_000))

    def tick(_clock: Clock) -> None:
        if next(left, None) is None:
            raise TooLong

    monkeypatch.setattr(Clock, "tick", tick)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "profile",
    [
        {"$ref": "#/$defs/a0", "$defs": DOUBLED},
        {"$ref": "#"},
        {"properties": {"x": {"$ref": "#/$defs/x"}}, "$defs": {"x": SLOW}},
    ],
)
def test_a_profile_without_end_ends(judged: Judged, profile: Any) -> None:
    outcome = judged(profile, {"x": "a" * 40 + "b"})
    assert (outcome.valid, keys(outcome)) == (None, [])
    assert {item.reason for item in outcome.unchecked} <= {"profile-time", "profile-schema"}


@pytest.mark.usefixtures("impatient")
def test_profiles_of_many_resources_share_their_time(judged: Judged) -> None:
    resources = [{**RESOURCE, "name": f"t{at}", "$schema": "https://example.org/slow.json"} for at in range(50)]
    outcome = judged({}, {"resources": resources}, slow={"$ref": "#/$defs/a0", "$defs": DOUBLED})
    assert [item.reason for item in outcome.unchecked] == ["profile-time"] * 50


@pytest.mark.usefixtures("impatient")
def test_what_was_found_before_the_time_was_up_is_reported(judged: Judged) -> None:
    profile = {"allOf": [{"required": ["y"]}, {"$ref": "#/$defs/a0"}], "$defs": DOUBLED}
    outcome = judged(profile, {})
    assert keys(outcome) == ["schema-error/profile-required"]
    assert [item.reason for item in outcome.unchecked] == ["profile-time"]


def table(judged: Judged, schema: Any, files: Path, text: str = "a,event\n1,\n") -> Outcome:
    resource = {"name": "t", "path": "u.csv", "schema": "https://example.org/tables/table.json"}
    (files / "u.csv").write_text(text, encoding="utf-8")
    return judged({}, {"resources": [resource]}, table=schema)


KEYS = {
    "identifier": "x",
    "fields": [{"name": "a", "dcterms:note": "x"}, {"name": "event"}],
    "foreignKeys": [{"fields": "event", "reference": {"resource": "event", "fields": "id"}}],
}


def test_a_schema_of_an_address_checks_the_rows(judged: Judged, tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "event"}]
    assert keys(table(judged, {"fields": fields}, tmp_path, "a,event\nx,\n")) == ["type-error/integer"]


def test_a_prescribed_schema_may_refer_to_a_table_that_is_left_out(judged: Judged, tmp_path: Path) -> None:
    """Darwin Core ties each table to all others; a package has some of them. Its owner has nothing to mend."""
    outcome = table(judged, KEYS, tmp_path)
    assert (outcome.valid, outcome.findings, outcome.files, [table.name for table in outcome.tables]) == (
        True,
        (),
        1,
        ["t"],
    )


def test_a_value_that_refers_to_a_table_that_is_left_out_refers_to_nothing(judged: Judged, tmp_path: Path) -> None:
    assert keys(table(judged, KEYS, tmp_path, "a,event\n1,e1\n")) == ["foreign-key"]


def test_a_mistake_in_a_copy_names_that_copy(judged: Judged, tmp_path: Path) -> None:
    error = table(judged, {"fields": [{"name": "a", "type": "nonsense"}]}, tmp_path).errors[0]
    assert error.code == "schema-error"
    assert error.file == str(tmp_path / "copies" / "table.json")
