"""PDFs and pages with something changed: pages that hold one another, streams without end, tags in tags."""

from __future__ import annotations

import re
import zlib
from random import Random

from tests.fuzz.packages import Files
from tests.fuzz.texts import mutated_bytes, replaced
from tests.readers.test_text_documents import PAGE, pdf

LINES = ("COP 12 of the CBD was held in Pyeongchang,", "Republic of Korea, in October 2014.")
DRAWN = (b"q Q ", b"/F1 do ", b"/X0 Do ", b"BT (a) Tj ET ", b"1 0 0 1 0 0 cm ", b"[", b"<<", b"(", b"0 0 m ")
NUMBERS = (b"0", b"-1", b"2", b"3", b"4", b"99", b"4294967295", b"99999999999999999999", b"1e400", b"1 0 R", b"4 0 R")
ENTRIES = (
    b"/Kids [2 0 R]",
    b"/Kids [3 0 R 3 0 R]",
    b"/Filter /FlateDecode",
    b"/Length 999999999",
    b"/Prev 9",
    b"/Encrypt 2 0 R",
)
TAGS = (
    "div",
    "table",
    "tr",
    "td",
    "ul",
    "a",
    "p",
    "svg",
    "script",
    "select",
    "style",
    "pre",
    "b",
    "x-y",
    "!--",
    "![CDATA[",
)


def mutated_document(seed: int) -> Files:
    """A PDF or a page; the same for the same seed."""
    random = Random(f"document {seed}")
    if random.random() < 0.6:
        return {"x.pdf": mutated_pdf(random)}
    return {"x.html": mutated_page(random)}


def mutated_pdf(random: Random) -> bytes:
    data = forms(random) if random.random() < 0.3 else pdf(*LINES)
    for _ in range(random.choice((1, 1, 3, 8))):
        way = random.randrange(4)
        if way == 0:
            data = replaced(data, rb"\d+( 0 R)?", random.choice(NUMBERS), random)
        elif way == 1:
            data = replaced(data, rb"(?<=<<)", b" " + random.choice(ENTRIES), random)
        elif way == 2:
            data = replaced(data, rb"(?<=stream\n)", random.choice(DRAWN) * random.choice((1, 70, 50_000)), random)
        else:
            data = mutated_bytes(data, random)
    return data


def forms(random: Random) -> bytes:
    """A PDF whose forms draw the next form several times, one of them perhaps the first; streams sometimes packed."""
    depth, times = random.choice((3, 6, 12)), random.choice((1, 2, 4))
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}
    held = b"/Contents 4 0 R /Resources << /XObject << /X0 5 0 R >> >>"
    objects[3] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s >>" % held
    objects[4] = stream(b"", b"/X0 Do", packed=False)
    for level in range(depth):
        to = 5 if level == depth - 1 and random.random() < 0.3 else 6 + level
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 %d 0 R >> >>" % to
        objects[5 + level] = stream(entries, b"/X0 Do " * times, packed=random.random() < 0.3)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in objects.items())
    # Without a table of places: readers put one together.
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Size 99 /Root 1 0 R >>\n%%EOF\n"


def stream(entries: bytes, data: bytes, *, packed: bool) -> bytes:
    data, entries = (zlib.compress(data * 10_000), entries + b" /Filter /FlateDecode") if packed else (data, entries)
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def mutated_page(random: Random) -> bytes:
    page = PAGE.format(charset=random.choice(("utf-8", "utf-8", "utf-16", "zlib", "x", "rot13")))
    at = random.choice([match.end() for match in re.finditer(">", page)])
    tag, times = random.choice(TAGS), random.choice((1, 80, 3_000, 60_000))
    piece = random.choice(
        (
            f"<{tag}>" * times,
            f"<{tag}>x</{tag}>" * times,
            f"<{tag} " + " ".join(f'a{number}="x"' for number in range(times)) + ">",
            f'<{tag} style="{"a:b;" * times}">',
            f"<{tag} colspan=999999999 rowspan=999999999>",
            "&" * times,
            "&#x110000;&#0;&#xD800;",
        )
    )
    data = (page[:at] + piece + page[at:]).encode("utf-8", "surrogatepass")
    return mutated_bytes(data, random) if random.random() < 0.3 else data
