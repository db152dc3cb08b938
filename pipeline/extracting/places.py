"""Cities and countries as a text states them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extracting.gazetteer import Mention
from pipeline.extracting.reading import Prepared
from pipeline.extracting.units import Unit

# A city that the registry does not know is known by what stands before it, if a country follows.
UNKNOWN_CITY = re.compile(
    r"(?:\bà|\bau|\bin|\bat|\ben|\ba) ((?:[A-ZÀ-Ý][\w'’-]+ ?){1,3}?),? ?\(?(?:en |au |aux |de |in )?$"
)
# Names that are a city and something else are the city only behind a word that says where.
WHERE = re.compile(r"(?:^|[^a-z])(?:a|au|aux|in|at|en|de|from|pour|,|\(|:|-) ?$")


class Place(NamedTuple):
    city: Unit | None
    country: Mention | None


def find_place(prepared: Prepared, unit: Unit) -> Place:
    """The first city of a stretch of text and the country beside it; the first country where there is no city."""
    named = prepared.named(unit, "cities", "countries")
    countries = [one for one in named if one.table == "countries"]
    cities = [one for one in named if one.table == "cities" and is_place(prepared, one)]
    if cities:
        city = cities[0]
        beside = next((one for one in countries if 0 <= one.start - city.end <= 25), None)
        return Place(Unit(city.start, city.end), beside)
    for country in countries:
        before = prepared.text[max(unit.start, country.start - 60) : country.start]
        match = UNKNOWN_CITY.search(before)
        if match:
            start = country.start - len(before) + match.start(1)
            return Place(Unit(start, start + len(match.group(1).rstrip())), country)
    stated = [one for one in countries if is_place(prepared, one)]
    return Place(None, stated[0] if stated else None)


def is_place(prepared: Prepared, mention: Mention) -> bool:
    before = prepared.folded[max(0, mention.start - 12) : mention.start]
    return WHERE.search(before) is not None
