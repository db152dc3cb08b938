"""What a new registry is to be: its name, title, languages and first table, each held against what it can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.files.file_names import FILE_NAME
from pipeline.core.i18n import LANGUAGES, DataLanguage, Language
from pipeline.core.text.folding import fold_text
from pipeline.inference.names import field_slug, table_slug

# What pip installs for a stranger: a released version, or an address with a commit; no folder of this machine.
RELEASE = re.compile(r"passerelle==\d[\w.!+-]*")
ADDRESS = re.compile(r"(?:passerelle @ )?(git\+(?:https|ssh)://\S+@\w[\w./-]*|https://\S+)")
HOST_OF_THIS_MACHINE = re.compile(r"://(?:[^/@]*@)?(?:localhost|127\.|\[::1\])")
EXAMPLES = ("bridges",)


@dataclass(frozen=True)
class Plan:
    """A new registry. `title`, `table` and `languages` are for one of its own; `example` or `files` instead of `table`.

    `requirement`: what pip installs the program from; None where that is unknown.
    """

    name: str
    title: str
    languages: tuple[DataLanguage, ...]
    table: str
    requirement: str | None
    example: str | None = None
    files: tuple[Path, ...] = ()


def check_name(name: str) -> str:
    """The name of a registry. Raises UserError, with a name near it, where no package can be called so."""
    if not FILE_NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "-", fold_text(name)).strip("-") or "my-registry"
        raise UserError("fault-registry-name", name=name, near=near)
    return name


def check_table(name: str) -> str:
    """The name of a table. Raises UserError, with a name near it, where no table can be called so."""
    near = table_of_name(name)
    if near != name:
        raise UserError("fault-table-name", name=name, near=near)
    return name


def table_of_name(name: str) -> str:
    """The table that a registry is asked to begin with, from the name of the registry."""
    return table_slug(field_slug(name, 1))


def check_languages(text: str) -> tuple[DataLanguage, ...]:
    """Languages from their codes, separated by commas. Raises UserError for one in which no registry can be."""
    known = {lang: lang for lang in LANGUAGES}
    found: list[DataLanguage] = []
    for code in filter(None, (part.strip().lower() for part in text.split(","))):
        if code not in known:
            raise UserError("fault-registry-language", code=code, languages=", ".join(sorted(known)))
        if known[code] not in found:
            found.append(known[code])
    if not found:
        raise UserError("fault-registry-language", code=text, languages=", ".join(sorted(known)))
    return tuple(found)


def check_requirement(text: str) -> str:
    """What pip installs the program from, as pip writes it. Raises UserError for what a stranger cannot install."""
    text = text.strip()
    if RELEASE.fullmatch(text):
        return text
    address = ADDRESS.fullmatch(text)
    if address is None or HOST_OF_THIS_MACHINE.search(text):
        raise UserError("fault-requirement", given=text)
    return f"passerelle @ {address[1]}"


def own_language(lang: Language) -> DataLanguage:
    """The language of a registry whose author reads messages in `lang`."""
    return next((known for known in LANGUAGES if known == lang), "en")


def check_example(name: str) -> str:
    """The name of an example. Raises UserError for one that there is not."""
    if name not in EXAMPLES:
        raise UserError("fault-example", name=name, examples=", ".join(EXAMPLES))
    return name


def files_of(first: Sequence[Path], more: Sequence[Path]) -> tuple[Path, ...]:
    """The files after --from: those that follow an option, and those that follow these. Raises UserError."""
    if more and not first:
        raise UserError("fault-files-without-from", file=str(more[0]))
    return (*first, *more)
