"""Texts of a registry of another field, read by its kinds of statements alone: bridges, and what happened to them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pipeline.extraction.declared_reader import DeclaredReader
from pipeline.extraction.reading import Reading
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statement_kinds import StatementKind
from pipeline.workflows.extract import registry_reading
from tests import ROOT

BRIDGES = ROOT / "examples" / "bridges"
# What the texts of the example say; the others say nothing that its kinds tell, or name no bridge.
SAID = {
    "20minutes-chevire": ["inauguration chevire-bridge 1991-04-27"],
    "epa-i-35w-collapse": [
        "collapse i-35w-mississippi-river-bridge 2007-08-01", "opening i-35w-mississippi-river-bridge 1967",
    ],
    "forthbridges-queensferry": ["opening queensferry-crossing 2017-08-30"],
    "france3-ile-de-re": ["opening ile-de-re-bridge 1988-05-19"],
    "france3-wilson-video": ["collapse wilson-bridge-tours 1978-04-09"],
    "francebleu-flaubert": ["opening gustave-flaubert-bridge 2008-09-25"],
    "jccbi-jacques-cartier-fr": [
        "opening jacques-cartier-bridge 1930-05-14", "inauguration jacques-cartier-bridge 1930-05-24",
    ],
    "mackinac-facts": ["opening mackinac-bridge 1957-11-01"],
    "nossenateurs-2496967": ["collapse morandi-bridge 2018-08-14"],
    "presidio-golden-gate": ["opening golden-gate-bridge 1937-05-27"],
    "simple-wikipedia-morandi": ["opening morandi-bridge 1967-09-04", "collapse morandi-bridge 2018-08-14"],
    "techno-science-tancarville": ["opening pont-de-tancarville 1959-07-02"],
    "tendanceouest-normandie": ["inauguration pont-de-normandie 1995-01-20"],
    "wikipedia-concorde": ["collapse concorde-overpass 2006-09-30"],
    "wikiplacemarks-tacoma": [
        "opening tacoma-narrows-bridge-1940 1940-07-01", "collapse tacoma-narrows-bridge-1940 1940-11-07",
    ],
    "wvnews-silver-bridge": ["collapse silver-bridge 1967-12-15"],
}  # fmt: skip


@cache
def reading() -> Reading:
    return registry_reading(BRIDGES, cache=False).reading


def facts(text: str) -> list[str]:
    found = reading().statements(text, "page", None)
    assert all(text[one.span[0] : one.span[1]] == one.quote for one in found)
    return [f"{one.kind} {one.get('bridge')} {one.get('date')}" for one in found]


@pytest.mark.parametrize("path", sorted((BRIDGES / "raw" / "texts").glob("*.txt")), ids=lambda path: path.stem)
def test_what_the_texts_of_the_example_say(path: object) -> None:
    name = getattr(path, "stem", "")
    text = (BRIDGES / "raw" / "texts" / f"{name}.txt").read_text(encoding="utf-8")
    assert facts(text) == SAID.get(name, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The Queen opened the Humber Bridge on 17 July 1981.", ["opening humber-bridge 1981-07-17"]),
        ("El puente de Normandía fue inaugurado el 20 de enero de 1995.", []),
        ("Le viaduc de Millau, mis en service le 16 décembre 2004, est long.", ["opening millau-viaduct 2004-12-16"]),
        ("Mis en service en 2004, le viaduc de Millau a été inauguré le 14 décembre 2004.", [
            "opening millau-viaduct 2004", "inauguration millau-viaduct 2004-12-14",
        ]),
        ("The Silver Bridge opened in 1928, the Golden Gate Bridge in 1937 and the Mackinac Bridge in 1957.", [
            "opening silver-bridge 1928", "opening golden-gate-bridge 1937", "opening mackinac-bridge 1957",
        ]),
        # Another bridge of which the name ends like one that is known, and one that nobody knows.
        ("The Tacoma Narrows Bridge opened on 1 July 1940.", []),
        ("The Silver Bridge is old. The bridge of Foo opened on 3 May 1950.", []),
        # Which of the two?
        ("The Silver Bridge did not collapse on 3 May 1966.", []),
        ("Rouvert le 3 mai 2007, le pont de Normandie est beau.", []),
        ("The report on the collapse of the Silver Bridge was published. On 3 May 1971 a hearing began.", []),
    ],
)  # fmt: skip
def test_what_sentences_of_our_own_say(text: str, said: list[str]) -> None:
    assert facts(text) == said


def test_why_a_sentence_gave_nothing() -> None:
    text = "The Silver Bridge was built on 3 May 1928. The Silver Bridge collapsed."
    (gap,) = reading().gaps(text, ())
    assert (gap.reason, text[gap.start : gap.end]) == ("gap-no-phrase", "The Silver Bridge was built on 3 May 1928.")


def kind(says: dict[str, Any]) -> StatementKind:
    fields = {
        "bridge": {"holds": "row", "table": "bridges"}, "who": {"holds": "row", "table": "firms"},
        "days": {"holds": "dates", "start": "from", "end": "until"}, "deaths": {"holds": "number"},
    }  # fmt: skip
    data = {"fields": fields, "says": {"theme": "bridge", "date": "days", **says}}
    return StatementKind.model_validate_json(json.dumps(data))


def test_days_agents_and_numbers_of_a_kind() -> None:
    inspection = kind({"agent": "who", "several_days": True, "words": {"en": ["inspected"]}})
    fall = kind({"active": "subject", "verbs": {"en": ["fell"]}, "numbers": {"deaths": {"en": ["people"]}}})
    names = [
        PrintedName("bridges", "iron", "Iron Bridge", None, "name"),
        PrintedName("firms", "smith", "Smith Ltd", None, "name"),
    ]
    known = DeclaredReader({"inspection": inspection, "fall": fall}).reading(names, {})
    text = (
        "The Iron Bridge was inspected by Smith Ltd from 3 to 5 May 2019. "
        "The Iron Bridge fell on 6 May 2019, killing 46 people."
    )
    assert [dict(one.values) for one in known.statements(text, "page", None)] == [
        {"bridge": "iron", "from": "2019-05-03", "until": "2019-05-05", "who": "smith"},
        {"bridge": "iron", "from": "2019-05-06", "until": "2019-05-06", "deaths": 46},
    ]
