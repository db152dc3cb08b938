"""The index from A to Z: every name in the language of the page; it needs no server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.core.i18n import Language
from pipeline.publishing.site.registry_index import Index
from pipeline.publishing.site.translations import initial, sort_key
from pipeline.registry.printed_names import printed_names

# A letter's page is called after it; what begins with no letter stands under 0.
NO_LETTER = "0"


class Entry(NamedTuple):
    """A name, and the row that it stands for."""

    form: str
    table: str
    key: str


class Alphabet:
    """The entries of each language by letter; prepared once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.letters: dict[Language, Mapping[str, Sequence[Entry]]] = {}

    def of(self, lang: Language) -> Mapping[str, Sequence[Entry]]:
        """The entries by letter, in alphabetical order."""
        if lang not in self.letters:
            found: defaultdict[str, list[Entry]] = defaultdict(list)
            for entry in sorted(
                set(self.entries(lang)), key=lambda entry: (*sort_key(lang, entry.form), entry.table, entry.key)
            ):
                found[initial(entry.form)].append(entry)
            self.letters[lang] = {letter: found[letter] for letter in sorted(found)}
        return self.letters[lang]

    def entries(self, lang: Language) -> Iterator[Entry]:
        for table in self.index.paged:
            schema = self.index.contract.tables[table]
            # What is another row under another name stands there as that row.
            rows = {key: row for key, row in self.index.by_key[table].items() if not self.index.same_as(table, row)}
            yield from (Entry(self.index.label(table, key, lang), table, key) for key in rows)
            for name in printed_names(table, schema.key[0], schema.names, rows.values()):
                if name.lang in (lang, None):
                    yield Entry(name.form, table, name.key)

    @property
    def all_letters(self) -> tuple[str, ...]:
        """The letters of any language, so that every page stands in each."""
        return tuple(sorted({letter for lang in self.index.contract.languages for letter in self.of(lang)}))


@cache
def letter_page(letter: str) -> str:
    return f"a-z/{NO_LETTER if letter == '#' else letter.lower()}.html"
