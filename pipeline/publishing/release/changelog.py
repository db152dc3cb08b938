"""CHANGELOG.md: its sections, and the entry that a release writes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

HEAD = re.compile(r"^## (?P<version>\S+) \((?P<date>[^)]+)\)$", re.MULTILINE)
PART = re.compile(r"^### (?P<name>.+)$", re.MULTILINE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATA = "Data"
# Below it stands what a release writes; what people write about the data stands above it and is never touched.
WRITTEN = re.compile(r"^#### (?:Since \S+|First release)$", re.MULTILINE)
EMPTY = "# Changelog\n"


class Section(NamedTuple):
    """A version, its day (empty until it is released), where its heading starts, and the text below it."""

    version: str
    date: str
    start: int
    body: str


class ChangelogPart(NamedTuple):
    """What a section says of the data, of the schemas or of the pipeline; where its text starts in the section."""

    name: str
    start: int
    body: str


def sections(text: str) -> list[Section]:
    """The versions of a changelog, in its order: the newest first."""
    heads = list(HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    return [
        Section(head["version"], day(head["date"]), head.start(), text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    ]


def day(printed: str) -> str:
    return printed if DAY.fullmatch(printed) else ""


def parts(body: str) -> list[ChangelogPart]:
    heads = list(PART.finditer(body))
    ends = [*(head.start() for head in heads), len(body)][1:]
    return [
        ChangelogPart(head["name"], head.end(), body[head.end() : end]) for head, end in zip(heads, ends, strict=True)
    ]


def section(text: str, version: str) -> Section | None:
    """The section of a version in the text of a changelog; None if there is none."""
    return next((section for section in sections(text) if section.version == version), None)


def written_lines(body: str) -> list[str]:
    """The lines that `with_entry` wrote into a section."""
    data = next((part.body for part in parts(body) if part.name == DATA), "")
    found = WRITTEN.search(data)
    return data[found.start() :].strip("\n").split("\n") if found else []


def with_entry(text: str, version: str, date: str, lines: Sequence[str], out: Collection[str] = ()) -> str:
    """The changelog with a dated section of the version, and `lines` at the end of its *Data* in place of earlier ones.

    `out`: the versions that are released; if the newest section is none of them, it becomes the section of this
    version.
    """
    text = text or EMPTY
    known = sections(text)
    heading = f"## {version} ({date})"
    if known and known[0].version not in out:
        newest = known[0]
        end = text.index("\n", newest.start) if "\n" in text[newest.start :] else len(text)
        rest = text[end + len(newest.body) :]
        body = with_lines(newest.body, lines)
        ended = body if rest else f"{body.rstrip()}\n"
        return f"{text[: newest.start]}{heading}{ended}{rest}"
    at = known[0].start if known else len(text)
    before = text[:at] if text[:at].endswith("\n\n") else text[:at].rstrip("\n") + "\n\n"
    after = f"\n{text[at:]}" if known else ""
    return f"{before}{heading}{with_lines('', lines).rstrip()}\n{after}"


def with_lines(body: str, lines: Sequence[str]) -> str:
    block = "\n".join(lines)
    data = next((part for part in parts(body) if part.name == DATA), None)
    if data is None:
        return f"\n\n### {DATA}\n{block}\n\n{body.lstrip()}"
    found = WRITTEN.search(data.body)
    hand = data.body[: found.start()] if found else data.body
    kept = f"{hand.rstrip()}\n\n" if hand.strip() else "\n"
    return f"{body[: data.start]}{kept}{block}\n\n{body[data.start + len(data.body) :]}".rstrip("\n") + "\n\n"
