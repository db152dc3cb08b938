"""A JSON Schema validator with a time limit: each keyword looks at the clock, each pattern has its own limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import isfinite
from time import thread_time
from typing import Any

from pipeline.core.budget import TooLong, budget
from pipeline.core.limits import JSON_SCHEMA_SECONDS
from pipeline.datapackage.types.xsd_patterns import Expression

Keyword = Callable[[Any, Any, Any, Any], Any]

# What stands below these is a value and no schema.
VALUES = ("const", "enum", "default", "examples")
# They look whether expressions match keys in a way of the library's own, which no limit of time reaches.
UNLIMITED = ("unevaluatedProperties", "unevaluatedItems")
# What takes longer than this is taken off the time that a schema has.
SLOW_SECONDS = 0.05
# Keywords that are applied one inside another: a schema that refers to itself without end must not use up the stack,
# since the libraries below do not all survive that.
MOST_LEVELS = 100


class Clock:
    """The time that all applications of one schema may take together; quick ones cost nothing of it.

    None takes longer than the check has time left.
    """

    def __init__(self, seconds: float = JSON_SCHEMA_SECONDS) -> None:
        self.left = seconds
        self.end = 0.0
        self.level = 0

    def __enter__(self) -> None:
        budget().pay()
        self.start = thread_time()
        self.level = 0
        self.end = self.start + min(self.left, budget().left)

    def __exit__(self, *_: object) -> None:
        taken = thread_time() - self.start
        self.left -= taken if taken > SLOW_SECONDS else 0

    def tick(self) -> None:
        """Raises TooLong where the time is up."""
        if thread_time() > self.end:
            raise TooLong


def bounded(kind: Any, clock: Clock, keywords: Mapping[str, Keyword]) -> Any:
    """A class of validators like `kind`, with other functions for some keywords, all of which look at the clock."""
    from jsonschema.validators import extend

    every = {**kind.VALIDATORS, "uniqueItems": unique_items, "multipleOf": multiple_of, **keywords}
    return extend(kind, {name: timed(function, clock) for name, function in every.items()})


def timed(function: Keyword, clock: Clock) -> Keyword:
    def keyword(validator: Any, given: Any, instance: Any, schema: Any) -> Iterator[Any]:
        clock.tick()
        if clock.level >= MOST_LEVELS:
            raise RecursionError
        clock.level += 1
        try:
            yield from function(validator, given, instance, schema) or ()
        finally:
            clock.level -= 1

    return keyword


def without_dialects(part: Any) -> Any:
    """A schema without `$schema` in any of its parts: at each one the library would go over to a class of its own,
    which knows no limit.
    """
    if isinstance(part, dict):
        return {
            name: child if name in VALUES else without_dialects(child)
            for name, child in part.items()
            if name != "$schema" or not isinstance(child, str)
        }
    return [without_dialects(child) for child in part] if isinstance(part, list) else part


def unique_items(validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """`uniqueItems` in time that grows as the list does; the library compares each item with each."""
    if wanted and validator.is_type(instance, "array") and len({hashable(item) for item in instance}) < len(instance):
        yield error("an item twice")


def multiple_of(validator: Any, divisor: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """`multipleOf` in exact numbers: the library divides floats, which hold no large integers."""
    if validator.is_type(instance, "number") and (exact(instance) / exact(divisor)).denominator != 1:
        yield error(f"{instance} is no multiple of {divisor}")


def exact(number: Any) -> Fraction:
    """A number as it is written. Raises OverflowError for one that is beyond all that are held here."""
    if isinstance(number, int):
        return Fraction(number)
    if not isfinite(number):
        raise OverflowError("a number without end")
    return Fraction(repr(float(number)))


def hashable(value: Any) -> Any:
    """The same value for the same JSON: 1 is 1.0 and is not true."""
    if isinstance(value, dict):
        return ("object", frozenset((name, hashable(item)) for name, item in value.items()))
    if isinstance(value, list):
        return ("array", tuple(hashable(item) for item in value))
    return (type(value) if isinstance(value, bool) else None, value)


class TimedKeywords:
    """The keywords of JSON Schema that match expressions: each has its limit of time, and all have the clock's."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.expressions: dict[str, Expression] = {}

    @property
    def keywords(self) -> dict[str, Keyword]:
        return {
            "pattern": self.pattern,
            "patternProperties": self.pattern_properties,
            "additionalProperties": self.additional_properties,
        }

    def compile(self, part: Any) -> None:
        """Compiles every expression below a part of a schema. Raises ValueError for one that is none, TooLong."""
        if isinstance(part, dict):
            given = part.get("pattern")
            properties = part.get("patternProperties")
            for pattern in (*([given] if isinstance(given, str) else ()), *(properties or ())):
                budget().refuse_if_spent()
                self.expressions[pattern] = Expression.anywhere(pattern)
        for name, label in (
            part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        ):
            if name not in VALUES:
                self.compile(label)

    def found(self, pattern: str, text: str) -> bool:
        """Whether an expression is found in a text. Raises TooLong where its time is up."""
        if pattern not in self.expressions:
            # Behind a reference the library hands over what is none of our parts.
            self.expressions[pattern] = Expression.anywhere(pattern)
        self.clock.tick()
        result = self.expressions[pattern].result(text)
        if result is None:
            raise TooLong
        return result

    def pattern(self, validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
        if validator.is_type(instance, "string") and not self.found(pattern, instance):
            yield error(f"{instance!r} does not match {pattern!r}")

    def pattern_properties(self, validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        for pattern, sub in patterns.items():
            for key, value in instance.items():
                if self.found(pattern, key):
                    yield from validator.descend(value, sub, path=key, schema_path=pattern)

    def additional_properties(self, validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        for key, value in instance.items():
            if key in known or any(self.found(pattern, key) for pattern in patterns):
                continue
            if validator.is_type(allowed, "object"):
                yield from validator.descend(value, allowed, path=key)
            elif not allowed:
                yield error(f"{key!r} is not allowed", key)


def error(message: str, *path: str | int) -> Exception:
    """An error of the library's kind; `path`: what is wrong stands there, below the value at hand."""
    from jsonschema.exceptions import ValidationError

    made: Exception = ValidationError(message, path=path)
    return made
