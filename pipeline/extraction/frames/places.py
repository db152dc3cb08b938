"""Cities and countries in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.frames.sentence import SentenceContext
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

SMALL = word_class("titles", "small")
# Words that say where; "de" does so only where a city is known ("la conférence de Bakou").
WHERE = word_class("places", "where")
OF = word_class("places", "of")
# "the city of X", "la ville de X", "ciudad iraní de X".
CITY_WORDS = word_class("places", "city_words")
CAPITALS = word_class("places", "capitals")
# Parts of a name between capitals: Punta del Este, Rio de Janeiro, Cartagena de Indias.
INSIDE = word_class("places", "inside")
# Words with a capital that are no places.
NO_PLACE = word_class("places", "no_place")
CITATION = re.compile(r" ?\(")
YEAR = re.compile(r"1[89]\d\d|20\d\d")
BESIDE = re.compile(r" ?[,(·/-]? ?\(?")
LONGEST_NAME, LONGEST_CITATION = 4, 12
NEAR = 4


class Place(NamedTuple):
    """Words of a city, a country's mark; either may be missing."""

    city: tuple[int, int] | None
    country: Mark | None

    @property
    def first(self) -> int:
        return self.city[0] if self.city else self.country.first if self.country else -1

    @property
    def last(self) -> int:
        ends = [self.city[1]] if self.city else []
        return max([*ends, self.country.last] if self.country else ends)


def places_in(context: SentenceContext, first: int, last: int, citation: bool = False) -> list[Place]:
    """The places that words [first, last) state, in order; those of a citation only where that is asked for."""
    cited = [] if citation else citations_of(context)
    marks = [
        mark
        for mark in context.marks
        if first <= mark.first and mark.last <= last and not any(a <= mark.first < b for a, b in cited)
    ]
    found: list[Place] = []
    done = first
    for at, mark in enumerate(marks):
        if mark.first < done or mark.kind not in ("city", "weak", "country"):
            continue
        place = city_at(context, mark, marks[at:], last) if mark.kind != "country" else country_at(context, mark, first)
        if place:
            found.append(place)
            done = place.last
    return found or unknown_cities(context, first, last)


def citations_of(context: SentenceContext) -> list[tuple[int, int]]:
    """The words in brackets behind a title: "(Rome, Italy, 1951)" is no place of a meeting."""
    text = context.reading.text
    found: list[tuple[int, int]] = []
    for mark in context.marks:
        if mark.kind == "agreement" and mark.last < context.last and CITATION.fullmatch(text.gap(mark.last)):
            end = mark.last + 1
            stop = min(context.last, mark.last + LONGEST_CITATION)
            while end < stop and ")" not in text.gap(end):
                end += 1
            if YEAR.fullmatch(text.words[end - 1]):
                found.append((mark.last, end))
    return found


def city_at(context: SentenceContext, mark: Mark, marks: Sequence[Mark], last: int) -> Place | None:
    """A known city where a text says where, with the country beside it."""
    if mark.kind == "weak" and ("city", mark.first) not in {(mark.kind, mark.first) for mark in context.marks}:
        return None
    beside = country_beside(context, mark.last, marks)
    if not says_where(context, mark.first) and not (beside and beside.first == mark.last):
        return None
    city = (mark.first, mark.last)
    # "Cartagena de Indias" is longer than what the registry calls it.
    words, text = context.reading.text.words, context.reading.text
    end = mark.last
    while (
        end + 1 < last
        and words[end] in ("de", "del")
        and text.capital(end + 1)
        and not marked(marks, end + 1)
        and text.gap(end) == " "
    ):
        end += 2
        city = (mark.first, end)
    same = next((other for other in marks if other.kind == "country" and other.first == mark.first), None)
    if same and not is_city_of(context, mark.first):
        return Place(None, same)
    return Place(city, country_beside(context, city[1], marks))


def marked(marks: Sequence[Mark], word: int) -> bool:
    return any(mark.first <= word < mark.last and mark.kind in ("country", "agreement", "body") for mark in marks)


def country_beside(context: SentenceContext, after: int, marks: Sequence[Mark]) -> Mark | None:
    """The country that follows a city: ", Kenya", "(Kenya)", "en Équateur", ", capitale de la Côte d'Ivoire"."""
    text = context.reading.text
    country = next((mark for mark in marks if mark.kind == "country" and mark.first >= after), None)
    if country is None or country.first - after > 8:
        return None
    between = text.words[after : country.first]
    if all(word in WHERE | SMALL for word in between) and len(between) <= 3:
        gaps = [text.gap(at) for at in range(after, country.first + 1)]
        return country if all(BESIDE.fullmatch(gap) or gap in ("'", "\n", ",\n") for gap in gaps) else None
    return country if not CAPITALS.isdisjoint(between) and "," in text.gap(after) else None


def country_at(context: SentenceContext, mark: Mark, first: int) -> Place | None:
    """A country: with an unknown city in front of it, or alone where a text says where."""
    city = unknown_before(context, mark.first, first)
    if city:
        return Place(city, mark)
    words, text = context.reading.text.words, context.reading.text
    if is_city_of(context, mark.first):
        return Place((mark.first, mark.last), mark)
    before = mark.first - 1
    while before >= first and words[before] in ("the", "la", "le", "l", "les", "el"):
        before -= 1
    if before >= first and words[before] in WHERE and context.block.kind != "row":
        return Place(None, mark)
    gap = text.gap(mark.first)
    if context.block.kind == "row" and "|" in gap:
        return Place(None, mark)
    apart = mark.last >= context.last or text.gap(mark.last).strip() != "" or words[mark.last].isdigit()
    return Place(None, mark) if before < first and context.first < first and apart else None


def is_city_of(context: SentenceContext, at: int) -> bool:
    """Whether "city of", "la ville de" stands in front."""
    words = context.reading.text.words
    before = words[max(context.first, at - 3) : at]
    return (
        len(before) >= 2
        and before[-1] in OF
        and (before[-2] in CITY_WORDS or (len(before) == 3 and before[0] in CITY_WORDS))
    )


def says_where(context: SentenceContext, at: int) -> bool:
    words, text = context.reading.text.words, context.reading.text
    gap = text.gap(at)
    if at == context.first or any(mark in gap for mark in ",(:|·\n") or gap.strip() == "-":
        return True
    before = words[at - 1]
    if before in WHERE or before in OF:
        return True
    return (
        before in ("the", "la", "le", "el", "visited")
        or any(mark.kind == "hosting" and mark.last == at for mark in context.marks)
        or any(mark.kind in ("agreement", "body", "session") and mark.last == at for mark in context.marks)
        or before.isdigit()
    )


def unknown_before(context: SentenceContext, country: int, first: int) -> tuple[int, int] | None:
    """The words with capitals in front of a country: "à Fortaleza (Brésil)", "in Bergen, Norway"."""
    text = context.reading.text
    words = text.words
    end = country
    while end > first and words[end - 1] in WHERE | {"the", "la", "le", "l", "les", "el"}:
        end -= 1
    gap = text.gap(end)
    if end == country and not any(mark in gap for mark in ",(·-/"):
        return None
    if end <= first or (not BESIDE.fullmatch(gap) and gap != "\n"):
        return None
    start = end
    while start > first and end - start < LONGEST_NAME and name_part(context, start - 1, is_last=start == end):
        if start != end and text.gap(start) not in (" ", "-", "'", " '"):
            break
        start -= 1
    while start < end and words[start] in INSIDE:
        start += 1
    if start == end or not says_where(context, start):
        return None
    return start, end


def name_part(context: SentenceContext, at: int, *, is_last: bool) -> bool:
    text = context.reading.text
    word = text.words[at]
    if word.isdigit() or any(mark.first <= at < mark.last for mark in context.marks if mark.kind != "city"):
        return False
    if (
        text.capital(at)
        and word not in NO_PLACE
        and word not in context.reading.no_places
        and len(word) > 1
        and word not in WHERE
    ):
        return True
    return not is_last and word in INSIDE


def unknown_cities(context: SentenceContext, first: int, last: int) -> list[Place]:
    """Words with capitals behind "à", "in", "en": a city that the registry does not know, with no country beside it."""
    text = context.reading.text
    for at in range(first, last - 1):
        if text.words[at] in ("a", "in", "en") and text.gap(at + 1) == " " and name_part(context, at + 1, is_last=True):
            end = at + 2
            while (
                end < last
                and end - at <= LONGEST_NAME
                and text.gap(end) in (" ", "-", "'")
                and name_part(context, end, is_last=False)
            ):
                end += 1
            while text.words[end - 1] in INSIDE:
                end -= 1
            if any(text.capital(index) and len(text.words[index]) > 3 for index in range(at + 1, end)) and plausible(
                context, at + 1, end
            ):
                return [Place((at + 1, end), None)]
    return []


def plausible(context: SentenceContext, first: int, last: int) -> bool:
    """A name that the text nowhere prints without its capital."""
    text = context.reading.text
    printed = text.as_printed(first, last)
    return printed.lower() not in text.printed and not printed.isupper()
