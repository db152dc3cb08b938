"""What libraries say reaches nobody in English who reads another language."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import zlib
from collections.abc import Callable
from datetime import datetime

import pytest
import yaml

from pipeline.core.i18n import LANGUAGES
from pipeline.core.i18n.catalogue import read_catalogue
from pipeline.core.i18n.library_messages import explained_problem, known_problem, read_problems
from pipeline.core.os_errors import KEYS
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding

BROKEN_JSON = [
    "{",
    "[1 2]",
    '{"a" 1}',
    '{"a": 1,}',
    "[1,]",
    '"a',
    '"a\nb"',
    '"\\x"',
    '"\\uzzzz"',
    "1 2",
    "\ufeff1",
    "[",
    "nul",
]
BROKEN_YAML = [
    *(
        "a: b: c",
        "a: [1",
        "a: {b: 1",
        "a: 'b",
        "- a\nb: 1",
        "a: 1\n b: 2",
        "a: @b",
        "a:\n\t- b",
        "? - a\n:\t b\n- c",
        "a: *b",
    ),
    *("a: !x!y 1", 'a: "\\q"', "a\nb: 1\n c", "a: &", "{a: 1\nb: 2}", "[a\n- b", "a: 1\n...\nb", "- a\n - b\nc"),
]
BROKEN_PATTERNS = ["(a", "a)", "[a", "*a", "a**", "\\", "\\q", "[b-a]"]
BROKEN_BYTES = [b"nothing of the kind", gzip.compress(b"a" * 99)[:-9], gzip.compress(b"a" * 99)[:-3] + b"abc"]
BROKEN_FORMATS = ["%Q", "%Y%", "%Y %Y"]


def said_by(call: Callable[[], object]) -> str | None:
    try:
        call()
    except yaml.MarkedYAMLError as error:
        return error.problem
    except json.JSONDecodeError as error:
        return error.msg
    except Exception as error:
        return str(error)
    return None


SAID = [
    *(said_by(lambda text=text: json.loads(text)) for text in BROKEN_JSON),  # type: ignore[misc]
    *(said_by(lambda text=text: yaml.compose(text, Loader=yaml.CSafeLoader)) for text in BROKEN_YAML),  # type: ignore[misc]
    *(said_by(lambda text=text: re.compile(text)) for text in BROKEN_PATTERNS),  # type: ignore[misc]
    *(said_by(lambda data=data: gzip.decompress(data)) for data in BROKEN_BYTES),  # type: ignore[misc]
    *(said_by(lambda data=data: zlib.decompress(data)) for data in BROKEN_BYTES),  # type: ignore[misc]
    *(said_by(lambda form=form: datetime.strptime("1", form)) for form in BROKEN_FORMATS),  # type: ignore[misc]  # noqa: DTZ007
    *(os.strerror(number) for number in KEYS if number != errno.EXDEV),
]


@pytest.mark.parametrize("problem", sorted({item for item in SAID if item}))
def test_what_libraries_say_has_words_in_every_language(problem: str) -> None:
    said = {known_problem(problem, lang) for lang in LANGUAGES}
    assert None not in said, problem
    assert len(said) == len(LANGUAGES)


def test_other_words_are_quoted_as_those_of_the_library() -> None:
    assert explained_problem("Flux capacitor missing", "fr") == (
        "selon la bibliothèque, «\u202fFlux capacitor missing\u202f» (en anglais)"
    )
    assert explained_problem("abc", "es") == "«abc»"


def test_a_message_is_in_one_language() -> None:
    finding = Finding(code="schema-error", variant="syntax", file="a.json", line=1, details={"problem": "Extra data"})
    assert render_finding(finding, "fr").message == (
        "Le fichier contient une erreur de syntaxe\u00a0: il y a quelque chose après la fin de la valeur JSON."
    )


def test_every_expression_has_the_groups_that_its_words_name() -> None:
    assert len(read_problems()) > 50
    for lang in LANGUAGES:
        for key, pattern in read_problems().items():
            named = re.findall(r"\{(\d)\}", read_catalogue(lang).text(f"problem/{key}"))
            assert max(map(int, named), default=-1) < pattern.groups, pattern.pattern


def test_every_problem_of_the_catalogue_is_known() -> None:
    keys = [key.removeprefix("problem/") for key in read_catalogue("en").keys if key.startswith("problem/")]
    assert keys == list(read_problems())
