"""Lines for a terminal: the place, the line with its cell underlined, the mend; a mistake in many rows is told once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from pipeline.findings.formats.excerpts import Excerpts
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import render_report
from pipeline.findings.model import Finding, Outcome

FRENCH = """\
meetings.csv:2:1: erreur[type-error] «\u202f2014-11-36\u202f» n’est pas une date du calendrier au format AAAA-MM-JJ, \
le seul que le champ date accepte.
    2 │ 2014-11-36,Quito
      │ ^^^^^^^^^^
    remède Écrivez l’année, le mois et le jour, par exemple 2014-11-04.
    champ date, «\u202fDate d’ouverture\u202f»\u00a0: Le premier jour.
meetings.csv:3:12: erreur[constraint-error] «\u202fNairoby\u202f» n’est pas une valeur du champ city, qui accepte \
Quito, Nairobi.
    3 │ 2014-11-05,Nairoby
      │            ^^^^^^^
    remède Écrivez Nairobi.
    aussi aux lignes 4, 5
meetings.csv:6:2: erreur[constraint-error] «\u202f東京\u202f» n’est pas une valeur du champ city, qui accepte \
Quito, Nairobi.
    6 │ ,東京
      │  ^^^^
    remède Écrivez une de ces valeurs.
meetings.csv:7:1: erreur[missing-cell] La ligne a 1 cellule, l’en-tête 2.
    7 │ 2014-11-06
    remède Ajoutez les séparateurs qui manquent\u202f; une valeur inconnue est une cellule vide. Si la ligne se \
poursuit sur la suivante, mettez entre guillemets la cellule qui contient le saut de ligne.
Pour en savoir plus\u00a0: passerelle explain missing-cell
Non valide\u00a0: 6 erreurs, 0 avertissement dans 1 fichier, 6 lignes.
"""


def test_every_mistake_is_reported_with_its_line_and_fix(outcome: Outcome) -> None:
    assert render_report(Report(outcome, "fr")) == FRENCH


def test_the_same_mistake_in_many_rows_is_reported_once_and_counted(folder: Path) -> None:
    findings = tuple(
        Finding(code="type-error", variant="date", file="meetings.csv", line=line, column=1, field="date", value="x")
        for line in range(2, 52)
    )
    said = render_report(Report(Outcome(findings=findings), "en", folder))
    assert said.count("error[type-error]") == 1
    assert "also 49 more (50 in all): on lines 3, 4, 5, 6, 7, 8, 9, 10, …\n" in said


@pytest.mark.parametrize(
    ("line", "at", "value", "shown", "underlined"),
    [
        ("a,b,c", 3, "b", "a,b,c", "  ^"),
        ("a,,c", 3, "", "a,,c", "  ^"),
        ('a,"b ""c""",d', 3, 'b "c"', 'a,"b ""c""",d', "  ^^^^^^^^^"),
        ("日本,x", 4, "x", "日本,x", "     ^"),
        ("a\tb,\x1b[31m", 5, "\x1b[31m", "a b,␛[31m", "    ^^^^^"),
        ("\u202eevil,x", 7, "x", "·evil,x", "      ^"),
        ("e\u0301,x", 4, "x", "e\u0301,x", "  ^"),
    ],
)
def test_the_underline_stands_below_its_cell(
    tmp_path: Path, line: str, at: int, value: str, shown: str, underlined: str
) -> None:
    (tmp_path / "a.csv").write_text(f"{line}\n", encoding="utf-8", newline="")
    finding = Finding(code="type-error", file="a.csv", line=1, column=at, value=value)
    excerpt = Excerpts(tmp_path, [finding]).of(finding, 80)
    assert excerpt is not None
    assert (excerpt.text, " " * excerpt.indent + "^" * excerpt.width) == (shown, underlined)


@pytest.mark.parametrize("at", [1, 50, 500, 995])
def test_a_long_line_is_cut_around_its_cell(tmp_path: Path, at: int) -> None:
    (tmp_path / "a.csv").write_text("x" * (at - 1) + ",CELL," + "y" * (1_000 - at) + "\n", encoding="utf-8")
    finding = Finding(code="type-error", file="a.csv", line=1, column=at + 1, value="CELL")
    excerpt = Excerpts(tmp_path, [finding]).of(finding, 60)
    assert excerpt is not None
    assert cell_len(excerpt.text) <= 60
    assert excerpt.text[excerpt.indent : excerpt.indent + excerpt.width] == "CELL"


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\x00", b"PAR1....", b"PK\x03\x04...."])
def test_what_is_no_text_is_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    finding = Finding(code="type-error", file="a.csv", line=1, column=1, value="x")
    assert Excerpts(tmp_path, [finding]).of(finding, 80) is None


def test_errors_stand_last_next_to_the_verdict(folder: Path) -> None:
    warning = Finding(
        code="unsourced", severity="warning", file="z.csv", details={"count": 1, "total": 2, "table": "z"}
    )
    error = Finding(code="blank-row", file="a.csv", line=3, column=1)
    said = render_report(Report(Outcome(findings=(error, warning)), "en", folder))
    assert said.index("warning[unsourced]") < said.index("error[blank-row]")
