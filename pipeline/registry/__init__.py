"""The registry: the contract in schemas/, and the tables and texts of raw/, read strictly."""

from pipeline.registry.raw_files.inventory import check_inventory
from pipeline.registry.raw_files.load import Reading, load_rows, read_table
from pipeline.registry.raw_files.source_texts import read_source_text
from pipeline.registry.table_files import TableFile

__all__ = ["Reading", "TableFile", "check_inventory", "load_rows", "read_source_text", "read_table"]
