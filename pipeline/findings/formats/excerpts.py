"""The line of a finding, cut to the width of the screen, with its cell underlined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from pipeline.core.files.safe_paths import base_folder, refusal_reason
from pipeline.core.text.folding import BOM
from pipeline.findings.model import Finding

# What cannot be shown line by line: archives, Parquet, spreadsheets (which are zip files).
NO_TEXT = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PAR1", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")
QUOTED_CELL = re.compile(r'"(?:""|[^"])*"?')
PLAIN_CELL = re.compile(r"[^,;\t]*")
MOST_BYTES = 1 << 20
# What is wrong is one character, not the cell that begins there.
OF_A_CHARACTER = frozenset({"stray-quote", "unclosed-quote", "nul-byte", "line-end", "encoding-error"})

OF_A_RECORD = frozenset({"missing-cell", "blank-row"})


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown: its number, its text, and what is underlined (columns of a screen; no width: nothing)."""

    number: int
    text: str
    indent: int = 0
    width: int = 0


class Excerpts:
    """The lines of files that findings name; each file is read once, up to the last line that one names."""

    def __init__(self, root: Path, findings: Iterable[Finding]) -> None:
        self.root = root
        wanted: dict[str, set[int]] = {}
        for finding in findings:
            if finding.file and finding.line:
                wanted.setdefault(finding.file, set()).add(finding.line)
        self.lines = {file: read_lines(root / file, file, numbers) for file, numbers in wanted.items()}

    def end_column(self, finding: Finding) -> int | None:
        """The column behind the last character of what a finding is about, counted as its own column is."""
        text = self.lines.get(finding.file or "", {}).get(finding.line or 0)
        if text is None or finding.column is None:
            return None
        return finding.column + length_of(text, finding)

    def of(self, finding: Finding, width: int) -> Excerpt | None:
        """The line of a finding in `width` columns of a screen; None where it has none, or none can be shown."""
        text = self.lines.get(finding.file or "", {}).get(finding.line or 0)
        if text is None or finding.line is None or not text.strip():
            return None
        at, length = (finding.column or 1) - 1, length_of(text, finding)
        # Of a very long line only what stands near its cell can be shown.
        start = max(0, min(at, len(text)) - 2 * width)
        part, indent, underlined = cut(
            visible_text(text[start : at + 3 * width]), at - start, min(length, 3 * width), width
        )
        return Excerpt(finding.line, part, *((indent, underlined) if finding.column else ()))


def read_lines(path: Path, display_path: str, numbers: set[int]) -> Mapping[int, str]:
    """Lines of a file by number, without their ends; none where it cannot be read, lies elsewhere or is no text."""
    try:
        if refusal_reason(path, base_folder(path, display_path)):
            return {}
        with path.open("rb") as file:
            if file.read(6).startswith(NO_TEXT):
                return {}
            file.seek(0)
            return dict(numbered(file, numbers))
    except (OSError, ValueError):
        return {}


def numbered(lines: Iterable[bytes], numbers: set[int]) -> Iterator[tuple[int, str]]:
    last = max(numbers)
    for number, line in enumerate(lines, start=1):
        if number in numbers:
            text = line[:MOST_BYTES].decode("utf-8", "replace").rstrip("\r\n")
            yield number, text.removeprefix(BOM) if number == 1 else text
        if number >= last:
            return


def length_of(text: str, finding: Finding) -> int:
    """How many characters of its line a finding is about; none where it is about the whole record."""
    if finding.code in OF_A_RECORD or finding.column is None:
        return 0
    return 1 if finding.code in OF_A_CHARACTER else cell_width(text, finding.column - 1, finding.value)


def cell_width(text: str, at: int, value: str | None) -> int:
    """How many characters the cell at `at` has, its quotes included; at least one, to point at an empty one."""
    quoted = QUOTED_CELL.match(text, at)
    if quoted:
        return len(quoted.group())
    if value and text.startswith(value, at):
        return len(value)
    plain = PLAIN_CELL.match(text, at)
    return max(1, len(plain.group()) if plain else 1)


def visible_text(text: str) -> str:
    """A line for a terminal, with signs in place of characters that would move the cursor."""
    return text if text.isprintable() else "".join(visible(char) for char in text)


def visible(character: str) -> str:
    if character == "\t":
        return " "
    if ord(character) < 32:
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "␡"
    return "·" if unicodedata.category(character)[0] == "C" else character


def cut(text: str, at: int, length: int, width: int) -> tuple[str, int, int]:
    """The part of a line around a cell that `width` columns hold; where the cell stands in it, and how wide it is."""
    start, end = 0, len(text)
    if cell_len(text) > width:
        room = width - 2
        start = min(max(0, at - room // 3), max(0, len(text) - room))
        end = min(len(text), start + room)
        while end > start + 1 and cell_len(text[start:end]) > room:
            end -= 1
    before, behind = "…" if start else "", "…" if end < len(text) else ""
    indent = cell_len(before + text[start:at])
    return before + text[start:end] + behind, indent, cell_len(text[at : min(at + length, end)]) if length else 0
