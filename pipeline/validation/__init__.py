"""The check of tables: cells, conditions, keys and references. It does not know file formats."""
