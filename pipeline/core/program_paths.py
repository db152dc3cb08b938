"""Where this program lies."""

from __future__ import annotations

from pathlib import Path

# The folder of the package, and the one above it: in a checkout, that of the repository.
PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent


def schemas_folder() -> Path:
    """The contract of this registry: in a wheel it travels inside the package, in a checkout it is beside it."""
    return next(folder for folder in (PACKAGE / "schemas", CHECKOUT / "schemas") if folder.is_dir())
