"""CSV text to records: dialect, blocks, records, cells and their places, without guessing."""
