"""Comparing two versions of a data package: rows by key, what the schemas say, and the version that this asks for."""

from pipeline.core.versions import Bump, next_version
from pipeline.datapackage.diff.row_changes import RowChange, TableChanges, table_changes
from pipeline.datapackage.diff.schemas import schema_changes

__all__ = ["Bump", "RowChange", "TableChanges", "next_version", "schema_changes", "table_changes"]
