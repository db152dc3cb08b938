"""Passerelle turns raw texts and CSVs into a checked Data Package and a web site. Its rooms: docs/architecture.md."""

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
    """Checks data packages (or CSV files with a Table Schema): what `passerelle check` does, as a call.

    `limit`: findings listed of each check; all are counted. `master`: the Spark cluster that checks (local[4],
    spark://host:7077); without one this machine does. `schemas`: folders with local copies of the schemas and profiles
    that descriptors name by address; `fetch`: whether those that are in none are fetched from the network. A notebook
    shows the outcome as a table.

    Raises `pipeline.core.errors.PasserelleError` or `pipeline.datapackage.documents.ContractError` if nothing can be
    checked: a path that does not exist, a Table Schema (`schema`) that is not JSON, Spark that is not installed.
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
