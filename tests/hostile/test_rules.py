"""A contributed rule reads the tables of the registry, and nothing else; a contributed name is a name and no query."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import duckdb
import pytest

from pipeline.core.database.connection import memory
from pipeline.core.errors import UserError
from pipeline.core.i18n import LANGUAGES
from pipeline.core.i18n.library_messages import known_problem
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import fill, render_finding
from pipeline.findings.model import Finding
from pipeline.registry.checks.query_functions import FUNCTIONS
from pipeline.registry.checks.query_safety import query_mistake
from pipeline.registry.checks.run_rules import check_rule
from pipeline.registry.rule_files import Rule
from pipeline.workflows.check_registry import check_registry
from tests import ROOT

RegistryAt = Callable[[str], Path]
REFUSED = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_csv('https://example.org/x.csv')",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM (SHOW TABLES)",
    "SELECT * FROM duckdb_tables WHERE 1 IN (WITH duckdb_tables AS (SELECT 1 AS x) SELECT x FROM duckdb_tables)",
    "SELECT * FROM query('SELECT 1')",
    "SELECT write_log('x')",
    "SELECT repeat('x', 4000000000)",
    "SELECT 1; DELETE FROM meetings",
    "SELECT 1) ; DELETE FROM meetings; SELECT * FROM (SELECT 1",
    "DELETE FROM meetings",
    "COPY meetings TO '/tmp/stolen.csv'",
    "ATTACH '/tmp/x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET threads = 1",
    "CREATE TABLE x AS SELECT 1",
    'SELECT * FROM "typed meetings"',
    "SELECT * FROM python_variable",
    "",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_looks_beyond_the_tables_is_refused(query: str) -> None:
    """Seen without it: settings of the machine stood in findings, and `; DELETE FROM` emptied a table."""
    python_variable = [1]
    assert python_variable
    with memory() as connection:
        connection.execute("CREATE TABLE meetings (id VARCHAR)")
        assert query_mistake(connection, query, {"meetings"})


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("SELECT levenshtein(id, id) FROM meetings", "it calls levenshtein"),
        ("SELECT len(range(3000000000))", "it calls len"),
        ("SELECT count(range(3000000000))", "it calls range"),
        ("SELECT format('{:>2000000000}', 'x')", "it calls format"),
        ("SELECT id.repeat(9) FROM meetings", "it calls repeat"),
        ("SELECT system.main.lower(id) FROM meetings", "it calls lower"),
        ("SELECT regexp_matches(id, '[ab]*a[ab]{500}c') FROM meetings", "it calls regexp_matches"),
        ("SELECT id SIMILAR TO 'a' FROM meetings", "it calls regexp_full_match"),
        ("SELECT 2 ^ 3", "it calls ^"),
        ("SELECT [x FOR x IN [1, 2]]", "it calls list_apply"),
        ("SELECT list_contains([1], lambda x: x)", "it has a part of the kind LAMBDA"),
        ("SELECT lower(COLUMNS(*)) FROM meetings", "it calls columns"),
        ("SELECT id::JSON FROM meetings", "it has the type JSON"),
        ("SELECT id::BIGNUM FROM meetings", "it has the type BIGNUM"),
        ("SELECT sum(id) OVER (), quantile(id, 1) OVER () FROM meetings", "it calls quantile"),
        ("SELECT replace(id, 'a', 'aa') FROM meetings", "it calls replace with a longer text"),
        ("SELECT replace(id, 'a', id) FROM meetings", "it calls replace with a longer text"),
        (
            "SELECT edtf_first(concat(edtf_last(id), 'x')) FROM meetings",
            "it calls edtf_first of what edtf_first or its twin",
        ),
        ("WITH a AS NOT MATERIALIZED (SELECT 1) SELECT * FROM a, a AS b", "it has WITH … AS NOT MATERIALIZED"),
        (" UNION ALL ".join(["SELECT 1"] * 2_000), "it has more than 20,000 characters"),
        ("SELECT * FROM " + ", ".join(f"meetings AS m{n}" for n in range(61)), "it asks tables more than 60 times"),
        ("SELECT " + "(SELECT " * 99 + "1" + ")" * 99, "it is nested deeper than 200 levels"),
        ("SELECT 1" + ",1" * 9_990, "it has more than 10,000 parts"),
    ],
)
def test_a_query_calls_what_is_listed_in_bounds(query: str, problem: str) -> None:
    """Seen without the list: one call took 10 GB, or hours, and neither the limit of time nor that of memory met it."""
    with memory() as connection:
        connection.execute("CREATE TABLE meetings (id VARCHAR)")
        said = query_mistake(connection, query, {"meetings"}) or ""
    assert said.startswith(problem)
    # Whatever is refused is told in French and Spanish too.
    assert {known_problem(said, lang) is not None for lang in ("en", "fr", "es")} == {True}


def test_the_document_lists_what_may_be_called() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([^` ]+)`", text.partition("## Functions")[2].partition("## ")[0]))
    assert listed == FUNCTIONS


@pytest.mark.parametrize("name", ["jaro_similarity", "jaro_winkler_similarity"])
def test_long_texts_are_compared_by_their_beginnings(registry_at: RegistryAt, name: str) -> None:
    """Seen without it: two texts of 4 MB took hours, and no interrupt was heard. These end differently."""
    grown = "WITH RECURSIVE g AS (SELECT 'ab' AS x, 1 AS n UNION ALL SELECT x || 'b' || x, n + 1 FROM g WHERE n < 14) "
    query = f"{grown} SELECT {name}(x, concat(left(x, 1000), reverse(x))) AS value FROM g WHERE n = 14"
    outcome = check_registry(with_rule(registry_at("tiny"), query), lambda _: None).outcome
    assert [finding.value for finding in outcome.findings if finding.code == "rule"] == ["1.0"]


def test_texts_that_grow_in_every_row_meet_a_limit_of_memory(
    registry_at: RegistryAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without at_most: texts of 8 MB in 2,000 rows took 3.4 GB, which the limit of DuckDB does not count."""
    from pipeline.core.errors import PasserelleError

    monkeypatch.setattr("pipeline.registry.checks.run_rules.RULE_BYTES", 64 << 20)
    long = "SELECT string_agg('aaaaaaaaaa', '') AS x FROM range(20000)"
    query = (
        f"WITH t AS ({long}) SELECT sum(length(concat_ws(x, CAST(range AS VARCHAR), x))) AS value FROM t, range(1000)"
    )
    with pytest.raises(PasserelleError, match=r"meeting-length\.sql needs more memory than a rule may use"):
        check_registry(with_rule(registry_at("tiny"), query), lambda _: None)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        duckdb.OutOfMemoryException("Out of Memory Error: Failed to allocate block of 16777216 bytes (bad allocation)"),
        duckdb.InvalidInputException("Invalid Input Error: bad allocation"),
        duckdb.Error("std::bad_alloc"),
    ],
)
def test_a_rule_that_lacks_memory_is_reported_as_that(error: Exception) -> None:
    """Seen without it: "cannot run: bad allocation; correct its query", and the query is right."""

    class Full:
        def execute(self, _: str) -> None:
            raise error

    rule = SimpleNamespace(name="long-texts", sql="SELECT 1")
    with pytest.raises(UserError) as caught:
        list(check_rule(cast(duckdb.DuckDBPyConnection, Full()), cast(Rule, rule)))
    assert {lang: caught.value.message(lang) for lang in LANGUAGES} == {
        "en": "schemas/rules/long-texts.sql needs more memory than a rule may use; change its query so that it "
        "produces shorter texts or fewer rows",
        "fr": "schemas/rules/long-texts.sql prend plus de mémoire qu’une règle ne peut en prendre\u202f; modifiez "
        "sa requête pour qu’elle produise des textes plus courts ou moins de lignes",
        "es": "schemas/rules/long-texts.sql usa más memoria de la que puede usar una regla; cambie su consulta "
        "para que produzca textos más cortos o menos filas",
    }


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM meetings -- a comment",
        "SELECT replace(lower(id), '-', ' ') FROM meetings WHERE id LIKE 'a%' AND id NOT IN ('b')",
        "SELECT 1 FROM meetings WHERE length(id) BETWEEN 1 AND 9 OR id IS NULL ORDER BY 1 LIMIT 3",
        "SELECT CASE WHEN edtf_first(id) > edtf_last(id) THEN 1 END FROM meetings",
        "SELECT count(*) FILTER (WHERE id <> '') OVER () FROM meetings",
        "WITH a AS (SELECT id FROM meetings) SELECT * FROM a, range(3), unnest([1]) WHERE lower(id) = 'x'",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT * FROM r, meetings",
        "SELECT * FROM (VALUES (1)) AS v(n) WHERE EXISTS (SELECT 1 FROM meetings)",
    ],
)
def test_a_query_over_the_tables_is_run(query: str) -> None:
    with memory() as connection:
        connection.execute("CREATE TABLE meetings (id VARCHAR)")
        assert query_mistake(connection, query, {"meetings"}) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/stolen.db'",
        "SET enable_external_access = true",
        "SET memory_limit = '99GB'",
        "SELECT * FROM stranger",
    ],
)
def test_the_connection_of_rules_is_shut_also_without_that(query: str) -> None:
    """Seen without the settings of the connection: the file was read, written, attached; the variable was read."""
    import duckdb

    stranger = [(1,)]
    assert stranger
    with memory() as connection, pytest.raises(duckdb.Error):
        connection.execute(query).fetchall()


def with_rule(root: Path, query: str, name: str = "meeting-length") -> Path:
    rule = root / "schemas" / "rules" / f"{name}.sql"
    header = [line for line in rule.read_text(encoding="utf-8").splitlines() if line.startswith("--")]
    rule.write_text("\n".join([*header, query]), encoding="utf-8")
    return root


def test_a_refused_query_is_reported_in_three_languages(registry_at: RegistryAt) -> None:
    """Seen without it: the rule ran."""
    root = with_rule(registry_at("tiny"), "SELECT * FROM duckdb_settings()")
    with pytest.raises(ContractError) as refused:
        check_registry(root, lambda _: None)
    (finding,) = refused.value.findings
    assert (finding.key, finding.file) == ("schema-error/query", "schemas/rules/meeting-length.sql")
    said = [render_finding(finding, lang) for lang in ("en", "fr", "es")]
    assert "it calls duckdb_settings; docs/rules.md lists what a rule may call" in said[0].message
    assert "elle appelle duckdb_settings\u202f; docs/rules.md énumère ce qu’une règle peut appeler" in said[1].message
    assert "llama a duckdb_settings; docs/rules.md enumera lo que una regla puede llamar" in said[2].message
    assert len({wording.remedy for wording in said}) == 3


def test_what_is_looked_at_is_what_is_run(registry_at: RegistryAt) -> None:
    """Seen without it: the one had lost its last semicolons and the other had not."""
    assert check_registry(
        with_rule(registry_at("tiny"), "SELECT id AS value FROM meetings WHERE false ;\n;"), lambda _: None
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) AS n FROM range(9000000) a, range(9000000) b WHERE (a.range + b.range) % 7 = 1",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) AS n FROM r",
    ],
)
def test_a_rule_without_end_is_stopped(registry_at: RegistryAt, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Seen without it: the query ran for ever, or took all memory."""
    from pipeline.core.errors import PasserelleError

    monkeypatch.setattr("pipeline.registry.checks.run_rules.RULE_SECONDS", 1)
    with pytest.raises(PasserelleError, match=r"meeting-length\.sql (takes over 1 s|takes more memory)"):
        check_registry(with_rule(registry_at("tiny"), query), lambda _: None)


@pytest.mark.parametrize("name", ['x"; DROP TABLE meetings; --', "me\u0435tings", "Meetings", "x y", "_x", "a" * 64])
def test_a_name_of_a_field_is_a_slug(registry_at: RegistryAt, name: str) -> None:
    """Seen without it: the quotation mark ended the name in the query; a Cyrillic "е" made a second column."""
    root = registry_at("tiny")
    path = root / "schemas" / "tables" / "meetings.yaml"
    text = path.read_text(encoding="utf-8")
    quoted = name.replace("'", "''")
    path.write_text(text.replace("- name: note\n", f"- name: '{quoted}'\n", 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    with pytest.raises(ContractError) as refused:
        check_registry(root, lambda _: None)
    assert "schema-error/name" in [finding.key for finding in refused.value.findings]


def test_the_words_of_a_rule_reach_into_nothing() -> None:
    """Seen with str.format: "{value.__class__}" showed the insides, "{value:>9999999999}" took all memory."""
    known = {"value": "x"}
    assert fill("{value} {value.__class__} {value:>9999999999} {value!r} {other} {{a}}", known.get) == (
        "x {value.__class__} {value:>9999999999} {value!r} {other} {a}"
    )
    finding = Finding(code="formula", field="a", value="{field.__class__}")
    assert "{field.__class__}" in render_finding(finding, "en").message
