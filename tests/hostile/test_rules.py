"""A contributed rule reads the tables of the registry, and nothing else; a contributed name is a name and no query."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.checking.queries import query_mistake
from pipeline.contract.documents import ContractError
from pipeline.database import memory
from pipeline.findings import Finding
from pipeline.messages import LANGUAGES, fill, render_finding
from pipeline.run import gather

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
    "query",
    [
        "SELECT id FROM meetings -- a comment",
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


def test_a_refused_query_is_told_in_three_languages(registry_at: RegistryAt) -> None:
    """Seen without it: the rule ran."""
    root = with_rule(registry_at("tiny"), "SELECT * FROM duckdb_settings()")
    with pytest.raises(ContractError) as refused:
        gather(root, lambda _: None)
    (finding,) = refused.value.findings
    assert (finding.key, finding.file) == ("schema-error/query", "schemas/rules/meeting-length.sql")
    said = [render_finding(finding, lang) for lang in LANGUAGES]
    assert "it calls duckdb_settings" in said[0].message
    assert len({one.remedy for one in said}) == 3


def test_what_is_looked_at_is_what_is_run(registry_at: RegistryAt) -> None:
    """Seen without it: the one had lost its last semicolons and the other had not."""
    assert gather(with_rule(registry_at("tiny"), "SELECT id AS value FROM meetings WHERE false ;\n;"), lambda _: None)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) AS n FROM range(9000000) a, range(9000000) b WHERE hash(a.range, b.range) % 7 = 1",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) AS n FROM r",
    ],
)
def test_a_rule_without_end_is_stopped(registry_at: RegistryAt, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Seen without it: the query ran for ever, or took all memory."""
    from pipeline.findings import Fault

    monkeypatch.setattr("pipeline.checking.rules.RULE_SECONDS", 1)
    with pytest.raises(Fault, match=r"meeting-length\.sql (takes over 1 s|cannot run: Out of Memory)"):
        gather(with_rule(registry_at("tiny"), query), lambda _: None)


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
        gather(root, lambda _: None)
    assert "schema-error/name" in [one.key for one in refused.value.findings]


def test_the_words_of_a_rule_reach_into_nothing() -> None:
    """Seen with str.format: "{value.__class__}" showed the insides, "{value:>9999999999}" took all memory."""
    known = {"value": "x"}
    assert fill("{value} {value.__class__} {value:>9999999999} {value!r} {other} {{a}}", known.get) == (
        "x {value.__class__} {value:>9999999999} {value!r} {other} {a}"
    )
    finding = Finding(code="formula", field="a", value="{field.__class__}")
    assert "{field.__class__}" in render_finding(finding, "en").message
