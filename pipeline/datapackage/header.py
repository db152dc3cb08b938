"""The header that a schema expects, and the fields that other labels mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.core.text.folding import fold_text
from pipeline.datapackage.descriptors import FieldsMatch, Schema

DELIMITERS = (",", ";", "\t", "|")
BLANKS = re.compile(r"[\s_-]+")
# So many of the fields must be known again for a delimiter to be the one that a file is written with.
KNOWN_AGAIN = 0.5


class Expected(NamedTuple):
    """The header that a schema expects: field names, how labels must match them, the field of each folded title.

    Titles count too, because people know them: "Date de début" means start_date.
    """

    fields: Sequence[str]
    match: FieldsMatch = "exact"
    titles: Mapping[str, str] = MappingProxyType({})

    def field_of(self, label: str) -> str | None:
        """The field that a label means without doubt: its name in another case or spelling, or one of its titles."""
        if label in self.fields:
            return label
        form = fold_text(label)
        titled = self.titles.get(form)
        return titled if titled in self.fields else spelt(tuple(self.fields)).get(BLANKS.sub(" ", form).strip())

    def delimiter_of(self, header: str, delimiter: str) -> str | None:
        """Another delimiter that fits the text of a header better than `delimiter` does; None if there is none."""

        def known(delimiter: str) -> int:
            labels = (label.strip().strip('"') for label in header.split(delimiter))
            return len({field for label in labels if (field := self.field_of(label))})

        best = max((candidate for candidate in DELIMITERS if candidate != delimiter), key=known)
        needed = max(2, KNOWN_AGAIN * len(self.fields))
        return best if known(best) >= needed and known(best) > known(delimiter) else None


@lru_cache(maxsize=8)
def spelt(fields: tuple[str, ...]) -> Mapping[str, str]:
    """The first field of each form of a name, in any case and spelling."""
    found: dict[str, str] = {}
    for name in fields:
        found.setdefault(BLANKS.sub(" ", fold_text(name)), name)
    return found


def expected(schema: Schema) -> Expected:
    """The header that a schema expects."""
    return Expected(schema.field_names, schema.fields_match or "exact", schema.fields_by_title)
