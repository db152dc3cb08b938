"""The hash algorithms that a resource may declare."""

from __future__ import annotations

import hashlib


def is_hash(algorithm: str) -> bool:
    """Whether Python has this hash algorithm and its digests have a fixed length."""
    try:
        return hashlib.new(algorithm, usedforsecurity=False).digest_size > 0
    except (ValueError, TypeError):
        return False
