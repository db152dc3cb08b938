"""Adds to findings what needs all tables: the key that a name means, and the column of a field.

Cells contain keys and codes, but people type names. "Equatuer" resembles no key of a country, but it resembles the name
of one, whose key is suggested with that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pipeline.core.i18n import LANGUAGES, Language, data_language
from pipeline.core.text.folding import fold_text
from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.rows import Tables
from pipeline.findings.model import Finding
from pipeline.registry.contract import Contract
from pipeline.registry.printed_names import PrintedName, column_language

SHORT = 3
# Where a field stands in a line of a file: its column (from 1), or None where that cannot be known.
FindColumn = Callable[[str, int, str], int | None]


class NameAdvisor:
    """Adds to findings of the registry what all names together tell; the names are prepared at the first use."""

    def __init__(
        self,
        contract: Contract,
        table_of: Mapping[str, str],
        typed: Callable[[], Tables],
        names: Callable[[Tables], Iterable[PrintedName]],
    ) -> None:
        self.contract, self.table_of, self.read_typed, self.names = contract, table_of, typed, names

    @cached_property
    def typed(self) -> Tables:
        return self.read_typed()

    def advise(self, findings: Sequence[Finding], column_of: FindColumn) -> Iterator[Finding]:
        """The findings with columns, suggested keys and labels added."""
        for finding in findings:
            yield self.named(located(finding, column_of))

    def named(self, finding: Finding) -> Finding:
        """A finding with the key whose name the value resembles, and the label of the suggested key."""
        table = self.table_behind(finding)
        if table is None or finding.suggestion == "":
            return finding
        # By letters alone a code of two or three looks like anything.
        spelt = finding.suggestion if len(finding.suggestion or "") > SHORT else None
        key = self.closest(table, finding.value or "") or spelt
        if key is None:
            return finding.model_copy(update={"suggestion": None})
        labels = {lang: label for lang in LANGUAGES if (label := self.label(table, key, lang)) and label != key}
        return finding.model_copy(update={"suggestion": key, "labels": labels})

    def table_behind(self, finding: Finding) -> str | None:
        """The table or vocabulary whose keys the field of a finding contains; None if none."""
        if finding.code == "foreign-key":
            return str(finding.details["table"])
        if finding.code == "constraint-error" and finding.variant == "categories" and finding.file:
            table = str(finding.details.get("cited_table") or self.table_of.get(finding.file) or "")
            field = str(finding.details.get("cited_field") or finding.field or "")
            return self.contract.every_table[table].field(field).vocabulary if table else None
        return None

    def closest(self, table: str, value: str) -> str | None:
        forms = self.forms.get(table, {})
        found = closest_match(fold_text(value), forms.keys(), Similarity.NAME, letter_by_letter=True)
        return None if found is None else forms[found]

    @cached_property
    def forms(self) -> Mapping[str, Mapping[str, str]]:
        """The key of each printed form, by table; forms of two keys are left out."""
        found: dict[str, dict[str, set[str]]] = {}
        for name in self.names(self.typed):
            known = found.setdefault(name.table, {})
            for form in (name.form, name.key):
                known.setdefault(fold_text(form), set()).add(name.key)
        return {
            table: {form: next(iter(keys)) for form, keys in forms.items() if len(keys) == 1}
            for table, forms in found.items()
        }

    def label(self, table: str, key: str, lang: Language) -> str:
        if table in self.contract.vocabularies:
            return self.contract.label(table, key, lang)
        schema = self.contract.tables[table]
        row = next((row for row in self.typed.get(table, ()) if row[schema.key[0]] == key), {})
        # The first of the table's names that is one alone, in that language or in none.
        wanted = (None, data_language(lang))
        alone = (name for name in schema.names if schema.field(name).type != "list")
        return next((row[name] for name in alone if column_language(name) in wanted and row.get(name)), "")


def located(finding: Finding, column_of: FindColumn) -> Finding:
    """With the column of its field, where a rule knew only the line."""
    if finding.column is not None or not (finding.file and finding.line and finding.field):
        return finding
    return finding.model_copy(update={"column": column_of(finding.file, finding.line, finding.field)})
