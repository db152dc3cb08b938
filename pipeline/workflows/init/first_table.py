"""The smallest registry: one table of three fields, with comments that say what everything is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.core.i18n import DataLanguage, Language, say
from pipeline.inference.render import comment, entries, item, translations
from pipeline.workflows.init.plan import Plan

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
ID = {"required": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"}
# The fields of the first table, each with what else is said of it.
FIELDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("id", {"constraints": ID}),
    ("name", {"constraints": {"required": True}}),
    ("note", {}),
)


def package_text(plan: Plan, tables: Sequence[str], lang: Language) -> str:
    """schemas/package.yaml of a new registry."""
    titles = translations("title", plan.languages, lambda _: plan.title)
    described = translations("description", plan.languages, lambda one: say(one, "init-described", title=plan.title))
    said = Said(lang)
    lines = [
        *said("head"),
        *entries({"name": plan.name, **titles, **described, "version": "0.1.0"}, 0),
        *said("languages"),
        *entries({"languages": list(plan.languages)}, 0),
        *said("licence"),
        "licenses:",
        *item(LICENCE, 2),
        *said("contributors"),
        "contributors:",
        *item({"title": plan.title, "roles": ["publisher"]}, 2),
        *said("tables"),
        "tables:",
        *(f"  {table}: {{}}" for table in tables),
    ]
    return text_of(lines)


def table_text(plan: Plan, lang: Language) -> str:
    """schemas/tables/<table>.yaml of the first table."""
    said = Said(lang)
    title = plan.table.replace("_", " ").capitalize()
    lines = [
        *said("table", table=plan.table),
        *entries(translations("title", plan.languages, lambda _: title), 0),
        *entries(translations("description", plan.languages, lambda one: say(one, "init-row")), 0),
        *said("typed"),
        "source: typed",
        *said("names"),
        "names: [name]",
        *said("key"),
        "primaryKey: [id]",
        'missingValues: [""]',
        *said("fields"),
        "fields:",
    ]
    for name, more in FIELDS:
        lines += said(f"field-{name}", indent=2)
        lines += item(field(plan, name, more), 2)
    return text_of([*lines, *said("add-field", indent=2)])


def field(plan: Plan, name: str, more: dict[str, Any]) -> dict[str, Any]:
    def words(part: str) -> Callable[[DataLanguage], str]:
        return lambda lang: say(lang, f"init-{part}-{name}")

    titles = {**translations("title", plan.languages, words("title"))}
    described = translations("description", plan.languages, words("holds"))
    example = say(plan.languages[0], f"init-first-{name}")
    return {"name": name, "type": "string", **titles, **described, "example": example, **more}


def rows_text(plan: Plan) -> str:
    """raw/tables/<table>.csv: two rows to be replaced, in the first language of the registry."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([name for name, _ in FIELDS])
    writer.writerows(
        [say(plan.languages[0], f"init-{which}-{name}") for name, _ in FIELDS] for which in ("first", "second")
    )
    return written.getvalue()


class Said:
    """Comments of YAML in a language, by the end of their key; an empty line parts them from what is above."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.begun = False

    def __call__(self, key: str, indent: int = 0, **values: str) -> Iterator[str]:
        if self.begun and not indent:
            yield ""
        self.begun = True
        yield from comment(say(self.lang, f"init-{key}", **values), indent)


def text_of(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
