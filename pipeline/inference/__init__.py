"""Files without a schema to a proposed schema: dialect, types, keys, references, and what is doubtful about them."""
