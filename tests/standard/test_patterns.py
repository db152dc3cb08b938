"""Patterns as their authors mean them, and as Python and RE2 read them alike."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.datapackage.types.xsd_patterns import Expression, is_standard, shared_pattern
from tests import yaml_of

CASES: list[dict[str, Any]] = yaml_of((Path(__file__).parent / "patterns.yaml").read_text(encoding="utf-8"))
ATOMS = ("a", "b", "1", "é", r"\d", r"\w", r"\s", r"\.", ".", "[ab]", "[^a]", r"[\wé-]", r"[^\d]", r"\D", "[é-ü]", " ")
QUANTITIES = ("", "", "", "?", "*", "+", "{2}", "{1,2}", "{0,1}", "+?", "*?")
TEXTS = st.text(st.sampled_from("ab1é _-.٣^$"), max_size=5)


def sequences(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(groups, st.sampled_from(QUANTITIES)).map("".join)
    branches = st.tuples(
        st.sampled_from(("", "^")), st.lists(parts, max_size=3).map("".join), st.sampled_from(("", "$"))
    )
    expressions = st.lists(branches.map("".join), min_size=1, max_size=2).map("|".join)
    return st.tuples(st.sampled_from(("(", "(?:")), expressions, st.just(")")).map("".join)


PATTERNS = st.recursive(st.sampled_from(ATOMS), sequences, max_leaves=6)


def test_there_are_as_many_patterns_as_were_written() -> None:
    assert len(CASES) > 30
    assert {case["standard"] for case in CASES} == {True, False}


@pytest.mark.parametrize("case", CASES, ids=[f"{at}-{case['from']}" for at, case in enumerate(CASES)])
def test_patterns_of_public_schemas(case: dict[str, Any]) -> None:
    verdict = Expression.whole(case["pattern"]).result
    assert is_standard(case["pattern"]) is case["standard"]
    assert [value for value in case["valid"] if not verdict(value)] == []
    assert [value for value in case["invalid"] if verdict(value)] == []


@settings(deadline=None, max_examples=300)
@given(pattern=PATTERNS, text=TEXTS)
def test_a_pattern_matches_what_python_matches_with_it(pattern: str, text: str) -> None:
    assert Expression.whole(pattern).result(text) is (re.fullmatch(pattern, text) is not None)


@settings(deadline=None, max_examples=300)
@given(pattern=PATTERNS, texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_sql_calls_nothing_good_that_python_does_not(pattern: str, texts: list[str]) -> None:
    shared = shared_pattern(pattern)
    if shared is None:
        return
    verdict = Expression.whole(pattern).result
    for text in texts:
        found = (
            connection()
            .execute("SELECT regexp_full_match($text, $shared)", {"text": text, "shared": shared})
            .fetchone()
        )
        assert found is not None
        # RE2 knows the digits, letters and spaces of ASCII only.
        assert verdict(text) if found[0] else not (verdict(text) and text.isascii())


@pytest.mark.parametrize(
    "pattern", ["^[A-Z]{2}[0-9]{3}$", r"^[A-Z]{2}\d{3}$", "^a|b$", "^(a|b)$", "(^a$|^b$)", r"^\w+\/.*$", "^[À-ÿ ]+$"]
)
def test_anchored_patterns_are_checked_by_sql(pattern: str) -> None:
    assert shared_pattern(pattern) is not None


@pytest.mark.parametrize("pattern", [r"[^\d]+", r"\S+", "(?!a).*", r"(a)\1", r"\p{L}", "(a{999}){9}", "(?i)a"])
def test_what_re2_may_read_more_widely_is_checked_by_python(pattern: str) -> None:
    assert shared_pattern(pattern) is None


@cache
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()
