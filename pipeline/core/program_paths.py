"""The places of this program's files."""

from __future__ import annotations

from pathlib import Path

# The folder of the package, and the one above it: in a checkout, that of the repository.
PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent


def schemas_folder() -> Path:
    """The folder schemas/ of this registry: in a wheel inside the package, in a checkout next to it."""
    return next(folder for folder in (PACKAGE / "schemas", CHECKOUT / "schemas") if folder.is_dir())


def example_folder(name: str) -> Path:
    """The folder of an example: in a wheel inside the package, in a checkout in examples/."""
    return next(folder for folder in (PACKAGE / "examples" / name, CHECKOUT / "examples" / name) if folder.is_dir())
