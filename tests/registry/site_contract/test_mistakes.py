"""What schemas/site.yaml says that the tables cannot give is found when the contract is loaded, at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.i18n import MESSAGE_LANGUAGES
from pipeline.datapackage.documents import ContractError
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.registry.contract import load_contract

SITE = """\
menu: [meetings]
home:
  picture: sessions
pictures:
  sessions:
    kind: timeline
    list: meetings
    title: All meetings
    table: meetings
    lane: body_id.agreement_id
    date: start_date
  lanes:
    kind: chronology
    table: meetings
    lane: body_id
    date: start_date
periods:
  bound:
    table: membership_actions
    of: agreement_id
    who: country_code
    action: action
    date: date
    opens: [ratification]
tables:
  agreements:
    related:
      sessions: {rows: bodies.meetings, order: start_date}
    summary:
      - "{{ adoption_date }} {{ bound.open|plural('{n} state', '{n} states') }}"
    sections:
      - rows: sessions
        picture: lanes
  bodies:
    label: "{{ agreement_id }} {{ acronyms|first }}"
  meetings:
    label: "{{ body_id }} {{ number }}"
    columns:
      first:
        - path: meeting_places.city
          filter: meeting_places.country_code
      without: [note]
    filters: [city]
    calendar: {start: start_date, end: end_date, of: body_id.agreement_id}
"""


def findings(root: Path, text: str) -> tuple[Finding, ...]:
    """What is wrong with a registry that has this schemas/site.yaml."""
    (root / "schemas" / "site.yaml").write_text(text, encoding="utf-8")
    try:
        load_contract(root)
    except ContractError as error:
        return error.findings
    return ()


def test_a_site_that_the_tables_can_give_has_no_mistake(registry_at: Callable[[str], Path]) -> None:
    assert findings(registry_at("tiny"), SITE) == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "value", "suggestion"),
    [
        ("menu: [meetings]", "menu: [meeting]", "unknown-table", "meeting", "meetings"),
        ("  picture: sessions", "  picture: lanes", "unknown-picture", "lanes", None),
        ("    kind: timeline", "    kind: timelines", "choice", "kind", "timeline"),
        ("    list: meetings\n", "", "missing", "list", None),
        ("    date: start_date\n  lanes", "    date: status\n  lanes", "path-date", "status", None),
        ("    lane: body_id\n", "    lane: number\n", "path-rows", "number", None),
        ("    lane: body_id.agreement_id", "    lane: body_id.agreement", "path-unknown", "agreement", "agreement_id"),
        ("    who: country_code", "    who: country", "path-unknown", "country", "country_code"),
        ("rows: bodies.meetings", "rows: sessions", "path-circle", "sessions", None),
        ("rows: bodies.meetings", "rows: bodies.name_en", "path-rows", "bodies.name_en", None),
        ("order: start_date", "order: start_day", "path-unknown", "start_day", "start_date"),
        ("adoption_date }}", "adoption_date.year }}", "path-end", "adoption_date", None),
        ("adoption_date }}", "adopted }}", "path-unknown", "adopted", None),
        ("adoption_date }}", "adoption_date|shout }}", "unknown-filter", "shout", None),
        ("adoption_date }}", "adoption_date|years }}", "unknown-filter", "years", "year"),
        ("adoption_date }}", "adoption_date|to }}", "filter-arguments", "to", None),
        ("adoption_date }}", "adoption_date() }}", "template-forbidden", "call", None),
        ("adoption_date }}", "adoption_date }}{% for x in [1] %}{% endfor %}", "template-forbidden", "for", None),
        ("adoption_date }}", "adoption_date }}{% set x = 1 %}", "template-forbidden", "assign", None),
        ("adoption_date }}", "''.__class__ }}", "template-forbidden", "const", None),
        ("adoption_date }}", "actors[agreement_id].meetings }}", "path-unknown", "meetings", None),
        ("adoption_date }}", "adoption_date ", "template-syntax", None, None),
        ("        picture: lanes", "        picture: sessions", "unknown-picture", "sessions", None),
        ("{{ agreement_id }} {{ acr", "{{ meetings }} {{ acr", "label-circle", "bodies", None),
        ("path: meeting_places.city", "path: meeting_places.town", "path-unknown", "town", None),
        ("without: [note]", "without: [notes]", "unknown-field", "notes", "note"),
        ("filters: [city]", "filters: [town]", "unknown-field", "town", None),
        ("of: body_id.agreement_id}", "of: number}", "path-rows", "number", None),
        ("start: start_date,", "start: number,", "path-date", "number", None),
        ("    title: All meetings", "    title: {en: All, fr: Toutes}", "missing", "es", None),
        ("menu: [meetings]", "menus: [meetings]", "unknown-property", "menus", None),
        ("tables:\n", "tables:\n  meeting: {}\n", "unknown-table", "meeting", "meetings"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_line(
    registry_at: Callable[[str], Path], old: str, new: str, key: str, value: str | None, suggestion: str | None
) -> None:
    assert old in SITE
    text = SITE.replace(old, new, 1)
    found = findings(registry_at("tiny"), text)
    keyed = [finding for finding in found if finding.key == f"schema-error/{key}"]
    first = next((finding for finding in keyed if value in (None, finding.details["property"])), None)
    assert first is not None, found
    assert first.file == "schemas/site.yaml"
    assert first.suggestion == suggestion
    at = text.splitlines().index(next(line for line in new.splitlines() if line)) if new in text.splitlines() else None
    assert at is None or first.line == at + 1
    for lang in MESSAGE_LANGUAGES:
        said = render_finding(first, lang)
        assert "{property}" not in said.message
        assert said.remedy


def test_several_ways_from_one_table_to_another_must_be_told_apart(registry_at: Callable[[str], Path]) -> None:
    text = SITE + '  cities:\n    summary: ["{{ agreements.short_name }}"]\n'
    root = registry_at("tiny")
    (found,) = findings(root, text)
    assert (found.key, found.line) == ("schema-error/path-ambiguous", len(text.splitlines()))
    said = render_finding(found, "en")
    assert said.message == 'The table "agreements" refers to cities by several fields.'
    assert said.remedy == "Say by which field, for example agreements[adoption_city]."
    assert findings(root, text.replace("agreements.short", "agreements[adoption_city].short")) == ()


def test_the_words_of_a_mistake(registry_at: Callable[[str], Path]) -> None:
    (found,) = findings(registry_at("tiny"), SITE.replace("adoption_date }}", "adopted_on }}"))
    said = {lang: render_finding(found, lang) for lang in ("en", "fr", "es")}
    assert (
        said["en"].message == '"adopted_on" is neither a field of the table agreements nor a table that refers to it.'
    )
    assert said["fr"].message == (
        "«\u202fadopted_on\u202f» n’est ni un champ de la table agreements ni une table qui y renvoie."
    )
    assert said["es"].message == "«adopted_on» no es ni un campo de la tabla agreements ni una tabla que remita a ella."
