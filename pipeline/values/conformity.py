"""Whether values conform to a JSON Schema (the constraint jsonSchema): nothing is fetched, no expression runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.values.logical import Logical
from pipeline.values.patterns import Expression

# What stands below these is a value and no schema.
VALUES = ("const", "enum", "default", "examples")
# They look whether expressions match keys in a way of the library's own, which no limit of time reaches.
UNLIMITED = ("unevaluatedProperties", "unevaluatedItems")


def conforms(json_schema: dict[str, Any]) -> Callable[[Logical], bool | None]:
    """Whether a value conforms to a JSON Schema; None where an expression took too long to say.

    Raises ValueError for a schema that is none, or refers elsewhere.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import extend, validator_for
    from jsonschema_specifications import REGISTRY
    from referencing.exceptions import Unresolvable

    refuse_references(json_schema)
    kind = validator_for(json_schema, default=Draft202012Validator)
    try:
        kind.check_schema(json_schema)
    except (SchemaError, RecursionError) as error:
        raise ValueError(getattr(error, "message", "too many levels")) from error
    limited = Limited()
    limited.compile(json_schema)
    # A registry of the standard's own schemas and nothing else: the library would fetch the others.
    validator = extend(kind, limited.keywords)(json_schema, registry=REGISTRY)

    def holds(value: Logical) -> bool | None:
        limited.late = False
        try:
            valid = bool(validator.is_valid(value.data))
        except (Unresolvable, RecursionError):
            # What cannot be found out is not vouched for.
            return False
        return None if limited.late else valid

    return holds


def refuse_references(part: Any) -> None:
    """Raises ValueError for a reference to something outside the schema, and for what no limit of time reaches."""
    if isinstance(part, dict):
        for name in ("$ref", "$dynamicRef", "$recursiveRef"):
            given = part.get(name)
            if isinstance(given, str) and not given.startswith("#"):
                raise ValueError(f"{given} stands elsewhere and is not fetched")
        unlimited = [name for name in UNLIMITED if name in part]
        if unlimited:
            raise ValueError(f"{unlimited[0]} is not supported")
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        refuse_references(one)


class Limited:
    """The keywords of JSON Schema that match expressions, each expression within its limit of time."""

    def __init__(self) -> None:
        self.expressions: dict[str, Expression] = {}
        # Whether an expression has not answered in time.
        self.late = False

    @property
    def keywords(self) -> Mapping[str, Any]:
        return {
            "pattern": self.pattern,
            "patternProperties": self.pattern_properties,
            "additionalProperties": self.additional_properties,
        }

    def compile(self, part: Any) -> None:
        """Compiles every expression below a part of a schema. Raises ValueError for one that is none."""
        if isinstance(part, dict):
            given = part.get("pattern")
            properties = part.get("patternProperties")
            for one in (*([given] if isinstance(given, str) else ()), *(properties or ())):
                self.expressions[one] = Expression.anywhere(one)
        for name, one in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
            if name not in VALUES:
                self.compile(one)

    def found(self, pattern: str, text: str) -> bool | None:
        if pattern not in self.expressions:
            # Behind a reference the library hands over what is none of our parts.
            self.expressions[pattern] = Expression.anywhere(pattern)
        found = self.expressions[pattern].verdict(text)
        self.late = self.late or found is None
        return found

    def pattern(self, validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
        if validator.is_type(instance, "string") and not self.found(pattern, instance):
            yield error(f"{instance!r} does not match {pattern!r}")

    def pattern_properties(self, validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        for pattern, sub in patterns.items():
            for key, value in instance.items():
                found = self.found(pattern, key)
                if found is None:
                    yield error(f"{pattern!r} takes too long")
                elif found:
                    yield from validator.descend(value, sub, path=key, schema_path=pattern)

    def additional_properties(self, validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        for key, value in instance.items():
            if key in known or any(self.found(one, key) for one in patterns):
                continue
            if validator.is_type(allowed, "object"):
                yield from validator.descend(value, allowed, path=key)
            elif not allowed:
                yield error(f"{key!r} is not allowed")


def error(message: str) -> Exception:
    from jsonschema.exceptions import ValidationError

    made: Exception = ValidationError(message)
    return made
