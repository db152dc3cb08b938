"""Statements in lines for a terminal: the fact, then its sentence with the words that state it in colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from pipeline.core.i18n import Language, say
from pipeline.registry.statements import Gap, Statement

COLOURS = {
    **dict.fromkeys(("agreement", "partner", "host"), "cyan"),
    **dict.fromkeys(("body", "number", "instrument", "function", "action", "count"), "magenta"),
    **dict.fromkeys(("city", "country", "party"), "green"),
    **dict.fromkeys(("start_date", "end_date", "date"), "yellow"),
    **dict.fromkeys(("status", "decided_at"), "blue"),
}


class Places:
    """Line and column (1-based, in code points) of places in a text."""

    def __init__(self, display_path: str, text: str) -> None:
        self.display_path = display_path
        self.starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def __call__(self, at: int) -> str:
        line = bisect_right(self.starts, at)
        return f"{self.display_path}:{line}:{at - self.starts[line - 1] + 1}"


def statement_lines(
    display_path: str,
    text: str,
    statements: Iterable[Statement],
    columns: Sequence[str],
    lang: Language,
    *,
    explain: bool = False,
) -> Iterator[Text]:
    """Each statement as two lines for a terminal: its place and fields, its quotation; `explain` adds its rule."""
    place = Places(display_path, text)
    for statement in statements:
        fields = "  ".join(f"{key}={statement.values[key]}" for key in columns if key in statement.values)
        yield Text.assemble(f"{place(statement.span[0])}  ", (statement.kind, "bold"), f"  {fields}")
        yield quotation(statement)
        if explain:
            yield Text("    " + say(lang, "read-by", rule=statement.rule), style="dim")


def quotation(statement: Statement) -> Text:
    """The quotation on one line, the words of each value in the colour of its field."""
    start, end = statement.span
    quoted = Text(statement.quote)
    for place in statement.evidence:
        if start <= place.start and place.end <= end:
            quoted.stylize(f"bold {COLOURS.get(place.field, 'white')}", place.start - start, place.end - start)
    flat = Text("    « ")
    for number, line in enumerate(quoted.split("\n")):
        flat.append(" " if number else "").append_text(line)
    return flat.append(" »")


def gap_lines(display_path: str, text: str, gaps: Iterable[Gap], lang: Language) -> Iterator[Text]:
    """Each sentence without statement as two lines for a terminal: its place and the reason, its text."""
    place = Places(display_path, text)
    for gap in gaps:
        why = say(lang, gap.reason, words=gap.words)
        yield Text(say(lang, "gap", place=place(gap.start), why=why), style="yellow")
        yield Text("    « " + " ".join(text[gap.start : gap.end].split()) + " »", style="dim")
