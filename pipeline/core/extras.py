"""The extras of the package: the libraries that each one installs, and the error if one of them is missing.

`pip install passerelle` installs what a check needs. All other libraries belong to an extra (such as
`passerelle[build]`), and are imported where they are used. Only this module knows which extra a library belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Literal

from pipeline.core.errors import UserError

Extra = Literal["build", "excel", "spark", "texts"]
# The libraries by the name under which they are imported; pyproject.toml has the same ones with their versions.
LIBRARIES: Mapping[Extra, tuple[str, ...]] = {
    "build": (
        "altair",
        "babel",
        "frictionless",
        "icalendar",
        "lxml",
        "networkx",
        "pagefind",
        "vl_convert",
        "xlsxwriter",
    ),
    "excel": ("openpyxl", "python_calamine"),
    "spark": ("pyspark",),
    "texts": ("charset_normalizer", "inscriptis", "pypdfium2"),
}


class MissingExtra(UserError):
    """Libraries of an extra are not installed; the message names them, and the command that installs them."""

    def __init__(self, extra: Extra, *libraries: str) -> None:
        super().__init__(f"fault-needs-{extra}", names=", ".join(libraries))


def require_extra(extra: Extra, *libraries: str) -> None:
    """Raises MissingExtra if some `libraries` of an extra (all of them, if none is named) are not installed."""
    missing = [name for name in libraries or LIBRARIES[extra] if not is_installed(name)]
    if missing:
        raise MissingExtra(extra, *missing)


def is_installed(library: str) -> bool:
    """Whether a library can be imported; it is not imported to find out."""
    return find_spec(library) is not None


def missing_extra(error: BaseException) -> MissingExtra | None:
    """The MissingExtra for an exception that the import of a library raised; None if the library is in no extra."""
    if not isinstance(error, ImportError) or not error.name:
        return None
    library = error.name.partition(".")[0]
    return next((MissingExtra(extra, library) for extra, names in LIBRARIES.items() if library in names), None)
