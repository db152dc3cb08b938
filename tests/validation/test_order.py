"""Tables are judged after those that they refer to, whatever order they have in the package."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.datapackage.descriptors import Schema
from pipeline.validation.validate import TableToValidate, in_order


def table(name: str, targets: Sequence[str]) -> TableToValidate:
    keys = [{"fields": "a", "reference": {"resource": target, "fields": "a"}} for target in targets]
    schema = Schema.model_validate({"fields": [{"name": "a"}], "foreignKeys": keys})
    source: Any = SimpleNamespace(present=frozenset({0}))
    return TableToValidate(name, schema, source)


@pytest.mark.parametrize(
    ("references", "order"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, "cba"),
        ({"a": [], "b": [], "c": []}, "abc"),
        ({"a": ["c"], "b": [], "c": [], "d": ["a", "b"]}, "bcad"),
        # Where they refer to each other, as they come; a table that is not there, and the table itself, hold none up.
        ({"a": ["b"], "b": ["a"], "c": ["b"]}, "abc"),
        ({"a": ["a", "z"], "b": ["a"]}, "ab"),
    ],
)
def test_what_is_referred_to_comes_first(references: Mapping[str, Sequence[str]], order: str) -> None:
    tables = [table(name, targets) for name, targets in references.items()]
    assert "".join(table.name for table in in_order(tables)) == order
