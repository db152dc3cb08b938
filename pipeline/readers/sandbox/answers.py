"""Decodes the answers of a child as data, so that a hostile document cannot affect the parent.

Pickle creates any object that it is told to. Here it creates only values and the exceptions of readers.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

# The modules of which a reader's own values and exceptions are, and what of others is a plain value.
OWN = ("pipeline.",)
PATHS = ("Path", "PosixPath", "WindowsPath", "PurePath")
VALUES = frozenset(
    {
        *(("datetime", name) for name in ("date", "datetime", "time", "timedelta", "timezone")),
        ("decimal", "Decimal"),
        ("uuid", "UUID"),
        *(("builtins", name) for name in ("set", "frozenset", "complex", "bytearray", "range", "slice")),
        # Python 3.13 has its paths in a module of their own.
        *((module, name) for module in ("pathlib", "pathlib._local") for name in PATHS),
    }
)


class AnswerError(Exception):
    """A child has answered with what is no value."""


class Answers(pickle.Unpickler):
    """A reader of answers that finds classes of values and exceptions only, and no function."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises AnswerError for what no answer has."""
        if (module, name) in VALUES:
            return super().find_class(module, name)
        if module == "builtins" or module.startswith(OWN):
            found = super().find_class(module, name)
            if isinstance(found, type) and (module != "builtins" or issubclass(found, BaseException)):
                return found
        raise AnswerError(f"{module}.{name}")


def loaded(data: bytes) -> Any:
    """The value in an answer. Raises AnswerError, or what pickle raises for bytes that it has not written."""
    return Answers(io.BytesIO(data)).load()
