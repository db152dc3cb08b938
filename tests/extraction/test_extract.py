"""Facts read from sentences of our own, in three languages; and texts that state none."""

from __future__ import annotations

import pytest

from tests.extraction.names import read


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "La douzième réunion de la Conférence des Parties à la CDB a eu lieu à Pyeongchang, en République de Corée, du 6 au 17 octobre 2014.",
            ("cbd", "cop", 12, "Pyeongchang", "KR", "2014-10-06", "2014-10-17", "held"),
        ),
        (
            "La COP 17 de la CITES se tiendra à Johannesburg (Afrique du Sud) du 24 septembre au 5 octobre 2016.",
            ("cites", "cop", 17, "Johannesburg", "ZA", "2016-09-24", "2016-10-05", "planned"),
        ),
        (
            "The eleventh meeting of the Conference of the Parties to the CMS was held in Quito, Ecuador, from 4 to 9 November 2014.",
            ("cms", "cop", 11, "Quito", "EC", "2014-11-04", "2014-11-09", "held"),
        ),
        (
            "UNCCD COP 14 took place in New Delhi, India, 2-13 September 2019.",
            ("unccd", "cop", 14, "New Delhi", "IN", "2019-09-02", "2019-09-13", "held"),
        ),
        (
            "La COP 12 de Ramsar se celebró en Punta del Este, Uruguay, del 1 al 9 de junio de 2015.",
            ("ramsar", "cop", 12, "Punta del Este", "UY", "2015-06-01", "2015-06-09", "held"),
        ),
        (
            "La XIIe réunion de la Conférence des Parties à la CDB, à Pyeongchang, en octobre 2014.",
            ("cbd", "cop", 12, "Pyeongchang", None, "2014-10", "2014-10", None),
        ),
        (
            "CP70 (70th meeting of the Standing Committee of CITES) was held in Geneva, Switzerland, in October 2018.",
            ("cites", "sc", 70, "Geneva", "CH", "2018-10", "2018-10", "held"),
        ),
    ],
)
def test_meetings(text: str, fields: tuple[object, ...]) -> None:
    (said,) = (statement for statement in read(text) if statement.kind == "meeting")
    found = (
        said.get("agreement"),
        said.get("body"),
        said.get("number"),
        said.get("city"),
        said.get("country"),
        said.get("start_date"),
        said.get("end_date"),
        said.get("status"),
    )
    assert found == fields


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Le secrétariat de la CITES est situé à Genève.", "Genève"),
        ("The CMS Secretariat is based in Bonn, Germany.", "Bonn"),
        ("La secretaría de la CDB tiene su sede en Montreal.", "Montreal"),
    ],
)
def test_seats(text: str, city: str) -> None:
    assert [one.get("city") for one in read(text) if one.kind == "seat"] == [city]


@pytest.mark.parametrize(
    "text",
    [
        "La CDB a un secrétariat. À sa deuxième réunion, la Conférence a confié au PNUE la responsabilité du secrétariat.",
        "The CBD needs a secretariat. At its second meeting, the functions of the secretariat were entrusted to UNEP.",
    ],
)
def test_hosts(text: str) -> None:
    (said,) = (one for one in read(text) if one.kind == "host")
    assert (said.get("agreement"), said.get("host")) == ("cbd", "unep")


def test_partners_in_a_list_under_a_sentence() -> None:
    text = (
        "Le secrétariat de la CDB a conclu des mémoires de coopération avec :\n"
        "- la Convention de Carthagène ;\n- la CITES ;\n- la Convention de Ramsar.\n"
    )
    said = [one for one in read(text) if one.kind == "cooperation"]
    assert [one.get("partner") for one in said] == ["cartagena-convention", "cites", "ramsar"]
    assert {one.get("instrument") for one in said} == {"memorandum of cooperation"}


def test_cartagena_is_three_things() -> None:
    text = "The fourth COP-MOP of the Cartagena Protocol met in Bonn, Germany, in May 2008. COP 1 of the CBD met in Nassau."
    assert {one.get("agreement") for one in read(text) if one.kind == "meeting"} == {"cartagena-protocol", "cbd"}
    (convention,) = read("La Convention de Carthagène est entrée en vigueur le 11 octobre 1986.")
    assert (convention.get("agreement"), convention.kind, convention.get("date")) == (
        "cartagena-convention",
        "entry_into_force",
        "1986-10-11",
    )


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("La CITES est entrée en vigueur le 1er juillet 1975.", "entry_into_force", "1975-07-01"),
        ("The CBD entered into force on 29 December 1993.", "entry_into_force", "1993-12-29"),
        ("El CDB entró en vigor el 29 de diciembre de 1993.", "entry_into_force", "1993-12-29"),
        ("The CBD was opened for signature on 5 June 1992.", "opening_for_signature", "1992-06-05"),
        ("La CMS a été adoptée à Bonn le 23 juin 1979.", "adoption", "1979-06-23"),
    ],
)
def test_what_happened_to_an_agreement(text: str, kind: str, date: str) -> None:
    assert [(one.kind, one.get("date")) for one in read(text)] == [(kind, date)]


def test_members_and_counts() -> None:
    (count,) = read("La CITES compte 184 Parties.")
    assert (count.kind, count.get("agreement"), count.get("count")) == ("membership", "cites", 184)
    (act,) = read("La France a ratifié la CDB le 1er juillet 1994.")
    assert (act.get("party"), act.get("action"), act.get("date")) == ("FR", "ratification", "1994-07-01")


def test_a_paragraph_printed_twice_gives_each_fact_once() -> None:
    text = "Le secrétariat de la CITES est situé à Genève.\n"
    (said,) = [statement for statement in read(text * 2) if statement.kind == "seat"]
    assert said.span[1] <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Faites revenir les oignons à feu doux, puis ajoutez 200 g de riz. Servez le 14 juillet.",
        "Les Bleus ont gagné 3 à 1 à Marseille le 12 juin 2016 devant 60 000 spectateurs.",
        "The council met in Geneva on 3 May 2019 and adopted its budget.",
        "El ministro viajó a Madrid del 3 al 5 de marzo para firmar un acuerdo comercial.",
        "Le tribunal, siégeant à Montréal, a rendu son arrêt le 4 novembre 2014.",
        "",
    ],
)
def test_texts_about_other_things_say_nothing(text: str) -> None:
    assert read(text) == ()
