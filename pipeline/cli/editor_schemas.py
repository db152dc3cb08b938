"""`passerelle editor-schemas`: writes JSON Schemas for editors."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.error_handling import Command
from pipeline.cli.options import registry_option, registry_root
from pipeline.cli.output import echo


@click.command(cls=Command)
@registry_option
def editor_schemas(registry: Path | None) -> None:
    """Write schemas/editor/*.json, which editors use to complete and check the YAML files of schemas/."""
    from pipeline.registry.contract import load_contract
    from pipeline.registry.editor_schemas import write_editor_schemas

    for path in write_editor_schemas(load_contract(registry or registry_root())):
        echo(path)
