"""Whether values conform to a JSON Schema (the constraint jsonSchema), within a time limit; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pipeline.core.budget import TooLong, budget
from pipeline.core.limits import JSON_SCHEMA_VALUES
from pipeline.datapackage.types.json_schema_validator import (
    UNLIMITED,
    VALUES,
    Clock,
    TimedKeywords,
    bounded,
    without_dialects,
)
from pipeline.datapackage.types.logical import Logical


def conforms(json_schema: dict[str, Any]) -> Callable[[Logical], bool | None]:
    """Whether a value conforms to a JSON Schema; None where an expression took too long to say.

    Raises ValueError for a schema that is none, or refers elsewhere, TooLong for one that takes too long to read.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for
    from jsonschema_specifications import REGISTRY
    from referencing.exceptions import Unresolvable

    refuse_size(json_schema)
    budget().refuse_if_spent()
    refuse_references(json_schema)
    kind = validator_for(json_schema, default=Draft202012Validator)
    refuse_no_schema(json.dumps(json_schema))
    clock = Clock()
    limited = TimedKeywords(clock)
    limited.compile(json_schema)
    # A registry of the standard's own schemas and nothing else: the library would fetch the others.
    validator = bounded(kind, clock, limited.keywords)(without_dialects(json_schema), registry=REGISTRY)

    def holds(value: Logical) -> bool | None:
        try:
            with clock:
                return bool(validator.is_valid(value.data))
        except Unresolvable:
            # What cannot be found out is not vouched for.
            return False
        except TooLong:
            return None

    return holds


@lru_cache(maxsize=100)
def refuse_no_schema(written: str) -> None:
    """Raises ValueError for JSON that is no JSON Schema. Remembered: to look takes longer than most else."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for

    json_schema = json.loads(written)
    try:
        validator_for(json_schema, default=Draft202012Validator).check_schema(json_schema)
    except (SchemaError, RecursionError) as error:
        raise ValueError(getattr(error, "message", "too many levels")) from error


def refuse_size(json_schema: dict[str, Any]) -> None:
    """Raises TooLong for a schema of so many values that only to look whether it is one takes too long."""
    waiting: list[Any] = [json_schema]
    count = 0
    while waiting:
        part = waiting.pop()
        parts = [child for name, child in part.items() if name not in VALUES] if isinstance(part, dict) else part
        waiting += parts if isinstance(parts, list) else ()
        count += 1
        if count > JSON_SCHEMA_VALUES:
            raise TooLong


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
    for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        refuse_references(child)
