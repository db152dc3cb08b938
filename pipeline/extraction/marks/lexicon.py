"""The meanings of phrases: names of the registry, ordinals, months and words that state facts, in one tree of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from pipeline.core.i18n import LANGUAGES
from pipeline.core.text.months import month_numbers
from pipeline.extraction.marks.folded_text import fold
from pipeline.extraction.marks.numbers import ordinal_words
from pipeline.extraction.marks.tokens import WORD, Text

CHOICE = re.compile(r"\{([^{}]*)\}")
# What may stand between the words of one phrase; anything else ends it.
JOINT = re.compile(r"[ \n\r'/.&,()\-]{0,4}")
BROKEN = re.compile(r"\. |\n[ \r]*\n|[,;:] ?\n")
# Acronyms this short that are printed in small letters are other words.
SHORT = 3

# Phrases that only say how another is meant; and names, whose words mean nothing else, as those of other phrases may.
TURNS = frozenset({"refer", "distract"})
NAMES = frozenset({"row", "city", "country", "ordinal", "month"})

Words = tuple[str, ...]


class Entry(NamedTuple):
    """What a phrase means. `case`: "" in any letters, "capital" with a capital first, "acronym" printed as one."""

    kind: str
    value: Any
    case: str = ""


class Mark(NamedTuple):
    """Words [first, last) of a text and what they mean."""

    first: int
    last: int
    kind: str
    value: Any


Node = dict[str, Any]
HERE = ""


class Lexicon:
    """Phrases as a tree of words: the longest phrase at a place wins, with everything that it means."""

    def __init__(self, names: frozenset[str] = NAMES) -> None:
        """`names`: the kinds of entries that are names."""
        self.root: Node = {}
        self.names = names

    def add(self, words: Words, entry: Entry) -> None:
        node = self.root
        for word in words:
            node = node.setdefault(word, {})
        entries: list[Entry] = node.setdefault(HERE, [])
        if entry not in entries:
            entries.append(entry)

    def marks(self, text: Text) -> list[Mark]:
        """What the phrases of a text mean, in order; phrases do not overlap."""
        found: list[Mark] = []
        root, words = self.root, text.words
        following = [*words[1:], HERE]
        floor = 0
        ends: dict[str, int] = {}
        for at, (word, after) in enumerate(zip(words, following, strict=False)):
            node = root.get(word)
            # Most words that could begin a phrase are articles and the like, and do not.
            if node is not None and at >= floor and (HERE in node or after in node):
                floor = self.longest(text, at, node, found, ends)
        return found

    def longest(self, text: Text, first: int, node: Node, found: list[Mark], ends: dict[str, int]) -> int:
        """Adds what the longest phrase at a word means; the word behind it."""
        phrases = phrases_at(text, first, node)
        if not phrases:
            return first + 1
        last, fit = phrases[-1]
        if fit[0].kind in TURNS:
            # "adopted by" speaks of another event and is "adopted" all the same.
            shorter = [(end, entry) for end, entries in phrases[:-1] for entry in entries if entry.kind not in TURNS]
            found += [Mark(first, end, entry.kind, entry.value) for end, entry in shorter]
        for entry in fit:
            # "opened for signature" is no "signature" too.
            if first >= ends.get(entry.kind, 0):
                found.append(Mark(first, last, entry.kind, entry.value))
                ends[entry.kind] = last
        return last if any(entry.kind in self.names for entry in fit) else first + 1


def phrases_at(text: Text, first: int, node: Node) -> list[tuple[int, list[Entry]]]:
    """The phrases that begin with a word, the shortest first: the word behind each, and what it means as printed."""
    words, last, count = text.words, first + 1, len(text.words)
    found: list[tuple[int, list[Entry]]] = []
    while True:
        entries = node.get(HERE)
        if entries:
            fit = [entry for entry in entries if not entry.case or printed_as(text, first, last, entry)]
            if len(fit) > 1 and any(entry.kind == "session" for entry in fit):
                # "Reunión" is a meeting before it is an island.
                fit = [entry for entry in fit if entry.kind != "country"]
            if fit:
                found.append((last, fit))
        if last == count:
            return found
        following = node.get(words[last])
        if following is None or not joined(text.gap(last)):
            return found
        node, last = following, last + 1


def joined(gap: str) -> bool:
    return gap == " " or (JOINT.fullmatch(gap) is not None and BROKEN.search(gap) is None)


def printed_as(text: Text, first: int, last: int, entry: Entry) -> bool:
    """Whether the printed letters are those of such a name."""
    printed = text.as_printed(first, last)
    if entry.case == "capital":
        return printed[0].isupper()
    if entry.case == "name":
        return any(letter.isupper() for letter in printed)
    if entry.case == "body":
        # An acronym with its number is printed so in addresses and tags; alone it is another word.
        glued = last < len(text.words) and text.words[last].isdigit() and text.gap(last) in ("", "-")
        return printed[0].isupper() or glued
    letters = [letter for letter in printed if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return capitals == len(letters) or (len(letters) > SHORT and letters[0].isupper())


def phrases_of(lines: Iterable[str]) -> set[Words]:
    """The phrases that lines with {a,b} stand for, as folded words."""
    return {words_of(form) for line in lines for form in spelled_out(line)}


def spelled_out(line: str) -> Iterator[str]:
    """Every phrase that a line with {a,b} stands for."""
    choice = CHOICE.search(line)
    if choice is None:
        yield line
        return
    for part in choice[1].split(","):
        yield from spelled_out(line[: choice.start()] + part + line[choice.end() :])


def words_of(form: str) -> Words:
    """The words of a printed form, folded."""
    return tuple(WORD.findall(fold(form).text))


def grammar_entries() -> Iterator[tuple[Words, Entry]]:
    """What is the same for every registry: ordinals and months."""
    for words, number in ordinal_words().items():
        yield words, Entry("ordinal", number)
    for name, number in month_names():
        yield (name,), Entry("month", number)


@cache
def month_names() -> tuple[tuple[str, int], ...]:
    """Folded names and abbreviations of the months of all languages."""
    others = {"sept": 9, "set": 9, "setiembre": 9, "fev": 2, "juil": 7}
    known = {name: n for lang in LANGUAGES for name, n in month_numbers(lang).items() if len(name) > 2}
    return tuple((others | known).items())
