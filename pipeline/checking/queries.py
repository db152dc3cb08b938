"""What a contributed query may be made of: one SELECT over the tables of the registry, and nothing that looks beyond.

The connection keeps files, the network and settings shut; what is looked at here is the query itself, before it runs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipeline.sql import text

TABLE_KINDS = frozenset(
    {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "CTE", "PIVOT"}
)
# The last one says which columns the tables have.
TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series", "duckdb_columns"})
# They tell of the machine, the settings or the moment, write, run another query, or grow without end.
REFUSED = frozenset(
    {
        *("current_setting", "getenv", "getvariable", "version", "pi_version", "current_user", "session_user", "user"),
        *("current_database", "current_schema", "current_schemas", "current_query", "current_connection_id"),
        *("current_query_id", "current_transaction_id", "txid_current", "in_search_path", "query", "query_table"),
        *("nextval", "currval", "setseed", "random", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "sleep_ms"),
        # One call of these fills the memory, and nothing stops it on the way.
        *("repeat", "lpad", "rpad", "list_resize", "array_resize", "bar"),
        *("json_execute_serialized_sql", "json_serialize_sql", "json_deserialize_sql", "add_parquet_key"),
    }
)
REFUSED_BEGINNINGS = ("duckdb_", "pragma_", "pg_", "read_", "write_", "enable_", "disable_", "which_", "sniff_", "glob")


def query_mistake(connection: DuckDBPyConnection, query: str, tables: Collection[str]) -> str | None:
    """Why a query is not run, or None. `tables`: the names that it may ask."""
    try:
        found = connection.execute(f"SELECT json_serialize_sql({text(query)})").fetchone()
        parsed: dict[str, Any] = json.loads(found[0]) if found else {"error": True, "error_message": "nothing"}
    except (duckdb.Error, ValueError, RecursionError) as error:
        return str(error).splitlines()[0]
    if parsed.get("error"):
        return str(parsed.get("error_message", "")).splitlines()[0]
    if len(parsed["statements"]) != 1:
        return f"there are {len(parsed['statements'])} statements"
    parts = list(parts_of(parsed))
    named = {one["key"] for part in parts for one in part.get("cte_map", {}).get("map", ())}
    named |= {part["cte_name"] for part in parts if part.get("cte_name")}
    # A name that hides a view of the system hides it in a part of the query alone.
    named = {one for one in named if not one.lower().startswith((*REFUSED_BEGINNINGS, "sqlite_", "information_"))}
    return next((one for part in parts if (one := part_mistake(part, {*tables, *named}))), None)


def parts_of(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a tree."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def part_mistake(part: dict[str, Any], tables: Collection[str]) -> str | None:
    if "table_name" in part and part.get("type") == "BASE_TABLE":
        qualified = part.get("schema_name") or part.get("catalog_name")
        name = str(part["table_name"])
        if qualified or name not in tables:
            return f"{f'{qualified}.' if qualified else ''}{name} is no table of the registry"
    elif "sample" in part and "alias" in part and part.get("type") not in TABLE_KINDS:
        return f"{part.get('type')} is no table of the registry"
    if part.get("type") == "TABLE_FUNCTION":
        name = str(part.get("function", {}).get("function_name", "")).lower()
        return None if name in TABLE_FUNCTIONS else f"it calls {name}"
    if part.get("class") == "FUNCTION":
        name = str(part.get("function_name", "")).lower()
        if name not in TABLE_FUNCTIONS and (name in REFUSED or name.startswith(REFUSED_BEGINNINGS)):
            return f"it calls {name}"
    return None
