"""Checks that a contributed query is one SELECT over the tables of the registry and reads nothing else.

The connection has no access to files, network and settings; this module checks the query itself before it runs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from itertools import chain, islice
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipeline.core.database.sql import text
from pipeline.core.limits import RULE_CHARACTERS, RULE_PARTS
from pipeline.registry.checks.query_functions import levels, made_of

TABLE_KINDS = frozenset(
    {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "CTE", "PIVOT"}
)
# What the system calls its own: a name that hides one of these hides it in a part of the query alone.
OF_SYSTEM = ("duckdb_", "pragma_", "pg_", "sqlite_", "information_")


def query_mistake(connection: DuckDBPyConnection, query: str, tables: Collection[str]) -> str | None:
    """Why a query is not run, or None. `tables`: the names that it may ask."""
    if len(query) > RULE_CHARACTERS:
        return f"it has more than {RULE_CHARACTERS:,} characters"
    try:
        found = connection.execute(f"SELECT json_serialize_sql({text(query)})").fetchone()
        parsed: dict[str, Any] = json.loads(found[0]) if found else {"error": True, "error_message": "nothing"}
    except duckdb.OutOfMemoryException:
        # The query may be right; the caller says what lacks.
        raise
    except (duckdb.Error, ValueError, RecursionError) as error:
        return str(error).splitlines()[0]
    if parsed.get("error"):
        return str(parsed.get("error_message", "")).splitlines()[0]
    if len(parsed["statements"]) != 1:
        return f"there are {len(parsed['statements'])} statements"
    found_parts = list(islice(levels(parsed), RULE_PARTS + 1))
    parts = [part for part, _ in found_parts]
    named = {entry["key"] for part in parts for entry in part.get("cte_map", {}).get("map", ())}
    named |= {part["cte_name"] for part in parts if part.get("cte_name")}
    known = {*tables, *(name for name in named if not name.lower().startswith(OF_SYSTEM))}
    mistakes = chain((mistake for part in parts if (mistake := part_mistake(part, known))), made_of(found_parts))
    return next(mistakes, None)


def part_mistake(part: Mapping[str, Any], tables: Collection[str]) -> str | None:
    if "table_name" in part and part.get("type") == "BASE_TABLE":
        qualified = part.get("schema_name") or part.get("catalog_name")
        name = str(part["table_name"])
        if qualified or name not in tables:
            return f"{f'{qualified}.' if qualified else ''}{name} is no table of the registry"
    elif "sample" in part and "alias" in part and part.get("type") not in TABLE_KINDS:
        return f"{part.get('type')} is no table of the registry"
    return None
