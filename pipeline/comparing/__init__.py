"""Comparing two versions of a data package: rows by key, what the schemas say, and the version that this asks for."""

from pipeline.comparing.rows import RowChange, TableChanges, table_changes
from pipeline.comparing.schemas import schema_changes
from pipeline.comparing.versions import Bump, next_version

__all__ = ["Bump", "RowChange", "TableChanges", "next_version", "schema_changes", "table_changes"]
