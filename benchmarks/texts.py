"""Texts made from facts: sentences of three languages in the phrasings that pages use, and prose about other things.

The sentences go the other way than the reader: `rendered(fact)` says a fact, reading must give it back.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import get_month_names

ROOT = Path(__file__).parents[1]
LANGUAGES = ("fr", "en", "es")
ENGLISH_SUFFIX = {1: "st", 2: "nd", 3: "rd", 11: "th", 12: "th", 13: "th"}


@dataclass(frozen=True)
class Agreement:
    """An agreement with the names by which a text can call it, by language, articles included."""

    id: str
    names: dict[str, tuple[str, ...]]
    short: dict[str, str]


@dataclass(frozen=True)
class Said:
    """A sentence and what reading it must give."""

    lang: str
    text: str
    kind: str
    fields: dict[str, object]


@cache
def phrasing_data(name: str) -> Any:
    """A part of phrasings.yaml."""
    text = Path(__file__).with_name("phrasings.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)[name]


@cache
def agreements() -> tuple[Agreement, ...]:
    return tuple(
        Agreement(id_, {lang: tuple(names) for lang, names in item["names"].items()}, item["short"])
        for id_, item in phrasing_data("agreements").items()
    )


@cache
def countries() -> dict[str, dict[str, str]]:
    with (ROOT / "raw/tables/countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["kind"] == "country"}


@cache
def cities() -> tuple[dict[str, str], ...]:
    """Cities whose name is no country's and no agreement's."""
    taken = {row[f"name_{lang}"] for row in countries().values() for lang in LANGUAGES} | {
        "Ramsar",
        "Bonn",
        "Bern",
        "Berne",
        "Washington",
    }
    with (ROOT / "raw/tables/cities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        row for row in rows if all(row[f"name_{lang}"] and row[f"name_{lang}"] not in taken for lang in LANGUAGES)
    )


def joined_article(preposition: str, name: str, lang: str) -> str:
    """A preposition and a name with its article as the language joins them."""
    if lang == "fr":
        pairs = {"à le ": "au ", "de le ": "du "}
    elif lang == "es":
        pairs = {"a el ": "al ", "de el ": "del "}
    else:
        pairs = {}
    whole = f"{preposition} {name}"
    for long, short in pairs.items():
        whole = whole.replace(long, short) if whole.startswith(long) else whole
    return whole


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def month(number: int, lang: str) -> str:
    return str(get_month_names("wide", locale=lang)[number])


def day_of(day: date, lang: str) -> str:
    if lang == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month(day.month, lang)} {day.year}"
    if lang == "es":
        return f"{day.day} de {month(day.month, lang)} de {day.year}"
    return f"{day.day} {month(day.month, lang)} {day.year}"


def days_of(first: date, last: date, lang: str) -> tuple[str, str]:
    """A range in a sentence and in a heading."""
    same = first.month == last.month
    if lang == "fr":
        begin = "1er" if first.day == 1 else str(first.day)
        begin += "" if same else f" {month(first.month, lang)}"
        end = f"{last.day} {month(last.month, lang)} {last.year}"
        return f"du {begin} au {end}", f"{begin} - {end}"
    if lang == "es":
        begin = str(first.day) if same else f"{first.day} de {month(first.month, lang)}"
        end = f"{last.day} de {month(last.month, lang)} de {last.year}"
        return f"del {begin} al {end}", f"{begin} - {end}"
    begin = str(first.day) if same else f"{first.day} {month(first.month, lang)}"
    end = f"{last.day} {month(last.month, lang)} {last.year}"
    return f"{begin} to {end}", f"{begin}-{end}" if same else f"{begin} - {end}"


def digits(number: int, lang: str) -> str:
    if lang == "fr":
        return "1re" if number == 1 else f"{number}e"
    if lang == "es":
        return f"{number}ª"
    return f"{number}{ENGLISH_SUFFIX.get(number, ENGLISH_SUFFIX.get(number % 10, 'th'))}"


def words(dice: random.Random, lang: str, agreement: Agreement, other: Agreement | None = None) -> dict[str, str]:
    """What the slots of a template hold for an agreement and, of two, the other."""
    found: dict[str, str] = {}
    for item, suffix in ((agreement, ""), (other, "2")):
        if item is None:
            continue
        name = dice.choice(item.names[lang])
        found[f"agr{suffix}"] = name
        found[f"of{suffix}"] = joined_article({"fr": "de", "en": "of", "es": "de"}[lang], name, lang)
        found[f"to{suffix}"] = joined_article({"fr": "à", "en": "to", "es": "a"}[lang], name, lang)
        found[f"in{suffix}"] = joined_article({"fr": "à", "en": "in", "es": "en"}[lang], name, lang)
        found[f"acr{suffix}"] = item.short[lang]
    found["Agr"] = capital(found["agr"])
    return found


def some_day(dice: random.Random) -> date:
    return date(1975, 1, 1) + timedelta(days=dice.randrange(18_500))


def meeting(dice: random.Random, lang: str, template: str) -> Said:
    agreement, city, number = dice.choice(agreements()), dice.choice(cities()), dice.randint(1, 20)
    first = some_day(dice)
    last = first + timedelta(days=dice.randint(2, 13))
    if first.year != last.year:
        first, last = date(first.year, 11, 3), date(first.year, 11, 14)
    days, short = days_of(first, last, lang)
    country = countries()[city["country_code"]]
    ordinal = phrasing_data("ordinals")[lang].split()[number - 1]
    slots = words(dice, lang, agreement) | {
        "ord": ordinal, "num": digits(number, lang), "n": str(number),
        "days": days, "Days": capital(days), "short": short, "city": city[f"name_{lang}"],
        "country": country[f"name_{lang}"],
    }  # fmt: skip
    fields = {
        "agreement": agreement.id, "body": "cop", "number": number,
        "city": slots["city"], "country": city["country_code"],
        "start_date": first.isoformat(), "end_date": last.isoformat(),
    }  # fmt: skip
    return Said(lang, template.format(**slots), "meeting", fields)


def seat(dice: random.Random, lang: str, template: str) -> Said:
    agreement, city = dice.choice(agreements()), dice.choice(cities())
    country = countries()[city["country_code"]]
    slots = words(dice, lang, agreement) | {"city": city[f"name_{lang}"], "country": country[f"name_{lang}"]}
    return Said(
        lang,
        template.format(**slots),
        "seat",
        {"agreement": agreement.id, "city": slots["city"], "country": city["country_code"]},
    )


def cooperation(dice: random.Random, lang: str, template: str) -> Said:
    agreement, other = dice.sample(agreements(), 2)
    instrument, day = dice.choice(sorted(phrasing_data("instruments"))), some_day(dice)
    printed = phrasing_data("instruments")[instrument][lang]
    slots = words(dice, lang, agreement, other)
    slots |= {"instrument": printed, "Instrument": capital(printed), "day": day_of(day, lang)}
    fields = {"sides": frozenset({agreement.id, other.id}), "instrument": instrument, "date": day.isoformat()}
    return Said(lang, template.format(**slots), "cooperation", fields)


def event(dice: random.Random, lang: str, template: str, kind: str) -> Said:
    agreement, day, city = dice.choice(agreements()), some_day(dice), dice.choice(cities())
    slots = words(dice, lang, agreement) | {"day": day_of(day, lang), "city": city[f"name_{lang}"]}
    fields: dict[str, object] = {"agreement": agreement.id, "date": day.isoformat()}
    if "{city}" in template:
        fields["city"] = slots["city"]
    return Said(lang, template.format(**slots), kind, fields)


def count(dice: random.Random, lang: str, template: str) -> Said:
    agreement, number = dice.choice(agreements()), dice.randint(20, 199)
    slots = words(dice, lang, agreement) | {"count": str(number)}
    return Said(lang, template.format(**slots), "membership", {"agreement": agreement.id, "count": number})


def act(dice: random.Random, lang: str, template: str, action: str) -> Said:
    agreement, day = dice.choice(agreements()), some_day(dice)
    code = dice.choice(["FR", "KE", "MA", "BR", "JP", "SN", "IN", "MX", "DE", "ZA"])
    slots = words(dice, lang, agreement) | {
        "country": countries()[code][f"name_{lang}"],
        "day": day_of(day, lang),
        "year": str(day.year),
    }
    date = str(day.year) if "{year}" in template else day.isoformat()
    return Said(
        lang,
        template.format(**slots),
        "membership",
        {"agreement": agreement.id, "party": code, "action": action, "date": date},
    )


def phrasings() -> Iterator[tuple[str, str, str]]:
    """Every kind (with what it needs to know behind a point), language and template."""
    for lang in LANGUAGES:
        for kind in ("meeting", "seat", "cooperation", "count"):
            yield from ((kind, lang, item) for item in phrasing_data(kind)[lang])
        for kind in ("event", "act"):
            for more, by_lang in phrasing_data(kind).items():
                yield from ((f"{kind}.{more}", lang, template) for template in by_lang[lang])


def rendered(dice: random.Random, kind: str, lang: str, template: str) -> Said:
    """A fact drawn by chance, said in one phrasing."""
    name, _, more = kind.partition(".")
    if name == "event":
        return event(dice, lang, template, more)
    if name == "act":
        return act(dice, lang, template, more)
    return {"meeting": meeting, "seat": seat, "cooperation": cooperation, "count": count}[name](dice, lang, template)


FORMS = 40_000


@cache
def vocabulary(lang: str) -> tuple[str, ...]:
    """Word forms of a language, the commonest first."""
    dice = random.Random(f"words of {lang}")
    forms = dict.fromkeys(phrasing_data("small_words")[lang].split())
    while len(forms) < FORMS:
        forms["".join(dice.choices(phrasing_data("syllables")[lang].split(), k=dice.choice((1, 2, 2, 3, 3, 4))))] = None
    return tuple(forms)


def some_words(dice: random.Random, lang: str, count: int) -> list[str]:
    """Words as often as their rank lets them be (Zipf): half of a text are the commonest hundred."""
    forms = vocabulary(lang)
    return [forms[int(FORMS ** dice.random()) - 1] for _ in range(count)]


def prose(dice: random.Random, lang: str) -> str:
    """A sentence about something else, with a day and a place as news have them."""
    city, first = dice.choice(cities()), some_day(dice)
    days, _ = days_of(first, first + timedelta(days=dice.randint(1, 5)), lang)
    does = dice.choice(phrasing_data("does")[lang]).format(
        city=city[f"name_{lang}"],
        country=countries()[city["country_code"]][f"name_{lang}"],
        days=days,
        day=day_of(first, lang),
        n=dice.randint(2, 90),
    )
    return f"{dice.choice(phrasing_data('subjects')[lang])} {does}."


def filler(dice: random.Random, lang: str) -> str:
    """A sentence of words in no order, as long as sentences are."""
    return capital(" ".join(some_words(dice, lang, dice.randint(12, 30)))) + "."


def other_text(dice: random.Random, sentences: int = 12) -> str:
    """A text that says nothing of any agreement."""
    lang = dice.choice(LANGUAGES)
    return text_of([prose(dice, lang) if dice.random() < 0.5 else filler(dice, lang) for _ in range(sentences)])


def fact_text(dice: random.Random, sentences: int = 12) -> tuple[str, list[Said]]:
    """A text in which every third sentence says a fact, and the facts."""
    lang = dice.choice(LANGUAGES)
    known = [phrasing for phrasing in phrasings() if phrasing[1] == lang]
    said: list[Said] = []
    parts: list[str] = []
    for number in range(sentences):
        if number % 3 == 0:
            said.append(rendered(dice, *dice.choice(known)))
            parts.append(said[-1].text)
        else:
            parts.append(filler(dice, lang))
    return text_of(parts), said


def text_of(sentences: Sequence[str]) -> str:
    """Sentences as paragraphs of four."""
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)) + "\n"


def many_texts(megabytes: float, seed: int = 1) -> list[str]:
    """Distinct texts, every other one about something else, so many that they are that large."""
    dice, size = random.Random(seed), 0
    found: list[str] = []
    while size < megabytes * 1_000_000:
        text = other_text(dice) if len(found) % 2 else fact_text(dice)[0]
        found.append(text)
        size += len(text.encode())
    return found
