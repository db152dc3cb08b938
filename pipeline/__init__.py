"""Passerelle: raw texts and CSVs in, a checked Data Package and a web site out. Read `pipeline/run.py` first."""

from __future__ import annotations

# Types alone need what is imported here: `python -m pipeline` clears its path before it loads any module of a library.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from pipeline.findings import Outcome

__version__ = "0.1.0"
__all__ = ["check"]


def check(
    *paths: str | PathLike[str],
    schema: str | PathLike[str] | None = None,
    limit: int = 1_000,
    master: str | None = None,
    schemas: Sequence[str | PathLike[str]] = (),
    fetch: bool = False,
) -> Outcome:
    """Judges data packages (or CSV files with a Table Schema): what `passerelle check` does, as a call.

    `limit`: findings listed of each check; all are counted. `master`: the Spark cluster that judges (local[4],
    spark://host:7077); without one this machine does. `schemas`: folders with local copies of the schemas and profiles
    that descriptors name by address; `fetch`: whether those that are in none are fetched from the network. A notebook
    shows the outcome as a table.

    Raises `pipeline.findings.Fault` or `pipeline.contract.documents.ContractError` where nothing can be judged: a path
    that does not exist, a descriptor that is no JSON, no Spark.
    """
    # Imported here: whoever imports the package has not asked for DuckDB yet.
    from pathlib import Path

    from pipeline.run_check import Options, check_paths
    from pipeline.schema_store import schema_store

    given = [Path(path) for path in paths]
    store = schema_store([Path(folder) for folder in schemas], fetch=fetch)
    options = Options(most=limit, master=master, schemas=store)
    return check_paths(given, None if schema is None else Path(schema), options)
