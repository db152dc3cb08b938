"""The rooms up to publishing are the same for every registry: they have no word of the first one, of conventions."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from tests import ROOT

ROOMS = [
    "core",
    "findings",
    "datapackage",
    "readers",
    "validation",
    "inference",
    "registry",
    "extraction",
    "publishing",
]
READ = frozenset(
    {".py", ".yaml", ".html", ".txt", ".po", ".pot", ".js", ".css", ".json", ".svg", ".ttl", ".xml", ".sql"}
)
WORDS = (
    *("cop", "mop", "convention", "secretariat", "depositary", "depositaries", "ratification", "biodiversity"),
    # The same in the other languages of messages, without accents.
    *("cdp", "convenio", "convencion", "convencao", "secretaria", "depositaire", "depositario", "ratificacion"),
    *("ratificacao", "biodiversite", "biodiversidad", "biodiversidade"),
)
# Names of tables that are no other words of a program; those below are tables only where they are quoted.
TABLES = ("agreements", "meetings", "meeting_places", "cooperation_parties", "membership_actions", "party_counts")
QUOTED = ("actors", "bodies", "cities", "cooperation", "countries", "functions")
# Files that still have such words; a file that has none left must be taken from the list.
ALLOWED: frozenset[str] = frozenset(
    [
        "pipeline/findings/examples.yaml",
    ]
)
ACCENTS = str.maketrans("àâáãäçéèêëíîïñóôõöúùûü", "aaaaaceeeeiiinoooouuuu")


@cache
def agreements() -> tuple[dict[str, str], ...]:
    with (ROOT / "raw" / "tables" / "agreements.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def alternatives(words: set[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def folded_words() -> re.Pattern[str]:
    """Words that count in any case; a letter beside them makes another word of them, `_` and digits do not."""
    names = {row[f"name_{lang}"] for row in agreements() for lang in ("en", "fr", "es")} - {""}
    phrases = {" ".join(fold(name).split()) for name in names}
    plural = f"(?:{alternatives(WORDS)})(?:s|es)?"
    quoted = f"[\"'](?:{alternatives(QUOTED)})[\"']"
    return re.compile(rf"(?<![a-z])(?:{plural}|{alternatives(TABLES)}|{alternatives(phrases)})(?![a-z])|{quoted}")


@cache
def exact_words() -> re.Pattern[str]:
    """Ids and acronyms, as they are written: NP is one, np is NumPy."""
    rows = agreements()
    acronyms = {one for row in rows for lang in ("en", "fr", "es") for one in row[f"acronyms_{lang}"].split("|")}
    ids = {row["id"] for row in rows} | {row["short_name"] for row in rows} | acronyms
    # The id of CITES is a verb.
    return re.compile(rf"(?<![A-Za-z])(?:{alternatives(ids - {'', 'cites'})})(?![A-Za-z])")


def fold(text: str) -> str:
    return text.lower().translate(ACCENTS)


def words_of_conventions(text: str) -> set[str]:
    """The words of the conventions in a text."""
    joined = " ".join(text.split())
    # SecretariatPeriod is two words.
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", joined)
    return {*folded_words().findall(fold(parted)), *exact_words().findall(joined)}


@cache
def breaking() -> dict[str, set[str]]:
    """The files of the rooms with words of the conventions, each with these."""
    paths = [path for room in ROOMS for path in sorted((ROOT / "pipeline" / room).rglob("*")) if path.suffix in READ]
    assert len(paths) > 250
    found = {shown(path): words_of_conventions(f"{path.name} {path.read_text(encoding='utf-8')}") for path in paths}
    return {name: words for name, words in found.items() if words}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_words_are_found_however_they_are_written() -> None:
    texts = ("is_cop", "CopMop", "Secrétariats", "the CMS", "x = 'cities'", "meeting_places.city", "ratificação")
    assert [text for text in texts if not words_of_conventions(text)] == []
    others = ("copy, mope, cope", "np.array", "meetings_of", "the cities of a table", "a unconventional name", "CMSX")
    assert [text for text in others if words_of_conventions(text)] == ["meetings_of"]


def test_no_room_up_to_publishing_has_a_word_of_the_conventions() -> None:
    assert {name: words for name, words in breaking().items() if name not in ALLOWED} == {}


def test_a_file_without_such_words_is_no_exception() -> None:
    assert sorted(ALLOWED - breaking().keys()) == []
