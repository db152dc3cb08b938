"""Reading: files to relations and texts, strictly; whatever is left over is a finding."""

from pipeline.reading.inventory import check_inventory
from pipeline.reading.tables import Reading, TableFile, load_rows, read_table
from pipeline.reading.texts import read_source_text

__all__ = ["Reading", "TableFile", "check_inventory", "load_rows", "read_source_text", "read_table"]
