"""`passerelle extract` as people call it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.texts import many_texts
from pipeline.cli.main import passerelle
from pipeline.conventions.reader import ConventionsReader
from pipeline.core.files.cache import cache_put

SAID = "La COP 12 de la CDB s’est tenue à Pyeongchang (République de Corée) du 6 au 17 octobre 2014."
GAP = "La COP 12 de la Convention de Minamata s’est tenue à Genève le 3 mai 2014."


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))


def extract(*options: str | Path) -> Result:
    return CliRunner().invoke(passerelle, ["extract", *map(str, options)])


def test_statements_are_lines_of_json(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SAID, encoding="utf-8")
    done = extract(tmp_path / "page.txt")
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    said = json.loads(line)
    assert (said["agreement"], said["number"], said["quote"], said["source_id"]) == ("cbd", 12, SAID, "page")
    assert done.stderr == ""


def test_lines_to_read_say_the_fact_its_place_and_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"Bonjour.\n{SAID}\n", encoding="utf-8")
    done = extract(path, "--format", "text", "--explain", "--lang", "fr")
    assert done.stdout.splitlines() == [
        (
            f"{path}:2:1  meeting  agreement=cbd  body=cop  number=12  part=0  city=Pyeongchang  country=KR  "
            "start_date=2014-10-06  end_date=2014-10-17  status=held"
        ),
        f"    « {SAID} »",
        "    lu par meeting.cop",
    ]


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        ("en", "it names something that the registry does not have: Convention."),
        ("fr", "elle nomme quelque chose que le registre n’a pas\u00a0: Convention."),
        ("es", "nombra algo que el registro no tiene: Convention."),
    ],
)
def test_where_nothing_was_read_the_reason_is_reported(tmp_path: Path, lang: str, why: str) -> None:
    path = tmp_path / "page.txt"
    path.write_text(GAP, encoding="utf-8")
    done = extract(path, "--format", "text", "--explain", "--lang", lang)
    assert why in done.stdout
    assert f"{path}:1:1" in done.stdout
    assert f"    « {GAP} »" in done.stdout


def test_a_bad_text_does_not_end_the_batch(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    (tmp_path / "b.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(SAID.encode("cp1252"))
    done = extract(tmp_path, "--lang", "en")
    assert done.exit_code == 1
    assert [json.loads(line)["source_id"] for line in done.stdout.splitlines()] == ["b", "c"]
    assert "No text can be read from the file" in done.stderr
    assert "The text is not UTF-8" in done.stderr


def test_the_text_that_places_count_in_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p>Bonjour</p><p>{SAID}</p>", encoding="utf-8")
    done = extract(tmp_path / "page.html", "--keep-text", tmp_path / "texts")
    said = json.loads(done.stdout)
    start, end = said["span"]
    assert (tmp_path / "texts" / "page.txt").read_text(encoding="utf-8")[start:end] == said["quote"]


def test_several_processes_give_the_same_as_one(tmp_path: Path) -> None:
    for number, text in enumerate(many_texts(0.15)):
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    item, two = extract(tmp_path, "--jobs", "1", "--no-cache"), extract(tmp_path, "--jobs", "2", "--no-cache")
    assert len(item.stdout.splitlines()) > 100
    assert item.stdout == two.stdout


def test_what_was_read_is_kept_until_the_text_or_the_rules_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(SAID, encoding="utf-8")
    first = extract(path)
    (known,) = (tmp_path / "cache").rglob("*.json")
    # What somebody else wrote there is not believed.
    known.write_text(known.read_text(encoding="utf-8").replace("Pyeongchang", "Quito"), encoding="utf-8")
    assert json.loads(extract(path).stdout)["city"] == "Pyeongchang"
    # What the cache says is believed: it is asked before the rules are.
    told = known.read_bytes().partition(b"\n")[2].replace(b"Pyeongchang", b"Quito")
    cache_put(known.parent, known.name, told)
    assert json.loads(extract(path).stdout)["city"] == "Quito"
    assert extract(path, "--no-cache").stdout == first.stdout
    known.write_bytes(b"broken")
    assert extract(path).stdout == first.stdout
    monkeypatch.setattr(ConventionsReader, "version", lambda *_: "another")
    assert extract(path).stdout == first.stdout
    assert len(list((tmp_path / "cache").rglob("*.json"))) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not UTF-8")
@pytest.mark.parametrize("form", ["jsonl", "text"])
def test_a_text_whose_name_is_not_utf_8_is_read(tmp_path: Path, form: str) -> None:
    """Seen without it: "a fault of the program" (UnicodeEncodeError), and no text was read."""
    path = Path(os.fsdecode(bytes(tmp_path) + b"/\xff.txt"))
    path.write_text(SAID, encoding="utf-8")
    for options in ((), ("--jobs", "2"), ("--explain",)):
        done = extract(tmp_path, "--format", form, *options)
        assert done.exit_code == 0, done.stderr
        if form == "jsonl":
            assert json.loads(done.stdout)["source_id"] == "\\udcff"
