"""Findings put into words: French, English or Spanish, from schemas/messages/<lang>.yaml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import TypeAdapter

from pipeline.findings import Finding, Model

Language = Literal["fr", "en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SHOWN_CHARACTERS = 80
SHOWN_DETAIL = 400
PLACEHOLDER = re.compile(r"\{(\w+)\}|\{\{|\}\}")

# In a checkout the messages stand in the contract's folder; in a wheel they travel inside the package.
FOLDERS = (Path(__file__).parent / "schemas" / "messages", Path(__file__).parents[1] / "schemas" / "messages")


class Wording(Model):
    """How one kind of finding is said. `suggest` replaces `remedy` where the value to type is known,
    `either` where it is one of two.
    """

    title: str | None = None
    message: str
    remedy: str
    suggest: str | None = None
    either: str | None = None


class Worded(Model):
    """A finding in one language."""

    title: str
    message: str
    remedy: str


def messages_folder() -> Path:
    """Where the messages stand."""
    return next(folder for folder in FOLDERS if folder.is_dir())


@cache
def read_wordings(lang: Language) -> Mapping[str, Wording]:
    """The wordings of a language by key, "code" or "code/variant"."""
    text = (messages_folder() / f"{lang}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Wording]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))


def render_finding(finding: Finding, lang: Language) -> Worded:
    """The title, message and remedy of a finding. Raises KeyError for a code that has no wording."""
    wordings = read_wordings(lang)
    own = finding.wordings.get(lang)
    wording = Wording(**own.model_dump()) if own else wordings[finding.key]
    # The value of a citation is a value of the field that it cites.
    field = str(finding.details.get("cited_field") or finding.field or "")
    places = {"value": finding.value or "", "field": field}
    filled = {key: printable(str(value), SHOWN_DETAIL) for key, value in finding.details.items()}
    filled |= {key: printable(value) for key, value in places.items()}
    filled["suggestion"] = printable(suggested(finding, lang), SHOWN_DETAIL)
    remedy = wording.remedy
    if finding.suggestion == "":
        remedy = wordings["hint/leave-empty"].remedy
    elif finding.suggestion is not None and (wording.suggest or own):
        remedy = wording.suggest or wordings["hint/write"].remedy
    elif "day_first" in finding.details and wording.either:
        remedy = wording.either
    return Worded(
        title=wording.title or wordings[finding.code].title or finding.code,
        message=fill(wording.message, filled.get),
        remedy=fill(remedy, filled.get),
    )


def fill(template: str, value_of: Callable[[str], str | None]) -> str:
    """A wording with its {names} filled in; {{ and }} are braces, and a name that nobody knows stays as it is.

    The words of a rule are contributed: `str.format` would let them reach into objects and pad without end.
    """

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        value = value_of(match[1])
        return match[0] if value is None else value

    return PLACEHOLDER.sub(filled, template)


def suggested(finding: Finding, lang: Language) -> str:
    """What to type instead; a code with what it is called."""
    label = finding.labels.get(lang)
    return f"{finding.suggestion or ''} ({label})" if label else finding.suggestion or ""


def printable(value: str, most: int = SHOWN_CHARACTERS) -> str:
    """A value that a terminal or a page can show: control and format characters escaped, cut at `most` characters."""
    if len(value) <= most and value.isprintable():
        return value
    shown = "".join(
        character if unicodedata.category(character)[0] != "C" else f"\\u{{{ord(character):x}}}"
        for character in value[:most]
    )
    return shown + "…" if len(value) > most else shown
