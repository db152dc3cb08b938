"""Passerelle checks texts and CSV files and publishes them as a Data Package and a web site (docs/architecture.md)."""

from __future__ import annotations

from pipeline.core.limits import FINDINGS_PER_CHECK

# Types alone need what is imported here: `python -m pipeline` clears its path before it loads any module of a library.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from pipeline.findings.formats.html import NotebookOutcome

__all__ = ["check"]


def check(
    *paths: str | PathLike[str],
    schema: str | PathLike[str] | None = None,
    limit: int = FINDINGS_PER_CHECK,
    master: str | None = None,
    schemas: Sequence[str | PathLike[str]] = (),
    fetch: bool = False,
) -> NotebookOutcome:
    """Returns the outcome of checking data packages, or CSV files with a Table Schema: `passerelle check` as a call.

    `paths`: descriptors, or folders that contain `datapackage.json`; with `schema`, CSV files. `limit`: how many
    findings are listed for each check of each table; all are counted. `master`: the Spark cluster that runs the check,
    such as local[4] or spark://host:7077; None runs it in this process. `schemas`: folders with local copies of the
    schemas and profiles that descriptors name by address. `fetch`: whether to fetch the other addresses from the
    network.

    Raises `pipeline.core.errors.PasserelleError` or `pipeline.datapackage.documents.ContractError` if the check cannot
    run: a path does not exist, the file of `schema` is broken, Spark is not installed.
    """
    # Imported here: whoever imports the package has not asked for DuckDB yet.
    from pathlib import Path

    from pipeline.datapackage.schema_store import schema_store
    from pipeline.findings.formats.html import NotebookOutcome
    from pipeline.workflows.check_package import Options, check_paths

    given = [Path(path) for path in paths]
    store = schema_store([Path(folder) for folder in schemas], fetch=fetch)
    options = Options(findings_per_check=limit, master=master, schemas=store)
    outcome = check_paths(given, None if schema is None else Path(schema), options)
    return NotebookOutcome.model_construct(**dict(outcome))
