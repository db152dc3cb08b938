"""Titles of agreements and bodies, recognised also with missing, wrong or shuffled words.

A title is a head ("convention", "comité") and distinctive words. The weight of a word depends on its stem and on how
few titles share it; a title is recognised if enough of its weight is near its head.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pipeline.conventions.word_classes import word_class
from pipeline.extraction.marks.tokens import Text

# Heads of titles by family; within a family languages and numbers are one.
HEADS: Mapping[str, str] = {
    **dict.fromkeys(["convention", "convenio", "convencion", "conventions", "convencao", "konvention"], "convention"),
    **dict.fromkeys(["protocole", "protocol", "protocolo", "protocoles", "protocols"], "protocol"),
    **dict.fromkeys(["accord", "agreement", "acuerdo", "traite", "treaty", "tratado", "acordo"], "agreement"),
    **dict.fromkeys(["comite", "committee", "commission", "comision", "conseil", "council", "consejo"], "committee"),
    **dict.fromkeys(["groupe", "group", "grupo", "panel"], "group"),
    **dict.fromkeys(["organe", "organo", "body"], "organ"),
}
TREATIES = frozenset({"convention", "protocol", "agreement"})
SMALL = word_class("titles", "small")
AND = frozenset({"and", "et", "y", "e", "ou", "or"})
SUBJECT_LINKS = word_class("titles", "subject_links")
STEM = 6
# How far from its head, and from one another, the words of a title may stand, in words that carry meaning.
REACH, GAP, BEFORE, MOST_WINDOWS = 24, 3, 6, 50_000
# The share of its weight that must stand there: all of a short title, most of a long one.
LONG, SHARE = 3, 0.6
ENDS_TITLE = frozenset('.;:|()"•\t')
LIKE = 0.82


class Title(NamedTuple):
    """A form cut at its head: stems before and behind it, with all their weight."""

    family: str
    before: frozenset[str]
    after: frozenset[str]
    weight: float
    table: str
    key: str


class TitleMatch(NamedTuple):
    """A title in a text: words [first, last), what it names."""

    first: int
    last: int
    table: str
    key: str


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a word keeps through inflection and from one language to the next: its beginning."""
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    return word[:STEM]


def content(words: Iterable[str]) -> list[str]:
    return [stem(word) for word in words if word not in SMALL and not word.isdigit()]


@dataclass(frozen=True)
class Titles:
    """Titles by the stems of their words, with the weight of each stem."""

    titles: tuple[Title, ...]
    before: Mapping[str, tuple[int, ...]]
    after: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    stems: Mapping[str, tuple[str, ...]]
    known_windows: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[Title, int, int] | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @staticmethod
    def build(forms: Iterable[tuple[tuple[str, ...], str, str]]) -> Titles:
        """Titles from folded forms, each with its table and key. A form without a head or other words is none."""
        cut: list[tuple[str, list[str], list[str], str, str]] = []
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for words, table, key in forms:
            at = next((n for n, word in enumerate(words) if word in HEADS), None)
            if at is None:
                continue
            before, after = content(words[:at]), content(words[at + 1 :])
            for stem in (*before, *after):
                owners[stem].add(key)
            if before or after:
                cut.append((HEADS[words[at]], before, after, table, key))
        total = len({key for *_, key in cut}) + 1
        weights = {owner: math.log(total / len(keys)) + 0.1 for owner, keys in owners.items()}
        titles: dict[Title, int] = {}
        ahead: defaultdict[str, list[int]] = defaultdict(list)
        behind: defaultdict[str, list[int]] = defaultdict(list)
        for family, before, after, table, key in cut:
            weight = sum(weights[stem] for stem in {*before, *after})
            title = Title(family, frozenset(before), frozenset(after), weight, table, key)
            if title not in titles:
                number = titles[title] = len(titles)
                for stem in title.before:
                    ahead[stem].append(number)
                for stem in title.after:
                    behind[stem].append(number)
        return Titles(
            tuple(titles),
            {stem: tuple(some) for stem, some in ahead.items()},
            {stem: tuple(some) for stem, some in behind.items()},
            weights,
            by_letter(weights),
        )

    def at(self, text: Text, head: int, floor: int) -> TitleMatch | None:
        """The title whose head is a word of a text; words before `floor` belong to something else."""
        behind, ahead = self.window_after(text, head), self.window_before(text, head, floor)
        key = (HEADS[text.words[head]], tuple(stem for _, stem in behind), tuple(stem for _, stem in ahead))
        if key not in self.known_windows:
            if len(self.known_windows) > MOST_WINDOWS:
                self.known_windows.clear()
            self.known_windows[key] = self.best(*key)
        best = self.known_windows[key]
        if best is None:
            return None
        title, first, last = best
        return TitleMatch(
            ahead[first][0] if first >= 0 else head,
            (behind[last][0] if last >= 0 else head) + 1,
            title.table,
            title.key,
        )

    def another(self, text: Text, head: int, at: int) -> TitleMatch | None:
        """The title that a word begins whose head stands elsewhere: "protocols of Nagoya and Cartagena"."""
        word = text.words[at]
        known_stem = self.known(stem(word), word)
        family = HEADS[text.words[head]]
        best = self.best(family, (known_stem,), ()) or self.best(family, (), (known_stem,))
        return TitleMatch(at, at + 1, best[0].table, best[0].key) if best and known_stem in self.weights else None

    def best(self, family: str, behind: tuple[str, ...], ahead: tuple[str, ...]) -> tuple[Title, int, int] | None:
        """The title that stems around a head mean, and the farthest of them before and behind (-1: none)."""
        matches: dict[int, PartialMatch] = {}
        for at, stem in enumerate(behind):
            for number in self.after.get(stem, ()):
                match = matches.get(number)
                if match is None:
                    if at > GAP:
                        continue
                    match = matches[number] = PartialMatch()
                match.behind(stem, at, self.weights[stem])
        for at, stem in enumerate(ahead):
            for number in self.before.get(stem, ()):
                matches.setdefault(number, PartialMatch()).ahead(stem, at, self.weights[stem])
        found = [
            (match.weight, match.weight / title.weight, title.key, title, match)
            for number, match in matches.items()
            if match.fits(title := self.titles[number], family)
        ]
        if not found:
            return None
        *_, title, match = max(found, key=lambda candidate: candidate[:3])
        return title, match.first, match.last

    def other_subject(self, text: Text, found: TitleMatch) -> bool:
        """Whether a title goes on as another's: "the Berne Convention for the Protection of Literary Works"."""
        at, words = found.last, text.words
        if at >= len(words) or words[at] not in SUBJECT_LINKS or text.gap(at) != " " or at - found.first > 4:
            return False
        end = at + 1
        while end < min(at + 9, len(words)) and text.gap(end) in (" ", "'", "-") and not words[end].isdigit():
            end += 1
        stems = set(content(words[at + 1 : end]))
        own = {
            stem
            for stem in stems
            if any(self.titles[n].key == found.key for n in (*self.before.get(stem, ()), *self.after.get(stem, ())))
        }
        other = [at for at in range(found.last, end) if text.capital(at)]
        return not own and len(stems) > 1 and len(other) > 1

    def window_after(self, text: Text, head: int) -> list[tuple[int, str]]:
        """The stems behind a head, as far as a title can go, misprints mended."""
        found: list[tuple[int, str]] = []
        words, strange = text.words, 0
        if head + 1 < len(words) and words[head + 1] in AND:
            return found
        for at in range(head + 1, min(head + 1 + 2 * REACH, len(words))):
            gap = text.gap(at)
            if gap != " " and (not ENDS_TITLE.isdisjoint(gap) or "\n\n" in gap) and not mere_quotes(gap):
                break
            word = words[at]
            if word in SMALL or word.isdigit():
                continue
            if HEADS.get(word) == HEADS[words[head]]:
                # Another convention begins here; a protocol may name its convention.
                break
            known_stem = self.known(stem(word), word)
            # What is in no title is alike: so that one window is found again before known_stem words.
            known_stem, strange = (known_stem, 0) if known_stem in self.weights else ("", strange + 1)
            found.append((at, known_stem))
            if len(found) == REACH or strange > GAP + 1:
                break
        return found

    def window_before(self, text: Text, head: int, floor: int) -> list[tuple[int, str]]:
        """The stems before a head that may belong to its title ("the Ramsar Convention"), nearest first."""
        found: list[tuple[int, str]] = []
        for at in range(head - 1, max(floor, head - BEFORE) - 1, -1):
            gap = text.gap(at + 1)
            if gap not in (" ", "-", "\n", " - "):
                break
            word = text.words[at]
            if word in SMALL:
                break
            found.append((at, first_stem if (first_stem := stem(word)) in self.weights else ""))
        return found

    def known(self, stem: str, word: str) -> str:
        """The stem, or the one stem of a title that a misprinted word must mean."""
        if stem in self.weights or len(word) < 6:
            return stem
        return nearest_of(self.stems.get(stem[0], ()), stem)


def mere_quotes(gap: str) -> bool:
    return not set(gap) - set(' \n"')


def by_letter(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Stems by their first letter, which misprints seldom touch."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        found[stem[0]].append(stem)
    return {letter: tuple(some) for letter, some in found.items()}


@lru_cache(maxsize=1 << 14)
def nearest_of(stems: tuple[str, ...], stem: str) -> str:
    best, score = stem, LIKE
    for other in stems:
        if len(other) >= STEM - 1:
            like = OSA.normalized_similarity(stem, other)
            if like > score:
                best, score = other, like
    return best


class PartialMatch:
    """How much of a title has been seen around a head: its weight, and the farthest places before and behind."""

    __slots__ = ("first", "last", "seen", "weight")

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.weight = 0.0
        self.first = self.last = -1

    def behind(self, stem: str, at: int, weight: float) -> None:
        if stem not in self.seen and at - self.last <= GAP + 1:
            self.seen.add(stem)
            self.weight += weight
            self.last = at

    def ahead(self, stem: str, at: int, weight: float) -> None:
        if stem not in self.seen:
            self.seen.add(stem)
            self.weight += weight
            self.first = max(self.first, at)

    def fits(self, title: Title, family: str) -> bool:
        wanted = len(title.before) + len(title.after)
        share = self.weight / title.weight
        if title.family != family:
            # Machine translation takes one word for "treaty" for another; the rest must be whole then.
            if not {title.family, family} <= TREATIES - {"protocol"} or wanted < 2:
                return False
            return share > 0.99
        if wanted < LONG:
            # The words of a short title stand right behind its head: "the Convention on Wetlands and the Bonn one".
            strangers = self.last + 1 - len(title.after)
            return share > 0.99 and strangers <= (len(title.after) > 1)
        return share >= SHARE and len(self.seen) >= 2
