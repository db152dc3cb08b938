"""Something that happens in a sentence, with what it is about, who did it, when and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extraction.frames.arguments import Argument
from pipeline.extraction.frames.clauses import Clause
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.marks.lexicon import Mark


@dataclass(eq=False)
class Event:
    """Something that happens: `anchors` are the words by which dates and places are tied to it."""

    kind: str
    value: str
    anchors: list[tuple[int, int]]
    clause: Clause
    theme: Mention | None = None
    predicate: Predicate | None = None
    agents: list[Mention] = field(default_factory=list)
    # What takes part in it: nothing of this stands between the event and its date.
    own: list[Mention] = field(default_factory=list)
    gapped: bool = False
    # It can last from one day to another.
    lasts: bool = False
    # It is named beside what the sentence tells of ("the second session followed the third on 25 September").
    aside: bool = False
    hosts: list[Mark] = field(default_factory=list)
    dates: list[Argument] = field(default_factory=list)
    places: list[Argument] = field(default_factory=list)

    @property
    def one_day(self) -> bool:
        return self.kind in ("made", "join") and not self.lasts
