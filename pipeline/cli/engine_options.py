"""The options `--engine` and `--master`: whether the work is done on this machine or on Apache Spark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from pipeline.cli.usage_errors import UsageError

F = TypeVar("F", bound=Callable[..., None])


def engine_options(here: str, what: str) -> Callable[[F], F]:
    """--engine and --master; `here`: what the engine of this machine is called, `what`: what an engine does."""
    engine = click.option(
        "--engine", type=click.Choice([here, "spark"]), default=here, show_default=True, help=f"What {what}."
    )
    master = click.option(
        "--master", help="The Spark cluster: spark://host:7077, or local[4] for threads.  [default: local[*]]"
    )
    return lambda command: engine(master(command))


def master_of(engine: str, master: str | None) -> str | None:
    """The cluster to work on; None: this machine. Raises UsageError for a cluster without Spark."""
    if engine == "spark":
        return master or "local[*]"
    if master:
        raise UsageError("usage-master-alone")
    return None
