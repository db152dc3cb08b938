"""Schemas in YAML, of events in any order: openings without end, keys that are lists, anchors, tags, documents."""

from __future__ import annotations

from random import Random

from tests.fuzz.packages import Files

SCHEMA = b"fields:\n- name: a\n  type: integer\n- name: b\n  type: string\n"
OPENINGS = (
    *(b"[", b"{", b"- ", b"? ", b"{a: ", b"[{", b"- [", b"a: [", b"- ? ", b"[? ", b"{? ", b"!!seq [", b"&a [", b'["'),
    *(
        b"- - ",
        b"a:\n",
        b"--- ",
        b"---\n",
        b"...\n",
        b"%TAG ! x\n",
        b"|\n",
        b">",
        b"!",
        b"&",
        b"*a ",
        b"<<: ",
        b"# ",
        b"\t",
    ),
)
VALUES = (
    *(
        b"a",
        b"1",
        b"1_000",
        b"0x10",
        b"1e999999",
        b"9" * 5_000,
        b"null",
        b"~",
        b"yes",
        b".inf",
        b"2024-01-26",
        b"'",
        b'"',
    ),
    *(
        rb'"\ud800"',
        rb'"\U0010FFFF"',
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"*a",
        b"&a x",
        b"!!binary eA==",
        b"<<",
    ),
)
TIMES = (1, 2, 40, 70, 3_000, 100_000)
LARGEST = 3 << 20


def mutated_yaml(seed: int) -> Files:
    """A CSV and its schema in YAML, of which a piece is gone mad; the same for the same seed."""
    random = Random(f"yaml {seed}")
    at = random.choice((0, len(SCHEMA), SCHEMA.index(b"integer"), random.randrange(len(SCHEMA))))
    return {
        "things.csv": b"a,b\n1,x\n",
        "schema.yaml": SCHEMA[:at] + gone_mad(random) + SCHEMA[at + random.choice((0, 0, 7)) :],
    }


def gone_mad(random: Random) -> bytes:
    """Events over and over: nested, side by side, indented further and further."""
    if random.random() < 0.15:
        steps = random.choice((30, 70, 1_500))
        return b"".join(b"\n" + b" " * step + random.choice((b"a:", b"-", b"?")) for step in range(steps))
    pieces = b"".join(random.choice((*OPENINGS, *VALUES)) for _ in range(random.choice((1, 1, 2, 4))))
    if random.random() < 0.3:
        pieces += random.choice((b",", b", ", b"\n", b"]", b"}", b": "))
    return (pieces * random.choice(TIMES))[:LARGEST]
