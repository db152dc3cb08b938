"""Reading: files to relations and texts, strictly; whatever is left over is a finding."""

from pipeline.registry.inventory import check_inventory
from pipeline.registry.load import Reading, load_rows, read_table
from pipeline.registry.source_texts import read_source_text
from pipeline.registry.table_files import TableFile

__all__ = ["Reading", "TableFile", "check_inventory", "load_rows", "read_source_text", "read_table"]
