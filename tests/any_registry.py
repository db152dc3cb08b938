"""Registries of other fields, made from a few lines: a table of trees, and bridges with sources and facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

# A field in short: its name, then what else is said of it than a title, a description and an example.
Short = str | tuple[str, Mapping[str, Any]]
REQUIRED = {"constraints": {"required": True}}
COMPUTED = {"computed": True}


def write_registry(
    root: Path, tables: Mapping[str, Mapping[str, Any]], rows: Mapping[str, str], **package: Any
) -> Path:
    """A registry in `root`: its tables, and the text of each file of raw/ by its path there; returns `root`."""
    described = {
        "name": "example",
        "title": "Example",
        "description": "A registry of a test.",
        "version": "0.1.0",
        "languages": ["en"],
        "licenses": [{"name": "CC0-1.0"}],
        "contributors": [{"title": "Somebody"}],
        "tables": {name: {} for name in tables},
        **package,
    }
    write_yaml(root / "schemas" / "package.yaml", described)
    for name, schema in tables.items():
        write_yaml(root / "schemas" / "tables" / f"{name}.yaml", schema)
    (root / "raw").mkdir()
    for path, text in rows.items():
        write(root / "raw" / path, text)
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_yaml(path: Path, data: object) -> None:
    # By way of JSON: the same object twice would be an alias, which schemas may not have.
    write(path, yaml.safe_dump(json.loads(json.dumps(data)), sort_keys=False, allow_unicode=True, width=200))


def table(*fields: Short, key: Sequence[str] = ("id",), source: str = "typed", **more: Any) -> dict[str, Any]:
    """A schema of text fields; the key is required."""
    return {
        "title": "Table",
        "description": "One row is a thing.",
        "source": source,
        "primaryKey": list(key),
        **more,
        "fields": [field(one, key) for one in fields],
    }


def field(short: Short, key: Sequence[str]) -> dict[str, Any]:
    name, more = (short, {}) if isinstance(short, str) else short
    needed = REQUIRED if name in key else {}
    said = {"title": name.capitalize(), "description": "What it holds.", "example": "x"}
    return {"name": name, "type": "string", **said, **needed, **more}


def refers(own: str, resource: str) -> dict[str, Any]:
    return {"fields": [own], "reference": {"resource": resource, "fields": ["id"]}}


def trees(root: Path) -> Path:
    """One table, nothing else: no source, no vocabulary, no rule."""
    schema = table("id", "species", ("height", {"type": "number", "example": 12}))
    return write_registry(root, {"trees": schema}, {"tables/trees.csv": "id,species,height\noak-1,oak,12\n"})


TARGET = ("table", "row", "field")
LABELS = "code,label_fr,label_en,label_es,aliases,definition,source\n"
# Roles that other names than those of the roles play.
ROLES = {
    "sources": "papers",
    "citations": "quotations",
    "corrections": "decisions",
    "disagreements": "disputes",
    "evidence": "proofs",
    "statements": "sayings",
    "statement_outcomes": "meetings_of_sayings",
    "links": "addresses",
}
EVIDENCE = {"vocabulary": "proof", **COMPUTED}
SAYING = ("id", "source_id", "lang", "kind", "bridge", "day", "length", "span", "quote", "evidence", "rule")
BRIDGES: Mapping[str, Mapping[str, Any]] = {
    "bridges": table(
        "id",
        ("name", REQUIRED),
        ("opened", {"normalise": "date", "rdfType": "http://id.loc.gov/datatypes/edtf/EDTF-level1", "example": "1779"}),
        ("length", {"type": "integer", "example": 60}),
        ("state", {"vocabulary": "states", "normalise": "name", "example": "open"}),
        ("note", {"cited": False}),
        ("evidence", {"vocabulary": "proof", **COMPUTED, "example": "sourced"}),
        names=["name"],
    ),
    "papers": table("id", "title", "url", "file", "lang", "sha256"),
    "quotations": table(
        *TARGET,
        "source_id",
        ("value", {"normalise": "cited"}),
        source="both",
        key=(*TARGET, "source_id", "value"),
        foreignKeys=[refers("source_id", "papers")],
    ),
    "decisions": table(
        *TARGET,
        "source_id",
        ("source_value", {"normalise": "cited"}),
        ("value", {"normalise": "cited"}),
        key=(*TARGET, "source_id", "source_value"),
    ),
    "disputes": table(
        "id", *TARGET, "value", "source_id", "other_value", "other_source_id", "state", source="computed"
    ),
    "proofs": table(*TARGET, ("evidence", EVIDENCE), key=TARGET, source="computed"),
    "sayings": table(*((name, COMPUTED) for name in SAYING), source="computed"),
    "meetings_of_sayings": table(
        *((name, COMPUTED) for name in ("id", "statement_id", "outcome", "table", "row")), source="computed"
    ),
    "addresses": table("source_id", "url", "state", "checked_date", "alive_date", key=("source_id",)),
}
VOCABULARIES = {
    "states": ("open,ouvert,open,abierto,,Traffic passes.,", "closed,fermé,closed,cerrado,,No traffic passes.,"),
    "proof": tuple(
        f"{one},{one},{one},{one},,It is so.," for one in ("sourced", "partly-sourced", "unsourced", "in-disagreement")
    ),
}
OPENING = {
    "fields": {
        "bridge": {"holds": "row", "table": "bridges", "required": True},
        "day": {"holds": "date"},
        "length": {"holds": "number"},
    },
    "meets": [
        {
            "table": "bridges",
            "find": [{"where": {"id": "{bridge}"}}],
            "values": {"opened": "{day}", "length": "{length}"},
        }
    ],
}
RULE = """-- severity: warning
-- title: Short bridge
-- title_fr: Pont court
-- title_es: Puente corto
-- message: "{id} is {length} m long."
-- message_fr: "{id} a {length} m."
-- message_es: "{id} tiene {length} m."
-- remedy: Measure it.
-- remedy_fr: Le mesurer.
-- remedy_es: Medirlo.
SELECT _file, _line, id, length FROM bridges WHERE length < 10
"""
ROWS = {
    "tables/bridges.csv": "id,name,opened,length,state,note\niron,The Iron Bridge,1781,60,open,\n",
    "tables/papers.csv": "id,title,url,file,lang\nleaflet,A leaflet,https://example.org/leaflet,leaflet.txt,en\n",
    "tables/quotations.csv": (
        "table,row,field,source_id,value\n"
        "bridges,iron,opened,leaflet,1 January 1781\n"
        "bridges,iron,state,leaflet,closed\n"
    ),
    "tables/decisions.csv": "table,row,field,source_id,source_value,value\n",
    "tables/addresses.csv": "source_id,url,state,checked_date,alive_date\n",
    "texts/leaflet.txt": "The Iron Bridge was opened on 1 January 1781.\n",
}


def bridges(root: Path) -> Path:
    """Bridges with a vocabulary, a rule, a text, a kind of statement; tables of other names play the roles."""
    write_registry(root, BRIDGES, ROWS, roles=ROLES)
    for name, lines in VOCABULARIES.items():
        write(root / "schemas" / "vocabularies" / f"{name}.csv", LABELS + "".join(f"{line}\n" for line in lines))
    write(root / "schemas" / "rules" / "short-bridge.sql", RULE)
    write_yaml(root / "schemas" / "statements" / "opening.yaml", OPENING)
    return root
