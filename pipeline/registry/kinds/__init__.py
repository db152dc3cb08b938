"""Kinds of statements: the patterns in which they name values, and what is wrong with a kind."""
