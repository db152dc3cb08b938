"""Checking: one kernel, compiled from the contract, judges relations of text; then keys, rules and expectations."""

from pipeline.checking.expectations import check_expectations
from pipeline.checking.kernel import check_table
from pipeline.checking.keys import check_foreign_keys
from pipeline.checking.places import Places
from pipeline.checking.rules import check_rules, typed_views
from pipeline.checking.unchecked import unjudged

__all__ = [
    "Places",
    "check_expectations",
    "check_foreign_keys",
    "check_rules",
    "check_table",
    "typed_views",
    "unjudged",
]
