"""The messages of findings in a language: finding/<key>#<part> of the catalogues."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from pipeline.core.i18n import Language, data_language, written
from pipeline.core.i18n.catalogue import Catalogue, read_catalogue
from pipeline.core.i18n.library_messages import explained_problem
from pipeline.findings.model import Finding, Model, Unchecked

SHOWN_CHARACTERS = 80
SHOWN_DETAIL = 400
# Details that are what a library or the system said.
EXPLAINED = frozenset({"problem"})
EXPLAINED_VALUE = EXPLAINED | {"expected"}
# {name}; {name|character|characters}: a number with the noun that it counts, in the plural forms of the language.
PLACEHOLDER = re.compile(r"\{(\w+)((?:\|[^|{}]+){2,})?\}|\{\{|\}\}")
# The prefix of their keys, and the parts of a wording.
PREFIX = "finding/"
# Directives of strptime that every language writes alike; those that are letters of a language are date/<letter>.
CLOCK_FORMS = {
    "H": "hh",
    "I": "hh",
    "M": "mm",
    "S": "ss",
    "f": "ffffff",
    "p": "AM/PM",
    "z": "+hhmm",
    "%": "%",
}


class Wording(Model):
    """The texts of one kind of finding; some replace `remedy`.

    `suggest`: if the value to write is known; `either`: if it is one of two; `example`: if a valid value can be shown.
    """

    title: str | None = None
    message: str = ""
    remedy: str = ""
    suggest: str | None = None
    either: str | None = None
    example: str | None = None


class RenderedFinding(NamedTuple):
    """A finding in one language."""

    title: str
    message: str
    remedy: str


class Wordings(Mapping[str, Wording]):
    """The wordings of a language by key, "code" or "code/variant", in the order of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.read: dict[str, Wording] = {}

    @cached_property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The parts that each wording has."""
        found: dict[str, list[str]] = {}
        for whole in self.catalogue.keys:
            if whole.startswith(PREFIX):
                key, _, part = whole.removeprefix(PREFIX).partition("#")
                found.setdefault(key, []).append(part)
        return found

    def __getitem__(self, key: str) -> Wording:
        """Made when it is asked for: a report shows few of them."""
        if key not in self.read:
            texts = {part: self.catalogue.text(f"{PREFIX}{key}#{part}") for part in self.parts[key]}
            self.read[key] = Wording(**texts)
        return self.read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


@cache
def read_wordings(lang: Language) -> Wordings:
    """The wordings of a language by code and variant."""
    return Wordings(read_catalogue(lang))


def render_finding(finding: Finding, lang: Language) -> RenderedFinding:
    """The title, message and remedy of a finding. Raises KeyError for a code without a wording."""
    wordings = read_wordings(lang)
    own = finding.wordings.get(lang) or finding.wordings.get(data_language(lang))
    wording = Wording(**own.model_dump()) if own else wordings[finding.key]
    # The value of a citation is a value of the field that it names.
    field = str(finding.details.get("cited_field") or finding.field or "")
    places = {"value": finding.value or "", "field": field}
    filled = details_in(finding.details, lang, EXPLAINED_VALUE if finding.variant == "value" else EXPLAINED)
    filled = {"example": "…"} | filled | {key: printable(value) for key, value in places.items()}
    filled["suggestion"] = printable(suggested(finding, lang), SHOWN_DETAIL)
    remedy = wording.remedy
    if finding.suggestion == "":
        remedy = wordings["hint/leave-empty"].remedy
    elif finding.suggestion is not None and (wording.suggest or own):
        remedy = wording.suggest or wordings["hint/write"].remedy
    elif "day_first" in finding.details and wording.either:
        remedy = wording.either
    elif "example" in finding.details and wording.example:
        remedy = wording.example
    if "format" in finding.details:
        filled["form"] = printable(spelled_form(str(finding.details["format"]), lang))
    return RenderedFinding(
        title=wording.title or wordings[finding.code].title or finding.code,
        message=located(fill(wording.message, filled.get, lang), filled, lang),
        remedy=fill(remedy, filled.get, lang),
    )


def located(message: str, details: Mapping[str, str], lang: Language) -> str:
    """A message with the sheet, and the address of the cell, that it is about; as it is where the place is a line."""
    if "sheet" not in details:
        return message
    hint = read_wordings(lang)["hint/cell" if "cell" in details else "hint/sheet"]
    return fill(hint.message, {**details, "message": message}.get, lang)


@lru_cache(maxsize=1_000)
def spelled_form(form: str, lang: Language) -> str:
    """A pattern of strptime as people write it ("%d/%m/%Y": DD/MM/YYYY)."""
    catalogue = read_catalogue(lang)

    def spelled(directive: re.Match[str]) -> str:
        key = f"date/{directive[1]}"
        return catalogue.text(key) if key in catalogue.known else CLOCK_FORMS.get(directive[1], directive[0])

    whole = form.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%D", "%m/%d/%y")
    return re.sub(r"%(.)", spelled, whole)


def details_in(details: Mapping[str, str | int], lang: Language, explain: frozenset[str] = EXPLAINED) -> dict[str, str]:
    """The details of a message as they are shown; what a library said is in the reader's language."""
    said = {
        key: explained_problem(value, lang) if key in explain and isinstance(value, str) else str(value)
        for key, value in details.items()
    }
    return {key: printable(value, SHOWN_DETAIL) for key, value in said.items()}


def render_unchecked(unchecked: Unchecked, lang: Language) -> RenderedFinding:
    """Why something could not be checked, and what to do about it. Raises KeyError for a reason without a wording."""
    wordings = read_wordings(lang)
    # What is beyond a limit has the words that it has in a registry, where it is a mistake.
    keys = (f"{code}/{unchecked.reason}" for code in ("unchecked", "source-error", "schema-error"))
    wording = next(wordings[key] for key in keys if key in wordings)
    filled = details_in(unchecked.details, lang)
    return RenderedFinding(
        title=wording.title or wordings["unchecked"].title or "unchecked",
        message=fill(wording.message, filled.get, lang),
        remedy=fill(wording.remedy, filled.get, lang),
    )


class WordingPart(NamedTuple):
    """A piece of a wording: a text, and the name behind it with the plural forms of its noun, if there are any."""

    text: str
    name: str | None = None
    forms: Sequence[str] = ()


@lru_cache(maxsize=2_000)
def parts_of(template: str) -> Sequence[WordingPart]:
    """A wording taken apart; {{ and }} are braces."""
    parts, text, end = [], "", 0
    for match in PLACEHOLDER.finditer(template):
        text += template[end : match.start()]
        end = match.end()
        if match[1] is None:
            text += match[0][0]
        else:
            parts.append(WordingPart(text, match[1], tuple((match[2] or "").split("|")[1:])))
            text = ""
    return (*parts, WordingPart(text + template[end:]))


def fill(template: str, value_of: Callable[[str], str | None], lang: Language = "en") -> str:
    """A wording with its {names} filled in; a name that nobody knows stays as it is.

    The words of a rule are contributed: `str.format` would let them reach into objects and pad without end.
    """
    said = []
    for text, name, forms in parts_of(template):
        said.append(text)
        if name is not None:
            value = value_of(name)
            if value is None:
                said.append("{" + name + "}")
            else:
                said.append(counted(value, forms, lang) if forms else value)
    return "".join(said)


def counted(value: str, forms: Sequence[str], lang: Language) -> str:
    """A number, as the language writes it, with the form of its noun that goes with it; the last with other values."""
    if not value.isdecimal():
        return f"{value} {forms[-1]}"
    number = int(value)
    form = min(read_catalogue(lang).plural_form(number), len(forms) - 1)
    return f"{written(lang, number)} {forms[form]}"


def suggested(finding: Finding, lang: Language) -> str:
    """What to type instead; a code with what it is called."""
    label = finding.labels.get(data_language(lang))
    return f"{finding.suggestion or ''} ({label})" if label else finding.suggestion or ""


def printable(value: str, most: int = SHOWN_CHARACTERS) -> str:
    """A value that a terminal or a page can show: control and format characters escaped, cut at `most` characters."""
    if len(value) <= most and value.isprintable():
        return value
    text = "".join(
        character if unicodedata.category(character)[0] != "C" else f"\\u{{{ord(character):x}}}"
        for character in value[:most]
    )
    return text + "…" if len(value) > most else text
