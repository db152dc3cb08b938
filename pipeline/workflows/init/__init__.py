"""`init`: makes a new registry, of one table, of existing files, or as the example."""
