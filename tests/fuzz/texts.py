"""Files with something changed: bytes, lines, cells, rows, headers."""

from __future__ import annotations

import csv
import io
import re
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


def replaced(data: bytes, expression: bytes, by: bytes, random: Random) -> bytes:
    """Bytes with one of the pieces that an expression finds replaced; as they are where it finds none."""
    found = list(re.finditer(expression, data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + by + data[match.end() :]


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
        lines[at] = head + colon + b" " + random.choice((*BYTES, *(cell.encode() for cell in CELLS if len(cell) < 100)))
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
    """Changes rows in place, in one way of several."""
    at = random.randrange(len(rows))
    column = random.randrange(len(rows[at])) if rows[at] else 0
    random.choice((*(new_cell,) * 5, new_label, more_rows, fewer_rows, wider, narrower, other_order, new_row))(
        rows, at, column, random
    )


def new_cell(rows: list[list[str]], at: int, column: int, random: Random) -> None:
    if rows[at]:
        rows[at][column] = cell(random)


def new_label(rows: list[list[str]], _at: int, _column: int, random: Random) -> None:
    if rows[0]:
        rows[0][random.randrange(len(rows[0]))] = random.choice((*NAMES, random.choice(rows[0])))


def more_rows(rows: list[list[str]], at: int, _column: int, random: Random) -> None:
    rows.insert(random.randrange(len(rows)), list(rows[at]))


def fewer_rows(rows: list[list[str]], at: int, _column: int, _random: Random) -> None:
    if len(rows) > 1:
        del rows[at]


def wider(rows: list[list[str]], at: int, column: int, random: Random) -> None:
    rows[at].insert(column, cell(random))


def narrower(rows: list[list[str]], at: int, column: int, _random: Random) -> None:
    del rows[at][column : column + 1]


def other_order(rows: list[list[str]], _at: int, column: int, _random: Random) -> None:
    for row in rows:
        if len(row) > column:
            row.insert(0, row.pop(column))


def new_row(rows: list[list[str]], at: int, _column: int, random: Random) -> None:
    rows[at] = [cell(random) for _ in rows[at]] if at else rows[at] * random.choice((2, 60))
