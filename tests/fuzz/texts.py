"""Files with something changed: bytes, lines, cells, rows, headers."""

from __future__ import annotations

import csv
import io
from random import Random

from tests.fuzz.nasty import BYTES, CELLS, NAMES, cell

HUGE = 200_000
csv.field_size_limit(1 << 30)


def mutated_bytes(data: bytes, random: Random) -> bytes:
    """Bytes with one piece put in, taken out, doubled, or put in place of another."""
    at = random.randint(0, len(data))
    length = random.choice((0, 1, 1, 2, 5, 40))
    piece = random.choice((*BYTES, data[at : at + 30], random.choice(CELLS).encode("utf-8")))
    kind = random.randrange(10)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[at:]
    if kind == 2:
        return b"" if random.random() < 0.3 else piece
    if kind == 3:
        return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"")))
    if kind == 4:
        return data[:at] + piece * random.choice((2, 50, HUGE // max(1, len(piece)))) + data[at:]
    return data[:at] + piece + data[at + length :]


def mutated_lines(data: bytes, random: Random) -> bytes:
    """Lines that are doubled, moved, indented, joined, or put in from elsewhere in the file."""
    lines = data.split(b"\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(6)
    if kind == 0:
        lines.insert(to, lines[at])
    elif kind == 1:
        lines.insert(to, lines.pop(at))
    elif kind == 2:
        lines[at] = random.choice((b" ", b"  ", b"\t", b"- ", b"#")) + lines[at]
    elif kind == 3:
        lines[at : at + 2] = [b"".join(lines[at : at + 2])]
    elif kind == 4:
        del lines[at : at + random.choice((1, 2, 10))]
    else:
        head, colon, _ = lines[at].partition(b":")
        lines[at] = head + colon + b" " + random.choice((*BYTES, *(one.encode() for one in CELLS if len(one) < 100)))
    return b"\n".join(lines)


def mutated_table(data: bytes, random: Random) -> bytes:
    """A CSV with cells, rows or labels changed, and written as CSV again."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline="")))
    if not rows or not any(rows):
        return mutated_bytes(data, random)
    for _ in range(random.choice((1, 1, 2, 6))):
        mutate_rows(rows, random)
    out = io.StringIO(newline="")
    delimiter = random.choice((",",) * 12 + (";", "\t", "|"))
    writer = csv.writer(out, lineterminator="\n", delimiter=delimiter, quoting=random.choice((0, 0, 0, 1)))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def mutate_rows(rows: list[list[str]], random: Random) -> None:
    at = random.randrange(len(rows))
    row = rows[at]
    column = random.randrange(len(row)) if row else 0
    kind = random.randrange(12)
    if kind <= 4 and row:
        row[column] = cell(random)
    elif kind == 5 and rows[0]:
        label = random.randrange(len(rows[0]))
        rows[0][label] = random.choice((*NAMES, random.choice(rows[0])))
    elif kind == 6:
        rows.insert(random.randrange(len(rows)), list(row))
    elif kind == 7 and len(rows) > 1:
        del rows[at]
    elif kind == 8:
        row.insert(column, cell(random))
    elif kind == 9 and row:
        del row[column]
    elif kind == 10:
        for one in rows:
            if len(one) > column:
                one.insert(0, one.pop(column))
    elif row:
        rows[at] = [cell(random) for _ in row] if at else row * random.choice((2, 60))
