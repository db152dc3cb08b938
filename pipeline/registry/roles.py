"""The roles of tables in a registry: which table has its sources, citations, corrections and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, Protocol, get_args

from pipeline.datapackage.descriptors import Schema
from pipeline.findings.model import Model

Role = Literal[
    "sources",
    "citations",
    "corrections",
    "disagreements",
    "evidence",
    "statements",
    "statement_outcomes",
    "links",
]
ROLES: tuple[Role, ...] = get_args(Role)


class Need(NamedTuple):
    """What a role needs: the fields of its table, and the roles that other tables must play."""

    fields: tuple[str, ...]
    roles: tuple[Role, ...] = ()


TARGET = ("table", "row", "field")
NEEDS: Mapping[Role, Need] = {
    "sources": Need(("id",)),
    "citations": Need((*TARGET, "source_id", "value"), ("sources",)),
    "corrections": Need((*TARGET, "source_id", "source_value", "value"), ("citations",)),
    "disagreements": Need(
        ("id", *TARGET, "value", "source_id", "other_value", "other_source_id", "state"), ("citations",)
    ),
    "evidence": Need((*TARGET, "evidence"), ("citations",)),
    "statements": Need(("id", "source_id", "lang", "kind", "span", "quote", "evidence", "rule"), ("sources",)),
    "statement_outcomes": Need(("id", "statement_id", "outcome", "table", "row"), ("statements",)),
    "links": Need(("source_id", "url", "state", "checked_date", "alive_date"), ("sources",)),
}


# Whose rows the program works out, and whose both it and people may.
COMPUTED = frozenset({"evidence", "statements", "statement_outcomes"})
EITHER = frozenset({"citations", "disagreements"})


class Roles(Model):
    """`roles` of schemas/package.yaml: the table of each role. A feature whose role no table plays is switched off."""

    sources: str | None = None
    citations: str | None = None
    corrections: str | None = None
    disagreements: str | None = None
    evidence: str | None = None
    statements: str | None = None
    statement_outcomes: str | None = None
    links: str | None = None

    def table(self, role: Role) -> str | None:
        """The table that plays a role; None if no table does."""
        found: str | None = getattr(self, role)
        return found

    def role_of(self, table: str) -> Role | None:
        """The role that a table plays; None for a table of facts."""
        return next((role for role in ROLES if self.table(role) == table), None)


def source_mistake(role: Role, rows_from: str) -> str | None:
    """What is wrong with who writes the rows of the table that plays a role."""
    if role in COMPUTED:
        return None if rows_from == "computed" else "role-computed"
    return "role-typed" if rows_from == "computed" and role not in EITHER else None


def roles_by_fields(tables: Mapping[str, Schema]) -> dict[Role, str]:
    """The table that can play each role by its fields, where one alone can: of a package that names no roles."""
    found: dict[Role, str] = {}
    for role, need in NEEDS.items():
        able = [name for name, schema in tables.items() if set(need.fields) <= set(schema.field_names)]
        if len(able) == 1 and len(need.fields) > 1:
            found[role] = able[0]
    return found


class RoleMistake(NamedTuple):
    """What is wrong with a role: the variant of the finding, and what it is about."""

    role: Role
    variant: str
    value: str


class WithSource(Protocol):
    """A table: its fields, and who writes its rows."""

    @property
    def field_names(self) -> tuple[str, ...]: ...
    @property
    def rows_from(self) -> str: ...


def role_mistakes(roles: Roles, tables: Mapping[str, WithSource]) -> Iterator[RoleMistake]:
    """Roles that their tables cannot play: no such table, missing fields, a missing role, one table in two roles."""
    taken: dict[str, Role] = {}
    for role in ROLES:
        table = roles.table(role)
        if table is None:
            continue
        if table not in tables:
            yield RoleMistake(role, "unknown-table", table)
            continue
        if table in taken:
            yield RoleMistake(role, "role-twice", table)
        taken[table] = role
        if variant := source_mistake(role, tables[table].rows_from):
            yield RoleMistake(role, variant, tables[table].rows_from)
        missing = [field for field in NEEDS[role].fields if field not in tables[table].field_names]
        yield from (RoleMistake(role, "role-field", field) for field in missing)
        yield from (RoleMistake(role, "role-needs", other) for other in NEEDS[role].roles if roles.table(other) is None)
