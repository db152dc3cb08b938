"""How texts say a kind of statement: `says` in schemas/statements/<kind>.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, Protocol

from pydantic import Field as Property

from pipeline.core.i18n import DataLanguage
from pipeline.datapackage.json_positions import Place
from pipeline.findings.model import Model

Lines = Annotated[tuple[str, ...], Property(min_length=1)]
# Lines of words by language; {a,b,} in a line stands for each of its alternatives.
Words = Mapping[DataLanguage, Lines]


class SaidPlace(Model):
    """The fields that take the city and the country in which it happens."""

    city: str | None = None
    country: str | None = None


class Says(Model):
    """The words of an event, and what of a sentence fills the fields of the statement.

    `theme`: the field that holds what it happens to, a row of a table with names; `called`: nouns that stand for the
    theme that was named last ("the bridge"). `words`: verbs, participles and nouns, whose form the sentence tells;
    `verbs` and `nouns`: words that are never anything else. `never`: words that look alike and say something else.

    `date`, `place`, `agent`: the fields that take when and where it happens, and the row of who does it. `numbers`:
    fields that take a number, each with the nouns that it counts. `needs`: the fields without which nothing is said.
    `active`: what the theme is of a verb in the active voice: its subject ("it collapsed"), its object ("the minister
    opened it"), or either. `several_days`: whether it can last from one day to another.
    """

    theme: str
    called: Words = Property(default_factory=dict)
    words: Words = Property(default_factory=dict)
    verbs: Words = Property(default_factory=dict)
    nouns: Words = Property(default_factory=dict)
    never: Words = Property(default_factory=dict)
    date: str | None = None
    place: SaidPlace = SaidPlace()
    agent: str | None = None
    numbers: Mapping[str, Words] = Property(default_factory=dict)
    needs: tuple[str, ...] = ()
    active: Literal["object", "subject", "either"] = "either"
    several_days: bool = False


class SaidField(Protocol):
    """A value of a statement: what it holds, and the table of its names."""

    @property
    def holds(self) -> str: ...
    @property
    def table(self) -> str | None: ...


class Named(Protocol):
    """A table: the columns that hold its names."""

    @property
    def names(self) -> tuple[str, ...]: ...


class SaysMistake(NamedTuple):
    """What is wrong with `says`: where, the variant of the finding, what it is about."""

    place: Place
    variant: str
    value: str


# What each part of an event may fill.
HOLDERS = {
    "theme": ("row",), "agent": ("row",), "date": ("date", "dates"), "city": ("row", "printed"),
    "country": ("row", "printed"),
    "numbers": ("number", "count"),
}  # fmt: skip


def says_mistakes(says: Says, fields: Mapping[str, SaidField], tables: Mapping[str, Named]) -> Iterator[SaysMistake]:
    """Every mistake of `says`, in the order of its keys: fields that there are not, or that hold something else."""
    filled: list[tuple[tuple[str | int, ...], str, str | None]] = [
        (("theme",), "theme", says.theme), (("date",), "date", says.date),
        (("place", "city"), "city", says.place.city), (("place", "country"), "country", says.place.country),
        (("agent",), "agent", says.agent), *((("numbers", name), "numbers", name) for name in says.numbers),
    ]  # fmt: skip
    for at, part, name in filled:
        if name is None:
            continue
        field = fields.get(name)
        if field is None:
            yield SaysMistake(("says", *at), "says-field", name)
        elif field.holds not in HOLDERS[part]:
            yield SaysMistake(("says", *at), "says-holds", name)
        elif part in ("theme", "agent") and (table := tables.get(field.table or "")) and not table.names:
            yield SaysMistake(("says", *at), "says-names", field.table or "")
    for number, name in enumerate(says.needs):
        if name not in fields:
            yield SaysMistake(("says", "needs", number), "says-field", name)
    if not (says.words or says.verbs or says.nouns):
        yield SaysMistake(("says",), "says-words", says.theme)
