"""A registry of any field: its tables, names and roles are data, and nothing of it is known to the program."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.registry.contract import load_contract
from pipeline.registry.lookups import build_lookups
from pipeline.registry.reconciliation.draft import draft_of
from pipeline.registry.reconciliation.matching import RowMatch, match_statement
from pipeline.registry.statements import Statement
from pipeline.workflows.build import build
from pipeline.workflows.check_links import request_links
from pipeline.workflows.check_registry import RegistryResult, check_registry
from pipeline.workflows.diff import diff
from pipeline.workflows.link_requests import RequestOptions
from pipeline.workflows.settle import Decision, open_disagreements, settle
from tests import ROOT, yaml_of
from tests.any_registry import bridges, table, trees, write, write_registry, write_yaml
from tests.builds import build_data, quiet


def rows(out: Path, of: str) -> list[dict[str, str]]:
    with (out / "data" / f"{of}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(root: Path) -> RegistryResult:
    return check_registry(root, quiet)


def keys(result: RegistryResult) -> list[str]:
    return sorted(one.key for one in result.outcome.findings)


def finding(result: RegistryResult, code: str) -> Finding:
    (found,) = (one for one in result.outcome.findings if one.code == code)
    return found


def test_a_registry_of_one_table_builds(tmp_path: Path) -> None:
    outcome = build_data(trees(tmp_path / "trees"), tmp_path / "build")
    assert outcome.valid is True
    assert outcome.findings == ()
    assert rows(tmp_path / "build", "trees") == [{"id": "oak-1", "species": "oak", "height": "12"}]


def test_a_registry_of_bridges_builds(tmp_path: Path) -> None:
    outcome = build_data(bridges(tmp_path / "bridges"), tmp_path / "build")
    assert [one for one in outcome.findings if one.severity == "error"] == []
    assert rows(tmp_path / "build", "bridges")[0]["evidence"] == "in-disagreement"
    facts = {row["field"]: row["evidence"] for row in rows(tmp_path / "build", "proofs")}
    assert facts == {"name": "unsourced", "opened": "sourced", "length": "unsourced", "state": "in-disagreement"}
    (dispute,) = rows(tmp_path / "build", "disputes")
    assert dispute["other_value"] == "closed"


def test_a_citation_of_any_table_that_says_another_value_is_a_disagreement(tmp_path: Path) -> None:
    found = finding(check(bridges(tmp_path)), "disagreement")
    assert (found.file, found.line, found.field, found.value) == ("raw/tables/bridges.csv", 2, "state", "open")
    assert found.details["other_value"] == "closed"


def add_field(root: Path, of: str, **said: object) -> None:
    """Adds one entry to the fields of a schema, and nothing else."""
    path = root / "schemas" / "tables" / f"{of}.yaml"
    schema = yaml_of(path.read_text(encoding="utf-8"))
    schema["fields"].append({"type": "string", "title": "T", "description": "D.", "example": "x", **said})
    path.write_text(json.dumps(schema, indent=1), encoding="utf-8")


@pytest.mark.parametrize("make", [trees, bridges])
def test_an_optional_column_is_one_entry_in_a_schema(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    root = make(tmp_path / "registry")
    before = keys(check(root))
    for schema in (root / "schemas" / "tables").iterdir():
        if yaml_of(schema.read_text(encoding="utf-8"))["source"] != "computed":
            add_field(root, schema.stem, name="new_column")
    result = check(root)
    assert keys(result) == before
    assert result.registry is not None
    first = "trees" if make is trees else "bridges"
    assert [row["new_column"] for row in result.registry.tables[first]] == [""]


def test_the_files_of_a_table_may_differ_in_the_columns_that_they_fill(tmp_path: Path) -> None:
    root = trees(tmp_path)
    (root / "raw" / "tables" / "trees.csv").unlink()
    for name, text in {"north": "id,species\na,oak\n", "south": "height,id\n12,b\n"}.items():
        write(root / "raw" / "tables" / "trees" / f"{name}.csv", text)
    result = check(root)
    assert result.outcome.findings == ()
    assert result.registry is not None
    assert list(result.registry.tables["trees"]) == [
        {"id": "a", "species": "oak", "height": ""},
        {"id": "b", "species": "", "height": "12"},
    ]


def test_a_required_column_tells_once_which_rows_lack_it(tmp_path: Path) -> None:
    root = trees(tmp_path)
    write(root / "raw" / "tables" / "trees.csv", 'id,species\na,"oak\noak"\nb,ash\nc,elm\n')
    add_field(root, "trees", name="town", constraints={"required": True})
    (found,) = check(root).outcome.findings
    assert (found.key, found.file, found.line) == ("missing-label/required", "raw/tables/trees.csv", 1)
    assert (found.field, found.details) == ("town", {"found": 3, "first": 2, "last": 5})
    words = render_finding(found, "en")
    assert words.message == 'The column "town" is missing, and 3 rows need a value in it (lines 2 to 5).'
    assert words.remedy == 'Add the column "town" to the first line, and its value to every row.'


def test_a_required_column_is_not_missed_where_there_is_no_row(tmp_path: Path) -> None:
    root = trees(tmp_path)
    write(root / "raw" / "tables" / "trees.csv", "id,species\n")
    add_field(root, "trees", name="town", constraints={"required": True})
    assert check(root).outcome.findings == ()


def test_a_column_that_no_field_has_is_refused_with_the_field_that_it_may_mean(tmp_path: Path) -> None:
    root = trees(tmp_path)
    write(root / "raw" / "tables" / "trees.csv", "id,specis,height\na,oak,12\n")
    (found,) = check(root).outcome.findings
    assert (found.code, found.value, found.suggestion) == ("extra-label", "specis", "species")


def test_a_schema_may_ask_for_every_column(tmp_path: Path) -> None:
    root = trees(tmp_path)
    path = root / "schemas" / "tables" / "trees.yaml"
    schema = yaml_of(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**schema, "fieldsMatch": "exact"}), encoding="utf-8")
    write(root / "raw" / "tables" / "trees.csv", "id,species\na,oak\n")
    (found,) = check(root).outcome.findings
    assert (found.key, found.field) == ("missing-label", "height")


def test_what_is_expected_to_be_filled_guards_a_column_that_nobody_fills(tmp_path: Path) -> None:
    root = trees(tmp_path)
    path = root / "schemas" / "package.yaml"
    data = yaml_of(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "tables": {"trees": {"filled": {"height": 1.0}}}}), encoding="utf-8")
    write(root / "raw" / "tables" / "trees.csv", "id,species\na,oak\n")
    assert keys(check(root)) == ["expectation/filled"]


def test_a_command_that_needs_a_role_says_so_where_no_table_plays_it(tmp_path: Path) -> None:
    root = trees(tmp_path)
    with pytest.raises(UserError) as links:
        request_links(root, RequestOptions(1), "2026-11-30", quiet)
    with pytest.raises(UserError) as settling:
        open_disagreements(root, quiet)
    assert str(links.value) == (
        'no table of this registry plays the role "links"; name one under roles in schemas/package.yaml'
    )
    assert 'the role "disagreements"' in str(settling.value)


def test_a_disagreement_of_any_registry_is_settled_in_its_own_table(tmp_path: Path) -> None:
    root = bridges(tmp_path)
    (row,) = open_disagreements(root, quiet)
    decision = Decision("open", "The leaflet is old.", "Somebody", "2026-11-30")
    assert settle(root, row["id"], decision, quiet) == "raw/tables/decisions.csv"
    assert (root / "raw" / "tables" / "decisions.csv").read_text(encoding="utf-8") == (
        "table,row,field,source_id,source_value,value\nbridges,iron,state,leaflet,closed,open\n"
    )
    result = check(root)
    assert "disagreement" not in keys(result)
    assert result.registry is not None
    assert [one["state"] for one in result.registry.tables["disputes"]] == ["settled"]


def test_a_registry_of_no_table_and_one_of_two_hundred_build(tmp_path: Path) -> None:
    none = write_registry(tmp_path / "none", {}, {})
    assert build_data(none, tmp_path / "build-none").valid is True
    many = {f"t{number}": table("id", "name") for number in range(200)}
    rows_of = {f"tables/{name}.csv": "id,name\na,b\n" for name in many}
    assert build_data(write_registry(tmp_path / "many", many, rows_of), tmp_path / "build-many").valid is True


def test_a_key_of_several_fields_is_published(tmp_path: Path) -> None:
    schema = table("town", "number", "species", key=("town", "number"))
    lines = "town,number,species\nquito,1,oak\nquito,2,ash\nquito 1,x,elm\nquito,1 x,fir\n"
    root = write_registry(tmp_path / "trees", {"trees": schema}, {"tables/trees.csv": lines})
    assert build_data(root, tmp_path / "build").findings == ()
    assert [row["species"] for row in rows(tmp_path / "build", "trees")] == ["oak", "ash", "elm", "fir"]


def test_two_versions_of_any_registry_are_compared(tmp_path: Path) -> None:
    old, new = bridges(tmp_path / "old"), bridges(tmp_path / "new")
    path = new / "raw" / "tables" / "quotations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("closed", "open"), encoding="utf-8")
    difference = diff(str(old), str(new), old)
    assert [one.table for one in difference.tables] == ["bridges", "quotations", "disputes"]
    assert difference.evidence == {("in-disagreement", "sourced"): 1}
    build_data(old, tmp_path / "built")
    assert diff(str(tmp_path / "built"), str(new), old).evidence == {("in-disagreement", "sourced"): 1}


@pytest.mark.parametrize(
    ("line", "key", "field", "suggestion"),
    [
        ("bridges,irn,opened,leaflet,1781", "citation-error/row", "row", "iron"),
        ("bridges,tower,opened,leaflet,1781", "citation-error/row", "row", None),
        ("papers,leaflet,title,leaflet,A leaflet", "citation-error/no-facts", "table", None),
        ("bridges,iron,id,leaflet,iron", "citation-error/no-fact", "field", None),
        ("towers,iron,opened,leaflet,1781", "citation-error/table", "table", None),
        ("bridges,iron,height,leaflet,3", "citation-error/field", "field", None),
    ],
)
def test_a_citation_of_nothing_is_refused_in_any_registry(
    tmp_path: Path, line: str, key: str, field: str, suggestion: str | None
) -> None:
    root = bridges(tmp_path)
    path = root / "raw" / "tables" / "quotations.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    (found,) = check(root).outcome.errors
    assert (found.key, found.file, found.line, found.field) == (key, "raw/tables/quotations.csv", 4, field)
    assert found.suggestion == suggestion
    for lang in LANGUAGES:
        assert render_finding(found, lang).remedy


def test_a_citation_that_a_meeting_was_cancelled_contradicts_that_it_was_held(
    registry_at: Callable[[str], Path],
) -> None:
    root = registry_at("tiny")
    path = root / "raw" / "tables" / "citations.csv"
    path.write_text(
        f"{path.read_text(encoding='utf-8')}meetings,cms-cop-11,status,liste,cancelled,,\n", encoding="utf-8"
    )
    found = [one for one in check(root).outcome.findings if one.details.get("cited_field") == "status"]
    assert [(one.code, one.value, one.details["other_value"]) for one in found] == [
        ("disagreement", "held", "cancelled")
    ]


def test_a_new_column_of_this_registry_is_one_entry_and_can_be_cited(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    before = keys(check(root))
    path = root / "schemas" / "tables" / "meetings.yaml"
    said = ", ".join(f"{name}: Participants" for name in ("title", "title_fr", "title_es"))
    said += ", " + ", ".join(f"{name}: How many came" for name in ("description", "description_fr", "description_es"))
    entry = f"  - {{name: participants, type: integer, example: 900, {said}}}\n"
    path.write_text(f"{path.read_text(encoding='utf-8')}{entry}", encoding="utf-8")
    assert keys(check(root)) == before
    meetings, citations = root / "raw" / "tables" / "meetings.csv", root / "raw" / "tables" / "citations.csv"
    lines = meetings.read_text(encoding="utf-8").splitlines()
    filled = [
        lines[0] + ",participants",
        *(f"{one}{',900' if one.startswith('cms-cop-11,') else ','}" for one in lines[1:]),
    ]
    meetings.write_text("\n".join(filled) + "\n", encoding="utf-8")
    cited = "meetings,cms-cop-11,participants,liste,901,,\n"
    citations.write_text(citations.read_text(encoding="utf-8") + cited, encoding="utf-8")
    found = [one for one in check(root).outcome.findings if one.details.get("cited_field") == "participants"]
    assert [(one.code, one.value, one.details["other_value"]) for one in found] == [("disagreement", "900", "901")]


def test_a_disagreement_that_people_noted_is_not_computed_again(tmp_path: Path) -> None:
    root = bridges(tmp_path)
    path = root / "schemas" / "tables" / "disputes.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("source: computed", "source: both"), encoding="utf-8")
    head = "id,table,row,field,value,source_id,other_value,other_source_id,state"
    noted = "noted,bridges,iron,state,open,,closed,leaflet,settled"
    write(root / "raw" / "tables" / "disputes.csv", f"{head}\n{noted}\n")
    registry = check(root).registry
    assert registry is not None
    assert [row["id"] for row in registry.tables["disputes"]] == ["noted"]


def test_citations_may_have_a_key_of_their_own(tmp_path: Path) -> None:
    root = bridges(tmp_path)
    path = root / "schemas" / "tables" / "quotations.yaml"
    schema = yaml_of(path.read_text(encoding="utf-8"))
    schema["primaryKey"] = ["id"]
    schema["fields"].insert(0, {**schema["fields"][0], "name": "id"})
    write_yaml(path, schema)
    write(
        root / "raw" / "tables" / "quotations.csv",
        "id,table,row,field,source_id,value\nq1,bridges,iron,state,leaflet,closed\nq2,bridges,iron,length,leaflet,60\n",
    )
    result = check(root)
    assert result.registry is not None
    assert [row["id"] for row in result.registry.tables["quotations"]] == ["q1", "q2"]
    assert finding(result, "disagreement").line == 2


def test_tables_that_name_fields_are_citations_only_where_they_play_the_role(tmp_path: Path) -> None:
    plots = table("id", "table", "field", "row")
    lines = "id,table,field,row\na,long,north,3\n"
    root = write_registry(tmp_path / "farm", {"plots": plots}, {"tables/plots.csv": lines})
    assert check(root).outcome.findings == ()


@pytest.mark.parametrize(
    ("of", "before", "after", "variant"),
    [
        ("proofs", "source: computed", "source: typed", "role-computed"),
        ("papers", "source: typed", "source: computed", "role-typed"),
    ],
)
def test_who_writes_the_rows_of_a_role_is_checked(
    tmp_path: Path, of: str, before: str, after: str, variant: str
) -> None:
    root = bridges(tmp_path)
    path = root / "schemas" / "tables" / f"{of}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contract(root)
    found = next(one for one in error.value.findings if one.variant == variant)
    assert (found.file, found.value) == ("schemas/package.yaml", after.removeprefix("source: "))
    assert render_finding(found, "en").remedy == f'Write "{before}" in the schema of the table.'


def test_the_example_of_bridges_is_valid_and_its_statements_meet_its_events() -> None:
    root = ROOT / "examples" / "bridges"
    result = check(root)
    assert result.outcome.valid is True
    assert result.registry is not None
    contract = result.registry.contract
    assert set(contract.statement_kinds) == set(contract.vocabularies["statement-kinds"].rows)
    keys_of = {name: schema.key for name, schema in contract.tables.items()}
    columns = {name: schema.field_names for name, schema in contract.tables.items()}
    draft = draft_of(result.registry.tables, keys_of, columns, build_lookups([]))

    def match(kind: str, bridge: str, date: str) -> list[RowMatch]:
        about = {"id": "s", "source_id": "page", "lang": "fr", "kind": kind, "span": (0, 1), "quote": "q"}
        said = Statement.model_validate(
            {**about, "values": {"bridge": bridge, "date": date}, "evidence": (), "rule": "test"}
        )
        return match_statement(draft, contract.statement_kinds[kind], said)

    assert match("inauguration", "millau-viaduct", "2004-12") == [
        RowMatch("events", "millau-viaduct-inauguration", {"date": "2004-12"})
    ]
    (added,) = match("collapse", "millau-viaduct", "2050-01-01")
    assert (added.row, added.added) == ("millau-viaduct-collapse", True)


@pytest.mark.parametrize("make", [trees, bridges])
def test_the_site_of_any_registry_is_built(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    built = build(make(tmp_path / "registry"), tmp_path / "build", quiet)
    assert built.outcome.errors == ()
    assert built.pages > 10
