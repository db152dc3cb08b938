"""Parts of a contract: tables that are related to others, and the rules that can be run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.registry import TableFile
from pipeline.registry.contract import Contract
from pipeline.registry.contract_models import TableSchema
from pipeline.registry.rule_files import Rule

MOST_ASKED = 3


def subset(contract: Contract, tables: frozenset[str]) -> Contract:
    """The contract of some tables only: without references to other tables, and without rules that read them."""
    others = frozenset(contract.tables) - tables
    kept = {name: without_unread(schema, others) for name, schema in contract.tables.items() if name in tables}
    left_out = {name: schema for name, schema in contract.tables.items() if name in others}
    return replace(rules_without_unread(contract, others), tables=kept, left_out=left_out)


def related_tables(contract: Contract, tables: frozenset[str]) -> frozenset[str]:
    """The entered tables among `tables`, those that they refer to, those that refer to them, and those of common rules.

    Rules that read more than a few tables do not count: they would include every table.
    """
    typed = frozenset(contract.typed_tables)
    keys = ((name, key) for name, schema in contract.tables.items() for key in schema.foreign_keys)
    groups = [{name, key.reference.resource or name} for name, key in keys]
    citing = tables & contract.citing
    asked = (tables_asked(contract, rule) for rule in contract.rules)
    # What a citation names can be in any table, and must be there.
    groups += [group for group in asked if group <= typed and (len(group) <= MOST_ASKED or group & citing)]
    if citing:
        # Their values are in the form of fields of any table, and name what these refer to.
        groups += [{*tables, *cited_targets(contract), *contract.facts}]
    near = {table for group in groups if tables & group for table in group}
    return (tables | near) & typed


def linking_fields(contract: Contract, tables: frozenset[str]) -> dict[str, set[str]]:
    """For each table that is not among `tables`, the fields that refer to one of them or that one of them refers to."""
    found: dict[str, set[str]] = {table: set() for table in contract.tables if table not in tables}
    for table, schema in contract.tables.items():
        for key in schema.foreign_keys:
            target = key.reference.resource or table
            if table in found and target in tables:
                found[table].update(key.own)
            elif table in tables and target in found:
                found[target].update(key.target_fields)
    return found


def cited_targets(contract: Contract) -> set[str]:
    """The tables whose keys fields that can be cited hold."""
    return {
        key.reference.resource or name
        for name, schema in contract.tables.items()
        for key in schema.foreign_keys
        if {field.name for field in schema.cited_fields}.issuperset(key.own)
    }


def tables_asked(contract: Contract, rule: Rule) -> set[str]:
    """The tables that a rule asks."""
    return set(names_in(tuple(contract.tables)).findall(rule.sql))


@cache
def names_in(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the names of tables in a query; one expression for all of them takes a tenth of the time."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def unread_tables(contract: Contract, files: Sequence[TableFile]) -> frozenset[str]:
    """The tables of which some record could not be read, so that references to them cannot be checked."""
    broken = {file.display_path for file in files if not file.whole}
    return frozenset(
        table for table in contract.typed_tables if any(file.display_path in broken for file in contract.files(table))
    )


def rules_without_unread(contract: Contract, unread: frozenset[str]) -> Contract:
    """The contract without the rules that read one of the `unread` tables."""
    return replace(contract, rules=tuple(rule for rule in contract.rules if not unread & tables_asked(contract, rule)))


def without_unread(schema: TableSchema, unread: frozenset[str]) -> TableSchema:
    """The schema without references to `unread` tables, so that the mistake is not reported again for each row."""
    keys = tuple(key for key in schema.foreign_keys if key.reference.resource not in unread)
    return schema.model_copy(update={"foreign_keys": keys})


def rules_for(contract: Contract, tables: frozenset[str]) -> Contract:
    """The contract with only the rules that read one of the `tables`."""
    return replace(contract, rules=tuple(rule for rule in contract.rules if tables & tables_asked(contract, rule)))
