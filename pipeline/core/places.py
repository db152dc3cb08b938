"""Where this program lies."""

from __future__ import annotations

from pathlib import Path

# The folder of the package, and the one above it: in a checkout, that of the repository.
PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent
