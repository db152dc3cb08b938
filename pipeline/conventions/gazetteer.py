"""The names of the registry, prepared once for reading all texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.conventions.fuzzy_titles import HEADS, SMALL, TREATIES, Titles, content
from pipeline.conventions.knowledge import Agreement, Session
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.marks.lexicon import Entry, Lexicon, Words, words_of
from pipeline.registry.printed_names import PrintedName

SECRETARIAT_WORDS = word_class("gazetteer", "secretariat_words")
# Words that begin the names of bodies and are words of every page.
COMMON = word_class("gazetteer", "common")
# Names as short as this, in capitals, are acronyms.
ACRONYM = 6
# Heads of titles that are words of every newspaper, and how long the words are that tell one title from another.
GENERIC, MEANING = "agreement", 3
BODY_KINDS = "body-kinds"
TOPIC = 2
NAMES = word_class("lexicon", "names")


class Triggers(NamedTuple):
    """Words without which a text says nothing of an agreement: a word of a name, or "accord" with one of its title."""

    names: frozenset[str]
    heads: frozenset[str]
    titles: frozenset[str]

    def in_words(self, words: list[str]) -> bool:
        if not self.names.isdisjoint(words):
            return True
        return not self.heads.isdisjoint(words) and not self.titles.isdisjoint(words)


@dataclass(frozen=True)
class Gazetteer:
    """The names of the registry, as phrases and as titles, in the form that reading texts needs.

    `topics`: subjects by which a Conference of the Parties is named without its agreement.
    """

    lexicon: Lexicon
    titles: Titles
    topics: Mapping[str, tuple[tuple[Words, str], ...]]
    agreements: Mapping[str, Agreement]
    bodies: Mapping[str, tuple[str, str]]
    triggers: Triggers
    sessions: Mapping[tuple[str, int], tuple[Session, ...]]

    @staticmethod
    def build(
        names: Iterable[PrintedName],
        entries: Sequence[tuple[Words, Entry]],
        agreements: Mapping[str, Agreement],
        bodies: Mapping[str, tuple[str, str]],
        secretariats: Mapping[str, str],
        sessions: Mapping[tuple[str, int], tuple[Session, ...]],
    ) -> Gazetteer:
        """The gazetteer of some printed names; `entries`: phrases with what they mean.

        `bodies`: the agreement and kind of each body; `secretariats`: for each actor, the first agreement whose
        secretariat it is; `sessions`: the meetings of the registry by kind of body and number.
        """
        forms = by_form(names)
        lexicon = Lexicon(NAMES)
        for words, entry in (*entries, *(((word,), Entry("head", family)) for word, family in HEADS.items())):
            lexicon.add(words, entry)
        titles: list[tuple[Words, str, str]] = []
        triggers: set[str] = set()
        reader = FormReader(forms, bodies, secretariats)
        cities = reader.cities
        for (table, words), (keys, printed) in forms.items():
            if len(keys) != 1 and table != "agreements":
                continue
            key = min(keys)
            headed = any(word in HEADS for word in words)
            if (table == "agreements" and headed) or (table in ("bodies", BODY_KINDS) and headed):
                titles.append((words, table, key))
            elif meant := reader.entry(table, key, words, printed):
                lexicon.add(words, meant)
                if meant.kind in ("agreement", "weak", "body", "secretariat"):
                    triggers.add(max(words, key=len))
        triggers |= {word for word, family in HEADS.items() if family in TREATIES - {GENERIC}}
        triggers |= {words[0] for words, entry in entries if entry.kind == "body" and words[0] not in COMMON}
        found = Titles.build(titles)
        kinds = {key: (kind, agreement) for key, (agreement, kind) in bodies.items()}
        return Gazetteer(
            lexicon, found, topics_of(titles, cities), agreements, kinds, triggers_of(triggers, titles), sessions
        )


def triggers_of(names: set[str], titles: Iterable[tuple[Words, str, str]]) -> Triggers:
    heads = frozenset(word for word, family in HEADS.items() if family == GENERIC)
    generic = [words for words, _, _ in titles if not heads.isdisjoint(words)]
    meant = {word for words in generic for word in words if len(word) > MEANING and word not in heads | SMALL}
    # A body with a title of its own names its agreement: "Commission on Phytosanitary Measures", by its longest word.
    bodies = [words for words, table, _ in titles if table == "bodies" and not set(words) & heads]
    own = {max((word for word in words if word not in HEADS), key=len, default="") for words in bodies}
    kinds = frozenset(word for words in bodies for word in words if word in HEADS)
    return Triggers(frozenset(names), heads | kinds, frozenset(meant | own - {""}))


def by_form(names: Iterable[PrintedName]) -> dict[tuple[str, Words], tuple[set[str], str]]:
    """Folded forms by table, with the keys that they stand for and one printed form."""
    forms: dict[tuple[str, Words], tuple[set[str], str]] = {}
    for name in names:
        words = words_of(name.form)
        if words and len(name.form) > 1:
            forms.setdefault((name.table, words), (set(), name.form))[0].add(name.key)
    return forms


class FormReader:
    """What printed forms that are no titles mean in a text."""

    def __init__(
        self,
        forms: Mapping[tuple[str, Words], object],
        bodies: Mapping[str, tuple[str, str]],
        secretariats: Mapping[str, str],
    ) -> None:
        self.forms, self.bodies, self.secretariats = forms, bodies, secretariats
        self.cities = {words for (table, words) in forms if table == "cities"}

    def entry(self, table: str, key: str, words: Words, printed: str) -> Entry | None:
        """The meaning of a form; None for what other forms say as well."""
        letters = [letter for letter in printed if letter.isalpha()]
        acronym = len(words) == 1 and len(letters) <= ACRONYM and sum(map(str.isupper, letters)) * 2 > len(letters)
        case = "acronym" if acronym else "capital"
        if table == "agreements":
            return Entry("weak" if words in self.cities else "agreement", key, case)
        if table in ("bodies", BODY_KINDS):
            return self.body(table, key, words, acronym)
        if table == "actors":
            return self.actor(key, words, case)
        if table == "countries":
            return Entry("country", key, case)
        return Entry("city", key, "capital") if table == "cities" else None

    def body(self, table: str, key: str, words: Words, acronym: bool) -> Entry | None:
        if table == BODY_KINDS:
            return Entry("body", (key, None), "body") if acronym else None
        agreement, kind = self.bodies[key]
        if acronym and (BODY_KINDS, words) in self.forms:
            return None
        return Entry("body", (kind, agreement), "body" if acronym else "capital")

    def actor(self, key: str, words: Words, case: str) -> Entry | None:
        if key in self.secretariats:
            # "Secretariat of X" is read as the two that it is made of.
            known = SECRETARIAT_WORDS.isdisjoint(words)
            return Entry("secretariat", self.secretariats[key], case) if known else None
        taken = ("countries", words) in self.forms or ("agreements", words) in self.forms
        return None if taken else Entry("actor", key, case)


def topics_of(titles: Iterable[tuple[Words, str, str]], cities: set[Words]) -> dict[str, tuple[tuple[Words, str], ...]]:
    """What follows the head of a short title ("biodiversité", "lutte contre la désertification"), by its first stem."""
    owners: defaultdict[Words, set[str]] = defaultdict(set)
    for words, table, key in titles:
        if table == "agreements" and HEADS[next(word for word in words if word in HEADS)] == "convention":
            rest = tuple(word for word in words if word not in HEADS)
            stems = tuple(content(rest))
            if 0 < len(stems) <= TOPIC and rest not in cities and not any((word,) in cities for word in rest):
                owners[stems].add(key)
    found: defaultdict[str, list[tuple[Words, str]]] = defaultdict(list)
    for stems, keys in owners.items():
        if len(keys) == 1:
            found[stems[0]].append((stems, min(keys)))
    return {first: tuple(sorted(some, key=lambda entry: -len(entry[0]))) for first, some in found.items()}
