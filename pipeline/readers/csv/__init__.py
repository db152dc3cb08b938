"""CSV text, told apart without guessing: dialect, blocks, records, cells and their places. Pure functions."""
