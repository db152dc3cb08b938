"""How many bytes or rows are held in memory at once: these numbers affect speed and memory, and refuse no input."""

from __future__ import annotations

# Bytes that are read from a file at once.
CHUNK_BYTES = 1 << 20
# Rows of a table that are read or checked at once, as lists of cells.
ROWS_AT_ONCE = 20_000
# Rows of a registry that are handed on at once, as mappings by field.
RECORDS_AT_ONCE = 10_000
