"""`add sources`: gives a registry the tables by which its facts name their sources, and those of what its texts say.

The tables are those of the example, in the languages of the registry, without what only the example has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import Rewrite, replace_files
from pipeline.core.i18n import DataLanguage
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.program_paths import example_folder
from pipeline.inference.render import entries, item, translations
from pipeline.registry.contract import Contract, load_contract
from pipeline.registry.contract_models import ROW_EVIDENCE
from pipeline.registry.roles import Role
from pipeline.registry.statements import HEAD, TAIL

EXAMPLE = "bridges"
ADDED: tuple[Role, ...] = (
    *("sources", "citations", "corrections", "disagreements"),
    *("evidence", "statements", "statement_outcomes"),
)
TRANSLATED = ("title", "description")
# The lines of schemas/package.yaml below which names of tables and roles stand.
TABLES = re.compile(r"^tables:[ \t]*(?:#.*)?\n(?:(?:[ \t]+\S.*)?\n)*(?:[ \t]+\S.*)?", re.MULTILINE)
ROLES = re.compile(r"^roles:[ \t]*(?:#.*)?$", re.MULTILINE)
INLINE_ROLES = re.compile(r"^roles:[ \t]*[^\s#]", re.MULTILINE)


def add_tables(root: Path, facts: Sequence[str]) -> list[str]:
    """Adds the tables of sources, citations and what texts say to a registry; returns the files that were written.

    `facts`: tables whose rows are to say whether sources say their facts. Raises PasserelleError where a table is there
    already, or where a file is not written in a form that can be added to; nothing is written then.
    """
    contract = load_contract(root)
    taken = next((role for role in ADDED if role in contract.tables or contract.table_of_role(role)), None)
    if taken is not None:
        raise UserError("fault-table-there", table=taken)
    files = dict(new_files(contract))
    files["schemas/package.yaml"] = with_roles(root / "schemas" / "package.yaml")
    for table in facts:
        files |= with_evidence(contract, table)
    with translate_os_errors(root):
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
    replace_files([Rewrite(root / name, text.encode("utf-8")) for name, text in files.items()])
    return list(files)


def new_files(contract: Contract) -> Iterator[tuple[str, str]]:
    """The schemas of roles, the vocabularies that they use, and files of rows without a row."""
    for role in ADDED:
        schema = read_schema(role)
        if role == "statements":
            without_own_columns(schema)
        yield f"schemas/tables/{role}.yaml", schema_text(schema, contract.languages)
        for field in schema["fields"]:
            name = field.get("vocabulary")
            file = f"schemas/vocabularies/{name}.csv"
            if name is not None and not (contract.root / file).exists():
                yield file, (example_folder(EXAMPLE) / file).read_text(encoding="utf-8")
        rows = schema.get("path", f"raw/tables/{role}.csv")
        if schema["source"] != "computed" and not (contract.root / rows).exists():
            yield rows, ",".join(one["name"] for one in schema["fields"] if not one.get("computed")) + "\n"


def read_schema(role: Role) -> dict[str, Any]:
    path = example_folder(EXAMPLE) / "schemas" / "tables" / f"{role}.yaml"
    schema: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return schema


def without_own_columns(schema: dict[str, Any]) -> None:
    """Takes away what the statements of the example say: each registry has columns of its own."""
    schema["fields"] = [field for field in schema["fields"] if field["name"] in (*HEAD, *TAIL)]
    schema["foreignKeys"] = [key for key in schema["foreignKeys"] if key["reference"]["resource"] == "sources"]
    for field in schema["fields"]:
        if field["name"] == "kind":
            del field["vocabulary"]


def schema_text(schema: Mapping[str, Any], languages: Sequence[DataLanguage]) -> str:
    """A schema in YAML, in the languages of a registry."""
    head = {key: value for key, value in spoken(schema, languages).items() if key != "fields"}
    lines = [*entries(head, 0), "fields:"]
    for field in schema["fields"]:
        lines += item(spoken(field, languages), 2)
    return "\n".join(lines) + "\n"


def spoken(titled: Mapping[str, Any], languages: Sequence[DataLanguage]) -> dict[str, Any]:
    """What is titled, in these languages alone."""
    found: dict[str, Any] = {}
    for key, value in titled.items():
        if key in TRANSLATED:
            found |= translations(key, languages, partial(in_language, titled, key))
        elif not key.startswith(tuple(f"{one}_" for one in TRANSLATED)):
            found[key] = value
    return found


def in_language(titled: Mapping[str, Any], key: str, lang: DataLanguage) -> str:
    return str(titled[key if lang == "en" else f"{key}_{lang}"])


def with_roles(path: Path) -> str:
    """schemas/package.yaml with these tables and roles. Raises UserError where it is written otherwise than by init."""
    text = path.read_text(encoding="utf-8")
    listed = "".join(f"  {role}: {{}}\n" for role in ADDED)
    played = "".join(f"  {role}: {role}\n" for role in ADDED)
    if not TABLES.search(text) or INLINE_ROLES.search(text):
        raise UserError("fault-package-form", tables=", ".join(ADDED))
    if ROLES.search(text):
        text = ROLES.sub(lambda match: f"{match[0]}\n{played.rstrip()}", text, count=1)
    else:
        text = f"{text.rstrip()}\n\nroles:\n{played}"
    return TABLES.sub(lambda match: f"{match[0].rstrip()}\n{listed}\n", text, count=1).rstrip() + "\n"


def with_evidence(contract: Contract, table: str) -> dict[str, str]:
    """The schema of a table with the computed field that says whether sources say its facts, and its vocabulary."""
    if table not in contract.typed_tables:
        raise UserError("fault-no-typed-table", table=table, tables=", ".join(contract.typed_tables))
    name = f"schemas/tables/{table}.yaml"
    text = (contract.root / name).read_text(encoding="utf-8")
    if any(field.name == ROW_EVIDENCE for field in contract.tables[table].fields):
        raise UserError("fault-field-there", table=table, field=ROW_EVIDENCE)
    field = next(one for one in read_schema_of_facts()["fields"] if one["name"] == ROW_EVIDENCE)
    added = "\n".join(item(spoken(field, contract.languages), 2))
    longer = f"{text.rstrip()}\n{added}\n"
    if not is_last_field(longer):
        raise UserError("fault-schema-form", file=name)
    found = {name: longer}
    vocabulary = f"schemas/vocabularies/{field['vocabulary']}.csv"
    if not (contract.root / vocabulary).exists():
        found[vocabulary] = (example_folder(EXAMPLE) / vocabulary).read_text(encoding="utf-8")
    return found


def read_schema_of_facts() -> dict[str, Any]:
    path = example_folder(EXAMPLE) / "schemas" / "tables" / "bridges.yaml"
    schema: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return schema


def is_last_field(text: str) -> bool:
    """Whether what was added to the end of a schema is the last of its fields."""
    try:
        schema = yaml.safe_load(text)
        return bool(schema["fields"][-1]["name"] == ROW_EVIDENCE)
    except (yaml.YAMLError, LookupError, TypeError):
        return False
