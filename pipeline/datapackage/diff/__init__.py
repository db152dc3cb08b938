"""The comparison of two versions of a data package: rows by key, schemas, and the version that the changes require."""

from pipeline.core.versions import Bump, next_version
from pipeline.datapackage.diff.row_changes import RowChange, TableChanges, table_changes
from pipeline.datapackage.diff.schemas import schema_changes

__all__ = ["Bump", "RowChange", "TableChanges", "next_version", "schema_changes", "table_changes"]
