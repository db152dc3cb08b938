"""The differences as Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pipeline.core.i18n import Language, count, say
from pipeline.findings.markdown_escape import code, escape_markdown, named
from pipeline.findings.messages import render_finding

if TYPE_CHECKING:
    from pipeline.datapackage.diff import TableChanges
    from pipeline.datapackage.diff.difference import Difference

# Of each kind of change so many rows are shown; all are counted.
SHOWN = 50
SHOWN_VALUES = 6


def difference_lines(difference: Difference, lang: Language) -> Iterator[str]:
    """The differences in lines of Markdown: rows by table, facts, schemas, the version."""
    if difference.none:
        yield say(lang, "diff-none")
        return
    for table in difference.tables:
        yield from table_lines(table, lang)
    yield from fact_lines(difference, lang)
    if difference.described:
        names = ", ".join(map(code, difference.described))
        yield from (f"### {say(lang, 'diff-described')}", "", f"- ~ {names}", "")
    if difference.schemas:
        yield from (f"### {say(lang, 'diff-schemas')}", "")
        for finding in difference.schemas:
            words = render_finding(finding, lang)
            sign = "❗ " if finding.code == "breaking-change" else ""
            yield f"- {sign}{escape_markdown(words.message)} {escape_markdown(words.remedy)}"
        yield ""
    yield say(lang, "diff-version", old=difference.old_version, new=difference.proposed)


def changelog_lines(difference: Difference, lang: Language) -> Iterator[str]:
    """The same differences as nested lists for the entry of a changelog, without the version."""
    for line in difference_lines(difference, lang):
        if line.startswith("### "):
            yield f"- {line[4:]}"
        elif line.lstrip().startswith("- "):
            yield f"  {line}"


def first_lines(rows: Mapping[str, int], lang: Language) -> Iterator[str]:
    """The number of rows of each table in lines of Markdown, for the changelog entry of a first release."""
    for table, number in rows.items():
        if number:
            yield f"- {table}{say(lang, 'colon')}{count(lang, 'rows', number)}"


def table_lines(table: TableChanges, lang: Language) -> Iterator[str]:
    parts = [("added", table.added), ("removed", table.removed), ("changed", table.changed)]
    counted = ", ".join(count(lang, f"diff-{name}", len(rows)) for name, rows in parts if rows)
    yield from (f"### {named(table.table)}{say(lang, 'colon')}{counted}", "")
    for sign, rows in (("+", table.added), ("−", table.removed)):
        for row in rows[:SHOWN]:
            yield f"- {sign} {code(' '.join(row[name] for name in table.key) or '—')} {values(row, table.key)}".rstrip()
        yield from left_out(len(rows), lang)
    for change in table.changed[:SHOWN]:
        said = "; ".join(f"{named(name)} {cell(old)} → {cell(new)}" for name, (old, new) in change.values.items())
        yield f"- ~ {code(' '.join(change.key))} {said}"
    yield from left_out(len(table.changed), lang)
    yield ""


def left_out(number: int, lang: Language) -> Iterator[str]:
    if number > SHOWN:
        yield f"- … {count(lang, 'others', number - SHOWN)}"


def values(row: Mapping[str, str], key: tuple[str, ...]) -> str:
    """The first filled values of a row, besides its key."""
    filled = [(name, value) for name, value in row.items() if value and name not in key]
    said = ", ".join(f"{named(name)} {cell(value)}" for name, value in filled[:SHOWN_VALUES])
    return said + (", …" if len(filled) > SHOWN_VALUES else "")


def cell(value: str) -> str:
    short = value if len(value) <= 60 else value[:59] + "…"
    return code(short) if value else "∅"


def fact_lines(difference: Difference, lang: Language) -> Iterator[str]:
    """Facts read from texts, facts that came to have another evidence, and disagreements that are new."""
    read, gone = difference.statements
    lines = [f"- {count(lang, 'diff-read', len(read))}"] if read else []
    lines += [
        f"  - {say(lang, 'quoted', text=escape_markdown(row['quote']))} ({code(row['kind'])})" for row in read[:SHOWN]
    ]
    lines += [f"- {count(lang, 'diff-unread', len(gone))}"] if gone else []
    for (old, new), number in difference.evidence.items():
        states = {"old": named(old) or "—", "new": named(new) or "—"}
        lines.append(f"- {count(lang, 'diff-facts', number)}{say(lang, 'colon')}{states['old']} → {states['new']}")
    lines += [
        f"- ≠ {code(row['row'])} {named(row['field'])}: {cell(row['value'])} ≠ {cell(row['other_value'])}"
        for row in difference.disagreements[:SHOWN]
    ]
    if lines:
        yield from (f"### {say(lang, 'diff-evidence')}", "", *lines, "")


def difference_json(difference: Difference, lang: Language) -> str:
    """The differences as JSON, with the old and new values of each row."""
    shape = {
        "old_version": difference.old_version,
        "new_version": difference.new_version,
        "proposed_version": difference.proposed,
        "tables": [table.model_dump(mode="json") for table in difference.tables],
        "schemas": [
            {"breaking": finding.code == "breaking-change", "kind": finding.variant, "table": finding.details["table"]}
            | {"field": finding.field, "message": render_finding(finding, lang).message}
            for finding in difference.schemas
        ],
        "evidence": [{"old": old, "new": new, "facts": many} for (old, new), many in difference.evidence.items()],
        "statements_added": list(difference.statements[0]),
        "statements_removed": list(difference.statements[1]),
        "disagreements_added": list(difference.disagreements),
        "described": list(difference.described),
    }
    return json.dumps(shape, ensure_ascii=False, indent=2)
