"""The explanations of codes, with a wrong and a correct example.

The texts are explain/<code> of the catalogues, and the examples are in examples.yaml next to this file. The rules of
schemas/rules explain themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter

from pipeline.core.i18n import Language, say
from pipeline.core.i18n.catalogue import read_catalogue
from pipeline.findings.markdown_escape import fenced
from pipeline.findings.messages import Wording, fill, read_wordings
from pipeline.findings.model import Model

VISIBLE = str.maketrans({"\0": "␀", "\r": "␍"})


class Example(Model):
    """A wrong and a right example of a code: see the head of examples.yaml."""

    wrong: str
    right: str
    table_schema: dict[str, Any] | None = None
    files: dict[str, str] | None = None
    file: str | None = None
    before: str | None = None
    text: str | None = None
    encoding: str | None = None

    @property
    def written_in(self) -> str | None:
        """The encoding of the wrong example, where it is that what is wrong."""
        return self.encoding or self.text


class Explained(NamedTuple):
    """The explanation of a code or rule in one language: its meaning, messages, remedies, and examples or query.

    `where`: the file in which the example is; `written_in`: the encoding of the wrong example.
    """

    code: str
    title: str
    about: str
    said: Sequence[tuple[str, str]]
    wrong: str | None = None
    right: str | None = None
    where: str | None = None
    written_in: str | None = None
    query: str | None = None


@cache
def read_examples() -> Mapping[str, Example]:
    """The examples of all codes but those of rules, by code."""
    text = Path(__file__).with_name("examples.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Example]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))


def meaning_of(code: str, lang: Language) -> str:
    """What a code means, in words for people. Raises KeyError for a code that there is not."""
    return read_catalogue(lang).text(f"explain/{code}")


def explain_code(code: str, lang: Language) -> Explained:
    """The explanation of a code. Raises KeyError for an unknown code."""
    example, wordings = read_examples()[code], read_wordings(lang)
    said = [plain(wording) for key, wording in wordings.items() if key.partition("/")[0] == code]
    wrong, right = (text.translate(VISIBLE) for text in (example.wrong, example.right))
    title = wordings[code].title or code
    return Explained(code, title, meaning_of(code, lang), said, wrong, right, example.file, example.written_in)


def plain(wording: Wording) -> tuple[str, str]:
    """A message and its remedy, with placeholders as names in angle quotes."""
    message, remedy = (fill(text, "‹{}›".format) for text in (wording.message, wording.remedy))
    return message, remedy


def explained_lines(field: Explained, lang: Language) -> Iterator[str]:
    """An explanation in lines of Markdown."""
    yield from (f"# {field.title} ({field.code})", "")
    yield from (field.about, "") if field.about else ()
    yield from (f"## {say(lang, 'explain-said')}", "")
    yield from (f"- {message} *{remedy}*" for message, remedy in field.said)
    for title, text in (("wrong", field.wrong), ("right", field.right)):
        if text is not None:
            yield from ("", f"## {say(lang, f'explain-{title}')}", "")
            yield from sample_lines(field, text, lang, field.written_in if title == "wrong" else None)
    if field.query:
        yield from ("", *fenced(field.query, "sql"))


def sample_lines(field: Explained, text: str, lang: Language, encoding: str | None) -> Iterator[str]:
    yield from (f"{say(lang, 'explain-in')} {field.where}", "") if field.where else ()
    yield from (say(lang, "explain-encoding", encoding=encoding), "") if encoding else ()
    if not text:
        yield say(lang, "explain-empty")
    else:
        yield from fenced(text)
