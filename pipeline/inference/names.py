"""Names of tables and fields as a registry and a package want them: letters, digits, and marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.core.text.folding import fold_text
from pipeline.inference.vocabulary import HUMP

LONGEST = 60
# Names that a registry keeps for its own pages, and those that Windows keeps for devices.
RESERVED = re.compile(r"data|calendars|vocabularies|index|con|prn|aux|nul|com[0-9]|lpt[0-9]")


def field_slug(label: str, number: int) -> str:
    """A label as the name of a field: "Date de début" is date_de_debut; `number` (from 1) for one without letters."""
    folded = re.sub(r"[^a-z0-9]+", "_", fold_text(HUMP.sub(" ", label))).strip("_")[:LONGEST].rstrip("_")
    if not folded:
        return f"column_{number}"
    return folded if folded[0].isalpha() else f"c_{folded}"


def table_name(text: str) -> str:
    """The name of a file or sheet as that of a resource: lower case, digits, - _ and . between them."""
    folded = re.sub(r"[^a-z0-9._-]+", "-", fold_text(text))
    return re.sub(r"[._-]{2,}", "-", folded).strip("._-")[:LONGEST].strip("._-") or "table"


def table_slug(name: str) -> str:
    """The name of a table as a registry takes it: 2020-data is table_2020_data, data is table_data."""
    folded = name.replace("-", "_").replace(".", "_")
    return folded if folded[:1].isalpha() and not RESERVED.fullmatch(folded) else f"table_{folded}"


def stem(path: Path) -> str:
    """The name of a file without its extensions."""
    name = path.name
    for suffix in (".gz", ".bz2", ".xz", ".zip", ".zst"):
        name = name.removesuffix(suffix)
    return name.rpartition(".")[0] or name


def distinct(names: Iterable[str], mark: str = "_") -> Iterator[str]:
    """The same names, a number behind each that an earlier one has: a, a_2."""
    taken: set[str] = set()
    for name in names:
        chosen, number = name, 1
        while chosen in taken:
            number += 1
            chosen = f"{name}{mark}{number}"
        taken.add(chosen)
        yield chosen
