"""The table that a command needs to play a role."""

from __future__ import annotations

from pipeline.core.errors import UserError
from pipeline.registry.contract import Contract
from pipeline.registry.roles import Role


def table_of_role(contract: Contract, role: Role) -> str:
    """The table that plays a role. Raises UserError where no table does: the command has nothing to work on."""
    table = contract.table_of_role(role)
    if table is None:
        raise UserError("fault-no-role", role=role)
    return table
