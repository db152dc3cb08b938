"""Compares EDTF dates of different precision."""

from __future__ import annotations


def contains(less_precise: str, more_precise: str) -> bool:
    """Whether a date holds another: 1996-02 holds 1996-02-19 (and itself), 1996 holds both."""
    return more_precise == less_precise or more_precise.startswith(less_precise + "-")


def agrees(said: str, published: str) -> bool:
    """Whether two dates can both be true because one only is more precise."""
    return contains(said, published) or contains(published, said)
