"""A proposal as people go on with it: a descriptor in YAML or JSON, or the schemas and vocabularies of a registry.

YAML has what is doubtful as comments, in the language of the reader. A comment is one line of text, folded: no cell of
a stranger ends it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.i18n import ENGLISH_FIRST, DataLanguage, Language, say
from pipeline.findings.unexpected import UNPRINTED
from pipeline.inference.model import Doubt, InferredField, InferredTable, Proposal

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
WIDTH = 112
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")
VOCABULARY_COLUMNS = ("code", "label_fr", "label_en", "label_es", "aliases", "definition", "source")
# What stands on lines of its own below its key; everything else is on one line.
BLOCKS = frozenset(["foreignKeys"])


class PackageNames:
    """Tables and fields are called as in the files. `own_table_is_named`: whether a reference to itself names it."""

    own_table_is_named = False

    def table(self, table: InferredTable) -> str:
        return table.name

    def field(self, field: InferredField) -> str:
        return field.name


class RegistryNames(PackageNames):
    """Tables and fields are called as a registry wants it."""

    own_table_is_named = True

    def table(self, table: InferredTable) -> str:
        return table.slug

    def field(self, field: InferredField) -> str:
        return field.slug


def package_json(proposal: Proposal) -> str:
    """The descriptor of all tables in JSON, which has no room for doubts."""
    return json.dumps(package(proposal), ensure_ascii=False, indent=2) + "\n"


def package(proposal: Proposal) -> dict[str, Any]:
    """The descriptor of all tables."""
    resources = [
        {**resource(one), "schema": {**schema_head(one, proposal, PackageNames()), "fields": [*map(field, one.fields)]}}
        for one in proposal.tables
    ]
    return {"$schema": PROFILE, "name": package_name(proposal), "resources": resources}


def package_name(proposal: Proposal) -> str:
    return proposal.tables[0].name if len(proposal.tables) == 1 else "package"


def resource(table: InferredTable) -> dict[str, Any]:
    """The resource of a table, without its schema."""
    encoding = {} if table.encoding == "utf-8" else {"encoding": table.encoding}
    compression = {"compression": table.compression} if table.compression else {}
    dialect = {"dialect": dict(table.dialect)} if table.dialect else {}
    return {
        "name": table.name,
        "type": "table",
        "path": relative_path(table.path)[0],
        "format": table.format,
        **encoding,
        **compression,
        **dialect,
    }


def relative_path(path: Path) -> tuple[str, bool]:
    """The path of a file as a descriptor in the current folder has it, and whether it has one: else its name alone."""
    try:
        found = Path(os.path.relpath(path))
    except (OSError, ValueError):
        return path.name, False
    return (path.name, False) if ".." in found.parts else (found.as_posix(), True)


def schema_head(table: InferredTable, proposal: Proposal, names: PackageNames) -> dict[str, Any]:
    """Keys, references and missing values of a schema."""
    tables = {one.name: one for one in proposal.tables}

    def named(of: InferredTable, fields: Sequence[int]) -> list[str]:
        return [names.field(of.fields[at]) for at in fields]

    found: dict[str, Any] = {}
    if table.primary_key:
        found["primaryKey"] = named(table, table.primary_key)
    several = [named(table, one) for one in table.unique_keys if len(one) > 1]
    found |= {"uniqueKeys": several} if several else {}
    keys = []
    for one in table.references:
        target = tables[one.table or table.name]
        other = {"resource": names.table(target)} if one.table or names.own_table_is_named else {}
        reference = {**other, "fields": named(target, one.theirs)}
        keys.append({"fields": named(table, one.fields), "reference": reference})
    found |= {"foreignKeys": keys} if keys else {}
    return found | ({"missingValues": list(table.missing_values)} if table.missing_values != ("",) else {})


def field(one: InferredField) -> dict[str, Any]:
    """A field as a Table Schema has it."""
    titled = {"title": one.label} if one.label and one.label != one.name else {}
    constraints = {"constraints": dict(one.constraints)} if one.constraints else {}
    return {"name": one.name, **titled, **one.properties, **constraints}


def package_yaml(proposal: Proposal, lang: Language) -> str:
    """The descriptor of all tables in YAML, with doubts as comments."""
    lines = [*comment(say(lang, "infer-head"), 0), f"$schema: {PROFILE}", f"name: {scalar(package_name(proposal))}"]
    lines.append("resources:")
    for table in proposal.tables:
        lines += table_comments(table, lang, 2)
        if not relative_path(table.path)[1]:
            lines += doubt_lines([Doubt("outside", {"file": table.path.name})], lang, 2)
        lines += item(resource(table), 2)
        lines.append("    schema:")
        lines += entries(schema_head(table, proposal, PackageNames()), 6)
        lines.append("      fields:" if table.fields else "      fields: []")
        for one in table.fields:
            lines += doubt_lines(one.doubts, lang, 8)
            lines += item(field(one), 8)
    return "\n".join(lines) + "\n"


def registry_files(
    proposal: Proposal, lang: Language, languages: Sequence[DataLanguage] = ENGLISH_FIRST
) -> dict[str, str]:
    """The files of a registry's contract by their paths: schemas/tables/<table>.yaml and the vocabularies of fields.

    `lang`: of the comments; `languages`: of the registry.
    """
    found: dict[str, str] = {}
    for table in map(without_doubled_lists, proposal.tables):
        found[f"schemas/tables/{table.slug}.yaml"] = registry_table(table, proposal, lang, languages)
        for one in table.fields:
            if "enum" in one.constraints:
                found[f"schemas/vocabularies/{vocabulary_name(table, one)}.csv"] = vocabulary(one)
    return found


def without_doubled_lists(table: InferredTable) -> InferredTable:
    """The table without a list of values where a column refers to rows: they are the list."""
    referring = {at for one in table.references for at in one.fields}
    fields = (
        replace(one, constraints={key: value for key, value in one.constraints.items() if key != "enum"})
        if at in referring
        else one
        for at, one in enumerate(table.fields)
    )
    return replace(table, fields=tuple(fields))


def registry_table(table: InferredTable, proposal: Proposal, lang: Language, languages: Sequence[DataLanguage]) -> str:
    """The schema of a table in the form of a registry."""
    lines = [*comment(say(lang, "infer-registry"), 0), *table_comments(table, lang, 0)]
    lines += entries(titles(table.name, languages), 0)
    lines.append("source: typed")
    head = schema_head(table, proposal, RegistryNames())
    lines += entries({"missingValues": [""], **head} if "missingValues" not in head else head, 0)
    lines.append("fields:" if table.fields else "fields: []")
    for one in table.fields:
        lines += doubt_lines(one.doubts, lang, 2)
        lines += item(registry_field(table, one, languages), 2)
    return "\n".join(lines) + "\n"


def registry_field(table: InferredTable, one: InferredField, languages: Sequence[DataLanguage]) -> dict[str, Any]:
    """A field in the form of a registry: titles, descriptions to be written, an example, a vocabulary for a list."""
    constraints = {key: value for key, value in one.constraints.items() if key != "enum"}
    found = {"name": one.slug, **one.properties, **titles(one.label or one.slug, languages)}
    found |= {"example": example(one)} if one.example is not None else {"example": say("en", "infer-no-example")}
    found |= {"constraints": constraints} if constraints else {}
    return found | ({"vocabulary": vocabulary_name(table, one)} if "enum" in one.constraints else {})


def titles(label: str, languages: Sequence[DataLanguage]) -> dict[str, str]:
    """Titles in all languages of a registry, and descriptions that somebody has to write."""
    described = translations("description", languages, lambda lang: say(lang, "infer-describe", name=label))
    return {**translations("title", languages, lambda _: label), **described}


def translations(name: str, languages: Sequence[DataLanguage], text: Callable[[DataLanguage], str]) -> dict[str, str]:
    """A property in the languages of a registry: `title` in English and `title_fr`, or `title` in its only language."""
    if len(languages) == 1:
        return {name: text(languages[0])}
    others = [lang for lang in ENGLISH_FIRST if lang in languages and lang != "en"]
    return {name: text("en"), **{f"{name}_{lang}": text(lang) for lang in others}}


def example(one: InferredField) -> Any:
    """A value of the data, as a number where it is one."""
    text = one.example or ""
    is_number = one.properties["type"] in ("integer", "number") and PLAIN_NUMBER.fullmatch(text)
    return text if not is_number else float(text) if "." in text else int(text)


def vocabulary_name(table: InferredTable, one: InferredField) -> str:
    return f"{table.slug}-{one.slug}".replace("_", "-")


def vocabulary(one: InferredField) -> str:
    """The file of a vocabulary: each value is its own label until somebody writes a better one, and a definition."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(VOCABULARY_COLUMNS)
    for value in one.constraints["enum"]:
        writer.writerow([value, value, value, value, "", say("en", "infer-describe", name=value), ""])
    return written.getvalue()


def table_comments(table: InferredTable, lang: Language, indent: int) -> Iterator[str]:
    """What a table was proposed from, and what is doubtful about it."""
    yield from comment(say(lang, "infer-table", file=str(table.path), rows=table.rows), indent)
    yield from doubt_lines(table.doubts, lang, indent)


def doubt_lines(doubts: Iterable[Doubt], lang: Language, indent: int) -> Iterator[str]:
    for one in doubts:
        yield from comment(doubt_text(one, lang), indent)


def doubt_text(doubt: Doubt, lang: Language) -> str:
    """What is doubtful, and what to write if it is otherwise."""
    return say(lang, f"infer-{doubt.code}", **doubt.details)


def comment(text: str, indent: int) -> Iterator[str]:
    """A text as lines of a comment; what could end a line in it is shown by its number."""
    plain = UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    for line in textwrap.wrap(plain, WIDTH - indent, break_long_words=False, break_on_hyphens=False):
        yield f"{' ' * indent}# {line}"


def item(entry: Mapping[str, Any], indent: int) -> Iterator[str]:
    """An entry of a list: its keys below each other."""
    for at, line in enumerate(entries(entry, indent + 2)):
        yield f"{' ' * indent}- {line[indent + 2 :]}" if at == 0 else line


def entries(entry: Mapping[str, Any], indent: int) -> Iterator[str]:
    """The keys of a mapping, a line each."""
    for key, value in entry.items():
        if key in BLOCKS:
            yield f"{' ' * indent}{key}:"
            for one in value:
                yield from item(one, indent + 2)
        else:
            yield f"{' ' * indent}{key}: {scalar(value)}"


def scalar(value: Any) -> str:
    """A value on one line of YAML."""
    dumped = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    return dumped.removesuffix("\n").removesuffix("\n...")
