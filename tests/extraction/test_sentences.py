"""What texts say in their own ways: sentences of our own for the ways that each language has, and for known traps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.registry.statements import Statement
from tests import yaml_of
from tests.extraction.names import read

SENTENCES = yaml_of(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
SHOWN = (
    "agreement", "body", "number", "part", "city", "country", "start_date", "end_date", "date", "status", "partner",
    "instrument", "host", "function", "party", "action", "count",
)  # fmt: skip


def brief(statement: Statement) -> str:
    """A statement on one line: its kind and the values that it has, in the order of SHOWN."""
    values = [
        f"{name}={value}"
        for name in SHOWN
        if (value := statement.get(name)) is not None and (name, value) != ("part", "0")
    ]
    return " ".join([statement.kind, *values])


def facts(text: str) -> list[str]:
    found = read(text)
    assert all(text[statement.span[0] : statement.span[1]] == statement.quote for statement in found)
    return [brief(statement) for statement in found]


@pytest.mark.parametrize(
    "case", [*SENTENCES["meetings"], *SENTENCES["others"], *SENTENCES["pieces"]], ids=lambda item: item["text"][:40]
)
def test_what_a_text_says(case: dict[str, Any]) -> None:
    assert sorted(facts(case["text"])) == sorted(case["said"])


@pytest.mark.parametrize("case", SENTENCES["several"], ids=lambda item: item["text"][:40])
def test_several_meetings_in_one_sentence(case: dict[str, Any]) -> None:
    found = facts(case["text"])
    for item in case["said"]:
        assert sum(all(part in fact.split() for part in item.split()) for fact in found) == 1, (item, found)


@pytest.mark.parametrize("text", SENTENCES["none"], ids=lambda item: item[:40])
def test_what_is_no_fact(text: str) -> None:
    assert facts(text) == []


def test_the_sentences_are_many_and_of_all_kinds() -> None:
    said = [item for cases in ("meetings", "others", "pieces") for case in SENTENCES[cases] for item in case["said"]]
    assert len(said) >= 70
    assert {item.split()[0] for item in said} == {
        "meeting", "seat", "host", "cooperation", "membership", "adoption", "signature", "opening_for_signature",
        "entry_into_force",
    }  # fmt: skip


def test_a_list_of_memoranda_under_headings() -> None:
    text = (
        "Convention on Biological Diversity\n\nMemorandum of Cooperation, 4 November 2011\n"
        "CBD-Ramsar Joint Work Plan 2011-2020\n\n"
        "Convention on Migratory Species\n\nRamsar/CMS Joint Work Plan 2012-2014\n"
        "Memorandum of Understanding, 18 February 1997\n"
        "Memorandum of Cooperation, 1 May 2000 (superseded)\n"
    )
    cooperation = "memorandum of cooperation"
    assert facts(text) == [
        "cooperation agreement=ramsar date=2011-11-04 partner=cbd instrument=memorandum of cooperation",
        "cooperation agreement=ramsar date=1997-02-18 partner=cms instrument=memorandum of understanding",
        "cooperation agreement=ramsar date=2000-05-01 status=superseded partner=cms instrument=" + cooperation,
    ]


def test_a_list_of_partners_and_of_tasks_under_a_sentence() -> None:
    partners = (
        "Le secrétariat de la CDB a conclu des mémoires de coopération avec :\n"
        "- la Convention de Carthagène ;\n- la CITES.\n"
    )
    assert facts(partners) == [
        "cooperation agreement=cbd partner=cartagena-convention instrument=memorandum of cooperation",
        "cooperation agreement=cbd partner=cites instrument=memorandum of cooperation",
    ]
    tasks = (
        "Les fonctions du Secrétariat de la CMS sont :\n"
        "- organiser les réunions de la COP ;\n- promouvoir l’échange d’informations.\n"
    )
    assert facts(tasks) == [
        "function agreement=cms function=meeting-servicing",
        "function agreement=cms function=information-exchange",
    ]


def test_several_conventions_are_kept_apart() -> None:
    text = (
        "La CITES est entrée en vigueur en 1975. La Convention compte 184 Parties.\n\n"
        "La CMS est entrée en vigueur en 1983. La Convention compte 133 Parties.\n"
    )
    assert facts(text) == [
        "entry_into_force agreement=cites date=1975", "membership agreement=cites count=184",
        "entry_into_force agreement=cms date=1983", "membership agreement=cms count=133",
    ]  # fmt: skip
