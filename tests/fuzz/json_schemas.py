"""JSON Schemas, grown from a grammar, that refer, branch, count and match more than is good for who applies them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.fuzz.expressions import pattern
from tests.fuzz.nasty import VALUES
from tests.fuzz.packages import Files

DRAFTS = ("", "", "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#", "x:y")
TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
COUNTS = (0, 1, 2, 1e400, -1, 0.1, 1e-300, 10**400, "2", None)
DEEPEST = 4
# References to the next definition double so often.
DOUBLINGS = 40


def mutated_json_schema(seed: int) -> Files:
    """A package with a field whose values a grown JSON Schema judges; the same for the same seed."""
    random = Random(f"json-schema {seed}")
    kind = random.choice(("object", "array"))
    field = {"name": "a", "type": kind, "constraints": {"jsonSchema": whole(random)}}
    resource = {"name": "things", "path": "things.csv", "schema": {"fields": [field]}}
    rows = random.choice((1, 3, 200))
    # Many rows of wide values are megabytes, which take seconds whoever wrote them.
    widest = 300 if rows < 200 else 20
    cells = [json.dumps(value(random, kind, widest)) for _ in range(rows)]
    lines = "".join('"' + cell.replace('"', '""') + '"\n' for cell in cells)
    return {
        "datapackage.json": json.dumps({"resources": [resource]}).encode(),
        "things.csv": f"a\n{lines}".encode("utf-8", "surrogatepass"),
    }


def whole(random: Random) -> Any:
    """A schema with its definitions: some refer to themselves, to each other, to the next one twice, to nothing."""
    made = part(random, 0)
    if not isinstance(made, dict):
        return made
    if random.random() < 0.2:
        steps = {f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}] * 2} for at in range(DOUBLINGS)}
        return {**made, "$ref": "#/$defs/d0", "$defs": steps | {f"d{DOUBLINGS}": part(random, DEEPEST)}}
    made["$defs"] = {f"d{at}": part(random, 2) for at in range(3)}
    return {**made, "$schema": draft} if (draft := random.choice(DRAFTS)) else made


def part(random: Random, level: int) -> Any:
    """A schema of one to four keywords."""
    if random.random() < 0.06:
        return random.choice((True, False, *VALUES[:20]))
    every = LEAVES if level >= DEEPEST else (*LEAVES, *BRANCHES)
    made: dict[str, Any] = {}
    for keyword in random.sample(every, random.randint(1, 4)):
        made[keyword] = given(keyword, random, level + 1)
    return made


LEAVES = (
    *("type", "enum", "const", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "format"),
    *("minItems", "maxItems", "uniqueItems", "required", "minProperties", "$ref", "$dynamicRef", "$id", "$anchor"),
)
SUBSCHEMAS = ("not", "if", "then", "else", "items", "contains", "propertyNames", "additionalProperties")
UNSEEN = ("unevaluatedProperties", "unevaluatedItems")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas")
BRANCHES = (*SUBSCHEMAS, *UNSEEN, *LISTS, *NAMED)


def given(keyword: str, random: Random, level: int) -> Any:
    """What a keyword is given: what belongs there, more often than not."""
    if random.random() < 0.05:
        return random.choice(VALUES)
    if keyword in (*SUBSCHEMAS, *UNSEEN):
        return part(random, level)
    if keyword in LISTS:
        return [part(random, level)] * random.choice((1, 2, 30))
    if keyword in NAMED:
        return {(pattern(random) if keyword == "patternProperties" else name): part(random, level) for name in "ab"}
    return leaf(keyword, random)


def leaf(keyword: str, random: Random) -> Any:
    texts = {
        "type": random.choice(TYPES),
        "pattern": pattern(random),
        "format": random.choice(("email", "uri", "date", "regex", "idn-hostname", "x")),
        "$ref": random.choice(("#", "#/$defs/d0", "#/$defs/d1", "#/$defs/x", "#d", "other.json", "http://[", "")),
        "$dynamicRef": random.choice(("#", "#d")),
        "$id": random.choice(("x", "http://[", "urn:a:b", "")),
        "$anchor": "d",
    }
    if keyword in texts:
        return texts[keyword]
    if keyword in ("enum", "required"):
        return [
            random.choice(VALUES) if keyword == "enum" else name for name in "ab" for _ in range(random.randint(1, 3))
        ]
    return random.random() < 0.8 if keyword == "uniqueItems" else random.choice((*COUNTS, *VALUES[:30]))


def value(random: Random, kind: str, widest: int, level: int = 0) -> Any:
    """A value to judge: small, wide, deep, or of gigantic numbers."""
    way = random.randrange(8)
    if level == 0 or (way < 3 and level < 6):
        size = random.choice((0, 1, 3, widest)) if level < 2 else 2
        if kind == "object":
            return {
                f"{'ab'[at % 2]}{at // 2 or ''}": value(random, random.choice(TYPES[:2]), widest, level + 1)
                for at in range(size)
            }
        return [value(random, random.choice(TYPES[:2]), widest, level + 1) for _ in range(size)]
    return random.choice((0, 1, 1.0, True, None, "a" * 30 + "!", "é", 10**400, -0.0, 1e300, "", "b", {}, []))
