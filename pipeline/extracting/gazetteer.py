"""Names found in a text: agreements, actors, bodies, countries and cities, as the registry's tables print them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extracting.folding import fold
from pipeline.names import PrintedName

WORD = re.compile(r"[^\W_]+")
TABLES = ("agreements", "actors", "countries", "cities")
# A title this long is known again with a misprint or a missing word; a shorter one must stand as it is.
LONG_TITLE = 5
SHARE_OF_TITLE = 0.8
STEM = 5
# Acronyms that are words of a language as well are names only in capitals.
CAPITALS = 5


class Mention(NamedTuple):
    """A name in a text: [start, end) in code points, the table and key that it stands for."""

    start: int
    end: int
    table: str
    key: str


class Form(NamedTuple):
    """A printed form cut into folded words; `capitals`: it is an acronym and must be printed as one."""

    words: tuple[str, ...]
    table: str
    key: str
    capitals: bool


@dataclass(frozen=True)
class Gazetteer:
    """Every printed form by its first word (longest first), and long titles by the stems of their words."""

    forms: Mapping[str, tuple[Form, ...]]
    titles: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    bodies: Mapping[str, tuple[str, str]]
    secretariats: Mapping[str, str]

    @staticmethod
    def build(
        names: Iterable[PrintedName], bodies: Mapping[str, tuple[str, str]], secretariats: Mapping[str, str]
    ) -> Gazetteer:
        """A gazetteer of printed names. A form of two keys is neither's.

        `bodies`: agreement and kind of each body; `secretariats`: the first agreement that an actor is secretariat of.
        """
        owners: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
        capitals: dict[tuple[str, ...], bool] = {}
        for name in names:
            words = tuple(WORD.findall(fold(name.form)))
            if name.table in TABLES and words and len(name.form) > 1:
                owners[name.table, words].add(name.key)
                capitals[words] = name.form.isupper() and len(words) == 1 and len(name.form) <= CAPITALS
        return Gazetteer(indexed(owners, capitals), long_titles(owners), bodies, secretariats)

    def mentions(self, text: str, folded: str) -> list[Mention]:
        """The names in a text, in order, without overlaps: the longest name at each place."""
        words = list(WORD.finditer(folded))
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention, after = self.at(text, words, at)
            if mention:
                found.append(mention)
            at = after
        return found

    def at(self, text: str, words: list[re.Match[str]], at: int) -> tuple[Mention | None, int]:
        """The name that begins with a word, and the word behind it."""
        for form in self.forms.get(words[at].group(), ()):
            last = at + len(form.words)
            if last <= len(words) and all(words[at + n].group() == word for n, word in enumerate(form.words)):
                start, end = words[at].start(), words[last - 1].end()
                if fits(text, start, end, form):
                    return Mention(start, end, form.table, form.key), last
        return self.title_at(words, at)

    def title_at(self, words: list[re.Match[str]], at: int) -> tuple[Mention | None, int]:
        """A long title with misprints or missing words: most of its stems in their order, from its first word on."""
        best: tuple[int, Mention, int] | None = None
        for stems, table, key in self.titles.get(words[at].group()[:STEM], ()):
            matched, last = follow(words, at, stems)
            if matched >= max(3, SHARE_OF_TITLE * len(stems)) and (best is None or matched > best[0]):
                best = matched, Mention(words[at].start(), words[last].end(), table, key), last + 1
        return (best[1], best[2]) if best else (None, at + 1)


def indexed(
    owners: Mapping[tuple[str, tuple[str, ...]], set[str]], capitals: Mapping[tuple[str, ...], bool]
) -> dict[str, tuple[Form, ...]]:
    """Forms by first word, longest first; where tables share a form, in the order of TABLES."""
    by_first: defaultdict[str, list[Form]] = defaultdict(list)
    for (table, words), keys in owners.items():
        # A state that is an actor as well (a depositary) is a country where a text names it.
        if len(keys) == 1 and not (table == "actors" and ("countries", words) in owners):
            by_first[words[0]].append(Form(words, table, next(iter(keys)), capitals[words]))
    return {
        first: tuple(sorted(forms, key=lambda form: (-len(form.words), TABLES.index(form.table), form.key)))
        for first, forms in by_first.items()
    }


def long_titles(
    owners: Mapping[tuple[str, tuple[str, ...]], set[str]],
) -> dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    titles: defaultdict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for (table, words), keys in owners.items():
        stems = tuple(stems_of(words))
        if table == "agreements" and len(keys) == 1 and len(stems) >= LONG_TITLE:
            titles[stems[0]].append((stems, table, next(iter(keys))))
    return {first: tuple(sorted(some)) for first, some in titles.items()}


def stems_of(words: Iterable[str]) -> Iterator[str]:
    """The beginnings of the words that carry meaning: inflection and most misprints change the ends."""
    return (word[:STEM] for word in words if len(word) > 3)


def follow(words: list[re.Match[str]], at: int, stems: tuple[str, ...]) -> tuple[int, int]:
    """How many stems of a title stand in their order from word `at` on, and the last word that matched."""
    matched, last, here = 0, at, at
    for stem in stems:
        window = range(here, min(here + 6, len(words)))
        hit = next((n for n in window if words[n].group()[:STEM] == stem), None)
        if hit is not None:
            matched, last, here = matched + 1, hit, hit + 1
    return matched, last


def fits(text: str, start: int, end: int, form: Form) -> bool:
    """Whether the printed characters can be this name: acronyms in capitals, other names with a capital first."""
    printed = text[start:end]
    if form.capitals:
        return printed.isupper() or (len(printed) > 3 and printed[0].isupper())
    return printed[0].isupper() or form.table == "agreements"


def between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that lie within [start, end)."""
    first = bisect_left(mentions, (start,))
    return [one for one in mentions[first:] if one.end <= end] if first < len(mentions) else []
