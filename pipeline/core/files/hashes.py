"""The hashes that a resource may declare."""

from __future__ import annotations

import hashlib


def is_hash(algorithm: str) -> bool:
    """Whether an algorithm is known and makes hashes of one length."""
    try:
        return hashlib.new(algorithm, usedforsecurity=False).digest_size > 0
    except (ValueError, TypeError):
        return False
