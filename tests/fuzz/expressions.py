"""Regular expressions, grown from a grammar, many of which take twice as long for each character more."""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.packages import Files

ATOMS = (
    *(
        "a",
        "b",
        "ab",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\p{L}",
        r"\p{IsGreek}",
        r"\i",
        r"\c",
        "[a-z]",
        "[^a]",
        "[a-z-[aeiou]]",
    ),
    *(
        r"\b",
        "^",
        "$",
        r"\A",
        r"\Z",
        r"\1",
        r"\k<n>",
        r"\u{1F600}",
        r"\x41",
        "é",
        "é",
        "[[:alpha:]]",
        "[]",
        "[a-",
        r"\\",
    ),
)
COUNTS = ("*", "+", "?", "{2}", "{2,}", "{0,30}", "{1000}", "{99999}", "{,3}", "{", "*?", "++", "*+")
GROUPS = ("(", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?P<n>", "(?i)(", "(?>", "(?#", "(?R", "(?(1)")
# What follows a repetition that fails at the end has it tried in every other way.
ENDS = ("", "", "!", "$", r"\Z", "[!?]")


def mutated_pattern(seed: int) -> Files:
    """A package of fields with a pattern each, and values that nearly match; the same for the same seed."""
    random = Random(f"pattern {seed}")
    number = random.choice((1, 1, 1, 60))
    fields = [
        {
            "name": f"a{at}",
            "type": random.choice(("string", "string", "integer", "date")),
            "constraints": {"pattern": whole(random)},
        }
        for at in range(number)
    ]
    resource = {"name": "things", "path": "things.csv", "schema": {"fields": fields}}
    lines = [",".join(field["name"] for field in fields)]  # type: ignore[misc]  # a name is a text
    lines += [",".join(cell(random) for _ in fields) for _ in range(random.choice((1, 20, 2_000 // number)))]
    return {
        "datapackage.json": json.dumps({"resources": [resource]}).encode(),
        "things.csv": "".join(f"{line}\n" for line in lines).encode(),
    }


def whole(random: Random) -> str:
    """An expression, sometimes as JavaScript writes it, sometimes of a gigantic length."""
    made = pattern(random) + random.choice(ENDS)
    way = random.randrange(20)
    if way == 0:
        return f"/^{made}$/i"
    if way == 1:
        return made * random.choice((2, 50, 3_000))
    return f"^{made}$" if way < 6 else made


def pattern(random: Random, level: int = 0) -> str:
    """An expression of a few pieces, in one another up to four deep."""
    return "".join(piece(random, level) for _ in range(random.randint(1, 3)))


def piece(random: Random, level: int) -> str:
    inner = random.choice(ATOMS)
    if level < 4 and random.random() < 0.45:
        other = f"|{pattern(random, level + 1)}" if random.random() < 0.4 else ""
        inner = f"{random.choice(GROUPS)}{pattern(random, level + 1)}{other})"
    return inner + (random.choice(COUNTS) if random.random() < 0.5 else "")


def cell(random: Random) -> str:
    return random.choice(("a", "ab", "aé", "1")) * random.choice((1, 8, 30, 400)) + random.choice(("", "!", "b"))
