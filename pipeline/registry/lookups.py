"""The key of the row or code that a printed name stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.core.text.folding import fold_text
from pipeline.registry.printed_names import PrintedName


@dataclass(frozen=True)
class Lookups:
    """The key of each folded name, for every table and vocabulary with names; a name of two keys has none."""

    keys: Mapping[str, Mapping[str, str]]

    def find(self, table: str, printed: str) -> str | None:
        """The key that a printed form stands for; None where it stands for none."""
        return self.keys.get(table, {}).get(fold_text(printed))

    def key(self, table: str, printed: str) -> str:
        """The key that a printed form stands for, else the form itself (which the check then refuses)."""
        return self.find(table, printed) or printed


def build_lookups(names: Iterable[PrintedName]) -> Lookups:
    """Lookups over printed names; a key always stands for itself."""
    forms: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    own: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        forms[name.table][fold_text(name.form)].add(name.key)
        own[name.table][fold_text(name.key)] = name.key
    return Lookups(
        {
            table: {form: next(iter(keys)) for form, keys in known.items() if len(keys) == 1} | own[table]
            for table, known in forms.items()
        }
    )
